import Operators

// numeric's binary form, all 16-bit big-endian (`numeric_send` in src/backend/utils/adt/numeric.c):
//
//      | digits | weight | sign | scale | digit 0 | digit 1 | ...
//
// Digits are base 10,000; digit i counts 10,000^(weight - i). 12.5 is digits 2, weight 0, sign 0, scale 1, 12, 5000.

/// Most bytes of one numeric: 38 decimal digits touch at most 11 groups of four.
let numericWireBytesMax = 8 + 2 * 11

private let powersOfTen: [Int128] = {
    var powers: [Int128] = [1]
    for _ in 0..<Decimal.digitsMax { powers.append((powers.last ?? 1) * 10) }
    return powers
}()

/// Writes a decimal to `target`, which has room for `numericWireBytesMax`, and says how many bytes it took.
func writeNumeric(_ value: Decimal, to target: UnsafeMutableRawPointer) -> Int {
    var rest = value.coefficient.magnitude
    let scale = Int(value.scale)
    // The lowest group holds the digits behind the last full group of four after the point.
    let behind = scale % 4
    var lowestPower = -(scale + (4 - behind) % 4) / 4
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    var count = 0
    withUnsafeMutableBytes(of: &digits) { room in
        let slots = room.bindMemory(to: UInt16.self)
        func take(_ digit: UInt16) {
            if digit == 0 && count == 0 {
                lowestPower += 1
            } else {
                slots[count] = digit
                count += 1
            }
        }
        if behind != 0 && rest != 0 {
            let unit = UInt128(powersOfTen[behind])
            take(UInt16(truncatingIfNeeded: rest % unit) * UInt16(truncatingIfNeeded: powersOfTen[4 - behind]))
            rest /= unit
        }
        while rest > UInt128(UInt64.max) {
            take(UInt16(truncatingIfNeeded: rest % 10_000))
            rest /= 10_000
        }
        var small = UInt64(truncatingIfNeeded: rest)
        while small != 0 {
            take(UInt16(truncatingIfNeeded: small % 10_000))
            small /= 10_000
        }
        let weight = count == 0 ? 0 : lowestPower + count - 1
        store(Int16(truncatingIfNeeded: count), target)
        store(Int16(truncatingIfNeeded: weight), target + 2)
        store(count > 0 && value.coefficient < 0 ? 0x4000 : 0, target + 4)
        store(Int16(scale), target + 6)
        for index in 0..<count {
            store(Int16(bitPattern: slots[count - 1 - index]), target + 8 + 2 * index)
        }
    }
    return 8 + 2 * count
}

@inline(__always)
private func store(_ value: Int16, _ target: UnsafeMutableRawPointer) {
    target.storeBytes(of: value.bigEndian, as: Int16.self)
}

/// Reads back what `writeNumeric` wrote; `nil` for what it can't have written.
func readNumeric(_ bytes: UnsafeRawBufferPointer) -> Decimal? {
    guard bytes.count >= 8 else { return nil }
    func load(_ offset: Int) -> Int {
        Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int16.self)))
    }
    let count = load(0)
    let scale = load(6)
    guard count >= 0, bytes.count == 8 + 2 * count, (0...255).contains(scale) else { return nil }
    var coefficient: Int128 = 0
    for index in 0..<count {
        // The digit's place counted in decimal digits from the end of the shown ones.
        let places = (load(2) - index) * 4 + scale
        let digit = Int128(load(8 + 2 * index))
        let part: (partialValue: Int128, overflow: Bool)
        if places >= 0 {
            guard places <= Decimal.digitsMax else { return nil }
            part = digit.multipliedReportingOverflow(by: powersOfTen[places])
        } else {
            guard places > -4, digit % powersOfTen[-places] == 0 else { return nil }
            part = (digit / powersOfTen[-places], false)
        }
        let sum = coefficient.addingReportingOverflow(part.partialValue)
        if part.overflow || sum.overflow { return nil }
        coefficient = sum.partialValue
    }
    return Decimal(coefficient: load(4) == 0x4000 ? -coefficient : coefficient, scale: scale)
}
