import Glibc

/// Events of windows that follow each other, each with two events for each of its groups, the same number in all
/// whatever the number of groups that are alive at a time.
struct GroupEvents {
    /// Alive at a time: in one window.
    let groups: Int
    /// In all windows together; a multiple of `groups`.
    let total: Int
    let seed: UInt64

    static let files = 4

    init(groups: Int, total: Int, seed: UInt64) {
        self.groups = groups
        self.total = Swift.max(1, total / groups) * groups
        self.seed = seed
    }

    var events: Int { 2 * total }
    var windows: Int { total / groups }

    /// Writes files `NAME-0.ndjson` and so on, dealt by key, each in the order of time; the answer is what all values
    /// add up to.
    func write(to folder: String, name: String) throws -> Int64 {
        let files = (0..<GroupEvents.files).compactMap { fopen("\(folder)/\(name)-\($0).ndjson", "w") }
        defer { for file in files { fclose(file) } }
        guard files.count == GroupEvents.files else { throw BenchError("cannot write to \(folder)") }
        let rows = StateRows(groups: groups, seed: seed)
        var sum: Int64 = 0
        var line: [UInt8] = []
        line.reserveCapacity(128)
        for window in 0..<windows {
            let time = BenchEvents.startSeconds + Int64(window) * 60
            for round in 0..<2 {
                for index in 0..<groups {
                    let key = rows.key(round: round, index: index)
                    let value = rows.value(key: key, round: round)
                    sum += value
                    line.removeAll(keepingCapacity: true)
                    append("{\"k\": ", key, to: &line)
                    append(", \"v\": ", value, to: &line)
                    append(", \"t\": ", time + Int64(round) * 30, to: &line)
                    line.append(0x7D)
                    line.append(0x0A)
                    guard fwrite(line, 1, line.count, files[Int(key) % files.count]) == line.count else {
                        throw BenchError("cannot write to \(folder)")
                    }
                }
            }
        }
        return sum
    }

    private func append(_ name: StaticString, _ number: Int64, to line: inout [UInt8]) {
        line.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
        withUnsafeMutableBytes(of: &digits) { room in
            var place = room.count
            var rest = number
            repeat {
                place -= 1
                room[place] = UInt8(0x30 + rest % 10)
                rest /= 10
            } while rest > 0
            line.append(contentsOf: room[place...])
        }
    }
}

/// How a cost grows: a straight line through the logarithms.
struct Growth {
    /// The cost of one thing ~ n^exponent.
    let exponent: Double
    /// The cost of one thing at the largest n over that at the smallest.
    let factor: Double

    init?(_ points: [(n: Int, cost: Double)]) {
        guard points.count > 1, let first = points.first, let last = points.last, first.cost > 0 else { return nil }
        let xs = points.map { log(Double($0.n)) }
        let ys = points.map { log($0.cost) }
        let (x, y) = (xs.reduce(0, +) / Double(xs.count), ys.reduce(0, +) / Double(ys.count))
        let above = zip(xs, ys).reduce(0) { $0 + ($1.0 - x) * ($1.1 - y) }
        let below = xs.reduce(0) { $0 + ($1 - x) * ($1 - x) }
        guard below > 0 else { return nil }
        exponent = above / below
        factor = last.cost / first.cost
    }

    var verdict: String { exponent <= 0.15 ? "near linear" : "NOT near linear" }
}
