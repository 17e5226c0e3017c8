import Glibc
import Testing

@testable import Operators

/// Every line of the table, and of the larger one named by `MILLRACE_TIME_TABLE`.
@Suite struct PostgresTableTests {
    @Test func `times mean what PostgreSQL says`() throws {
        try check(postgresTable)
        guard let path = getenv("MILLRACE_TIME_TABLE") else { return }
        try check(try readText(String(cString: path)))
    }

    private func check(_ table: String) throws {
        var zones: [String: TimeZoneRules] = [:]
        var checked = 0
        for line in table.split(separator: "\n") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(parts.count == 4, "\(line)")
            let detail = parts[1].split(separator: "|").last.map(String.init) ?? "UTC"
            let zoned = ["local", "zoned", "text", "plus", "trunctz"].contains(parts[0])
            let name = zoned ? detail : "UTC"
            let zone = try zones[name] ?? TimeZoneRules.load(name, posixOffsets: true)
            zones[name] = zone
            let got = try answer(parts[0], parts[1], parts[2], zone)
            #expect(got == expected(parts[3]), "\(line)")
            checked += 1
        }
        #expect(checked > 100)
    }

    /// Which of the two errors it is can't be seen by users: a bad template field is out of range here.
    private func expected(_ answer: String) -> String {
        answer.hasPrefix("ERROR") ? "ERROR" : answer
    }

    private func answer(_ kind: String, _ detail: String, _ text: String, _ zone: TimeZoneRules) throws -> String {
        switch kind {
        case "local":
            guard let local = try value(text, .timestamp) else { return "ERROR" }
            return show(zone.utc(ofLocal: local), .utc)
        case "zoned":
            guard let instant = try value(text + "+00", .timestamptz) else { return "ERROR" }
            return TimeText.string { TimeText.write(timestamp: zone.local(of: instant), to: $0) }
        case "text": return try value(text, .timestamptz, zone: zone).map { show($0, zone) } ?? "ERROR"
        case "interval":
            guard let interval = try? Interval(text: text) else { return "ERROR" }
            return TimeText.string { TimeText.write(interval: interval, to: $0) }
        case "template":
            let format = TimestampFormat(.template(detail))
            return try value(text, .timestamptz, format: format).map { show($0, .utc) } ?? "ERROR"
        case "trunc":
            guard let unit = CalendarUnit(name: detail), let local = try value(text, .timestamp),
                let start = unit.truncate(local: local)
            else { return "ERROR" }
            return TimeText.string { TimeText.write(timestamp: start, to: $0) }
        case "trunctz":
            guard let unit = CalendarUnit(name: String(detail.prefix { $0 != "|" })),
                let instant = try value(text + "+00", .timestamptz),
                let start = unit.truncate(instant: instant, in: zone)
            else { return "ERROR" }
            return show(start, .utc)
        default:
            let parts = text.split(separator: "|").map(String.init)
            guard let instant = try value(parts[0] + "+00", .timestamptz),
                let moved = adding(try Interval(text: parts[1]), toInstant: instant, in: zone)
            else { return "ERROR" }
            return show(moved, zone)
        }
    }

    private func value(
        _ text: String, _ type: DataType, zone: TimeZoneRules = .utc, format: TimestampFormat = .auto
    ) throws -> Int64? {
        let reader = try TimestampReader(format, type: type, zone: zone)
        guard case .value(let value) = read(reader, text) else { return nil }
        return value
    }

    private func show(_ instant: Int64, _ zone: TimeZoneRules) -> String {
        TimeText.string { TimeText.write(timestamptz: instant, offset: zone.offset(at: instant), to: $0) }
    }
}

func read(_ reader: TimestampReader, _ text: String) -> TimeReading {
    var text = text
    return text.withUTF8 { reader.read(UnsafeRawBufferPointer($0)) }
}

func readText(_ path: String) throws -> String {
    String(decoding: try readBytes(path), as: UTF8.self)
}

struct UnreadableFile: Error { let path: String }

func readBytes(_ path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw UnreadableFile(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let got = fread(&block, 1, block.count, file)
        if got == 0 { return bytes }
        bytes += block[0..<got]
    }
}
