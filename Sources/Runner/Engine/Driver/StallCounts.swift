/// How long the lanes stood at the ends of epochs, as counts by length: each class is a quarter longer than the last.
package struct StallCounts: Sendable, Equatable {
    private var counts = [Int](repeating: 0, count: 96)
    /// Epochs' ends counted.
    package private(set) var total = 0
    package private(set) var maxMicros: Int64 = 0

    package init() {}

    package mutating func count(micros: Int64) {
        var bound: Int64 = 16
        var index = 0
        while bound < micros && index < counts.count - 1 {
            bound += bound / 4
            index += 1
        }
        counts[index] += 1
        total += 1
        maxMicros = max(maxMicros, micros)
    }

    /// The least class bound that `percent` of all stalls do not pass; 0 without stalls.
    package func micros(percent: Int) -> Int64 {
        var left = (total * percent + 99) / 100
        if left == 0 { return 0 }
        var bound: Int64 = 16
        for count in counts {
            left -= count
            if left <= 0 { return min(bound, maxMicros) }
            bound += bound / 4
        }
        return maxMicros
    }
}
