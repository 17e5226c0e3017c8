import Glibc

extension JSONCursor {
    /// Reads the value here into the field and into all others that take the same value.
    // hot: row
    @inline(__always)
    mutating func store(_ first: Int32, _ row: inout JSONRow, depth: Int) -> Bool {
        let value = at
        var field = first
        while field >= 0 {
            at = value
            let plan = row.fields + Int(field)
            guard storeOne(plan, field, &row, depth: depth) else {
                if faultField < 0 && (fault == .typeMismatch || fault == .outOfRange || fault == .invalidValue) {
                    faultField = field
                }
                return false
            }
            field = plan.pointee.next
        }
        return true
    }

    @inline(__always)
    private mutating func storeOne(
        _ plan: UnsafeMutablePointer<FieldPlan>, _ field: Int32, _ row: inout JSONRow, depth: Int
    ) -> Bool {
        if at.pointee == UInt8(ascii: "n") { return takeNull() && storeNull(field, &row) }
        switch plan.pointee.kind {
        case .text: return storeText(plan, field, row)
        case .integer, .bigint: return storeInteger(plan, row)
        case .time: return storeTime(plan, row)
        case .numeric: return storeNumeric(plan, row)
        case .real, .double: return storeDouble(plan, row)
        case .boolean: return storeBoolean(plan, row)
        case .anyJSON, .arrayJSON, .objectJSON: return storeJSON(plan, field, row, depth: depth)
        case .interval, .uuid, .bytea: return storeParsedText(plan, row)
        }
    }

    /// NULL, with a value that is safe to read.
    // hot: row
    @inline(never)
    mutating func storeNull(_ field: Int32, _ row: inout JSONRow) -> Bool {
        let plan = row.fields + Int(field)
        if plan.pointee.notNull { return fail(.missingNotNull, field: field) }
        plan.pointee.validity[row.row] = 0
        plan.pointee.hasNull = true
        row.wroteNull = true
        let values = plan.pointee.values
        switch plan.pointee.kind {
        case .boolean: values.storeBytes(of: 0, toByteOffset: row.row, as: UInt8.self)
        case .integer, .bigint, .time, .real, .double:
            values.storeBytes(of: 0, toByteOffset: row.row * 8, as: Int64.self)
        case .numeric:
            values.storeBytes(of: 0, toByteOffset: row.row * 16, as: Int128.self)
            plan.pointee.scales[row.row] = 0
        case .interval: values.assumingMemoryBound(to: Interval.self)[row.row] = Interval()
        default: values.assumingMemoryBound(to: StringView.self)[row.row] = StringView()
        }
        return true
    }

    /// What to say of a value that the type does not take: the text may be broken as well.
    @inline(never)
    mutating func mismatch() -> Bool {
        switch peek {
        case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "t"), UInt8(ascii: "f"),
            UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return fail(.typeMismatch)
        default: return fail(.malformed)
        }
    }

    // hot: row
    @inline(__always)
    mutating func storeText(_ plan: UnsafeMutablePointer<FieldPlan>, _ field: Int32, _ row: JSONRow) -> Bool {
        guard take("\"") else { return mismatch() }
        var string = TextToken(at)
        guard self.string(&string) else { return false }
        let view = plan.pointee.values.assumingMemoryBound(to: StringView.self) + row.row
        if !string.hasEscape {
            view.pointee = viewInRecord(string.start, count: string.count)
        } else if let copy = unescaped(string, row.arena) {
            view.pointee = copy
        } else {
            return fail(.nulInText, field: field)
        }
        let limit = plan.pointee.high
        guard limit == .max || view.pointee.length <= limit || view.pointee.withBytes({ characterCount($0) <= limit })
        else {
            return fail(.outOfRange)
        }
        return true
    }

    @inline(never)
    private func unescaped(_ string: TextToken, _ arena: Unmanaged<Arena>) -> StringView? {
        let target = arena._withUnsafeGuaranteedRef { $0.allocate(string.count) }
        let count = unescape(string, to: target.assumingMemoryBound(to: UInt8.self))
        return memchr(target, 0, count) == nil ? StringView(target, count: count) : nil
    }

    private mutating func storeBoolean(_ plan: UnsafeMutablePointer<FieldPlan>, _ row: JSONRow) -> Bool {
        let value: UInt8
        switch peek {
        case UInt8(ascii: "t"):
            value = 1
            guard takeTrue() else { return false }
        case UInt8(ascii: "f"):
            value = 0
            guard takeFalse() else { return false }
        default: return mismatch()
        }
        plan.pointee.values.storeBytes(of: value, toByteOffset: row.row, as: UInt8.self)
        return true
    }

    /// The raw text of a value. PostgreSQL's jsonb can't hold `\u0000`, so that is a fault here already.
    // hot: row
    @inline(never)
    private mutating func storeJSON(
        _ plan: UnsafeMutablePointer<FieldPlan>, _ field: Int32, _ row: JSONRow, depth: Int
    ) -> Bool {
        let kind = plan.pointee.kind
        if kind == .arrayJSON && peek != UInt8(ascii: "[") || kind == .objectJSON && peek != UInt8(ascii: "{") {
            return mismatch()
        }
        let value = at
        guard skipValue(depth: depth) else { return false }
        let count = at - value
        if memchr(value, Int32(UInt8(ascii: "\\")), count) != nil, hasNul(value, count: count) {
            return fail(.nulInText, field: field)
        }
        plan.pointee.values.assumingMemoryBound(to: StringView.self)[row.row] = viewInRecord(value, count: count)
        return true
    }

    /// Whether valid JSON text holds the escape `\u0000`.
    private func hasNul(_ bytes: UnsafePointer<UInt8>, count: Int) -> Bool {
        var index = 0
        while index < count {
            guard bytes[index] == UInt8(ascii: "\\") else {
                index += 1
                continue
            }
            if bytes[index + 1] == UInt8(ascii: "u"), hexUnit(bytes + index + 2) == 0 { return true }
            index += 2
        }
        return false
    }
}

/// A view of bytes of a record, made by two loads: at least 16 bytes can be read.
@inline(__always)
func viewInRecord(_ bytes: UnsafePointer<UInt8>, count: Int) -> StringView {
    var view = StringView()
    view.length = UInt32(truncatingIfNeeded: count)
    let raw = UnsafeRawPointer(bytes)
    let low = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self))
    if count > StringView.inlineMax {
        view.prefix = UInt32(truncatingIfNeeded: low).littleEndian
        view.rest = UInt64(UInt(bitPattern: raw))
        return view
    }
    let high = UInt64(littleEndian: (raw + 8).loadUnaligned(as: UInt64.self))
    // Smart shifts: by 64 gives 0.
    let keptLow = low & ~(UInt64.max << UInt64(count * 8))
    let keptHigh = count > 8 ? high & ~(UInt64.max << UInt64(count * 8 - 64)) : 0
    view.prefix = UInt32(truncatingIfNeeded: keptLow).littleEndian
    view.rest = (keptLow >> 32 | keptHigh << 32).littleEndian
    return view
}
