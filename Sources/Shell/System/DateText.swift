#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension tm {
  static func two(_ n: Int32) -> String { n < 10 ? "0\(n)" : "\(n)" }

  /// 2026-11-26
  var dateText: String { "\(tm_year + 1900)-\(Self.two(tm_mon + 1))-\(Self.two(tm_mday))" }
  /// 14:03
  var timeText: String { "\(Self.two(tm_hour)):\(Self.two(tm_min))" }
}
