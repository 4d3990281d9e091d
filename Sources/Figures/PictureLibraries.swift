internal import CGifWriter

/// The libraries that draw pictures, opened when the first one is drawn: most sessions need none, and opening them takes
/// longer than all the rest of the start. Pictures in the terminal's characters need neither.
public enum PictureLibraries {
  /// The name and the Debian package of what is not installed and needed, for animation or without; nil where nothing is
  /// missing.
  public static func missing(forAnimation isAnimated: Bool = false) -> (name: String, package: String)? {
    if !Drawing.isPossible { return ("cairo", "libcairo2") }
    if isAnimated && nsh_cgif_load() == 0 { return ("libcgif", "libcgif0") }
    return nil
  }
}
