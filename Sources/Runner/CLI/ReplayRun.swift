import Operators

/// One `runner replay`.
package struct ReplayRun {
    private let options: ReplayOptions

    package init(_ options: ReplayOptions) { self.options = options }

    /// Writes the records; returns how many.
    @discardableResult
    package func run() throws(JobError) -> Int64 {
        do throws(SourceError) {
            return try write()
        } catch {
            // A broken file is the user's data, not our trouble with a system.
            if case .badInput = error { throw JobError(.badData, "\(error)") }
            throw JobError(error)
        }
    }

    private func write() throws(SourceError) -> Int64 {
        let producer = try KafkaProducer(
            bootstrapServers: options.bootstrapServers,
            options: KafkaProducer.Options(compression: options.compression))
        _ = try ToolTopic.prepare(options.topic, partitions: options.partitions, with: producer)
        var pace = ToolPace(rate: options.rate, isQuiet: options.isQuiet)
        var written: Int64 = 0
        do throws(SourceError) {
            try copy(to: producer, &pace, &written)
        } catch {
            // What came before a broken line is written: the message after this one says where to go on.
            try? producer.flush()
            pace.finish(written, to: options.topic)
            throw error
        }
        try producer.flush()
        pace.finish(written, to: options.topic)
        return written
    }

    private func copy(
        to producer: KafkaProducer, _ pace: inout ToolPace, _ written: inout Int64
    ) throws(SourceError) {
        var editor = ReplayEditor(options, nowUnixMicros: wallClockUnixMicros)
        for _ in 0..<options.loops {
            for path in options.paths {
                let reader = try ReplayReader.open(path, options)
                while var record = try reader.next() {
                    guard pace.next(after: written) else { return }
                    let key = try editor.edit(&record.bytes, path: path, line: record.line)
                    try send(record.bytes, key, producer)
                    written += 1
                }
            }
        }
    }

    private func send(
        _ bytes: [UInt8], _ key: Range<Int>?, _ producer: KafkaProducer
    ) throws(SourceError) {
        let problem: SourceError? = bytes.withUnsafeBytes { value in
            do throws(SourceError) {
                let keyBytes = key.map { UnsafeRawBufferPointer(rebasing: value[$0]) }
                try producer.send(topic: options.topic, key: keyBytes, value: value)
                return nil
            } catch {
                return error
            }
        }
        if let problem { throw problem }
    }
}

/// Finds the key of a record and changes its time.
struct ReplayEditor {
    private let keyField: String?
    private let timeField: String?
    private let restamp: ReplayOptions.Restamp?
    private let now: () -> Int64
    private var shiftMicros: Int64?

    init(_ options: ReplayOptions, nowUnixMicros: @escaping () -> Int64) {
        keyField = options.keyField
        timeField = options.timeField
        restamp = options.restamp
        now = nowUnixMicros
        if case .shift(let micros)? = options.restamp { shiftMicros = micros }
    }

    /// Checks and changes one record in place; the answer is where its key is.
    mutating func edit(_ bytes: inout [UInt8], path: String, line: Int) throws(SourceError) -> Range<Int>? {
        func bad(_ reason: String) -> SourceError { .badInput(path: path, line: line, reason: reason) }
        let fault = bytes.withUnsafeBytes { JSONValidator.check($0) }
        if let fault { throw bad("not JSON at byte \(fault.byteOffset + 1): \(fault.fault.rawValue)") }
        guard bytes.first == UInt8(ascii: "{") else { throw bad("a JSON object is wanted, not another value") }
        if let timeField, let restamp {
            guard let range = JSONFields.value(of: timeField, in: bytes) else {
                throw bad("there is no field \"\(timeField)\"")
            }
            guard let time = RecordTime(bytes[range]) else {
                throw bad("\"\(timeField)\" holds no time: \(String(decoding: bytes[range].prefix(40), as: UTF8.self))")
            }
            guard let moved = time.moved(by: shift(time, restamp)) else {
                throw bad("\"\(timeField)\" can't be shifted that far")
            }
            bytes.replaceSubrange(range, with: moved)
        }
        guard let keyField else { return nil }
        guard let range = JSONFields.value(of: keyField, in: bytes) else {
            throw bad("there is no field \"\(keyField)\"")
        }
        // Text is the key without its quotes.
        return bytes[range.lowerBound] == UInt8(ascii: "\"") ? range.lowerBound + 1..<range.upperBound - 1 : range
    }

    private mutating func shift(_ time: RecordTime, _ restamp: ReplayOptions.Restamp) -> Int64 {
        if case .now = restamp { return now() &- time.unixMicros }
        if let shiftMicros { return shiftMicros }
        let shift = now() &- time.unixMicros
        shiftMicros = shift
        return shift
    }
}
