import CRocksDB
import Glibc

/// What RocksDB holds while the merge operator lives: the Swift merger and its name as C wants it.
private final class MergerBox {
    let merger: any ValueMerger
    let name: UnsafeMutablePointer<CChar>?

    init(_ merger: any ValueMerger) {
        self.merger = merger
        self.name = strdup(merger.name)
    }

    deinit { free(name) }
}

/// Makes a C merge operator that calls `merger`; the options that it is set on own it.
func makeMergeOperator(_ merger: any ValueMerger) -> OpaquePointer? {
    rocksdb_mergeoperator_create(
        Unmanaged.passRetained(MergerBox(merger)).toOpaque(),
        { state in
            if let state { Unmanaged<MergerBox>.fromOpaque(state).release() }
        },
        { state, key, keyLength, existing, existingLength, operands, lengths, count, success, newLength in
            let old = existing.map { UnsafeRawBufferPointer(start: $0, count: existingLength) }
            return runMerge(
                state, UnsafeRawBufferPointer(start: key, count: keyLength), old, operands, lengths, count, success,
                newLength)
        },
        { state, key, keyLength, operands, lengths, count, success, newLength in
            runMerge(
                state, UnsafeRawBufferPointer(start: key, count: keyLength), nil, operands, lengths, count, success,
                newLength)
        },
        { _, value, _ in free(UnsafeMutablePointer(mutating: value)) },
        { state in
            guard let state else { return nil }
            return Unmanaged<MergerBox>.fromOpaque(state)._withUnsafeGuaranteedRef { UnsafePointer($0.name) }
        })
}

/// Runs one merge; the returned memory is freed by the operator's own callback.
private func runMerge(
    _ state: UnsafeMutableRawPointer?, _ key: UnsafeRawBufferPointer, _ existing: UnsafeRawBufferPointer?,
    _ pointers: UnsafePointer<UnsafePointer<CChar>?>?, _ lengths: UnsafePointer<Int>?, _ count: Int32,
    _ success: UnsafeMutablePointer<UInt8>?, _ newLength: UnsafeMutablePointer<Int>?
) -> UnsafeMutablePointer<CChar>? {
    var result = ByteBuffer(capacity: 256)
    var done = false
    if let state, let pointers, let lengths, count > 0 {
        let operands = MergeOperands(pointers: pointers, lengths: lengths, count: Int(count))
        if existing == nil && count == 1 {
            // A lone operand is the value: spares the callback in scans of keys that only one run holds.
            result.append(operands[0])
            done = true
        } else {
            done = Unmanaged<MergerBox>.fromOpaque(state)._withUnsafeGuaranteedRef { box in
                box.merger.merge(key: key, existing: existing, operands: operands, into: &result)
            }
        }
    }
    if !done { result.reset() }
    success?.pointee = done ? 1 : 0
    let (memory, length) = result.release()
    newLength?.pointee = length
    return memory.assumingMemoryBound(to: CChar.self)
}
