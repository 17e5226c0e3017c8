import StateStore

/// How the values of one call lie in its `ElementList`, so that the order of elements is the order that the call needs.
struct ElementCodec: Hashable, Sendable {
    enum Shape: Hashable, Sendable {
        /// A word whose order is the value's: integers, times, doubles, booleans.
        case words
        /// The key is the value's bytes: text, uuid, bytea.
        case bytes
        /// The key is comparable, the payload is the value: numeric, interval.
        case comparable
        /// The key is made of the ORDER BY columns, the payload is the value or NULL.
        case ordered
        /// A word that is the value's hash.
        case hashes
    }

    let shape: Shape
    let type: DataType
    let order: [AggregateOrder]
    let isUnique: Bool
    /// NULLs are elements too.
    let keepsNulls: Bool
    /// No more elements than this are kept; 0 for all.
    let limit: Int

    /// Nil when the argument's type has no order that its bytes show.
    init?(_ call: AggregateCall) {
        guard let type = call.argumentType else { return nil }
        let isOneRow = call.function == .firstValue || call.function == .lastValue
        for (index, type) in ([type] + call.order.map(\.type)).enumerated() {
            switch type {
            // The value of one row needs no order of its own.
            case .array where index == 0 && isOneRow: break
            case .jsonb, .array, .record, .unknown: return nil
            default: break
            }
        }
        self.type = type
        isUnique = call.isDistinct || call.function == .approxCountDistinct
        if case .count(let limit)? = call.parameter { self.limit = limit } else { limit = 0 }
        keepsNulls = call.function == .arrayAgg || call.function == .firstValue || call.function == .lastValue
        switch call.function {
        case .arrayAgg, .stringAgg, .firstValue, .lastValue:
            shape = .ordered
            order = call.order
        case .approxCountDistinct:
            shape = .hashes
            order = []
        default:
            order = []
            switch type.physical {
            case .int64, .double, .boolean: shape = .words
            case .bytes: shape = .bytes
            case .decimal, .interval: shape = .comparable
            }
        }
    }

    /// The flags of an empty list.
    var flags: UInt32 {
        (shape == .words || shape == .hashes ? ElementList.isWords : 0) | (isUnique ? ElementList.isUnique : 0)
    }

    // MARK: Words

    /// The word of row `row`, which is not NULL.
    @inline(__always)
    func word(_ values: Values, _ row: Int) -> UInt64 {
        switch values {
        case .int64(let buffer): UInt64(bitPattern: buffer.pointer[row]) ^ 0x8000_0000_0000_0000
        case .double(let buffer): word(buffer.pointer[row])
        case .boolean(let buffer): UInt64(buffer.pointer[row])
        case .decimal, .interval, .bytes: preconditionFailure("values that are no words")
        }
    }

    /// Both zeros are one element of a set; elsewhere the one below zero is the word just before the other.
    @inline(__always)
    private func word(_ value: Double) -> UInt64 {
        let isBelow = value.bitPattern == (-0.0).bitPattern && !isUnique
        return KeyEncoding.orderedBits(value) - (isBelow ? 1 : 0)
    }

    /// The value whose word this is.
    func scalar(word: UInt64) -> Scalar {
        switch type.physical {
        case .double: .double(KeyCells.double(word))
        case .boolean: .boolean(word != 0)
        default: .int64(Int64(bitPattern: word ^ 0x8000_0000_0000_0000))
        }
    }

    /// A hash that depends on the value alone: part of the state's format.
    func hash(_ values: Values, _ row: Int, _ writer: inout KeyWriter) -> UInt64 {
        switch values {
        case .int64, .double, .boolean: return hashWord(word(values, row))
        case .bytes(let vector): return vector.views.pointer[row].withBytes { hashBytes($0) }
        case .decimal, .interval:
            writer.reset()
            writer.write(values, row: row)
            return hashBytes(writer.bytes)
        }
    }

    // MARK: Keys and payloads

    /// Appends the row's place among others.
    ///
    /// A column is a byte that tells NULL from a value and, for a value, its comparable bytes, inverted when they fall.
    func writeOrder(_ columns: [Column], _ row: Int, _ writer: inout KeyWriter, _ scratch: inout KeyWriter) {
        for key in order {
            let column = columns[key.column]
            let isNull = !column.validity.isValid(row)
            var mark: UInt8 = isNull == key.putsNullsFirst ? 0 : 1
            withUnsafeBytes(of: &mark) { writer.appendEncoded($0) }
            if isNull { continue }
            guard key.isDescending else {
                writer.write(column.values, row: row)
                continue
            }
            scratch.reset()
            scratch.write(column.values, row: row)
            for byte in scratch.bytes {
                var inverted = ~byte
                withUnsafeBytes(of: &inverted) { writer.appendEncoded($0) }
            }
        }
    }

    /// Appends the value itself, or one byte for NULL.
    func writePayload(_ column: Column, _ row: Int, _ payload: inout ByteBuffer) {
        guard column.validity.isValid(row) else { return payload.append(0) }
        if shape == .ordered { payload.append(1) }
        switch column.values {
        case .int64(let buffer): payload.append(littleEndian: buffer.pointer[row])
        case .double(let buffer): payload.append(littleEndian: buffer.pointer[row].bitPattern)
        case .boolean(let buffer): payload.append(buffer.pointer[row])
        case .bytes(let vector): vector.views.pointer[row].withBytes { payload.append($0) }
        case .decimal(let vector):
            payload.append(vector.scales.pointer[row])
            payload.append(littleEndian: vector.coefficients.pointer[row])
        case .interval(let buffer):
            payload.append(littleEndian: buffer.pointer[row].months)
            payload.append(littleEndian: buffer.pointer[row].days)
            payload.append(littleEndian: buffer.pointer[row].micros)
        }
    }

    /// The value of a keyed element.
    func scalar(_ element: ElementList.Element) -> Scalar {
        if shape == .bytes { return .bytes(Array(element.key)) }
        var bytes = element.payload
        if shape == .ordered {
            guard bytes.first == 1 else { return .null }
            bytes = UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
        }
        switch type.physical {
        case .bytes: return .bytes(Array(bytes))
        case .boolean: return .boolean(bytes.first == 1)
        case .int64:
            return bytes.count == 8 ? .int64(bytes.loadUnaligned(as: Int64.self)) : .null
        case .double:
            return bytes.count == 8 ? .double(Double(bitPattern: bytes.loadUnaligned(as: UInt64.self))) : .null
        case .decimal:
            guard bytes.count == 17 else { return .null }
            return .decimal(
                Decimal(
                    coefficient: bytes.loadUnaligned(fromByteOffset: 1, as: Int128.self), scale: Int(bytes[0])))
        case .interval:
            guard bytes.count == 16 else { return .null }
            return .interval(
                Interval(
                    months: bytes.loadUnaligned(as: Int32.self),
                    days: bytes.loadUnaligned(fromByteOffset: 4, as: Int32.self),
                    micros: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self)))
        }
    }

    /// Every value of a list in order, which must be settled.
    func scalars(_ list: ElementList) -> [Scalar] {
        if list.has(ElementList.isWords) { return (0..<list.count).map { scalar(word: list.word($0)) } }
        return list.elements().map { scalar($0) }
    }
}
