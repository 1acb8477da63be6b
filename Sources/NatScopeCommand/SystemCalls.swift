// What the C library has only in an unsafe form: the only file of the command with unsafe memory
// access.
import Glibc
import SystemPackage

/// Reads whole files and pipes.
enum InputBytes {
  /// Reads everything that comes, `-` from standard input.
  static func read(_ path: String) throws(Failure) -> [UInt8] {
    do {
      guard path != "-" else { return try readAll(.standardInput) }
      let file = try FileDescriptor.open(FilePath(path), .readOnly)
      defer { try? file.close() }
      return try readAll(file)
    } catch let error as Errno {
      throw Failure(Self.explain(path, error))
    } catch {
      throw Failure("\(path): \(error)")
    }
  }

  private static func explain(_ path: String, _ error: Errno) -> String {
    var text = "\(path): \(error)"
    if error == .noSuchFileOrDirectory, let reason = Destination.reason(path) {
      text += "\nIt looks like a destination, but \(reason)."
    }
    return text
  }

  private static func readAll(_ file: FileDescriptor) throws -> [UInt8] {
    // A larger pipe halves the number of times that reader and writer wait for each other.
    let setPipeSize: Int32 = 1031  // F_SETPIPE_SZ of linux/fcntl.h, which Glibc's module hides
    _ = fcntl(file.rawValue, setPipeSize, 1 << 20)
    var status = stat()
    let isKnown = unsafe fstat(file.rawValue, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    // Memory that is not touched costs nothing, so a pipe gets room for most inputs at once.
    var capacity = isKnown ? Int(status.st_size) + 1 : 1 << 16
    var bytes: [UInt8] = []
    while true {
      let (chunk, isComplete) = try fill(file, bytes, capacity)
      bytes = chunk
      if isComplete { return bytes }
      capacity = max(bytes.count * 2, bytes.count < 1 << 20 ? 1 << 26 : 0)
    }
  }

  /// Reads into an array that begins with `start` and has room for `capacity` bytes.
  private static func fill(
    _ file: FileDescriptor, _ start: [UInt8], _ capacity: Int
  ) throws -> ([UInt8], isComplete: Bool) {
    var isComplete = false
    let bytes = try unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      if capacity >= 1 << 21 { unsafe useHugePages(UnsafeMutableRawBufferPointer(buffer)) }
      _ = unsafe buffer.initialize(from: start)
      count = start.count
      while count < capacity {
        let rest = unsafe UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[count...]))
        let got = try unsafe file.read(into: rest)
        if got == 0 {
          isComplete = true
          return
        }
        count += got
        if count >= 1 << 20 { Progress.shared.update("reading the input, \(count >> 20) MB") }
      }
    }
    return (bytes, isComplete)
  }

  /// A page fault costs more than reading the page; huge pages make 512 of them one.
  private static func useHugePages(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let base = buffer.baseAddress else { return }
    let page = 1 << 21
    let first = (Int(bitPattern: base) + page - 1) / page * page
    let last = (Int(bitPattern: base) + buffer.count) / page * page
    guard last > first, let start = unsafe UnsafeMutableRawPointer(bitPattern: first) else {
      return
    }
    _ = unsafe madvise(start, last - first, MADV_HUGEPAGE)
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
