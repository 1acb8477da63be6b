extension Capture {
  /// Reads everything that the files hold.
  ///
  /// Nothing is thrown and no line is dropped silently: what cannot be read has a diagnostic that
  /// names its line.
  public static func read(_ files: [InputFile]) -> Capture {
    var source = SourceText(bytes: [], files: [])
    for file in files { source.append(name: file.name, bytes: file.bytes) }
    return read(source)
  }

  /// Reads one file, whose bytes are moved and not copied.
  public static func read(name: String, bytes: consuming [UInt8]) -> Capture {
    var source = SourceText(bytes: [], files: [])
    source.append(name: name, bytes: bytes)
    return read(source)
  }

  static func read(_ source: consuming SourceText) -> Capture {
    guard source.bytes.count < Int(UInt32.max) else {
      return Capture(source: source, diagnostics: [Diagnostic(.tooLarge)])
    }
    var reader = CaptureReader(source)
    reader.readAll()
    return reader.finish()
  }
}
