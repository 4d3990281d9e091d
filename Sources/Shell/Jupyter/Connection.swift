import Checked
import Core

/// Where a kernel listens, and the key by which messages are signed: what Jupyter writes into a connection file.
struct Connection: Sendable {
  enum Channel: String, CaseIterable, Sendable {
    case shell, control, stdin
    case publications = "iopub"
    case heartbeat = "hb"
  }

  /// Why a file is none.
  struct Fault: Error, CustomStringConvertible {
    let description: String
  }

  let key: [UInt8]
  private let transport: String
  private let ip: String
  private let ports: [Channel: Int]

  /// - Throws: `FileError`, `Fault`.
  init(path: String) throws {
    let bytes = try Files(limit: 1 << 20).read(path)
    func fault(_ why: String) -> Fault { Fault(description: "`\(path)` is no connection file: \(why)") }
    let json: JSONText
    do { json = try JSONText(bytes) } catch {
      throw fault("\(error)".replacing("the file is not JSON", with: "it is not JSON", maxReplacements: 1))
    }
    guard json.members != nil else { throw fault("it holds no object") }
    func text(_ name: String, else standard: String) throws -> String {
      guard let value = json[name] else { return standard }
      guard let text = value.text else { throw fault("`\(name)` is no string") }
      return text
    }
    transport = try text("transport", else: "tcp")
    guard ["tcp", "ipc"].contains(transport) else { throw fault("`transport` is tcp or ipc, not \(transport)") }
    ip = try text("ip", else: "127.0.0.1")
    guard !ip.isEmpty, !ip.utf8.contains(0) else { throw fault("`ip` names no place") }
    key = Array(try text("key", else: "").utf8)
    let scheme = try text("signature_scheme", else: "hmac-sha256")
    guard key.isEmpty || scheme == "hmac-sha256" else {
      throw fault("`signature_scheme` is hmac-sha256, which all programs of Jupyter know, not \(scheme)")
    }
    var ports: [Channel: Int] = [:]
    for channel in Channel.allCases {
      let name = channel.rawValue + "_port"
      guard let value = json[name] else { throw fault("`\(name)` is missing") }
      guard let port = value.count, (1...65535).contains(port) else { throw fault("`\(name)` goes from 1 to 65535") }
      if let other = Channel.allCases.first(where: { ports[$0] == port }) {
        throw fault("`\(other.rawValue)_port` and `\(name)` are the same")
      }
      ports[channel] = port
    }
    self.ports = ports
  }

  func port(_ channel: Channel) -> Int { ports[channel] ?? 0 }

  /// As libzmq takes it.
  func address(_ channel: Channel) -> String {
    if transport == "ipc" { return "ipc://\(ip)-\(port(channel))" }
    return "tcp://\(ip.contains(":") ? "[\(ip)]" : ip):\(port(channel))"
  }
}
