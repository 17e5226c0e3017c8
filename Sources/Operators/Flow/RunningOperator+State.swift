import StateStore

extension RunningOperator {
    /// Bases of all partitions. Open windows are not in it: the aggregate has them, see `AggregateOperator.emitOpen`.
    package func metadata() -> [UInt8] {
        var buffer = ByteBuffer(capacity: 256)
        buffer.append(1)
        let closed = partitions.filter { $0.value.foldedThrough != Int64.min }
        buffer.append(varint: UInt64(closed.count))
        for (key, partition) in closed {
            key.withUnsafeBytes { buffer.append(counted: $0) }
            buffer.append(signed: partition.foldedThrough)
            for state in partition.base { state.encode(into: &buffer) }
        }
        return buffer.array
    }

    /// A partition may come from several lanes when their number has changed: the one that saw more windows is right.
    func restore(_ metadata: [[UInt8]]) throws(OperatorError) {
        do throws(StoreError) {
            for bytes in metadata where !bytes.isEmpty {
                try bytes.withUnsafeBufferPointer { list throws(StoreError) in
                    var reader = BinaryReader(UnsafeRawBufferPointer(list), what: "a running total's metadata")
                    guard try reader.readFixed(UInt8.self) == 1 else {
                        throw .corruption("a running total's metadata is of another version")
                    }
                    for _ in 0..<(try reader.readCount(bytesEach: 3)) {
                        let key = [UInt8](try reader.readCounted())
                        let through = try reader.readSigned()
                        var base: [RunningState] = []
                        for _ in calls { base.append(try RunningState(&reader)) }
                        if partitions[key].map({ $0.foldedThrough >= through }) ?? false { continue }
                        partitions[key] = Partition(base: base, foldedThrough: through)
                    }
                    try reader.expectEnd()
                }
            }
        } catch {
            throw .corrupt("\(error)")
        }
    }
}

/// What one partition of a running total has come to over its closed windows: for tools, not for running jobs.
package struct RunningTotal: Sendable {
    /// The partition's values in the order-preserving form.
    package let key: [UInt8]
    /// End of the last window that is in it.
    package let throughMicros: Int64
    /// One for each call; NULL when it does not fit its type.
    package let values: [Scalar]

    /// Reads what `RunningOperator.metadata()` of all lanes gave, in the order of the partitions.
    package static func read(
        _ metadata: [[UInt8]], calls: [RunningCall]
    ) throws(OperatorError) -> [RunningTotal] {
        let running = try RunningOperator(calls: calls, inputTypes: [], keyCount: 0, metadata: metadata)
        return running.partitions.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, partition in
            RunningTotal(
                key: key, throughMicros: partition.foldedThrough,
                values: zip(partition.base, calls).map { $0.result($1) ?? .null })
        }
    }
}

extension RunningState {
    func encode(into buffer: inout ByteBuffer) {
        buffer.append(signed: count)
        buffer.append(littleEndian: UInt64(truncatingIfNeeded: sum.coefficient))
        buffer.append(littleEndian: Int64(truncatingIfNeeded: sum.coefficient >> 64))
        buffer.append(sum.scale)
        buffer.append(littleEndian: double.bitPattern)
        buffer.append(overflowed ? 1 : 0)
        Scalar.interval(interval).encode(into: &buffer)
        extreme.encode(into: &buffer)
    }

    init(_ reader: inout BinaryReader) throws(StoreError) {
        count = try reader.readSigned()
        let low = try reader.readFixed(UInt64.self)
        let high = try reader.readFixed(Int64.self)
        let coefficient = Int128(high) << 64 | Int128(low)
        sum = Decimal(coefficient: coefficient, scale: Int(try reader.readFixed(UInt8.self)))
        double = Double(bitPattern: try reader.readFixed(UInt64.self))
        overflowed = try reader.readFixed(UInt8.self) != 0
        if case .interval(let value) = try Scalar(&reader) { interval = value }
        extreme = try Scalar(&reader)
    }
}

extension Scalar {
    /// Appends the value with its kind.
    func encode(into buffer: inout ByteBuffer) {
        switch self {
        case .null: buffer.append(0)
        case .boolean(let value):
            buffer.append(1)
            buffer.append(value ? 1 : 0)
        case .int64(let value):
            buffer.append(2)
            buffer.append(signed: value)
        case .double(let value):
            buffer.append(3)
            buffer.append(littleEndian: value.bitPattern)
        case .decimal(let value):
            buffer.append(4)
            buffer.append(littleEndian: UInt64(truncatingIfNeeded: value.coefficient))
            buffer.append(littleEndian: Int64(truncatingIfNeeded: value.coefficient >> 64))
            buffer.append(value.scale)
        case .interval(let value):
            buffer.append(5)
            buffer.append(signed: Int64(value.months))
            buffer.append(signed: Int64(value.days))
            buffer.append(signed: value.micros)
        case .bytes(let value):
            buffer.append(6)
            value.withUnsafeBytes { buffer.append(counted: $0) }
        }
    }

    /// Reads back what `encode` wrote.
    init(_ reader: inout BinaryReader) throws(StoreError) {
        switch try reader.readFixed(UInt8.self) {
        case 0: self = .null
        case 1: self = .boolean(try reader.readFixed(UInt8.self) != 0)
        case 2: self = .int64(try reader.readSigned())
        case 3: self = .double(Double(bitPattern: try reader.readFixed(UInt64.self)))
        case 4:
            let low = try reader.readFixed(UInt64.self)
            let high = try reader.readFixed(Int64.self)
            let scale = try reader.readFixed(UInt8.self)
            self = .decimal(Decimal(coefficient: Int128(high) << 64 | Int128(low), scale: Int(scale)))
        case 5:
            let months = Int32(clamping: try reader.readSigned())
            let days = Int32(clamping: try reader.readSigned())
            self = .interval(Interval(months: months, days: days, micros: try reader.readSigned()))
        case 6: self = .bytes([UInt8](try reader.readCounted()))
        default: throw .corruption("a value of an unknown kind")
        }
    }
}

/// Keys of a running total's partitions and rows.
package enum RunningKey {
    /// The values in the order-preserving form.
    package static func encode(_ values: [Scalar]) -> [UInt8] {
        var writer = KeyWriter()
        for value in values {
            switch value {
            case .null: writer.writeNull()
            case .boolean(let value): writer.writeBool(value)
            case .int64(let value): writer.writeInt64(value)
            case .double(let value): writer.writeDouble(value)
            case .decimal(let value): writer.writeDecimal(coefficient: value.coefficient, scale: value.scale)
            case .interval(let value): writer.writeDecimal(coefficient: value.comparisonMicros, scale: 0)
            case .bytes(let value): value.withUnsafeBytes { writer.writeBytes($0) }
            }
        }
        return Array(writer.bytes)
    }
}
