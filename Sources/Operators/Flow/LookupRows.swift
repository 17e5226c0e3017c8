import StateStore

/// The rows of a lookup table as all lanes share them.
package struct LookupRows: Sendable {
    package let types: [DataType]
    /// For each column its values.
    private var columns: [[Scalar]]
    package private(set) var count = 0

    package init(_ types: [DataType]) {
        self.types = types
        columns = types.map { _ in [] }
    }

    init(_ types: [DataType], columns: [[Scalar]], count: Int) {
        self.types = types
        self.columns = columns
        self.count = count
    }

    /// Appends the values of all columns, one column after the other.
    func append(to buffer: inout ByteBuffer) {
        for column in columns {
            for value in column { value.encode(into: &buffer) }
        }
    }

    package mutating func append(_ batch: Batch) {
        for (index, column) in batch.columns.enumerated() {
            for row in 0..<batch.count {
                columns[index].append(column.validity.isValid(row) ? column[row] : .null)
            }
        }
        count += batch.count
    }

    /// All rows with these columns, and a row of NULLs behind the last one.
    func batch(_ chosen: [Int]) -> Batch {
        Batch(
            count: count + 1, columns: chosen.map { Column(type: types[$0], scalars: columns[$0] + [.null]) })
    }

    /// All rows with all columns.
    package var batch: Batch {
        Batch(count: count, columns: types.indices.map { Column(type: types[$0], scalars: columns[$0]) })
    }
}

/// Finds the rows of a lookup table by the values of a join.
///
/// ```
///  heads  "a" -> 0   "b" -> 1        rows 0, 2 and 3 have key "a":
///  next   [2, -1, 3, -1]             0 -> 2 -> 3 -> -1
/// ```
package struct LookupIndex: Sendable {
    /// Rows by a key that is one whole number, a date or a time; by the bytes of any other.
    private var integers: [Int64: Int32] = [:]
    private var heads: [[UInt8]: Int32] = [:]
    private var next: [Int32]
    private let isInteger: Bool
    /// The first row whose key an earlier row has too.
    package private(set) var duplicate: Int?

    /// - Parameter keys: over the rows of the table, one column for each value of the key; a NULL is equal to nothing.
    package init(_ keys: [Column], count: Int) {
        if keys.count == 1, case .int64 = keys[0].values { isInteger = true } else { isInteger = false }
        next = Array(repeating: -1, count: count)
        // From the end, so that rows of one key are found in the table's order.
        for row in (0..<count).reversed() {
            let earlier: Int32?
            if isInteger, case .int64(let values) = keys[0].values {
                guard keys[0].validity.isValid(row) else { continue }
                earlier = integers.updateValue(Int32(row), forKey: values.pointer[row])
            } else {
                guard let key = LookupIndex.key(keys, row) else { continue }
                earlier = heads.updateValue(Int32(row), forKey: key)
            }
            guard let earlier else { continue }
            next[row] = earlier
            duplicate = Int(earlier)
        }
    }

    /// The table's first row whose key is that of a row of `keys`; -1 without one.
    func first(_ keys: [Column], _ row: Int) -> Int32 {
        if isInteger, keys.count == 1, case .int64(let values) = keys[0].values {
            return keys[0].validity.isValid(row) ? integers[values.pointer[row]] ?? -1 : -1
        }
        guard let key = LookupIndex.key(keys, row) else { return -1 }
        return heads[key] ?? -1
    }

    /// The next row with the same key; -1 behind the last.
    func following(_ row: Int32) -> Int32 { next[Int(row)] }

    /// The key's bytes; nil when a part of it is NULL.
    private static func key(_ columns: [Column], _ row: Int) -> [UInt8]? {
        var values: [Scalar] = []
        for column in columns {
            guard column.validity.isValid(row) else { return nil }
            values.append(column[row])
        }
        return RunningKey.encode(values)
    }
}

extension LookupIndex {
    /// The index for the values that a join compares.
    package init(_ rows: LookupRows, keys: [Expression], settings: EvaluationSettings, errors: inout RowErrors) {
        let batch = rows.batch
        let values = keys.map { ExpressionProgram($0, settings: settings).evaluate(batch, errors: &errors) }
        self.init(values, count: rows.count)
    }
}
