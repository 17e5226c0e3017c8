/// The rows of one group in one value, in order.
///
/// ```
///  | length 4 | row | length 4 | row | ...
/// ```
package enum PackedRows {
    static func bytes(_ rows: [UnsafeRawBufferPointer]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(rows.reduce(0) { $0 + 4 + $1.count })
        for row in rows {
            withUnsafeBytes(of: UInt32(row.count).littleEndian) { out.append(contentsOf: $0) }
            out.append(contentsOf: row)
        }
        return out
    }

    /// The rows' bytes; throws `OperatorError.corrupt` for a value that `bytes` does not make.
    static func parts(of value: [UInt8]) throws(OperatorError) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var at = 0
        while at < value.count {
            guard at + 4 <= value.count else { throw .corrupt("kept rows that end inside a length") }
            let length = value[at..<(at + 4)].enumerated().reduce(0) { $0 | Int($1.element) << ($1.offset * 8) }
            at += 4
            guard at + length <= value.count else { throw .corrupt("kept rows that end inside a row") }
            parts.append(value[at..<(at + length)])
            at += length
        }
        return parts
    }
}
