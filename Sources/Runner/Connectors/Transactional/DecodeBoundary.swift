import Operators
import StateStore

/// A boundary as a database kept it.
func decodeBoundary(_ bytes: [UInt8]) throws(StoreError) -> BoundaryRecord {
    let memory = Buffer<UInt8>(bytes)
    return try BoundaryRecord(decoding: UnsafeRawBufferPointer(memory.prefix(bytes.count)))
}
