import FoundationEssentials
import TestSupport

/// Loads what `natscope rules -o save` printed into a namespace that held none of it.
extension KernelNode {
  /// Adds to `judged` what iptables-restore says against the printed rules, and for forms that
  /// print everything how the reloaded rules differ from those that were loaded first.
  func reload(_ judged: inout [JudgedCase]) async throws {
    var places: [(number: Int, form: Int)] = []
    var script = "cd \(folder)\nexport XTABLES_LOCKFILE=$PWD/lock-r\n\(Self.quietNames)\n"
    for (number, one) in judged.enumerated() {
      for (index, form) in one.forms.enumerated() {
        guard let printed = form.printed else { continue }
        let file = "\(places.count).printed"
        try Data(printed.run.output.utf8).write(to: URL(filePath: "\(folder)/\(file)"))
        script += commands(
          number: places.count, file: file, isLossless: form.rules.form.isLossless,
          isIPv6: one.kernelCase.isIPv6)
        places.append((number, index))
      }
    }
    if places.isEmpty { return }
    let run = try await runScript(script + "exit 0\n", in: reloadName)
    let reports = Self.sections(run.output)
    guard run.status == 0, reports.count == places.count else {
      throw BatchBroken(description: "reload \(reports.count): \(run.errors)")
    }
    for (place, report) in zip(places, reports) {
      let one = judged[place.number]
      let found = Self.problems(
        report, printed: one.forms[place.form].printed?.run.status, original: one.kernel.saved,
        isListed: one.forms[place.form].rules.form != .rules)
      judged[place.number].forms[place.form].problems += found
    }
  }

  private func commands(
    number: Int, file: String, isLossless: Bool, isIPv6: Bool
  ) -> String {
    let restore = backend.program("restore", isIPv6: isIPv6)
    let save = backend.program("save", isIPv6: isIPv6)
    let reload = isLossless ? "\(restore) <\(file) 2>&1 && echo @@saved && \(save)" : ":"
    return """
      echo "@@case \(number)"
      if \(restore) --test <\(file) >refusal-r 2>&1; then \(reload)
      else echo @@refused; cat refusal-r; fi

      """
  }

  private static func problems(
    _ report: [String: [Substring]], printed status: Int32?, original: String, isListed: Bool
  ) -> [String] {
    if status != 0 { return ["natscope rules -o save: exit \(status ?? -1)"] }
    if let refusal = report["refused"] {
      return ["iptables-restore --test refuses rules -o save: \(refusal.joined(separator: "\n"))"]
    }
    guard let saved = report["saved"] else {
      let said = report.filter { $0.key.hasPrefix("case ") }.values.joined()
      return said.contains { !$0.isEmpty }
        ? ["iptables-restore refuses rules -o save: \(said.joined(separator: "\n"))"] : []
    }
    return SavedTables(saved, isListed: isListed).differences(
      from: SavedTables(original.split(separator: "\n"), isListed: isListed))
  }
}

/// The tables of an iptables-save text by name, because the legacy backend prints them in the order
/// of their first use, without comments and counters.
struct SavedTables {
  private(set) var tables: [String: [String]] = [:]

  /// `isListed` leaves out what a listing cannot tell.
  init(_ lines: [Substring], isListed: Bool = false) {
    var table = ""
    for line in lines where !line.isEmpty && !line.hasPrefix("#") && line != "COMMIT" {
      if line.hasPrefix("*") {
        table = String(line)
        tables[table] = []
      } else if line.hasPrefix(":") {
        tables[table]?.append(String(line.prefix { $0 != "[" }))
      } else {
        if isListed, Form.isCutShort(String(line)) { continue }
        tables[table]?.append(isListed ? Form.asListed(String(line)) : String(line))
      }
    }
  }

  /// The first line of each table that is another one after the rules were loaded again.
  func differences(from original: SavedTables) -> [String] {
    original.tables.keys.sorted().compactMap { table in
      let was = original.tables[table, default: []]
      guard let now = tables[table] else { return "rules -o save has no \(table)" }
      let lines = (0..<max(was.count, now.count)).map { index in
        (
          was.indices.contains(index) ? was[index] : nil,
          now.indices.contains(index) ? now[index] : nil
        )
      }
      guard let (before, after) = lines.first(where: { $0.0 != $0.1 }) else { return nil }
      return
        "rules -o save loads as \(after ?? "nothing") in \(table), it was \(before ?? "nothing")"
    }
  }
}
