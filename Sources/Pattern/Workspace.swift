internal import CPCRE2

/// What one match writes to while it runs: PCRE2's match data and its limits.
///
/// Unchecked Sendable: a workspace belongs to one call at a time. It is handed out and taken back
/// under ``Program``'s lock and never stored elsewhere.
@safe final class Workspace: @unchecked Sendable {
  private let data: OpaquePointer
  private let context: OpaquePointer

  /// Makes a workspace for a compiled pattern; `nil` when there is no memory.
  init?(code: OpaquePointer, limits: Pattern.Limits) {
    guard let data = unsafe pcre2_match_data_create_from_pattern_8(code, nil) else { return nil }
    guard let context = unsafe pcre2_match_context_create_8(nil) else {
      unsafe pcre2_match_data_free_8(data)
      return nil
    }
    unsafe self.data = data
    unsafe self.context = context
    unsafe pcre2_set_depth_limit_8(context, UInt32(clamping: limits.depth))
    unsafe pcre2_set_heap_limit_8(context, UInt32(clamping: limits.heapKibibytes))
  }

  deinit {
    unsafe pcre2_match_data_free_8(data)
    unsafe pcre2_match_context_free_8(context)
  }

  /// Runs the pattern and returns PCRE2's result code.
  func run(
    _ code: OpaquePointer, on subject: UnsafeBufferPointer<UInt8>, from start: Int, steps: UInt32,
    options: UInt32
  ) -> Int32 {
    unsafe pcre2_set_match_limit_8(context, steps)
    return unsafe pcre2_match_8(
      code, subject.baseAddress, subject.count, start, options, data, context)
  }

  /// Start and end of every group of the match that was just found, moved by `base`; -1 stays -1.
  func bounds(movedBy base: Int) -> [Int] {
    let count = 2 * Int(unsafe pcre2_get_ovector_count_8(data))
    guard let vector = unsafe pcre2_get_ovector_pointer_8(data) else { return [] }
    return unsafe [Int](unsafeUninitializedCapacity: count) { bounds, filled in
      for index in 0..<count {
        // PCRE2_UNSET is the largest size_t, which Swift sees as -1.
        let bound = unsafe vector[index]
        unsafe bounds.initializeElement(at: index, to: bound < 0 ? -1 : bound + base)
      }
      filled = count
    }
  }
}
