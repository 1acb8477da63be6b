import Testing

/// What a listing cannot tell is named one by one, and nothing else passes for it. Needs no kernel.
struct FormTests {
  @Test(arguments: [
    (
      "-A a -m conntrack --ctproto 6 -m conntrack --ctdir X",
      "-A a -m conntrack --ctproto 6 --ctdir X"
    ),
    (
      "-A a -m owner --uid-owner 0 -m owner --gid-owner 1",
      "-A a -m owner --uid-owner 0 --gid-owner 1"
    ),
    (
      "-A a -m comment --comment \"x y\" -m comment --comment \"z w\"",
      "-A a -m comment --comment \"x y */ /* z w\""
    ),
    (
      "-A a -m owner ! --gid-owner 1 -m owner ! --uid-owner 0-9 -j X",
      "-A a -m owner ! --uid-owner 0-9 ! --gid-owner 1 -j X"
    ),
    (
      "-A a -m comment --comment \"a/b:c\" -m comment --comment d -m comment --comment \"e f\" -j X",
      "-A a -m comment --comment \"a/b:c */ /* d */ /* e f\" -j X"
    ),
    ("-A PREROUTING -j NOTRACK", "-A PREROUTING -j CT --notrack"),
  ])
  func listedAlike(first: String, second: String) {
    #expect(Form.asListed(first) == Form.asListed(second))
    #expect(!Form.listing.tells([first]))
    #expect(Form.rules.tells([first]))
  }

  @Test(arguments: [
    ("-A a -m mark --mark 0x1 -m mark --mark 0x2", "-A a -m mark --mark 0x1 --mark 0x2"),
    ("-A a -m owner --uid-owner 0", "-A a -m owner --gid-owner 0"),
    ("-A a -m comment --comment \"x y\"", "-A a -m comment --comment \"x z\""),
  ])
  func listedApart(first: String, second: String) {
    #expect(Form.asListed(first) != Form.asListed(second))
    #expect(Form.listing.tells([first]))
  }

  @Test func prefixesOfNoAddressAreNotPrintedWithoutNumbers() {
    #expect(!Form.namedListing.printsAll(["-A a -d ::/48"]))
    #expect(Form.namedListing.printsAll(["-A a -d fd00::/48"]))
    #expect(Form.listing.printsAll(["-A a -d ::/48"]))
  }

  @Test func everyFormIsBareInSomeVariant() {
    for form in Form.allCases {
      #expect(Set((0..<4).map { FormChoice.all($0).isBare(form) }) == [true, false], "\(form)")
    }
  }

  @Test func commandsNameTheTables() {
    let tables: [(name: String, lines: [Substring])] = [("nat", ["a", ""]), ("raw", ["b"])]
    let whole = FormText(.listing, isBare: false, program: "ip6tables-nft", tables: tables)
    #expect(
      whole.text == "$ ip6tables-nft -t nat -nvL\na\n\n$ ip6tables-nft -t raw -nvL\nb\n")
    #expect(FormText(.listing, isBare: true, program: "x", tables: tables).text == "a\n\n\nb\n")
  }
}
