import Glibc
import NatScope
import SystemPackage

/// The file that says what aliases stand for: the owner alone may read it.
enum MapFile {
  /// Writes a new file; one that is there already is left as it is.
  static func write(_ map: [UInt8], to path: String) throws(Failure) {
    do {
      // O_EXCL follows no symbolic link either (open(2)).
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .exclusiveCreate],
        permissions: .ownerReadWrite)
      defer { try? file.close() }
      // The umask may have taken the owner's own rights.
      guard fchmod(file.rawValue, 0o600) == 0 else { throw Errno(rawValue: errno) }
      try file.writeAll(map)
    } catch let error as Errno {
      guard error != .fileExists else {
        throw Failure(
          "--redact: \(path) exists: name a new file, since an old map would be lost")
      }
      throw Failure("--redact: \(path): \(error)")
    } catch {
      throw Failure("--redact: \(path): \(error)")
    }
  }
}
