import Glibc

/// Who opens a socket: the match `owner` asks for the user and the group that files were opened as
/// (net/netfilter/xt_owner.c).
struct Owner: Hashable {
  var family: Int32
  var user: UInt32
  var group: UInt32

  /// Runs `body` as this user towards files; other than with seteuid, the process may do what root
  /// may all the while.
  func whileActing<Result>(_ body: () throws -> Result) throws -> Result {
    let (asUser, asGroup) = (try Self.call("setfsuid"), try Self.call("setfsgid"))
    defer {
      _ = asUser(0)
      _ = asGroup(0)
    }
    _ = asGroup(group)
    _ = asUser(user)
    return try body()
  }

  private typealias Call = @convention(c) (UInt32) -> Int32

  /// Swift's view of glibc lacks sys/fsuid.h.
  private static func call(_ name: String) throws -> Call {
    guard let symbol = unsafe dlsym(nil, name) else { throw SystemFailure(name) }
    return unsafe unsafeBitCast(symbol, to: Call.self)
  }
}
