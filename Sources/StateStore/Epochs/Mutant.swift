#if MUTANTS
    import Glibc
    import Synchronization

    /// Deliberate bugs, to prove that the fault tests see them. Only in a build with `-DMUTANTS`; there RUNNER_MUTANT
    /// chooses one. What each does stands in `tools/faults/mutants.py`.
    package enum Mutant: String, CaseIterable, Sendable {
        case skipForUpdate = "skip-for-update"
        case ignoreCommitTag = "ignore-commit-tag"
        case assumeCommitted = "assume-committed"
        case ignoreUpdateCount = "ignore-update-count"
        case positionsApart = "positions-apart"
        case deadLettersApart = "dead-letters-apart"
        case reuseLiveDirectory = "reuse-live-directory"
        case restoreNewest = "restore-newest"
        case replayEmits = "replay-emits"
        case replaySkipped = "replay-skipped"
        case offsetPlusOne = "offset-plus-one"
        case dropLastAtStop = "drop-last-at-stop"
        case lateIsLess = "late-is-less"
        case watermarkForgotten = "watermark-forgotten"
        case changesForgotten = "changes-forgotten"
        case totalsForgotten = "totals-forgotten"

        private static let chosen: Mutant? = {
            guard let text = getenv("RUNNER_MUTANT").map({ String(cString: $0) }) else { return nil }
            guard let mutant = Mutant(rawValue: text) else { fatalError("unknown RUNNER_MUTANT \(text)") }
            return mutant
        }()

        /// True in a process that has this bug.
        package var isOn: Bool { Mutant.chosen == self }

        /// Set when the job was told to stop.
        package static let isStopping = Atomic<Bool>(false)
    }
#endif
