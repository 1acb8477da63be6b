import ArgumentParser
import Glibc

/// When to colour the answer.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never

  /// Whether a stream is to be coloured; NO_COLOR (no-color.org) and TERM=dumb say no.
  func isOn(_ descriptor: Int32) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      let noColor = Environment.value("NO_COLOR") ?? ""
      return isatty(descriptor) == 1 && noColor.isEmpty && Environment.value("TERM") != "dumb"
    }
  }
}
