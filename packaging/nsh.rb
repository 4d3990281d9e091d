# A formula for Homebrew. NOT RUN: it was written beside the other packages and has been tried on no Mac.
#
#   brew install --HEAD ./packaging/nsh.rb
class Nsh < Formula
  desc "Shell for experiments with processes"
  license "GPL-3.0-or-later"
  # `url` and `sha256` of a release go here; until there is one, `head` is the checkout in which this file lies.
  head "file://#{File.expand_path("..", __dir__)}", using: :git, branch: "main"

  depends_on xcode: ["16.3", :build] if OS.mac?
  depends_on "cairo"
  depends_on "cgif"
  depends_on "lapack"
  depends_on macos: :sequoia
  depends_on "readline"

  uses_from_macos "swift" => :build, since: :sequoia
  uses_from_macos "zlib"

  def install
    # SwiftPM has a sandbox of its own, which cannot lie within Homebrew's.
    system "swift", "build", "--disable-sandbox", "-c", "release", "--product", "nsh"
    bin.install ".build/release/nsh"
    man1.install "share/man/man1/nsh.1"
    bash_completion.install "share/completions/nsh.bash" => "nsh"
    zsh_completion.install "share/completions/_nsh"
    fish_completion.install "share/completions/nsh.fish"
    # In share/nsh, where the program looks for them; scripts find data from there.
    pkgshare.install "share/data"
    pkgshare.install "scripts"
    inreplace Dir[pkgshare/"scripts/*.nsh"].select { |script| File.read(script).include?("../share/data/") }, "../share/data/", "../data/"
    doc.install "README.md", "CHANGELOG.md", "docs"
  end

  test do
    assert_match "nsh ", shell_output("#{bin}/nsh --version")
    assert_equal "150\n", shell_output("#{bin}/nsh -n -q -c 'let t = read \"iris.csv\"; print count(t)'")
    system bin/"nsh", "-n", "-q", "-c", "plot sin 0..1 > \"sine.png\""
    assert_path_exists testpath/"sine.png"
  end
end
