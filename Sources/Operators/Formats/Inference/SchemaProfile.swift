/// What a sample of JSON objects shows: their fields in the order of first sight.
package final class SchemaProfile {
    /// Objects seen.
    package private(set) var objects = 0
    /// Records that are no JSON object.
    package private(set) var malformed = 0
    /// Records in which an object has a key more than once.
    package private(set) var repeatingKeys = 0
    package private(set) var fields: [FieldProfile] = []
    private var positions: [String: Int] = [:]
    private let reader: TimestampReader
    /// More fields than this are not told apart: the keys are data then, not names.
    package static let fieldsMax = 1_000

    init(_ reader: TimestampReader) { self.reader = reader }

    /// An empty profile; text without a zone is read as UTC.
    package convenience init() throws(TimeError) {
        self.init(try TimestampReader(.auto, type: .timestamptz, zone: .utc))
    }

    /// Takes one record in; what is no JSON object is only counted. The answer tells whether it was one.
    @discardableResult
    package func add(_ record: UnsafeRawBufferPointer) -> Bool {
        guard let start = record.firstIndex(where: { $0 > 32 }), record[start] == UInt8(ascii: "{"),
            JSONValidator.check(record) == nil
        else {
            malformed += 1
            return false
        }
        if addMembers(of: UnsafeRawBufferPointer(rebasing: record[start...])) { repeatingKeys += 1 }
        return true
    }

    /// Takes the members in, of a key that comes again the first; the answer tells whether one does, also further in.
    func addMembers(of object: UnsafeRawBufferPointer) -> Bool {
        objects += 1
        var repeats = false
        var members = JSONMembers(object)
        while let member = members.next() {
            guard let field = field(JSONMembers.decoded(member.key)) else { continue }
            if field.lastObject == objects {
                repeats = true
                continue
            }
            field.lastObject = objects
            if field.add(member.value) { repeats = true }
        }
        return repeats
    }

    /// A field by its name, at the first sight a new one; nil where there are too many.
    private func field(_ name: String) -> FieldProfile? {
        if let position = positions[name] { return fields[position] }
        guard fields.count < SchemaProfile.fieldsMax else { return nil }
        positions[name] = fields.count
        let field = FieldProfile(name, reader)
        fields.append(field)
        return field
    }

    /// Objects in which the field is missing or null.
    package func missing(_ field: FieldProfile) -> Int { objects - field.values }

    /// The members of a record, each value as it is written; none when it is no JSON object.
    package static func members(of record: UnsafeRawBufferPointer) -> [(name: String, value: String)] {
        guard let start = record.firstIndex(where: { $0 > 32 }), record[start] == UInt8(ascii: "{"),
            JSONValidator.check(record) == nil
        else { return [] }
        var members = JSONMembers(UnsafeRawBufferPointer(rebasing: record[start...]))
        var result: [(name: String, value: String)] = []
        while let member = members.next() {
            result.append((JSONMembers.decoded(member.key), String(decoding: member.value, as: UTF8.self)))
        }
        return result
    }

    /// The time in one field of a record that was added before, µs since 2000-01-01; nil when there is none.
    package func time(of field: FieldProfile, in record: UnsafeRawBufferPointer) -> Int64? {
        guard let start = record.firstIndex(of: UInt8(ascii: "{")) else { return nil }
        var members = JSONMembers(UnsafeRawBufferPointer(rebasing: record[start...]))
        while let member = members.next() {
            if JSONMembers.decoded(member.key) == field.name { return field.time(of: member.value) }
        }
        return nil
    }

    /// The field that most likely is the events' time: a time in every object, by its name, else by its place. A day
    /// is none: it does not say when in it something happened.
    package var eventTime: FieldProfile? {
        let whole = fields.filter { $0.isTime && !$0.isDate && missing($0) == 0 }
        let times = whole.filter { !$0.isNumberTime } + whole.filter(\.isNumberTime)
        func score(_ field: FieldProfile) -> Int {
            let name = field.name.lowercased()
            if ["timestamp", "event_time", "eventtime", "ts", "time"].contains(name) { return 3 }
            if name.contains("event") { return 2 }
            // A number that only has the size of a time needs a name that says so.
            let says = name.contains("time") || name.contains("date") || name.contains("stamp") || name.hasSuffix("_at")
            return says ? 1 : field.isNumberTime ? -1 : 0
        }
        return times.filter { score($0) >= 0 }.max { score($0) < score($1) }
    }
}

/// How far events come after newer ones of their partition.
package struct DisorderProfile {
    private var newest: [Int32: Int64] = [:]
    private var delays: [Int64] = []

    package init() {}

    /// Takes in one event, in the order of its partition; µs since any fixed moment.
    package mutating func add(_ micros: Int64, partition: Int32) {
        let largest = max(micros, newest[partition] ?? micros)
        newest[partition] = largest
        delays.append(largest - micros)
    }

    package var isEmpty: Bool { delays.isEmpty }

    /// The delay in µs that the share of events does not exceed; 1 is the largest.
    package func quantile(_ share: Double) -> Int64 {
        guard !delays.isEmpty else { return 0 }
        let sorted = delays.sorted()
        return sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    /// The first of the usual watermark delays that holds back for every event of the sample, in seconds.
    package var suggestedDelaySeconds: Int64 {
        let needed = (quantile(1) + 999_999) / 1_000_000
        let usual: [Int64] = [0, 1, 5, 10, 30, 60, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400]
        return usual.first { $0 >= needed } ?? (needed + 86_399) / 86_400 * 86_400
    }
}
