import TestSupport

/// Matches on chance, time and what came before.
extension RandomMatch {
  static let undecided: [RandomMatch] = [
    RandomMatch(name: "statistic", isDecided: false, isListed: true, weight: 3) { one, _ in
      let shares = ["0.5", "0.33333333349", "1.0", "0.00000000047"]
      return ["-m", "statistic", "--mode", "random"] + one.negation()
        + ["--probability", one.random.pick(shares)]
    },
    RandomMatch(name: "statistic", isDecided: false, isListed: true, weight: 2) { one, _ in
      let every = one.random.number(1...3)
      return ["-m", "statistic", "--mode", "nth"] + one.negation()
        + ["--every", "\(every)", "--packet", "\(one.random.number(0...every - 1))"]
    },
    RandomMatch(name: "recent", isDecided: false, isListed: true, weight: 3) { one, _ in
      let action = one.random.pick(["--set", "--set", "--rcheck", "--update", "--remove"])
      return ["-m", "recent", "--name", one.random.pick(["seen", "other"])]
        + (action == "--set" ? [] : one.negation())
        + [action, one.random.pick(["--rsource", "--rdest"])]
        + (action == "--rcheck" && one.random.chance(of: 2) ? ["--seconds", "60"] : [])
    },
    RandomMatch(name: "limit", isDecided: false, isListed: true, weight: 2) { one, _ in
      ["-m", "limit", "--limit", one.random.pick(["5/min", "1/hour", "100/sec"])]
        + (one.random.chance(of: 2) ? ["--limit-burst", "\(one.random.number(1...9))"] : [])
    },
    RandomMatch(name: "hashlimit", isDecided: false) { one, _ in
      let option = one.random.pick(["--hashlimit-upto", "--hashlimit-above"])
      return ["-m", "hashlimit", option, one.random.pick(["5/min", "100/sec"])]
        + ["--hashlimit-mode", "srcip", "--hashlimit-name", "natscope"]
    },
    RandomMatch(name: "quota", isDecided: false) { one, _ in
      ["-m", "quota"] + one.negation() + ["--quota", one.random.pick(["0", "100000"])]
    },
    RandomMatch(name: "time", isDecided: false) { one, _ in
      let option = one.random.pick([["--timestart", "12:00"], ["--weekdays", "Sat,Sun"]])
      return ["-m", "time"] + option
    },
    RandomMatch(name: "cpu", isDecided: false) { one, _ in
      ["-m", "cpu"] + one.negation() + ["--cpu", "0"]
    },
  ]
}
