/// A name that a listing without `-n` prints in the place of a number.
public struct ListedName: Sendable, Hashable {
  public let name: String
  /// What it was taken for.
  public let value: String
}
