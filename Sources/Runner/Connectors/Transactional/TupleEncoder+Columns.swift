import Glibc
import Operators

// Loops of the encoder, one for each form of a column. A value that its type cannot hold (a smallint of 70,000) is
// written eight bytes long, which PostgreSQL refuses for that row: never a wrong value, never a trap.

/// Decimals are written once, while lengths are counted, and copied from here into the rows.
final class NumericSlots {
    private(set) var memory = Buffer<UInt8>(capacity: 0)
    /// Slots in use.
    private(set) var used = 0
    private var next = 0
    /// Bytes of one slot; the first one holds the length.
    static let slotBytes = 32

    func reset() {
        used = 0
        next = 0
    }

    func rewind() { next = 0 }

    /// Room for `count` more decimals; gives the first one's slot.
    func claim(_ count: Int) -> Int {
        let wanted = (used + count) * NumericSlots.slotBytes
        if memory.capacity < wanted {
            let larger = Buffer<UInt8>(capacity: max(wanted, memory.capacity * 2))
            memcpy(larger.pointer, memory.pointer, used * NumericSlots.slotBytes)
            memory = larger
        }
        defer { used += count }
        return used
    }

    /// The slots of the next column, in the order in which they were claimed.
    func following(_ count: Int) -> Int {
        defer { next += count }
        return next
    }
}

@inline(__always)
private func bytesOf(_ value: Int64, _ wire: WireType) -> Int {
    switch wire {
    case .int2: Int16(exactly: value) != nil ? 2 : 8
    case .int4: Int32(exactly: value) != nil ? 4 : 8
    case .date: dateWire(value) != nil ? 4 : 8
    default: 8
    }
}

/// Days as PostgreSQL stores them, with its own infinities.
@inline(__always)
private func dateWire(_ days: Int64) -> Int32? {
    if days == TimeLimits.infinity { return Int32.max }
    if days == TimeLimits.negativeInfinity { return Int32.min }
    return TimeLimits.isDate(days) ? Int32(truncatingIfNeeded: days) : nil
}

/// Adds the length of each row's value to `lengths`.
func addLengths(_ column: Column, _ wire: WireType, _ lengths: UnsafeMutablePointer<Int>, _ numerics: NumericSlots) {
    let validity = column.validity
    switch column.values {
    case .boolean:
        for row in 0..<column.count where validity.isValid(row) { lengths[row] &+= 1 }
    case .int64(let values):
        for row in 0..<column.count where validity.isValid(row) { lengths[row] &+= bytesOf(values[row], wire) }
    case .double:
        let size = wire == .float4 ? 4 : 8
        for row in 0..<column.count where validity.isValid(row) { lengths[row] &+= size }
    case .interval:
        for row in 0..<column.count where validity.isValid(row) { lengths[row] &+= 16 }
    case .bytes(let vector):
        let extra = wire == .jsonb ? 1 : 0
        for row in 0..<column.count where validity.isValid(row) {
            lengths[row] &+= vector.views[row].count &+ extra
        }
    case .decimal(let vector):
        let first = numerics.claim(column.count)
        let slots = numerics.memory.pointer + first * NumericSlots.slotBytes
        for row in 0..<column.count where validity.isValid(row) {
            let slot = slots + row * NumericSlots.slotBytes
            let size = writeNumeric(vector[row], to: slot + 1)
            slot.pointee = UInt8(truncatingIfNeeded: size)
            lengths[row] &+= size
        }
    }
}

/// Writes each row's value at its cursor and moves the cursor behind it.
func writeColumn(
    _ column: Column, _ wire: WireType, _ target: UnsafeMutableRawPointer, _ cursors: UnsafeMutablePointer<Int>,
    _ numerics: NumericSlots
) {
    let validity = column.validity
    switch column.values {
    case .int64(let values): writeIntegers(values, column.count, validity, wire, target, cursors)
    case .decimal: writeDecimals(column.count, validity, target, cursors, numerics)
    case .bytes(let vector): writeBytes(vector, column.count, validity, wire, target, cursors)
    case .boolean(let values):
        for row in 0..<column.count where put(validity, row, 1, target, cursors) {
            target.storeBytes(of: values[row] != 0 ? 1 : 0, toByteOffset: cursors[row], as: UInt8.self)
            cursors[row] &+= 1
        }
    case .double(let values):
        for row in 0..<column.count where put(validity, row, wire == .float4 ? 4 : 8, target, cursors) {
            if wire == .float4 {
                storeBig(Float(values[row]).bitPattern, target, &cursors[row])
            } else {
                storeBig(values[row].bitPattern, target, &cursors[row])
            }
        }
    case .interval(let values):
        for row in 0..<column.count where put(validity, row, 16, target, cursors) {
            storeBig(values[row].micros, target, &cursors[row])
            storeBig(values[row].days, target, &cursors[row])
            storeBig(values[row].months, target, &cursors[row])
        }
    }
}

private func writeIntegers(
    _ values: Buffer<Int64>, _ count: Int, _ validity: Validity, _ wire: WireType,
    _ target: UnsafeMutableRawPointer, _ cursors: UnsafeMutablePointer<Int>
) {
    for row in 0..<count where put(validity, row, bytesOf(values[row], wire), target, cursors) {
        let value = values[row]
        switch bytesOf(value, wire) {
        case 2: storeBig(Int16(truncatingIfNeeded: value), target, &cursors[row])
        case 4:
            let narrow = wire == .date ? dateWire(value) ?? 0 : Int32(truncatingIfNeeded: value)
            storeBig(narrow, target, &cursors[row])
        default: storeBig(value, target, &cursors[row])
        }
    }
}

private func writeDecimals(
    _ count: Int, _ validity: Validity, _ target: UnsafeMutableRawPointer, _ cursors: UnsafeMutablePointer<Int>,
    _ numerics: NumericSlots
) {
    let slots = numerics.memory.pointer + numerics.following(count) * NumericSlots.slotBytes
    for row in 0..<count {
        let slot = slots + row * NumericSlots.slotBytes
        // The slot of a NULL was never written.
        let size = validity.isValid(row) ? Int(slot.pointee) : 0
        guard put(validity, row, size, target, cursors) else { continue }
        memcpy(target + cursors[row], slot + 1, size)
        cursors[row] &+= size
    }
}

private func writeBytes(
    _ vector: BytesVector, _ count: Int, _ validity: Validity, _ wire: WireType,
    _ target: UnsafeMutableRawPointer, _ cursors: UnsafeMutablePointer<Int>
) {
    let extra = wire == .jsonb ? 1 : 0
    for row in 0..<count where put(validity, row, vector.views[row].count &+ extra, target, cursors) {
        if extra == 1 {
            // jsonb's binary form is a version, 1, and the JSON text.
            target.storeBytes(of: 1, toByteOffset: cursors[row], as: UInt8.self)
            cursors[row] &+= 1
        }
        vector.views[row].copy(to: target + cursors[row])
        cursors[row] &+= vector.views[row].count
    }
}

/// Writes the length of a value, or of NULL; false for NULL.
@inline(__always)
private func put(
    _ validity: Validity, _ row: Int, _ size: Int, _ target: UnsafeMutableRawPointer,
    _ cursors: UnsafeMutablePointer<Int>
) -> Bool {
    let isValid = validity.isValid(row)
    storeBig(isValid ? Int32(truncatingIfNeeded: size) : -1, target, &cursors[row])
    return isValid
}

@inline(__always)
private func storeBig<Value: FixedWidthInteger>(
    _ value: Value, _ target: UnsafeMutableRawPointer, _ cursor: inout Int
) {
    target.storeBytes(of: value.bigEndian, toByteOffset: cursor, as: Value.self)
    cursor &+= MemoryLayout<Value>.size
}
