/// A column that is filled part by part in any order: the results of CASE and COALESCE. Rows start as NULL.
struct ColumnBuilder {
    private let type: DataType
    private let count: Int
    private var values: Values
    private let flags: Buffer<UInt8>
    private var owners: [AnyObject] = []

    init(type: DataType, count: Int) {
        self.type = type
        self.count = count
        flags = Buffer(repeating: 0, count: count)
        values = Values(zeros: count, of: type)
    }

    /// Writes row `i` of `column` (or its only row, when it is one value for all) to the list's row `i`.
    mutating func scatter(_ column: Column, isConstant: Bool, to list: RowList) {
        let step = isConstant ? 0 : 1
        switch (values, column.values) {
        case (.boolean(let to), .boolean(let from)): put(from, step, to, list)
        case (.int64(let to), .int64(let from)): put(from, step, to, list)
        case (.double(let to), .double(let from)): put(from, step, to, list)
        case (.decimal(let to), .decimal(let from)):
            put(from.coefficients, step, to.coefficients, list)
            put(from.scales, step, to.scales, list)
        case (.interval(let to), .interval(let from)): put(from, step, to, list)
        case (.bytes(let to), .bytes(let from)):
            put(from.views, step, to.views, list)
            owners = mergedOwners(owners, from.owners)
        default: preconditionFailure("a branch of another physical form than its CASE")
        }
        if let valid = column.validity.flags {
            put(valid, step, flags, list)
        } else {
            for index in 0..<list.count { flags.pointer[Int(list.pointer[index])] = 1 }
        }
    }

    @inline(__always)
    private func put<T>(_ from: Buffer<T>, _ step: Int, _ to: Buffer<T>, _ list: RowList) {
        let (source, target, rows) = (from.pointer, to.pointer, list.pointer)
        for index in 0..<list.count { target[Int(rows[index])] = source[index &* step] }
    }

    /// The column; the builder must not be used after.
    func finish() -> Column {
        var built = values
        if case .bytes(let vector) = values { built = .bytes(BytesVector(views: vector.views, owners: owners)) }
        let validity = anyNull(flags.pointer, count) ? Validity(flags) : .all
        return Column(type: type, count: count, values: built, validity: validity)
    }
}

/// Both lists without repeats, by identity.
func mergedOwners(_ a: [AnyObject], _ b: [AnyObject]) -> [AnyObject] {
    if a.isEmpty { return b }
    var merged = a
    for owner in b where !merged.contains(where: { $0 === owner }) { merged.append(owner) }
    return merged
}
