import Checked
import Core
import Interp
import Syntax

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What the options say, as the parts of nsh take it.
extension Options {
  var settings: Settings {
    let cores = max(1, sysconf(Int32(clamping: _SC_NPROCESSORS_ONLN)))
    var settings = Settings(
      threads: threads ?? min(cores, 64), memory: MemoryLimit(bytes: limit, held: { MemoryWatch.held }),
      arithmetic: arithmetic, stack: DeepStack.bytes)
    settings.version = version
    return settings
  }

  /// Which files scripts may read and write.
  var files: Files {
    Files(
      reading: Enclosure(allowRead, for: "cannot read"), writing: Enclosure(allowWrite, for: "cannot write"),
      limit: Int(saturating: limit))
  }

  /// --max-memory in bytes.
  var limit: Double { Self.bytes(memory) ?? 4 * 1_073_741_824 }

  var parameters: [(name: String, value: String)] {
    (command == nil ? arguments.dropFirst() : arguments[...]).compactMap(Self.parameter)
  }

  static func parameter(_ text: String) -> (name: String, value: String)? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }

  /// 512, 64KiB, 500MiB, 8GiB, 1TiB.
  static func bytes(_ text: String) -> Double? {
    let units = [("KiB", 1024.0), ("MiB", 1_048_576), ("GiB", 1_073_741_824), ("TiB", 1_099_511_627_776), ("", 1)]
    guard let unit = units.first(where: { text.hasSuffix($0.0) }), let value = Double(text.dropLast(unit.0.count)),
      text.dropLast(unit.0.count).allSatisfy({ "0123456789.eE+".contains($0) }), value > 0, value.isFinite
    else { return nil }
    return value * unit.1
  }

  /// The first line of a log: with what the statements have to be run again.
  var logHeader: String {
    var now = time(nil)
    var parts = tm()
    gmtime_r(&now, &parts)
    let bits = arithmetic == .portable ? "" : ", --arithmetic \(arithmetic.rawValue)"
    return "# nsh \(version), \(parts.dateText) \(parts.timeText) UTC\(bits)\n"
  }

  // MARK: Sweeps

  /// "3/40", the number of the array's task standing before the slash where there is none; nil where it is not known.
  var sweepPart: String? {
    guard let part else { return nil }
    guard part.hasPrefix("/") else { return part }
    let names = ["SLURM_ARRAY_TASK_ID", "PBS_ARRAY_INDEX", "PBS_ARRAYID", "SGE_TASK_ID"]
    return names.lazy.compactMap { getenv($0).flatMap { Int(String(cString: $0), radix: 10) } }.first.map {
      "\($0)\(part)"
    }
  }

  /// What `--sweep` asks for, as a statement.
  var text: String? {
    guard let sweep else { return command }
    func quoted(_ text: String) -> String { "\"\(StringEscapes.written(text) ?? "")\"" }
    var words = ["sweep", quoted(sweep), "resume"]
    if let store { words.append("store=" + quoted(store)) }
    if let part = sweepPart {
      let number = part.prefix { $0 != "/" }
      words += ["part=" + quoted(part), "into=" + quoted(into ?? "\(sweep)-\(number).db")]
    }
    return words.joined(separator: " ")
  }
}
