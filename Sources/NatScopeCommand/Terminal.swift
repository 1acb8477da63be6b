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

enum Environment {
  static func value(_ name: String) -> String? {
    guard let text = unsafe getenv(name) else { return nil }
    return unsafe String(cString: text)
  }
}

enum Terminal {
  /// The width of the terminal behind standard output, else 80.
  static var width: Int {
    var size = winsize()
    guard unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return 80
    }
    return Int(size.ws_col)
  }

  static var isStandardInputTerminal: Bool { isatty(STDIN_FILENO) == 1 }
}
