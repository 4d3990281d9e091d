import Restricted

/// One input of the fuzzer: a text that is parsed, printed and parsed again, completed, and run in a host that allows
/// nothing.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
  Restricted.check(Array(UnsafeBufferPointer(start: data, count: size)))
  return 0
}

@_silgen_name("LLVMFuzzerRunDriver")
private func drive(
  _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutableRawPointer,
  _ test: @convention(c) (UnsafePointer<UInt8>, Int) -> Int32
) -> Int32

/// The package manager gives a product's `main` this name.
@_cdecl("fuzz_main")
public func start(_ count: Int32, _ arguments: UnsafeMutableRawPointer) -> Int32 {
  var (count, arguments) = (count, arguments)
  return drive(&count, &arguments) { fuzz($0, $1) }
}
