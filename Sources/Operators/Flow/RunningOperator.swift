import StateStore

/// `f(x) OVER (PARTITION BY p ORDER BY window_start)` above an aggregate: a running total across windows.
///
/// The frame is PostgreSQL's default: from the partition's first window to the current one, with all rows of the same
/// window (its peers). A row of a closed window is folded into its partition's base and forgotten; open windows keep
/// their rows' partials, so that a change corrects its own row and those of all later windows. Sessions that end at one
/// time are a window: they are over at once.
///
/// ```
///  partition (Makeup, COD):   base 900 │ 12:00  +40 → 940 │ 12:05  +25 → 965 │ 12:10 ...
///                             closed   │ open windows, each with its rows
/// ```
package final class RunningOperator {
    /// One row of an open window: all input columns, as scalars.
    struct Row {
        var values: [Scalar]
    }

    /// One window of one partition: rows by their encoded group key.
    struct Window {
        let order: Int64
        let end: Int64
        var rows: [[UInt8]: Row] = [:]
        var isChanged = false
    }

    struct Partition {
        var base: [RunningState]
        /// End of the last window in `base`.
        var foldedThrough = Int64.min
        /// By order value, rising.
        var windows: [Window] = []

        /// Puts a row into its window, or takes the one with its key out; true when that is news.
        mutating func put(_ row: Row?, _ key: [UInt8], _ window: Window, isFinal: Bool) -> Bool {
            var low = 0
            var high = windows.count
            while low < high {
                let middle = (low + high) / 2
                if windows[middle].order < window.order { low = middle + 1 } else { high = middle }
            }
            if low == windows.count || windows[low].order != window.order { windows.insert(window, at: low) }
            let known =
                if let row {
                    windows[low].rows.updateValue(row, forKey: key)
                } else {
                    windows[low].rows.removeValue(forKey: key)
                }
            let isNews = row == nil ? known != nil : known == nil || !isFinal
            if isNews { windows[low].isChanged = true }
            return isNews
        }
    }

    let calls: [RunningCall]
    let inputTypes: [DataType]
    /// Columns that tell rows of one window apart: all but the aggregates.
    let keyColumns: [Int]
    let orderColumn: Int
    let endColumn: Int
    var partitions: [[UInt8]: Partition] = [:]
    /// Partitions with open windows.
    var open: Set<[UInt8]> = []
    var changed: Set<[UInt8]> = []
    /// Rows that left the result since the last epoch.
    var deleted: [[Scalar]] = []
    /// The whole result, while it is taken.
    var allRows: [Batch] = []
    var failures: [FailedRow] = []

    /// - Parameters:
    ///   - inputTypes: columns of the aggregate: keys, window_start, window_end, then its calls.
    ///   - keyCount: how many of them are group keys, without the window's two.
    ///   - metadata: what `metadata()` of all lanes of an earlier life gave.
    package init(
        calls: [RunningCall], inputTypes: [DataType], keyCount: Int, metadata: [[UInt8]]
    ) throws(OperatorError) {
        guard let first = calls.first else { throw .unsupported("a running node without a call") }
        for call in calls where call.partition != first.partition || call.order != first.order || call.descending {
            throw .unsupported("running totals of one query need the same PARTITION BY and ascending ORDER BY")
        }
        self.calls = calls
        self.inputTypes = inputTypes
        keyColumns = Array(0..<keyCount)
        orderColumn = first.order
        endColumn = keyCount + 1
        try restore(metadata)
    }

    /// Rows that the operator holds, for its share of the memory.
    package var rowCount: Int {
        partitions.values.reduce(0) { $0 + $1.windows.reduce(0) { $0 + $1.rows.count } }
    }

    /// The result rows that could not be computed since the last call.
    package func takeFailures() -> [FailedRow] {
        let taken = failures
        failures = []
        return taken
    }
}

/// A running aggregate's value so far; exact.
struct RunningState: Sendable {
    var count: Int64 = 0
    var sum = Decimal(coefficient: 0, scale: 0)
    var double = 0.0
    var interval = Interval()
    var extreme: Scalar = .null
    var overflowed = false

    /// Folds one value; NULL counts only for `count(*)`.
    mutating func fold(_ value: Scalar, _ call: RunningCall) {
        if call.function == .countRows {
            count += 1
            return
        }
        switch value {
        case .null: return
        case .int64(let number): add(Decimal(coefficient: Int128(number), scale: 0))
        case .decimal(let number): add(number)
        case .double(let number):
            // PostgreSQL rounds each step of a sum of real.
            let sum = call.resultType == .real ? Double(Float(double) + Float(number)) : double + number
            if sum.isInfinite && double.isFinite && number.isFinite { overflowed = true }
            double = sum
        case .interval(let value): interval = interval.saturatingSum(value)
        default: break
        }
        count += 1
        if call.function == .min || call.function == .max { take(value, call.function == .min) }
        if call.function == .boolAnd || call.function == .boolOr, case .boolean(let new) = value {
            if case .boolean(let old) = extreme {
                extreme = .boolean(call.function == .boolAnd ? old && new : old || new)
            } else {
                extreme = value
            }
        }
    }

    private mutating func add(_ number: Decimal) {
        if let next = sum.aligned(adding: number) { sum = next } else { overflowed = true }
    }

    private mutating func take(_ value: Scalar, _ wantsLess: Bool) {
        guard let order = value.order(extreme) else {
            extreme = value
            return
        }
        if wantsLess ? order < 0 : order > 0 { extreme = value }
    }

    /// The result; nil when it does not fit its type.
    func result(_ call: RunningCall) -> Scalar? {
        switch call.function {
        case .countRows, .count: return .int64(count)
        case .min, .max, .boolAnd, .boolOr: return extreme
        case .sum, .avg: return count == 0 ? .null : total(call)
        default: preconditionFailure("a running total of a function that has none")
        }
    }

    /// The sum or mean of at least one value.
    private func total(_ call: RunningCall) -> Scalar? {
        let isMean = call.function == .avg
        switch call.resultType {
        case .double: return overflowed ? nil : .double(isMean ? double / Double(count) : double)
        case .real: return overflowed ? nil : .double(double)
        case .interval:
            guard let sum = interval.finite else { return nil }
            return (isMean ? sum.divided(by: count) : sum).map { .interval($0) }
        case .numeric:
            guard !overflowed else { return nil }
            return (isMean ? Decimal.mean(sum, count) : sum).map { .decimal($0) }
        default: return overflowed ? nil : Int64(exactly: sum.coefficient).map { .int64($0) }
        }
    }
}

extension Scalar {
    /// The order of two values of one type; nil when either is NULL or they have none.
    func order(_ other: Scalar) -> Int? {
        switch (self, other) {
        case (.int64(let a), .int64(let b)): a < b ? -1 : a == b ? 0 : 1
        case (.double(let a), .double(let b)): doubleLess(a, b) ? -1 : doubleLess(b, a) ? 1 : 0
        case (.decimal(let a), .decimal(let b)): a.order(b)
        case (.interval(let a), .interval(let b)):
            a.comparisonMicros < b.comparisonMicros ? -1 : a.comparisonMicros == b.comparisonMicros ? 0 : 1
        case (.bytes(let a), .bytes(let b)):
            a.lexicographicallyPrecedes(b) ? -1 : a == b ? 0 : 1
        default: nil
        }
    }
}
