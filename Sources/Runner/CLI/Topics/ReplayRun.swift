import Glibc
import Operators

/// One `runner replay`.
package struct ReplayRun {
    private let options: ReplayOptions
    private let clock: ToolClock

    package init(_ options: ReplayOptions, clock: ToolClock = .system) {
        self.options = options
        self.clock = clock
    }

    /// Writes the records; returns how many.
    @discardableResult
    package func run() throws(JobError) -> Int64 {
        try lookAtFiles()
        do throws(SourceError) {
            return try write()
        } catch {
            // A broken file is the user's data, not our trouble with a system.
            if case .badInput = error { throw JobError(.badData, "\(error)") }
            throw JobError(error)
        }
    }

    /// Files that can't be read are told before any topic is made, or the files before them are written.
    private func lookAtFiles() throws(JobError) {
        for path in options.paths where path != "-" {
            let descriptor = open(path, O_RDONLY | O_CLOEXEC)
            var status = stat()
            guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
                throw JobError(.invalidJob, "cannot read \(path): \(String(cString: strerror(errno)))")
            }
            close(descriptor)
            if status.st_mode & S_IFMT == S_IFDIR {
                throw JobError(.invalidJob, "cannot read \(path): it is a folder")
            }
        }
    }

    private func write() throws(SourceError) -> Int64 {
        var settings = KafkaProducer.Options(compression: options.compression)
        if options.transactionRecords != nil {
            settings.transactionalID = "millrace-replay-\(options.topic)-\(UInt64.random(in: 0 ... .max))"
        }
        let producer = try KafkaProducer(bootstrapServers: options.bootstrapServers, options: settings)
        _ = try ToolTopic.prepare(
            options.topic, partitions: options.partitions, keepsAll: options.setsRecordTime, with: producer)
        var pace = ToolPace(rate: options.rate, isQuiet: options.isQuiet, clock: clock)
        var writer = ReplayWriter(producer, options)
        do throws(SourceError) {
            try copy(to: &writer, &pace)
        } catch {
            // What came before a broken line is written: the message after this one says where to go on.
            try? writer.finish()
            pace.finish(writer.written, to: options.topic)
            throw error
        }
        try writer.finish()
        pace.finish(writer.written, to: options.topic)
        if writer.malformed > 0, !options.isQuiet {
            let fate = options.malformed == .skip ? "left out" : "sent as they are"
            Terminal.say("\(writer.malformed) malformed records were \(fate)")
        }
        return writer.written
    }

    private func copy(to writer: inout ReplayWriter, _ pace: inout ToolPace) throws(SourceError) {
        var editor = ReplayEditor(options, nowUnixMicros: clock.unixMicros)
        for _ in 0..<options.loops {
            for path in options.paths {
                let reader = try ReplayReader.open(path, options)
                while let record = try reader.next() {
                    guard pace.next(after: writer.written) else { return }
                    if let edited = try edited(record, path, by: &editor, &writer) { try writer.write(edited) }
                }
            }
        }
    }
}

extension ReplayRun {
    /// The record to be written; nil: none.
    private func edited(
        _ record: ReplayRecord, _ path: String, by editor: inout ReplayEditor, _ writer: inout ReplayWriter
    ) throws(SourceError) -> EditedRecord? {
        do throws(SourceError) {
            return try editor.edit(record, path: path)
        } catch {
            if options.malformed == .fail { throw error }
            writer.malformed += 1
            return options.malformed == .send ? EditedRecord(value: record.bytes) : nil
        }
    }
}

/// A record as it goes to Kafka.
struct EditedRecord {
    var value: [UInt8]
    var key: [UInt8]?
    var headers: [(name: String, value: String)] = []
    /// Milliseconds since 1970; nil: the moment of writing.
    var timestampMilliseconds: Int64?
}

/// Writes edited records, in transactions when asked to.
struct ReplayWriter {
    private let producer: KafkaProducer
    private let topic: String
    private let transactionRecords: Int?
    private(set) var written: Int64 = 0
    /// Records that were no JSON objects or lacked a field, CSV rows that did not fit.
    var malformed: Int64 = 0
    private var inTransaction = 0
    private var transactionStart: Int64 = 0
    /// A transaction that stays open longer holds up its readers, and the broker ends it after a minute.
    private static let transactionMillisecondsMax: Int64 = 10_000

    init(_ producer: KafkaProducer, _ options: ReplayOptions) {
        self.producer = producer
        topic = options.topic
        transactionRecords = options.transactionRecords
    }

    mutating func write(_ record: EditedRecord) throws(SourceError) {
        if transactionRecords != nil {
            let isOld = monotonicMilliseconds() - transactionStart > Self.transactionMillisecondsMax
            if inTransaction > 0, isOld { try commit() }
            if inTransaction == 0 {
                try producer.beginTransaction()
                transactionStart = monotonicMilliseconds()
            }
            inTransaction += 1
        }
        try send(record)
        written += 1
        if let transactionRecords, inTransaction >= transactionRecords { try commit() }
    }

    private func send(_ record: EditedRecord) throws(SourceError) {
        if !record.headers.isEmpty || record.timestampMilliseconds != nil {
            try producer.send(
                topic: topic, key: record.key.map { String(decoding: $0, as: UTF8.self) },
                value: String(decoding: record.value, as: UTF8.self),
                timestampMilliseconds: record.timestampMilliseconds, headers: record.headers)
            return
        }
        let problem: SourceError? = record.value.withUnsafeBytes { value in
            (record.key ?? []).withUnsafeBytes { key in
                do throws(SourceError) {
                    try producer.send(topic: topic, key: record.key == nil ? nil : key, value: value)
                    return nil
                } catch {
                    return error
                }
            }
        }
        if let problem { throw problem }
    }

    private mutating func commit() throws(SourceError) {
        try producer.commitTransaction()
        inTransaction = 0
    }

    /// Everything that was written is in Kafka, and committed.
    mutating func finish() throws(SourceError) {
        try producer.flush()
        if inTransaction > 0 { try commit() }
    }
}

/// Finds key and headers of a record and changes its time.
struct ReplayEditor {
    private let keyField: String?
    private let timeField: String?
    private let restamp: ReplayOptions.Restamp?
    private let setsRecordTime: Bool
    private let headers: [ReplayOptions.Header]
    private let now: () -> Int64
    private let times = try? RecordTimes()
    private var shiftMicros: Int64?

    init(_ options: ReplayOptions, nowUnixMicros: @escaping () -> Int64) {
        keyField = options.keyField
        timeField = options.timeField
        restamp = options.restamp
        setsRecordTime = options.setsRecordTime
        headers = options.headers
        now = nowUnixMicros
        if case .shift(let micros)? = options.restamp { shiftMicros = micros }
    }

    /// Checks one record, changes its time and finds its key and headers.
    mutating func edit(_ record: ReplayRecord, path: String) throws(SourceError) -> EditedRecord {
        func bad(_ reason: String) -> SourceError { .badInput(path: path, line: record.line, reason: reason) }
        if let fault = record.fault { throw fault }
        var edited = EditedRecord(value: record.bytes)
        let fault = edited.value.withUnsafeBytes { JSONValidator.check($0) }
        if let fault { throw bad("not JSON at byte \(fault.byteOffset + 1): \(fault.fault.rawValue)") }
        guard edited.value.first == UInt8(ascii: "{") else { throw bad("a JSON object is wanted, not another value") }
        func find(_ field: String) throws(SourceError) -> Range<Int> {
            guard let range = edited.value.withUnsafeBytes({ JSONMembers.range(of: field, in: $0) }) else {
                throw bad("there is no field \"\(field)\"")
            }
            return range
        }
        func text(_ field: String) throws(SourceError) -> String {
            let range = try find(field)
            return edited.value[range].withUnsafeBytes { JSONMembers.text(of: $0) }
        }
        if let timeField {
            let range = try find(timeField)
            guard let times, let time = times.read(edited.value[range]) else {
                let text = String(decoding: edited.value[range].prefix(40), as: UTF8.self)
                throw bad("\"\(timeField)\" holds no time: \(text)")
            }
            let micros = restamp.map { shift(time, $0) } ?? 0
            if restamp != nil {
                guard let moved = times.moved(time, by: micros) else {
                    throw bad("\"\(timeField)\" can't be shifted that far")
                }
                edited.value.replaceSubrange(range, with: moved)
            }
            if setsRecordTime { edited.timestampMilliseconds = floorDiv(time.unixMicros &+ micros, 1_000) }
        }
        if let keyField { edited.key = Array(try text(keyField).utf8) }
        for header in headers {
            edited.headers.append((header.name, header.isField ? try text(header.value) : header.value))
        }
        return edited
    }

    private mutating func shift(_ time: RecordTime, _ restamp: ReplayOptions.Restamp) -> Int64 {
        if case .now = restamp { return now() &- time.unixMicros }
        if let shiftMicros { return shiftMicros }
        let shift = now() &- time.unixMicros
        shiftMicros = shift
        return shift
    }
}
