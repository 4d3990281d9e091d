internal import CGifWriter

/// The libraries that draw pictures, opened when the first one is drawn: most sessions need none, and opening them takes
/// longer than all the rest of the start. Pictures in the terminal's characters need neither.
public enum PictureLibraries {
  /// The name of what is not installed and needed, for animation or without, and the command that installs it; nil where
  /// nothing is missing.
  public static func missing(forAnimation isAnimated: Bool = false) -> (name: String, installation: String)? {
    if !Drawing.isPossible { return ("cairo", installation(apt: "libcairo2", brew: "cairo")) }
    if isAnimated && nsh_cgif_load() == 0 { return ("libcgif", installation(apt: "libcgif0", brew: "cgif")) }
    return nil
  }

  private static func installation(apt: String, brew: String) -> String {
    #if os(macOS)
      "brew install " + brew
    #else
      "apt install " + apt
    #endif
  }
}
