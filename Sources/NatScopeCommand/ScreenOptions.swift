import ArgumentParser
import NatScope

/// How an answer looks on the user's terminal.
struct ScreenOptions: ParsableArguments {
  @Option(help: "Colour: auto, always or never. NO_COLOR and TERM=dumb are obeyed.")
  var color = ColorChoice.auto

  @Option(help: ArgumentHelp("Columns of the answer.", valueName: "columns"))
  var width: Int?

  func validate() throws {
    if let width, width < 20 || width > 10_000 {
      throw ValidationError("--width takes 20 to 10000 columns")
    }
  }

  var screen: Screen { Screen(color: color, width: width) }
}

/// The same, however it was told.
struct Screen {
  var color = ColorChoice.auto
  /// nil: the terminal's width.
  var width: Int?

  var columns: Int { width ?? Terminal.width }

  /// A report as wide and as coloured as the stream that it goes to allows.
  ///
  /// - Parameter descriptor: 1 for the answer, 2 for what is said beside it.
  func report<R: ColumnReport>(_ type: R.Type = R.self, descriptor: Int32 = 1) -> R {
    var report = R()
    report.width = columns
    report.style = color.isOn(descriptor) ? .ansi : .plain
    return report
  }
}
