import Interp

/// Lines of a dialogue that was copied from somewhere, its prompts among them.
package enum PastedDialogue {
  /// What was typed in it: where a line begins with a prompt, only such lines are input, without their prompts; else all
  /// lines are.
  package static func input(_ lines: [String]) -> [String] {
    let typed = lines.compactMap(typed)
    return typed.isEmpty ? lines : typed
  }

  /// The line behind its prompt; nil where it has none.
  private static func typed(_ line: String) -> String? {
    let text = line.drop { $0 == " " || $0 == "\t" }
    for prompt in [Prompt.first, Prompt.more] {
      if text.hasPrefix(prompt) { return String(text.dropFirst(prompt.count)) }
      // Spaces at the end are lost on some ways.
      if text == prompt.dropLast() { return "" }
    }
    return nil
  }
}
