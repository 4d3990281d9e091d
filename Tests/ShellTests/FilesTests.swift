import Foundation
import Shell
import Testing

/// Whole files, whatever stands at the place and however it is reached.
@Suite struct FilesTests {
  private let folder: TemporaryFolder
  private let files = Files.free

  init() throws { folder = try TemporaryFolder() }

  private func write(_ text: String, _ name: String, _ files: Files = .free) throws {
    try files.write(Array(text.utf8), to: folder.path + "/" + name)
  }

  private func mode(_ name: String) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: folder.path + "/" + name)[.posixPermissions] as? Int
  }

  @Test(arguments: [0o640, 0o600, 0o444 | 0o200, 0o4755]) func aFileIsReplacedWholeAndKeepsItsMode(_ mode: Int) throws {
    try write("old", "x.json")
    #expect(chmod(folder.path + "/x.json", mode_t(mode)) == 0)
    try write("new", "x.json")
    #expect(try folder.text("x.json") == "new")
    #expect(try self.mode("x.json") == mode)
    #expect(try folder.names == ["x.json"], "no temporary file is left")
  }

  @Test func aRootsFileKeepsItsOwner() throws {
    guard geteuid() == 0 else { return }
    try write("old", "x.json")
    #expect(chown(folder.path + "/x.json", 1234, 2345) == 0 && chmod(folder.path + "/x.json", 0o640) == 0)
    try write("new", "x.json")
    let found = try FileManager.default.attributesOfItem(atPath: folder.path + "/x.json")
    #expect(found[.ownerAccountID] as? Int == 1234 && found[.groupOwnerAccountID] as? Int == 2345)
    #expect(try mode("x.json") == 0o640)
  }

  @Test func aLinkStaysAndWhatItNamesIsReplaced() throws {
    try FileManager.default.createDirectory(atPath: folder.path + "/in", withIntermediateDirectories: false)
    try write("old", "in/x.json")
    for (link, target) in [("a", "in/x.json"), ("b", folder.path + "/in/../a"), ("in/c", "../b"), ("new", "in/y")] {
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + link, withDestinationPath: target)
    }
    for name in ["a", "b", "in/c"] {
      try write("by \(name)", name)
      #expect(try folder.text("in/x.json") == "by \(name)")
    }
    try write("made", "new")
    #expect(try folder.text("in/y") == "made")
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/round", withDestinationPath: "round")
    #expect(message { try write("", "round") }.hasSuffix("its symbolic links go round in a circle"))
    #expect(try folder.names == ["a", "b", "in", "new", "round"])
  }

  @Test func whatCannotBeReadOrWrittenIsSaidInWords() throws {
    let path = folder.path
    #expect(message { try write("", "") } == "cannot write `\(path)/`: it is a folder")
    #expect(message { try write("", "no/x") }.hasSuffix("there is no such file or folder"))
    #expect(message { try write("", "no/../x") }.hasSuffix("there is no such file or folder"), "not made shorter")
    #expect(
      message { _ = try files.read(path + "/none") } == "cannot read `\(path)/none`: there is no such file or folder")
    #expect(message { _ = try files.read(path) }.hasSuffix("it is a folder"))
    try write("", "file")
    #expect(message { _ = try files.read(path + "/file/x") }.hasSuffix("a part of the path is not a folder"))
    #expect(message { _ = try files.read(path + "/file/") }.hasSuffix("a part of the path is not a folder"))
    #expect(message { _ = try files.read("/dev/zero") }.hasSuffix("it is a device that may have no end"))
    #expect(try files.read("/dev/null").isEmpty)
  }

  /// The system ends a name at a NUL: another file would be written.
  @Test(arguments: ["victim\0.json", "\0", "a\0/b", "~\0/x"]) func aNameHasNoNUL(_ name: String) throws {
    try write("precious", "victim")
    for action in [{ _ = try files.read(folder.path + "/" + name) }, { try write("", name) }] as [() throws -> Void] {
      #expect(message(action).hasSuffix("a file's name cannot hold a NUL"))
    }
    #expect(try folder.text("victim") == "precious" && folder.names == ["victim"])
  }

  @Test func theHomeFolderIsWrittenWithATilde() throws {
    setenv("HOME", folder.path, 1)
    try files.write(Array("mine".utf8), to: "~/x.json")
    #expect(try folder.text("x.json") == "mine")
    #expect(try files.read("~//x.json") == Array("mine".utf8))
    #expect(message { _ = try files.read("~other/x") }.contains("only one's own home folder"))
    #expect(message { try files.write([], to: "") } == "cannot write ``: a file's name cannot be empty")
  }

  @Test func namesInMessagesMoveNoCursor() {
    let text = message { _ = try files.read("no\u{1B}[2J\n\u{9B}x") }
    #expect(text == "cannot read `no\\u{1B}[2J\\n\\u{9B}x`: there is no such file or folder")
  }

  /// What was left by processes that were killed, and nothing else.
  @Test func leftTemporariesAreCleared() throws {
    let dead = 999_999_999  // beyond all numbers of processes
    let kept = [
      ".nsh-\(dead)-1000.tmp", ".nsh-x-1.tmp", ".nsh-\(dead)-1.tmp.bak", ".nsh-\(getppid())-0.tmp", "nsh-1-1.tmp",
    ]
    for name in kept + [".nsh-\(dead)-0.tmp", ".nsh-\(dead)-999.tmp"] { try folder.put("torn", name) }
    try write("whole", "x.json")
    #expect(try folder.names == (kept + ["x.json"]).sorted())
  }

  @Test func aFileThatIsBeingWrittenIsNotCleared() throws {
    let name = ".nsh-999999999-0.tmp"
    try folder.put("in work", name)
    let held = open(folder.path + "/" + name, O_RDONLY)
    #expect(flock(held, LOCK_EX) == 0)
    try write("whole", "x.json")
    #expect(try folder.names == [name, "x.json"])
    close(held)
  }

  // MARK: Bounds

  @Test func onlyWhatLiesInsideMayBeReadOrWritten() throws {
    for name in ["in", "in/deep", "inside", "out"] {
      try FileManager.default.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: false)
    }
    let bounds = Enclosure([folder.path + "/in"], for: "cannot write")
    let bound = Files(reading: bounds, writing: bounds)
    for (link, target) in [
      ("in/away", "../out"), ("in/back", "../in/deep"), ("in/file", "../out/x"), ("out/home", "../in"),
    ] {
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + link, withDestinationPath: target)
    }
    for name in ["in/x", "in/deep/x", "in/back/y", "out/home/z", "in/deep/../w"] {
      try write(name, name, bound)
      #expect(try bound.read(folder.path + "/" + name) == Array(name.utf8))
    }
    try write("secret", "out/x")
    for name in ["x", "inside/x", "out/x", "in/away/x", "in/file", "in/../out/x", "in"] {
      #expect(message { try write("", name, bound) }.contains(" may be written"), "\(name)")
      #expect(message { _ = try bound.read(folder.path + "/" + name) }.contains(" may be read"), "\(name)")
      #expect(bound.list(folder.path + "/out", beginning: "").isEmpty)
    }
    #expect(try folder.text("out/x") == "secret")
    #expect(bound.list(folder.path + "/in", beginning: "d").map(\.name) == ["deep"])
  }

  /// Another process swaps a folder for a link all the while.
  @Test func aFolderThatIsSwappedForALinkLeadsNowhere() throws {
    for name in ["in", "in/a", "out"] {
      try FileManager.default.createDirectory(atPath: folder.path + "/" + name, withIntermediateDirectories: false)
    }
    let path = folder.path
    let swapper = Thread {
      while !Thread.current.isCancelled {
        rename(path + "/in/a", path + "/in/b")
        symlink("../out", path + "/in/a")
        unlink(path + "/in/a")
        rename(path + "/in/b", path + "/in/a")
      }
    }
    swapper.start()
    let bound = Files(writing: Enclosure([path + "/in"], for: "cannot write"))
    var written = 0
    for _ in 0..<2000 where (try? write("x", "in/a/x", bound)) != nil { written += 1 }
    swapper.cancel()
    #expect(written > 0, "some of the writes met the folder")
    #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/out").isEmpty)
  }
}
