/// The known name nearest to a mistyped one, or nil when none is near enough to be meant.
///
/// Near is at most a third of the longer name's letters changed, added, lost or swapped with their neighbour.
/// Letters' case and `-` for `_` count for nothing.
package func suggest(_ name: String, among known: some Sequence<String>) -> String? {
    let typed = comparable(name)
    var best: String?
    var bestDistance = Int.max
    for candidate in known {
        let other = comparable(candidate)
        let allowed = max(1, max(typed.count, other.count) / 3)
        let distance = editDistance(typed, other, atMost: min(allowed, bestDistance - 1))
        if let distance, distance < bestDistance {
            best = candidate
            bestDistance = distance
        }
    }
    return best
}

/// The words after the carets for a mistyped name: `did you mean "price"?`; nil when nothing is near.
package func didYouMean(_ name: String, among known: some Sequence<String>) -> String? {
    suggest(name, among: known).map { "did you mean \"\($0)\"?" }
}

private func comparable(_ name: String) -> [Character] {
    Array(name.lowercased().map { $0 == "-" ? "_" : $0 })
}

/// Edits (change, insert, delete, swap of neighbours) between two names; nil when more than the bound.
func editDistance(_ a: [Character], _ b: [Character], atMost bound: Int) -> Int? {
    guard bound >= 0, abs(a.count - b.count) <= bound else { return nil }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 0..<a.count {
        var current = [i + 1]
        current.reserveCapacity(b.count + 1)
        for j in 0..<b.count {
            var cost = min(last[j + 1] + 1, current[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
            if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
            current.append(cost)
        }
        beforeLast = last
        last = current
    }
    return last[b.count] <= bound ? last[b.count] : nil
}
