/// What a sample of records shows in one field.
package final class FieldProfile {
    /// What JSON text a value is.
    package enum Kind: String, CaseIterable, Sendable {
        case boolean
        case integer
        /// With a point, no exponent, at most 18 digits: exact as numeric.
        case decimal
        case float
        case text
        case object
        case array
    }

    package let name: String
    /// Values that are neither missing nor null.
    package private(set) var values = 0
    package private(set) var nulls = 0
    package private(set) var kinds: [Kind: Int] = [:]
    /// Digits after the point at most, of decimals.
    package private(set) var scaleMax = 0
    /// Integers beyond 64 bits.
    package private(set) var hugeIntegers = 0
    /// Texts that are a time with a date, and numbers that could be one, bare or in quotes.
    package private(set) var times = 0
    /// Those of them that are numbers.
    package private(set) var numberTimes = 0
    /// The units of these numbers.
    private var units: Set<UnixUnit> = []
    /// Times that have no zone.
    package private(set) var localTimes = 0
    /// Times that are a day and no more, `2023-05-28`.
    package private(set) var dates = 0
    package private(set) var uuids = 0
    package private(set) var timeMin: Int64?
    package private(set) var timeMax: Int64?
    /// Least and largest number, or text by its bytes, as they are written.
    package private(set) var least: String?
    package private(set) var largest: String?
    /// The members of objects.
    package private(set) var members: SchemaProfile?
    private var numberRange: ClosedRange<Double>?
    private var distinctHashes: Set<Int> = []
    /// Above this the number of distinct values is only "more than".
    package static let distinctMax = 100_000

    private let reader: TimestampReader
    /// Number of the last object that has the field, counted from 1.
    var lastObject = 0

    init(_ name: String, _ reader: TimestampReader) {
        self.name = name
        self.reader = reader
    }

    /// Different values, counted up to `distinctMax`.
    package var distinct: Int { distinctHashes.count }

    /// The only kind, decimals and integers being one; nil when there are several, or none.
    package var kind: Kind? {
        let present = Set(kinds.keys)
        guard present.count > 1 else { return present.first }
        if present.isSubset(of: [.integer, .decimal]) { return .decimal }
        return present.isSubset(of: [.integer, .decimal, .float]) ? .float : nil
    }

    /// True when every value is a time of one form.
    package var isTime: Bool { values > 0 && times == values && kind != nil }
    /// True when every value is a time, and one at least a number: by its size alone that could mean another thing.
    package var isNumberTime: Bool { isTime && numberTimes > 0 }
    /// True when every value is a day.
    package var isDate: Bool { isTime && dates == values }

    /// Takes a value in; the answer tells whether an object within it has a key more than once.
    func add(_ value: UnsafeRawBufferPointer) -> Bool {
        guard let first = value.first, first != UInt8(ascii: "n") else {
            nulls += 1
            return false
        }
        values += 1
        if first == UInt8(ascii: "\"") {
            text(UnsafeRawBufferPointer(rebasing: value.dropFirst().dropLast()))
            return false
        }
        note(value, isText: false)
        switch first {
        case UInt8(ascii: "t"), UInt8(ascii: "f"): kinds[.boolean, default: 0] += 1
        case UInt8(ascii: "["): kinds[.array, default: 0] += 1
        case UInt8(ascii: "{"):
            kinds[.object, default: 0] += 1
            let profile = members ?? SchemaProfile(reader)
            members = profile
            return profile.addMembers(of: value)
        default: number(value)
        }
        return false
    }

    /// Counts a value that was not seen before.
    private func note(_ value: UnsafeRawBufferPointer, isText: Bool) {
        guard distinctHashes.count < FieldProfile.distinctMax else { return }
        var hasher = Hasher()
        hasher.combine(isText)
        hasher.combine(bytes: value)
        distinctHashes.insert(hasher.finalize())
    }

    private func text(_ body: UnsafeRawBufferPointer) {
        kinds[.text, default: 0] += 1
        var text = JSONMembers.decoded(body)
        let shown = String(text.prefix(64))
        if least.map({ shown < $0 }) ?? true { least = shown }
        if largest.map({ shown > $0 }) ?? true { largest = shown }
        text.withUTF8 { note(UnsafeRawBufferPointer($0), isText: true) }
        // A source, too, reads a time as it is written.
        if let number = FieldProfile.unixNumber(body) {
            if let micros = time(body) { note(micros, number) }
        } else if let micros = time(body) {
            note(micros)
            if !FieldProfile.hasZone(body) { localTimes += 1 }
            if body.count == 10 { dates += 1 }
        } else if body.count == 36, [8, 13, 18, 23].allSatisfy({ body[$0] == UInt8(ascii: "-") }) {
            uuids += body.filter { FieldProfile.isHex($0) }.count == 32 ? 1 : 0
        }
    }

    /// Digits, perhaps with a fraction.
    private static func unixNumber(_ body: UnsafeRawBufferPointer) -> UnixNumber? {
        body.allSatisfy { $0 &- 48 <= 9 || $0 == UInt8(ascii: ".") } ? UnixNumber(body) : nil
    }

    private static func isHex(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (97...102).contains(byte | 0x20)
    }

    /// Whether anything that looks like a zone follows the seconds.
    private static func hasZone(_ body: UnsafeRawBufferPointer) -> Bool {
        guard body.count > 19, let last = body.last else { return false }
        if last | 0x20 == UInt8(ascii: "z") { return true }
        return body[19...].contains { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
    }

    private func number(_ value: UnsafeRawBufferPointer) {
        let digits = String(decoding: value, as: UTF8.self)
        note(digits, Double(digits) ?? 0)
        if let number = UnixNumber(value), let micros = time(number) { note(micros, number) }
        if digits.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            kinds[.float, default: 0] += 1
        } else if let point = digits.utf8.firstIndex(of: UInt8(ascii: ".")) {
            let scale = digits.utf8.distance(from: point, to: digits.endIndex) - 1
            guard digits.utf8.count <= 19, scale <= 9 else {
                kinds[.float, default: 0] += 1
                return
            }
            kinds[.decimal, default: 0] += 1
            scaleMax = max(scaleMax, scale)
        } else {
            kinds[.integer, default: 0] += 1
            if Int64(digits) == nil { hugeIntegers += 1 }
        }
    }

    /// Keeps the least and the largest number.
    private func note(_ digits: String, _ value: Double) {
        if let range = numberRange {
            if value < range.lowerBound { least = digits }
            if value > range.upperBound { largest = digits }
            numberRange = min(range.lowerBound, value)...max(range.upperBound, value)
        } else {
            (least, largest) = (digits, digits)
            numberRange = value...value
        }
    }

    /// The time that a value is, µs since 2000-01-01; nil when it is none.
    func time(of value: UnsafeRawBufferPointer) -> Int64? {
        if value.first == UInt8(ascii: "\"") {
            return time(UnsafeRawBufferPointer(rebasing: value.dropFirst().dropLast()))
        }
        return UnixNumber(value).flatMap(time)
    }

    private func time(_ body: UnsafeRawBufferPointer) -> Int64? {
        guard body.count >= 10, case .value(let micros) = reader.read(body) else { return nil }
        if body[4] == UInt8(ascii: "-") { return micros }
        return FieldProfile.unixNumber(body) != nil && FieldProfile.plausible.contains(micros) ? micros : nil
    }

    private func time(_ number: UnixNumber) -> Int64? {
        guard case .value(let micros) = number.read(reader), FieldProfile.plausible.contains(micros) else {
            return nil
        }
        return micros
    }

    /// 2005 to 2060: numbers that mean another time are hardly meant as times.
    private static let plausible: Range<Int64> = 157_766_400_000_000..<1_893_456_000_000_000

    private func note(_ micros: Int64, _ number: UnixNumber? = nil) {
        times += 1
        timeMin = min(micros, timeMin ?? micros)
        timeMax = max(micros, timeMax ?? micros)
        guard let number else { return }
        numberTimes += 1
        units.insert(number.unit)
    }

    /// The unit of times that are all numbers, by their size: `unix_seconds`, `unix_millis`, `unix_micros` or
    /// `unix_nanos`.
    package var unixUnit: String? {
        guard isTime, numberTimes == values, units.count == 1, let unit = units.first else { return nil }
        switch unit {
        case .seconds: return "unix_seconds"
        case .millis: return "unix_millis"
        case .micros: return "unix_micros"
        case .nanos: return "unix_nanos"
        }
    }
}
