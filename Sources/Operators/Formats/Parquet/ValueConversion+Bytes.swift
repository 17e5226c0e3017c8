extension ValueConversion {
    /// Values that are stored as bytes.
    func fromBytes(
        _ views: Buffer<StringView>, _ count: Int, _ marks: inout FaultMarks, _ owners: inout [AnyObject]
    ) -> Values {
        switch (meaning, wanted) {
        case (.decimal(let shape), _):
            return decimals(count, &marks) { views.pointer[$0].withBytes { bigEndian($0, scale: shape.scale) } }
        case (.int96, _): return julian(views, count, &marks)
        case (.interval, _): return intervals(views, count, &marks)
        case (.text, .timestamptz), (.text, .timestamp), (.text, .date): return times(views, count, &marks)
        case (.text, .uuid): return identifiers(views, count, &marks, &owners)
        case (_, .text(let limit)):
            for index in 0..<count {
                if let fault = views.pointer[index].withBytes({ textFault($0, limit: limit) }) {
                    marks.mark(index, fault)
                }
            }
        case (_, .jsonb):
            for index in 0..<count {
                if let fault = views.pointer[index].withBytes({ jsonFault($0) }) { marks.mark(index, fault) }
            }
        default: break
        }
        return .bytes(BytesVector(views: views, owners: []))
    }

    private func textFault(_ bytes: UnsafeRawBufferPointer, limit: Int?) -> RecordFault? {
        guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return nil }
        guard isUTF8(base, count: bytes.count) else { return .invalidUTF8 }
        if bytes.contains(0) { return .nulInText }
        guard let limit, bytes.count > limit else { return nil }
        return characterCount(bytes) > limit ? .outOfRange : nil
    }

    private func jsonFault(_ bytes: UnsafeRawBufferPointer) -> RecordFault? {
        if let (fault, _) = JSONValidator.check(bytes) { return fault == .empty ? .malformed : fault }
        return hasEscapedNul(bytes) ? .nulInText : nil
    }

    /// Whether valid JSON has `\u0000`, which jsonb can't hold.
    private func hasEscapedNul(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var at = 0
        while at + 6 <= bytes.count {
            guard bytes[at] == UInt8(ascii: "\\") else {
                at += 1
                continue
            }
            if bytes[at + 1] == UInt8(ascii: "u"), bytes[(at + 2)..<(at + 6)].allSatisfy({ $0 == 0x30 }) { return true }
            at += 2
        }
        return false
    }

    /// Two's complement, the highest byte first, of any length.
    private func bigEndian(_ bytes: UnsafeRawBufferPointer, scale: Int) -> Decimal? {
        guard let first = bytes.first else { return nil }
        let sign: UInt8 = first & 0x80 == 0 ? 0 : 0xFF
        var value: Int128 = sign == 0 ? 0 : -1
        for (index, byte) in bytes.enumerated() {
            // What lies before the last 16 bytes only repeats the sign, or the number is too large.
            if bytes.count - index > 16 {
                guard byte == sign else { return nil }
            } else {
                value = value << 8 | Int128(byte)
            }
        }
        guard (value < 0) == (sign != 0), value.magnitude <= Decimal.coefficientMax.magnitude else { return nil }
        return Decimal(coefficient: value, scale: scale)
    }

    /// Nanoseconds of the day in eight bytes, then the Julian day in four.
    private func julian(_ views: Buffer<StringView>, _ count: Int, _ marks: inout FaultMarks) -> Values {
        let out = Buffer<Int64>(capacity: count)
        for index in 0..<count {
            let read = views.pointer[index].withBytes { bytes -> Int64? in
                let nanos = bytes.loadUnaligned(fromByteOffset: 0, as: Int64.self)
                let day = Int64(bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self))
                return timestamp(days: day + TimeLimits.dateMin, microsOfDay: floorDiv(nanos, 1000))
            }
            if read == nil { marks.mark(index, .outOfRange) }
            out.pointer[index] = read ?? 0
        }
        return .int64(out)
    }

    /// Months, days and milliseconds, each of 32 bits without a sign.
    private func intervals(_ views: Buffer<StringView>, _ count: Int, _ marks: inout FaultMarks) -> Values {
        let out = Buffer<Interval>(capacity: count)
        for index in 0..<count {
            let parts = views.pointer[index].withBytes { bytes in
                (0..<3).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self) }
            }
            if let months = Int32(exactly: parts[0]), let days = Int32(exactly: parts[1]) {
                out.pointer[index] = Interval(months: months, days: days, micros: Int64(parts[2]) * 1000)
            } else {
                marks.mark(index, .outOfRange)
                out.pointer[index] = Interval()
            }
        }
        return .interval(out)
    }

    private func times(_ views: Buffer<StringView>, _ count: Int, _ marks: inout FaultMarks) -> Values {
        let out = Buffer<Int64>(repeating: 0, count: count)
        for index in 0..<count {
            switch views.pointer[index].withBytes({ readTime($0) }) {
            case .value(let value): out.pointer[index] = value
            case .malformed: marks.mark(index, .invalidValue)
            case .outOfRange: marks.mark(index, .outOfRange)
            }
        }
        return .int64(out)
    }

    private func identifiers(
        _ views: Buffer<StringView>, _ count: Int, _ marks: inout FaultMarks, _ owners: inout [AnyObject]
    ) -> Values {
        let arena = Arena()
        owners = [arena]
        let out = Buffer<StringView>(capacity: count)
        for index in 0..<count {
            let target = arena.allocate(16)
            let isGood = views.pointer[index].withBytes { readUUID($0, to: target) }
            if !isGood { marks.mark(index, .invalidValue) }
            out.pointer[index] = isGood ? StringView(target, count: 16) : StringView()
        }
        return .bytes(BytesVector(views: out, owners: []))
    }
}
