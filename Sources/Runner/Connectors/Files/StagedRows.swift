import Operators

/// Rows as bytes that can be added to, for files whose own format can't: they wait so until their file is whole.
///
/// ```
/// | byte length | column | column | ...      a column: 0 for NULL, else 1 and its value; text with its length
/// ```
///
/// Lengths are UInt32; all numbers lie as in memory, for the bytes never leave the machine.
enum StagedRows {
    static func append(_ batch: Batch, row: Int, to out: inout [UInt8]) {
        let start = out.count
        append(UInt32(0), to: &out)
        for column in batch.columns { append(column, row, to: &out) }
        let length = UInt32(truncatingIfNeeded: out.count - start - 4)
        out.withUnsafeMutableBytes { $0.storeBytes(of: length, toByteOffset: start, as: UInt32.self) }
    }

    private static func append(_ column: Column, _ row: Int, to out: inout [UInt8]) {
        guard column.validity.isValid(row) else {
            out.append(0)
            return
        }
        out.append(1)
        switch column.values {
        case .boolean(let values): out.append(values[row])
        case .int64(let values): append(values[row], to: &out)
        case .double(let values): append(values[row], to: &out)
        case .interval(let values): append(values[row], to: &out)
        case .decimal(let vector):
            append(vector.coefficients[row], to: &out)
            out.append(vector.scales[row])
        case .bytes(let vector):
            vector.views[row].withBytes {
                append(UInt32(truncatingIfNeeded: $0.count), to: &out)
                out.append(contentsOf: $0)
            }
        }
    }

    private static func append<T: BitwiseCopyable>(_ value: T, to out: inout [UInt8]) {
        withUnsafeBytes(of: value) { out.append(contentsOf: $0) }
    }

    /// The length of the row at `offset` with its own four bytes; nil when it is not there as a whole.
    static func rowBytes(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int? {
        guard bytes.count - offset >= 4 else { return nil }
        let length = 4 + Int(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        return length <= bytes.count - offset ? length : nil
    }
}

/// Takes staged rows apart into batches.
struct StagedReader {
    /// The rows from a byte on that are whole, at most `rowsMax`, and where they end; nil for bytes that are no such
    /// rows.
    static func read(
        _ memory: Buffer<UInt8>, from first: Int, to last: Int, types: [DataType], rowsMax: Int
    ) -> (batch: Batch, end: Int)? {
        let bytes = UnsafeRawBufferPointer(memory.prefix(last))
        var ends: [Int] = []
        var at = first
        while ends.count < rowsMax, let length = StagedRows.rowBytes(bytes, at: at) {
            at += length
            ends.append(at)
        }
        let columns = types.map { StagedColumn($0, capacity: ends.count) }
        var start = first
        for (row, end) in ends.enumerated() {
            var reader = StagedCursor(bytes: bytes, at: start + 4, end: end)
            for index in columns.indices {
                guard columns[index].read(&reader, row) else { return nil }
            }
            guard reader.at == end else { return nil }
            start = end
        }
        let built = columns.map { $0.column(ends.count, owner: memory) }
        return (Batch(count: ends.count, columns: built), at)
    }
}

/// A place in a row.
private struct StagedCursor {
    let bytes: UnsafeRawBufferPointer
    var at: Int
    let end: Int

    mutating func take<T: BitwiseCopyable>(_ type: T.Type) -> T? {
        guard end - at >= MemoryLayout<T>.size else { return nil }
        defer { at += MemoryLayout<T>.size }
        return bytes.loadUnaligned(fromByteOffset: at, as: type)
    }

    mutating func takeText() -> StringView? {
        guard let length = take(UInt32.self), Int(length) <= end - at, let base = bytes.baseAddress else { return nil }
        defer { at += Int(length) }
        return StringView(base + at, count: Int(length))
    }
}

/// A column while its rows are read.
private struct StagedColumn {
    private let type: DataType
    private let values: Values
    private let flags: Buffer<UInt8>

    init(_ type: DataType, capacity: Int) {
        self.type = type
        flags = Buffer(repeating: 0, count: capacity)
        values = Values(zeros: capacity, of: type)
    }

    /// False when the bytes are no value of the column.
    func read(_ reader: inout StagedCursor, _ row: Int) -> Bool {
        guard let flag = reader.take(UInt8.self) else { return false }
        if flag == 0 { return true }
        flags[row] = 1
        switch values {
        case .boolean(let out): return put(reader.take(UInt8.self), out, row)
        case .int64(let out): return put(reader.take(Int64.self), out, row)
        case .double(let out): return put(reader.take(Double.self), out, row)
        case .interval(let out): return put(reader.take(Interval.self), out, row)
        case .decimal(let out):
            return put(reader.take(Int128.self), out.coefficients, row) && put(reader.take(UInt8.self), out.scales, row)
        case .bytes(let out): return put(reader.takeText(), out.views, row)
        }
    }

    private func put<T>(_ value: T?, _ out: Buffer<T>, _ row: Int) -> Bool {
        guard let value else { return false }
        out[row] = value
        return true
    }

    func column(_ count: Int, owner: AnyObject) -> Column {
        var built = values
        if case .bytes(let vector) = values { built = .bytes(BytesVector(views: vector.views, owners: [owner])) }
        return Column(type: type, count: count, values: built, validity: Validity(flags))
    }
}
