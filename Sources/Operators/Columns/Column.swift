/// Which rows of a column hold a value: one byte a row, 1 for a value and 0 for NULL, or nothing when none is NULL.
package struct Validity {
    /// `nil` when every row holds a value.
    package var flags: Buffer<UInt8>?

    package init(_ flags: Buffer<UInt8>? = nil) {
        self.flags = flags
    }

    /// Every row holds a value.
    package static var all: Validity { Validity() }

    /// Whether row `index` holds a value.
    @inline(__always)
    package func isValid(_ index: Int) -> Bool {
        guard let flags else { return true }
        return flags.pointer[index] != 0
    }
}

/// Decimals as two buffers: coefficients and the scale of each.
package struct DecimalVector {
    package let coefficients: Buffer<Int128>
    package let scales: Buffer<UInt8>

    package init(coefficients: Buffer<Int128>, scales: Buffer<UInt8>) {
        self.coefficients = coefficients
        self.scales = scales
    }

    /// Room for `capacity` decimals.
    package init(capacity: Int) {
        self.init(coefficients: Buffer(capacity: capacity), scales: Buffer(capacity: capacity))
    }

    package subscript(_ index: Int) -> Decimal {
        @inline(__always)
        get { Decimal(coefficient: coefficients.pointer[index], scale: Int(scales.pointer[index])) }
        nonmutating set {
            coefficients.pointer[index] = newValue.coefficient
            scales.pointer[index] = newValue.scale
        }
    }
}

/// Byte strings as views, with what keeps the memory alive that they point at.
package struct BytesVector {
    package let views: Buffer<StringView>
    /// Arenas and message batches; kept, never looked at.
    package let owners: [AnyObject]

    package init(views: Buffer<StringView>, owners: [AnyObject]) {
        self.views = views
        self.owners = owners
    }
}

/// The values of a column, by how they lie in memory. A row that is NULL holds some value that must not be looked at,
/// except that a NULL view is always safe to read.
package enum Values {
    case boolean(Buffer<UInt8>)
    case int64(Buffer<Int64>)
    case double(Buffer<Double>)
    case decimal(DecimalVector)
    case interval(Buffer<Interval>)
    case bytes(BytesVector)

    /// Zeros, false and empty texts: so many rows of a type that are still to be filled.
    package init(zeros count: Int, of type: DataType) {
        switch type.physical {
        case .boolean: self = .boolean(Buffer(repeating: 0, count: count))
        case .int64: self = .int64(Buffer(repeating: 0, count: count))
        case .double: self = .double(Buffer(repeating: 0, count: count))
        case .decimal:
            self = .decimal(
                DecimalVector(
                    coefficients: Buffer(repeating: 0, count: count), scales: Buffer(repeating: 0, count: count)))
        case .interval: self = .interval(Buffer(repeating: Interval(), count: count))
        case .bytes: self = .bytes(BytesVector(views: Buffer(repeating: StringView(), count: count), owners: []))
        }
    }
}

/// One column of a batch: its type, its values and which of them are NULL. Immutable once built.
package struct Column {
    package let type: DataType
    /// Rows.
    package let count: Int
    package let values: Values
    package let validity: Validity

    package init(type: DataType, count: Int, values: Values, validity: Validity = .all) {
        self.type = type
        self.count = count
        self.values = values
        self.validity = validity
    }

    /// The same values under another type of the same physical form.
    package func retyped(_ type: DataType) -> Column {
        precondition(type.physical == self.type.physical, "retyped to another physical form")
        return Column(type: type, count: count, values: values, validity: validity)
    }
}

/// Rows as columns: what flows between operators. All columns have `count` rows.
package struct Batch {
    package let count: Int
    package let columns: [Column]

    package init(count: Int, columns: [Column]) {
        self.count = count
        self.columns = columns
    }

    /// The same rows with only these columns, in this order.
    package func selecting(_ indices: [Int]) -> Batch {
        Batch(count: count, columns: indices.map { columns[$0] })
    }
}
