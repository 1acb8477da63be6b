import Glibc

/// Sends single hand-made packets; the kernel tests run one of these in each namespace.
///
/// Every line of standard input is a job, and every job is answered by one line, `ok` or
/// `error NUMBER TEXT`. A rule that drops a local packet makes `sendto` fail (EPERM), and so does a
/// destination that cannot be routed after DNAT (EINVAL): that is a result, not a reason to stop.
///
///     frame IFACE HEX     an Ethernet frame leaves IFACE, so its veth peer receives the packet
///     ip4 UID GID HEX, …  a packet made by this node itself: it walks OUTPUT
///     listen4 PORT, …     a transparent TCP and UDP listener, without which TPROXY drops
///     forget              connection tracking forgets every connection
@main
struct PacketSender {
  static func main() {
    var sockets = Sockets()
    while let line = readLine() {
      let words = line.split(separator: " ").map(String.init)
      let answer: String
      do {
        try sockets.run(words)
        answer = "ok\n"
      } catch let failure as SystemFailure {
        answer = "error \(failure.number) \(failure.call)\n"
      } catch {
        answer = "error 0 \(error)\n"
      }
      let bytes = Array(answer.utf8)
      _ = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
    }
  }
}

/// A system call that failed, with the `errno` it left.
struct SystemFailure: Error {
  var call: String
  var number: Int32

  init(_ call: String) {
    self.call = call
    self.number = errno
  }
}

/// A line of standard input that is no job.
struct UnknownJob: Error {}

/// The bytes that `hex` spells, or nil if it spells none.
func bytes(hex: String) -> [UInt8]? {
  let digits = hex.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
  guard digits.count == hex.utf8.count, digits.count.isMultiple(of: 2) else { return nil }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] * 16 + digits[$0 + 1]) }
}
