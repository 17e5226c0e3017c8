import Operators

/// What the conditions of a join say about how far the event times of both sides are apart.
///
/// ```
///  a.ts BETWEEN b.ts - interval '5 minutes' AND b.ts + interval '10 minutes'
///  a.ts - b.ts + 5 minutes >= 0,  a.ts - b.ts - 10 minutes <= 0          every condition as a sum
///  b.ts - a.ts from -10 minutes to 5 minutes
/// ```
struct TimeDistance {
    /// Columns of both sides' nodes.
    let left: Int
    let right: Int
    /// The right's time less the left's, microseconds; not less than what the conditions say, and not much more.
    let least: Int64
    let most: Int64
    /// By how much later the rows of either side come than the watermark passes their times.
    let lagMicros: Int64
}

/// An interval or a point in time as columns, each added or taken away, and a constant that lies between two numbers of
/// microseconds: days and months have no fixed length.
private struct TimeSum {
    var terms: [Int: Int] = [:]
    var low: Int64 = 0
    var high: Int64 = 0

    /// Nil when it is too long for any bound.
    func adding(_ other: TimeSum, _ sign: Int64) -> TimeSum? {
        var sum = self
        for (column, count) in other.terms { sum.terms[column, default: 0] += count * Int(sign) }
        let (least, most) = sign > 0 ? (other.low, other.high) : (-other.high, -other.low)
        sum.low += least
        sum.high += most
        guard abs(sum.low) <= TimeBound.distanceMax, abs(sum.high) <= TimeBound.distanceMax else { return nil }
        return sum
    }
}

extension Binder {
    /// The distance in time that some conditions bound on both sides; nil when they don't.
    ///
    /// - Parameters:
    ///   - conditions: over the left's columns and then the right's.
    ///   - names: both sides, with columns numbered so.
    func timeDistance(_ conditions: [Expression], _ names: Scope, _ width: Int) -> TimeDistance? {
        var found: [[Int]: (least: Int64?, most: Int64?)] = [:]
        for condition in conditions.flatMap(conjuncts) {
            guard case .call(let function, let arguments) = condition.node, function.isOperator, arguments.count == 2,
                ["<", "<=", ">", ">=", "="].contains(function.name),
                let left = timeSum(arguments[0]), let right = timeSum(arguments[1]),
                let sum = left.adding(right, -1)
            else { continue }
            let used = sum.terms.filter { $0.value != 0 }
            guard used.count == 2, let a = used.keys.min(), let b = used.keys.max(), a < width, b >= width,
                used[a] == -(used[b] ?? 0), abs(used[a] ?? 0) == 1, let slack = slack(a, b, names)
            else { continue }
            // With a + the sum is `a - b + constant`, else `b - a + constant`; d is b - a.
            let isRising = used[b] == 1
            let (low, high) = isRising ? (-sum.high, -sum.low) : (sum.low, sum.high)
            var bound = found[[a, b]] ?? (nil, nil)
            // The sum <= 0: d <= -constant when it rises, d >= constant when it falls.
            if function.name == "=" || function.name.first == (isRising ? "<" : ">") {
                bound.most = min(bound.most ?? .max, high + slack)
            }
            if function.name == "=" || function.name.first == (isRising ? ">" : "<") {
                bound.least = max(bound.least ?? .min, low - slack)
            }
            found[[a, b]] = bound
        }
        for (columns, bound) in found.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard let least = bound.least, let most = bound.most else { continue }
            let lags = names.items.flatMap(\.relation.columns).filter { columns.contains($0.index) }.map(\.lagMicros)
            return TimeDistance(
                left: columns[0], right: columns[1], least: min(least, most), most: most, lagMicros: lags.max() ?? 0)
        }
        return nil
    }

    private func conjuncts(_ condition: Expression) -> [Expression] {
        if case .and(let parts) = condition.node { return parts.flatMap(conjuncts) }
        return [condition]
    }

    private func timeSum(_ value: Expression) -> TimeSum? {
        switch value.node {
        case .column(let index):
            guard value.type == .timestamptz || value.type == .timestamp else { return nil }
            return TimeSum(terms: [index: 1])
        case .literal(.interval(let interval)): return length(interval)
        case .call(let function, let arguments):
            guard function.isOperator, arguments.count == 2, function.name == "+" || function.name == "-",
                arguments.allSatisfy({ [.timestamptz, .timestamp, .interval].contains($0.type) }),
                let left = timeSum(arguments[0]), let right = timeSum(arguments[1])
            else { return nil }
            return left.adding(right, function.name == "+" ? 1 : -1)
        default: return nil
        }
    }

    /// Between which lengths an interval is, whatever time it is added to.
    private func length(_ interval: Interval) -> TimeSum? {
        let day = TimeLimits.microsPerDay
        let daysMax = TimeBound.distanceMax / day
        guard interval.micros.magnitude <= TimeBound.distanceMax, abs(Int64(interval.days)) <= daysMax,
            abs(Int64(interval.months)) <= daysMax / 31
        else { return nil }
        let fixed = Int64(interval.days) * day + interval.micros
        let months = [Int64(interval.months) * 28 * day, Int64(interval.months) * 31 * day]
        // A day in a zone is longer or shorter by what its clock is changed.
        let isFixed = interval.months == 0 && (interval.days == 0 || settings.timezone == "UTC")
        let change = isFixed ? 0 : day
        return TimeSum().adding(
            TimeSum(low: fixed + (months.min() ?? 0) - change, high: fixed + (months.max() ?? 0) + change), 1)
    }

    /// By how much the distance of two columns may differ from that of the instants that watermarks are made of; nil
    /// when they are no event times, or not to be compared.
    private func slack(_ left: Int, _ right: Int, _ names: Scope) -> Int64? {
        var zones: [String?] = []
        for column in [left, right] {
            guard let item = names.items.first(where: { $0.relation.columns.contains { $0.index == column } }),
                let found = item.relation.columns.first(where: { $0.index == column && $0.role == .eventTime })
            else { return nil }
            if found.instant == nil {
                zones.append(nil)
            } else {
                guard let source = item.relation.source else { return nil }
                zones.append(sourceTimes[source].timezone)
            }
        }
        guard zones[0] == zones[1] else { return nil }
        return zones[0] == nil ? 0 : TimeLimits.microsPerDay
    }

    /// The column with the instant of an event time.
    func instant(_ column: Int, _ names: Scope) -> Int {
        names.items.lazy.flatMap(\.relation.columns).first { $0.index == column }?.instant ?? column
    }
}

extension TimeDistance {
    /// The slices by which rows are kept.
    ///
    /// Slices as long as the distance keep two copies of a row at most. Rows without a partner come out when their
    /// slice is over, so where they do, slices are a quarter of that.
    func bound(left: Int, right: Int, home: PairSide, alone: Bool) -> TimeBound {
        TimeBound(
            leftTime: left, rightTime: right, least: least, most: most, home: home, sliceMicros: slice(alone: alone),
            lagMicros: lagMicros)
    }

    private func slice(alone: Bool) -> Int64 {
        let span = most - least
        return max(alone ? (span + 3) / 4 : span, TimeBound.sliceMin)
    }

    /// The columns that are event times of the joined rows, and by how much later these come than the watermark passes
    /// them: when the later row of a pair comes, the other one's time may be passed by the whole bound, and a row
    /// without a partner comes when its slice is over.
    func lags(_ kind: Join.Kind) -> [Int: Int64] {
        var lags: [Int: Int64] = [:]
        if kind == .inner || kind == .left {
            lags[left] = lagMicros + max(0, most) + (kind == .left ? slice(alone: true) : 0)
        }
        if kind == .inner || kind == .right {
            lags[right] = lagMicros + max(0, -least) + (kind == .right ? slice(alone: true) : 0)
        }
        return lags
    }
}
