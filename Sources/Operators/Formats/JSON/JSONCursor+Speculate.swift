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
            let literal = UnsafeRawPointer(step).assumingMemoryBound(to: UInt8.self)
            let mask = step.pointee.mask
            guard at <= end, simd_equal32(literal, at) & mask == mask else { return false }
            at += Int(step.pointee.literalCount)
            let plan = step.pointee.plan
            switch step.pointee.kind {
            case .text:
                let start = at
                guard passPlainText(&at, end) else { return false }
                storeView(start, count: at - start, plan.pointee.values + rowIndex &* 16)
            case .integer:
                var value: Int64 = 0
                guard shortInteger(&at, &value), value >= plan.pointee.low, value <= plan.pointee.high else {
                    return false
                }
                plan.pointee.values.storeBytes(of: value, toByteOffset: rowIndex &* 8, as: Int64.self)
            case .instant:
                var value: Int64 = 0
                guard shortInteger(&at, &value) else { return false }
                if plan.pointee.takesSeconds && value.magnitude < UnixUnit.secondsEnd {
                    value = value &* TimeLimits.microsPerSecond &- TimeLimits.unixMicrosAtEpoch
                } else {
                    guard let instant = plan.pointee.instants.timestamp(value) else { return false }
                    value = instant
                }
                plan.pointee.values.storeBytes(of: value, toByteOffset: rowIndex &* 8, as: Int64.self)
            case .skippedText:
                guard passPlainText(&at, end) else { return false }
            case .literal:
                break
            case .end:
                guard at == end else { return false }
            default:
                self.at = at
                guard rareStep(step, &row) else { return false }
                at = self.at
            }
            step += 1
        }
        return shape.nullCount == 0 || storeNulls(shape, &row)
    }

    @inline(never)
    private mutating func storeNulls(_ shape: JSONShape.View, _ row: inout JSONRow) -> Bool {
        for index in 0..<shape.nullCount {
            guard storeNull(shape.nullFields[index], &row) else { return false }
        }
        return true
    }

    @inline(never)
    private mutating func rareStep(_ step: UnsafeMutablePointer<JSONShape.Step>, _ row: inout JSONRow) -> Bool {
        let plan = step.pointee.plan
        switch step.pointee.kind {
        case .double: return storeDouble(plan, row)
        case .numeric: return storeNumeric(plan, row)
        case .skippedScalar: return skipScalar()
        case .skippedValue: return skipValue(depth: Int(step.pointee.depth))
        default: return store(step.pointee.field, &row, depth: Int(step.pointee.depth))
        }
    }
}

/// Passes text without escapes up to its closing quote, which the next literal checks: a control character or an escape
/// is no quote.
@inline(__always)
private func passPlainText(_ at: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
    let start = at
    var stops = simd_ascii_end32(at)
    while stops == 0 {
        at += 32
        guard at < end else { return false }
        stops = simd_ascii_end32(at)
    }
    at += stops.trailingZeroBitCount
    return at.pointee < 0x80 || passWideText(start, &at, end)
}

/// The same from a text's first character beyond ASCII on.
@inline(never)
private func passWideText(
    _ start: UnsafePointer<UInt8>, _ at: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
) -> Bool {
    while at < end {
        let stops = simd_string_scan32(at).stop
        if stops != 0 {
            at += stops.trailingZeroBitCount
            return at < end && isUTF8(start, count: at - start)
        }
        at += 32
    }
    return false
}

/// A view of text in a record, which never begins in the record's first four bytes.
@inline(__always)
private func storeView(_ text: UnsafePointer<UInt8>, count: Int, _ target: UnsafeMutableRawPointer) {
    if count <= StringView.inlineMax {
        simd_short_view(text, UInt32(truncatingIfNeeded: count), target)
    } else {
        target.storeBytes(of: UInt32(truncatingIfNeeded: count), as: UInt32.self)
        let prefix = UnsafeRawPointer(text).loadUnaligned(as: UInt32.self)
        target.storeBytes(of: prefix, toByteOffset: 4, as: UInt32.self)
        target.storeBytes(of: UInt64(UInt(bitPattern: text)), toByteOffset: 8, as: UInt64.self)
    }
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
