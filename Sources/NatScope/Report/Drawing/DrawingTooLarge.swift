/// A drawing that a format cannot show, grouped as it is.
public struct DrawingTooLarge: Error, Hashable, CustomStringConvertible {
  /// `Mermaid: 612 arrows, and it takes 500`
  public let description: String
}
