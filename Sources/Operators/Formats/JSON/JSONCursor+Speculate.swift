import CSIMD

extension JSONCursor {
    /// Reads a record of a known shape. False says nothing about the record: it may have another shape.
    ///
    /// Nothing is trusted: each step begins within the record, and in the end all of it must have been read. The usual
    /// values are read right here, with the place in a register; the others as the strict parser reads them.
    mutating func speculate(_ shape: JSONShape.View, _ row: inout JSONRow) -> Bool {
        var at = self.at
        let end = self.end
        let rowIndex = row.row
        var step = shape.steps
        let lastStep = step + shape.stepCount
        while step < lastStep {
            guard at <= end, passLiteral(step, &at, end) else { return false }
            switch step.pointee.kind {
            case .text:
                let start = at
                guard passPlainText(&at, end) else { return false }
                let plan = row.fields + Int(step.pointee.field)
                plan.pointee.values.assumingMemoryBound(to: StringView.self)[rowIndex] = viewInRecord(
                    start, count: at - start)
            case .integer:
                let plan = row.fields + Int(step.pointee.field)
                var value: Int64 = 0
                guard shortInteger(&at, &value), value >= plan.pointee.low, value <= plan.pointee.high else {
                    return false
                }
                plan.pointee.values.storeBytes(of: value, toByteOffset: rowIndex &* 8, as: Int64.self)
            case .instant:
                let plan = row.fields + Int(step.pointee.field)
                var value: Int64 = 0
                guard shortInteger(&at, &value), let instant = plan.pointee.instants.timestamp(value) else {
                    return false
                }
                plan.pointee.values.storeBytes(of: instant, toByteOffset: rowIndex &* 8, as: Int64.self)
            case .skippedText:
                guard passPlainText(&at, end) else { return false }
            default:
                self.at = at
                guard rareStep(step, &row) else { return false }
                at = self.at
            }
            step += 1
        }
        for index in 0..<shape.nullCount {
            guard storeNull(shape.nullFields[index], &row) else { return false }
        }
        return true
    }

    @inline(never)
    private mutating func rareStep(_ step: UnsafeMutablePointer<JSONShape.Step>, _ row: inout JSONRow) -> Bool {
        let field = step.pointee.field
        let plan = row.fields + Int(max(field, 0))
        switch step.pointee.kind {
        case .double: return storeDouble(plan, row)
        case .numeric: return storeNumeric(plan, row)
        case .skippedScalar: return skipScalar()
        case .skippedValue: return skipValue(depth: Int(step.pointee.depth))
        case .end: return at == end
        default: return store(field, &row, depth: Int(step.pointee.depth))
        }
    }
}

@inline(__always)
private func passLiteral(
    _ step: UnsafeMutablePointer<JSONShape.Step>, _ at: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
) -> Bool {
    var literal = step.pointee.literal
    var left = step.pointee.literalCount
    while left > 32 {
        guard simd_equal32(literal, at) == .max else { return false }
        literal += 32
        at += 32
        left -= 32
        guard at <= end else { return false }
    }
    let mask = step.pointee.mask
    guard simd_equal32(literal, at) & mask == mask else { return false }
    at += left
    return true
}

/// Passes text without escapes up to its closing quote, which the next literal checks: a control character or an escape
/// is no quote.
@inline(__always)
private func passPlainText(_ at: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    let start = at
    var masks = simd_string_scan32(at)
    var high: UInt32 = 0
    while masks.stop == 0 {
        high |= masks.high
        at += 32
        guard at < end else { return false }
        masks = simd_string_scan32(at)
    }
    at += masks.stop.trailingZeroBitCount
    // Bits of `high` below the lowest bit of `stop`.
    high |= masks.high & (masks.stop ^ (masks.stop &- 1))
    return high == 0 || isUTF8(start, count: at - start)
}

/// An integer of up to 15 digits; what comes after it is the next literal's business.
@inline(__always)
private func shortInteger(_ at: inout UnsafePointer<UInt8>, _ value: inout Int64) -> Bool {
    let isNegative = at.pointee == UInt8(ascii: "-")
    at += isNegative ? 1 : 0
    let first = at
    let word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
    let count = leadingDigits(word)
    var size = eightDigits(word, count: count)
    at += count
    if count == 8 {
        let word = UnsafeRawPointer(at).loadUnaligned(as: UInt64.self)
        let more = leadingDigits(word)
        guard more < 8 else { return false }
        size = size &* smallPowers[more] &+ eightDigits(word, count: more)
        at += more
    }
    guard count == 1 || (count > 1 && first.pointee != UInt8(ascii: "0")) else { return false }
    value = isNegative ? 0 &- Int64(bitPattern: size) : Int64(bitPattern: size)
    return true
}
