/// One value of any type, for literals, boundaries and tests; never on a hot path.
package enum Scalar: Sendable {
    case null
    case boolean(Bool)
    /// Integers, dates (days) and timestamps (microseconds), as in `PhysicalType.int64`.
    case int64(Int64)
    case double(Double)
    case decimal(Decimal)
    case interval(Interval)
    case bytes([UInt8])

    /// Text as its UTF-8.
    package static func text(_ text: String) -> Scalar { .bytes(Array(text.utf8)) }
}

extension Column {
    /// Row `index` as a scalar.
    package subscript(_ index: Int) -> Scalar {
        guard validity.isValid(index) else { return .null }
        switch values {
        case .boolean(let buffer): return .boolean(buffer[index] != 0)
        case .int64(let buffer): return .int64(buffer[index])
        case .double(let buffer): return .double(buffer[index])
        case .decimal(let vector): return .decimal(vector[index])
        case .interval(let buffer): return .interval(buffer[index])
        case .bytes(let vector): return .bytes(vector.views[index].withBytes { Array($0) })
        }
    }

    /// A column from scalars of one physical form; `.null` anywhere.
    package init(type: DataType, scalars: [Scalar]) {
        let count = scalars.count
        let flags = Buffer<UInt8>(repeating: 1, count: count)
        var anyNull = false
        for (index, scalar) in scalars.enumerated() {
            if case .null = scalar {
                flags[index] = 0
                anyNull = true
            }
        }
        self.init(
            type: type, count: count, values: Column.values(type.physical, scalars),
            validity: anyNull ? Validity(flags) : .all)
    }

    private static func values(_ physical: PhysicalType, _ scalars: [Scalar]) -> Values {
        switch physical {
        case .boolean: .boolean(Buffer(scalars.map { if case .boolean(let v) = $0 { v ? 1 : 0 } else { 0 } }))
        case .int64: .int64(Buffer(scalars.map { if case .int64(let v) = $0 { v } else { 0 } }))
        case .double: .double(Buffer(scalars.map { if case .double(let v) = $0 { v } else { 0 } }))
        case .interval: .interval(Buffer(scalars.map { if case .interval(let v) = $0 { v } else { Interval() } }))
        case .decimal: .decimal(decimals(scalars))
        case .bytes: .bytes(views(scalars))
        }
    }

    private static func decimals(_ scalars: [Scalar]) -> DecimalVector {
        let vector = DecimalVector(capacity: scalars.count)
        for (index, scalar) in scalars.enumerated() {
            if case .decimal(let value) = scalar {
                vector[index] = value
            } else {
                vector[index] = Decimal(coefficient: 0, scale: 0)
            }
        }
        return vector
    }

    private static func views(_ scalars: [Scalar]) -> BytesVector {
        let arena = Arena()
        let views = Buffer<StringView>(capacity: scalars.count)
        for (index, scalar) in scalars.enumerated() {
            if case .bytes(let bytes) = scalar {
                views[index] = bytes.withUnsafeBytes { arena.view(of: $0) }
            } else {
                views[index] = StringView()
            }
        }
        return BytesVector(views: views, owners: [arena])
    }
}
