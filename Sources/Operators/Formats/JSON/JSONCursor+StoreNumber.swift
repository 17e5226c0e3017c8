import Glibc

extension JSONCursor {
    @inline(__always)
    private var startsNumber: Bool { at.pointee &- 48 <= 9 || at.pointee == UInt8(ascii: "-") }

    /// An integer: any number without fraction, `1.0` and `1e3` too. A bigint may be quoted, as protobuf writes it.
    // hot: row
    @inline(__always)
    mutating func storeInteger(_ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow) -> Bool {
        guard startsNumber else { return plan.pointee.kind == .bigint ? storeQuoted(plan, row) : mismatch() }
        var number = NumberToken(at)
        guard self.number(&number) else { return false }
        if number.exponent == 0, !number.isLong, number.mantissa <= 0x7FFF_FFFF_FFFF_FFFF {
            let size = Int64(bitPattern: number.mantissa)
            let value = number.isNegative ? 0 &- size : size
            guard value >= plan.pointee.low, value <= plan.pointee.high else { return fail(.outOfRange) }
            plan.pointee.values.storeBytes(of: value, toByteOffset: row.row &* 8, as: Int64.self)
            return true
        }
        return storeOddInteger(number, plan, row)
    }

    @inline(never)
    private mutating func storeOddInteger(
        _ number: NumberToken, _ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow
    ) -> Bool {
        switch number.exactInteger {
        case .value(let value):
            guard value >= plan.pointee.low, value <= plan.pointee.high else { return fail(.outOfRange) }
            plan.pointee.values.storeBytes(of: value, toByteOffset: row.row &* 8, as: Int64.self)
            return true
        case .fraction: return fail(.typeMismatch)
        case .tooLarge: return fail(.outOfRange)
        }
    }

    // hot: row
    @inline(__always)
    mutating func storeNumeric(_ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow) -> Bool {
        guard startsNumber else { return storeQuoted(plan, row) }
        var number = NumberToken(at)
        guard self.number(&number) else { return false }
        return storeNumeric(number, plan, row)
    }

    @inline(__always)
    mutating func storeNumeric(
        _ number: NumberToken, _ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow
    ) -> Bool {
        let precision = Int(plan.pointee.low)
        let shape = precision >= 0 ? NumericShape(precision: precision, scale: Int(plan.pointee.high)) : nil
        guard let decimal = number.decimal(shape) else { return fail(.outOfRange) }
        plan.pointee.values.storeBytes(of: decimal.coefficient, toByteOffset: row.row &* 16, as: Int128.self)
        plan.pointee.scales[row.row] = decimal.scale
        return true
    }

    // hot: row
    @inline(__always)
    mutating func storeDouble(_ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow) -> Bool {
        guard startsNumber else { return mismatch() }
        var number = NumberToken(at)
        guard self.number(&number) else { return false }
        return storeDouble(number, plan, row)
    }

    @inline(__always)
    mutating func storeDouble(_ number: NumberToken, _ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow) -> Bool {
        let value = plan.pointee.kind == .real ? number.float.map(Double.init) : number.double
        guard let value else { return fail(.outOfRange) }
        plan.pointee.values.storeBytes(of: value, toByteOffset: row.row &* 8, as: Double.self)
        return true
    }

    /// A number in quotes, by the same grammar: nothing else may stand there.
    @inline(never)
    private mutating func storeQuoted(_ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow) -> Bool {
        guard take("\"") else { return mismatch() }
        var string = TextToken(at)
        let text = at
        guard self.string(&string) else { return false }
        let after = at
        guard !string.hasEscape, string.count > 0, text.pointee &- 48 <= 9 || text.pointee == UInt8(ascii: "-") else {
            return fail(.invalidValue)
        }
        at = text
        var number = NumberToken(at)
        guard self.number(&number), at == after - 1 else {
            at = text
            return fail(.invalidValue)
        }
        at = after
        return plan.pointee.kind == .numeric ? storeNumeric(number, plan, row) : storeOddInteger(number, plan, row)
    }

    /// What text is that is no time of the field's format: `infinity` is one in every format.
    @inline(never)
    private func infinity(_ text: UnsafeRawBufferPointer, _ plan: UnsafeMutablePointer<FieldPlan>) -> TimeReading {
        guard plan.pointee.takesInfinity, let time = TimestampReader.infinity(text) else { return .malformed }
        return .value(time)
    }

    /// A timestamp or date: text or a number, as its format says.
    // hot: row
    @inline(__always)
    mutating func storeTime(_ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow) -> Bool {
        guard let reader = plan.pointee.reader else { return fail(.typeMismatch) }
        let reading: TimeReading
        if startsNumber {
            var number = NumberToken(at)
            guard self.number(&number) else { return false }
            reading = reader._withUnsafeGuaranteedRef { number.time($0) }
            if reading == .malformed { return fail(.typeMismatch) }
        } else {
            guard take("\"") else { return mismatch() }
            var string = TextToken(at)
            guard self.string(&string) else { return false }
            let text = UnsafeRawBufferPointer(start: string.start, count: string.count)
            let read = reader._withUnsafeGuaranteedRef { $0.read(text) }
            reading = read == .malformed ? infinity(text, plan) : read
        }
        switch reading {
        case .value(let value):
            plan.pointee.values.storeBytes(of: value, toByteOffset: row.row &* 8, as: Int64.self)
            return true
        case .malformed: return fail(.invalidValue)
        case .outOfRange: return fail(.outOfRange)
        }
    }
}
