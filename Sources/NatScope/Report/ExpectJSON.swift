/// What manifests declare and whether the node has it, for programs: the contract
/// `natscope.expect/1`.
public struct ExpectJSON: Sendable {
  public init() {}

  /// The whole answer, ended by a newline.
  public func render(_ check: ManifestCheck) -> String {
    let report = JSONReport()
    let capture = check.answer.capture
    let value = JSONValue.object([
      "schema": "natscope.expect/1",
      "input": report.input(capture),
      "diagnostics": report.diagnostics(capture),
      "ports": .array(check.realisations.map { port($0, check) }),
      "notes": .strings(check.notes),
      "omitted": .integer(check.omitted),
      "traces": .array(
        check.answer.views.map { TraceJSON($0, capture.rulesets[$0.ruleset]).value }),
    ])
    return value.prettyPrinted + "\n"
  }

  private func port(_ realisation: Realisation, _ check: ManifestCheck) -> JSONValue {
    let expected = realisation.expected
    let declaration = check.node.declarations[expected.declaration]
    return .object([
      "object": .object([
        "kind": .string(declaration.kind),
        "namespace": .text(declaration.namespace),
        "name": .string(declaration.name),
        "source": source(declaration.place, check),
        "line": .integer(Int(declaration.place.line)),
      ]),
      "kind": .string(expected.kind.rawValue),
      "name": .text(expected.name),
      "protocol": .string("\(expected.ipProtocol)"),
      "address": .text(expected.address.map { "\($0)" }),
      "port": .integer(expected.port.map(Int.init)),
      "targets": targets(expected.answer),
      "source": source(expected.place, check),
      "line": .integer(Int(expected.place.line)),
      "verdict": .string(realisation.verdict.rawValue),
      "expected": .string(realisation.expectation),
      "found": .text(realisation.found),
      "why": .strings(realisation.reasons),
      "assumptions": .array(
        realisation.assumptions.map {
          .object(["text": .string($0.text), "settledBy": .string($0.settledBy)])
        }),
      "run": .strings(realisation.run),
      "trace": .integer(realisation.view),
    ])
  }

  private func targets(_ answer: ExpectedPort.Answer) -> JSONValue {
    guard case .pods(let targets) = answer else { return .null }
    return .object([
      "addresses": targets.addresses.map { .strings($0.map { "\($0)" }) } ?? .null,
      "ports": .array(targets.ports.map { .integer(Int($0)) }),
      "portName": .text(targets.portName),
    ])
  }

  private func source(_ place: SourcePlace, _ check: ManifestCheck) -> JSONValue {
    let files = check.answer.capture.source.files
    return .text(files.indices.contains(place.file) ? files[place.file].name : nil)
  }
}
