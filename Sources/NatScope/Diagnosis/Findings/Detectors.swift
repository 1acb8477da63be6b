/// The functions that find what is wrong: each from what the input holds to findings.
enum Detectors {
  /// About one destination; a trace's findings are those of its own.
  static let ofDestination: [@Sendable (Probe, LintScope) -> [Finding]] = [
    duplicatePublishers, deadTarget, shadowedListener, rejectedService, localPolicy,
    clashingKinds, pinnedFlows, stoppedBehindTranslation, loopbackDropped, uselessInputRule,
    hairpin, oddTarget, sourceRanges, bothTranslate, contradictingCounters, unhonouredAddress,
    missingPublisher, serviceAddressTaken, staleEndpoint, oneFamilyOnly,
  ]

  /// About the node as a whole.
  static let ofNode: [@Sendable (LintScope) -> [Finding]] = [
    flushedChains, jumpOrder, bothBackends, sameCaptures, emptyMarkChains, ephemeralPorts,
    manyAddresses, strayTranslations, unreachableRules, partialCapture, bridgedPods,
    differentVersions, leftOverChains, fullConnectionTable, openLoopback, strictReversePath,
  ]
}
