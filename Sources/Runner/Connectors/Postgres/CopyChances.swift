/// Whether rows with a key are tried by COPY, which is faster and refuses all of them when one key is there already:
/// for each target, by how that went before.
struct CopyChances {
    private struct Target {
        /// Attempts that failed one after the other.
        var failures = 0
        /// Slices that are not tried.
        var left = 0
    }

    /// Fewer rows are not worth two more statements, where rows with known keys are to be expected.
    static let rowsMin = 500
    /// Slices between two attempts, once many have failed.
    static let pauseMax = 1024

    private var targets: [String: Target] = [:]

    /// Whether a slice of so many rows is tried. Final rows seldom meet a row with their key, and once they do they are
    /// no more tried; changed rows mostly do, except where keys come and go with their windows.
    mutating func tries(_ target: String, rows: Int, isFinal: Bool) -> Bool {
        guard rows > 0, isFinal || rows >= CopyChances.rowsMin else { return false }
        guard var known = targets[target], known.failures > 0 else { return true }
        guard !isFinal, known.left <= 0 else {
            known.left -= 1
            targets[target] = known
            return false
        }
        return true
    }

    /// What came of an attempt.
    mutating func note(_ target: String, met: Bool) {
        guard met else {
            targets[target] = nil
            return
        }
        var known = targets[target] ?? Target()
        known.failures += 1
        known.left = min(CopyChances.pauseMax, 4 << min(known.failures, 16))
        targets[target] = known
    }
}
