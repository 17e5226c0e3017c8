import Glibc
import StateStore

// An array's binary form (`array_send` in src/backend/utils/adt/arrayfuncs.c), 32-bit big-endian:
//
//      | dimensions 1 | has NULLs | element type | count | lower bound 1 | length | bytes | length | bytes | ...
//
// An element looks exactly like a field of a COPY tuple, so columns are cut out of rows without looking inside.

private let arrayHeaderBytes = 20

/// One array for each of the first `fields.count` fields of the rows at these positions.
func arrayParameters(
    _ rows: TupleRows, _ positions: ArraySlice<Int>, _ fields: ArraySlice<EncodedField>
) -> [PostgresParameter] {
    var cursors = positions.map { rows.starts[$0] + 2 }
    let all = rows.rows(0..<rows.count)
    guard let source = all.baseAddress else { return [] }
    return fields.map { field in
        var total = arrayHeaderBytes
        var hasNulls = false
        for cursor in cursors {
            let length = TupleRows.length(all, at: cursor)
            hasNulls = hasNulls || length < 0
            total += 4 + max(0, length)
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: total) { target, filled in
            filled = total
            guard let base = UnsafeMutableRawPointer(target.baseAddress) else { return }
            let header: [UInt32] = [
                1, hasNulls ? 1 : 0, field.wire.parameter.oid, UInt32(truncatingIfNeeded: cursors.count), 1,
            ]
            for (index, word) in header.enumerated() {
                base.storeBytes(of: word.bigEndian, toByteOffset: 4 * index, as: UInt32.self)
            }
            var offset = arrayHeaderBytes
            for index in cursors.indices {
                let size = 4 + max(0, TupleRows.length(all, at: cursors[index]))
                memcpy(base + offset, source + cursors[index], size)
                offset += size
                cursors[index] += size
            }
        }
        return PostgresParameter.binary(bytes, type: 0)
    }
}
