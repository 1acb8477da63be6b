import Testing

/// The addresses of the tests themselves. Needs no kernel.
struct IPBytesTests {
  @Test(arguments: [
    ("fd00:0010:0244:0000:0000:0000:0000:0005", "fd00:10:244::5"),
    ("0000:0000:0000:0000:0000:0000:0000:0001", "::1"), ("0:0:0:0:0:0:0:0", "::"),
    ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("fe80:0:0:0:1:0:0:0", "fe80::1:0:0:0"),
    ("2001:db8:0:0:1:0:0:2", "2001:db8::1:0:0:2"), ("192.0.2.10", "192.0.2.10"),
  ])
  func canonical(text: String, expected: String) {
    #expect(IPBytes.canonical(text) == expected)
  }
}
