import CSIMD

extension JSONCursor {
    /// Reads a record of a known shape. False says nothing about the record: it may have another shape.
    ///
    /// Nothing is trusted: each step begins within the record, and in the end all of it must have been read. The usual
    /// values are read right here, with the place in a register; the others as the strict parser reads them.
    // hot: row
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
                guard let stop = plainTextEnd(at, end) else { return false }
                if stop.pointee == UInt8(ascii: "\"") {
                    storeView(at, count: stop - at, plan.pointee.values + rowIndex &* 16)
                    at = stop
                } else {
                    guard let stop = oddText(at, step, &row) else { return false }
                    at = stop
                }
            case .integer:
                guard let (value, next) = shortInteger(at), value >= plan.pointee.low, value <= plan.pointee.high else {
                    return false
                }
                plan.pointee.values.storeBytes(of: value, toByteOffset: rowIndex &* 8, as: Int64.self)
                at = next
            case .instant:
                guard let (number, next) = shortInteger(at), let value = instant(number, plan) else { return false }
                plan.pointee.values.storeBytes(of: value, toByteOffset: rowIndex &* 8, as: Int64.self)
                at = next
            case .skippedText:
                guard let stop = plainTextEnd(at, end) else { return false }
                if stop.pointee == UInt8(ascii: "\"") {
                    at = stop
                } else {
                    guard let stop = oddText(at, step, &row) else { return false }
                    at = stop
                }
            case .literal:
                break
            case .end:
                guard at == end else { return false }
            default:
                guard let next = rareStep(at, step, &row) else { return false }
                at = next
            }
            step += 1
        }
        return shape.nullCount == 0 || storeNulls(shape, &row)
    }

    // hot: row
    @inline(never)
    mutating func storeNulls(_ shape: JSONShape.View, _ row: inout JSONRow) -> Bool {
        for index in 0..<shape.nullCount {
            guard storeNull(shape.nullFields[index], &row) else { return false }
        }
        return true
    }

    /// A value of a less usual kind; where it ends.
    // hot: row
    @inline(never)
    mutating func rareStep(
        _ at: UnsafePointer<UInt8>, _ step: UnsafeMutablePointer<JSONShape.Step>, _ row: inout JSONRow
    ) -> UnsafePointer<UInt8>? {
        let plan = step.pointee.plan
        self.at = at
        let isGood: Bool
        switch step.pointee.kind {
        case .text, .skippedText: return oddText(at, step, &row)
        case .timeText: return timeText(at, plan, row)
        case .numeric, .double:
            var number = NumberToken(at)
            if shortDecimal(&number) {
                self.at = at + number.count
                isGood =
                    step.pointee.kind == .double
                    ? storeDouble(number, plan, row) : storeNumeric(number, plan, row)
            } else {
                isGood = step.pointee.kind == .double ? storeDouble(plan, row) : storeNumeric(plan, row)
            }
        case .skippedScalar:
            var number = NumberToken(at)
            if shortDecimal(&number) { return at + number.count }
            isGood = skipScalar()
        case .skippedValue: isGood = skipValue(depth: Int(step.pointee.depth))
        default: isGood = store(step.pointee.field, &row, depth: Int(step.pointee.depth))
        }
        return isGood ? self.at : nil
    }

    /// Text that is a point in time; where its closing quote is.
    @inline(__always)
    private func timeText(
        _ start: UnsafePointer<UInt8>, _ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow
    ) -> UnsafePointer<UInt8>? {
        guard let stop = plainTextEnd(start, end), stop < end, stop.pointee == UInt8(ascii: "\""),
            let reader = plan.pointee.reader
        else { return nil }
        let text = UnsafeRawBufferPointer(start: start, count: stop - start)
        guard case .value(let value) = reader._withUnsafeGuaranteedRef({ $0.read(text) }) else { return nil }
        plan.pointee.values.storeBytes(of: value, toByteOffset: row.row &* 8, as: Int64.self)
        return stop
    }

    /// Text with escapes or characters beyond ASCII, wanted or not; where its closing quote is.
    // hot: row
    @inline(never)
    private mutating func oddText(
        _ start: UnsafePointer<UInt8>, _ step: UnsafeMutablePointer<JSONShape.Step>, _ row: inout JSONRow
    ) -> UnsafePointer<UInt8>? {
        guard start < end else { return nil }
        if step.pointee.kind == .text {
            at = start - 1
            guard storeText(step.pointee.plan, step.pointee.field, row) else { return nil }
        } else {
            at = start
            var text = TextToken(start)
            guard string(&text) else { return nil }
        }
        return at - 1
    }
}

/// Where plain ASCII text ends, at a quote or at something odd; `nil` when the record has ended long before.
@inline(__always)
func plainTextEnd(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    var at = start
    var stops = simd_ascii_end32(at)
    while stops == 0 {
        at += 32
        guard at < end else { return nil }
        stops = simd_ascii_end32(at)
    }
    return at + stops.trailingZeroBitCount
}

/// A view of text in a record, which never begins in the record's first four bytes.
@inline(__always)
func storeView(_ text: UnsafePointer<UInt8>, count: Int, _ target: UnsafeMutableRawPointer) {
    if count <= StringView.inlineMax {
        simd_short_view(text, UInt32(truncatingIfNeeded: count), target)
    } else {
        target.storeBytes(of: UInt32(truncatingIfNeeded: count), as: UInt32.self)
        let prefix = UnsafeRawPointer(text).loadUnaligned(as: UInt32.self)
        target.storeBytes(of: prefix, toByteOffset: 4, as: UInt32.self)
        target.storeBytes(of: UInt64(UInt(bitPattern: text)), toByteOffset: 8, as: UInt64.self)
    }
}

/// A number that counts from 1970, as an instant; `nil` out of range.
@inline(__always)
func instant(_ number: Int64, _ plan: UnsafeMutablePointer<FieldPlan>) -> Int64? {
    if plan.pointee.takesSeconds && number.magnitude < UnixUnit.secondsEnd {
        return number &* TimeLimits.microsPerSecond &- TimeLimits.unixMicrosAtEpoch
    }
    return plan.pointee.instants.timestamp(number)
}
