import Runner
import Testing

@Suite struct ValueTests {
    @Test(
        arguments: [
            ("30 seconds", 30_000_000), ("1h", 3_600_000_000), ("5 m", 300_000_000), ("1.5 s", 1_500_000), ("0", 0),
            ("1 hour 30 minutes", 5_400_000_000), ("250ms", 250_000), ("2 Days", 172_800_000_000), (" 7 us ", 7),
            ("1w", 604_800_000_000), ("0.000001 s", 1),
        ] as [(String, Int64)])
    func `a duration is read exactly`(text: String, micros: Int64) throws {
        #expect(try parseDuration(text) == micros)
    }

    @Test(arguments: [
        ("", "write a number and a unit, such as '30 seconds' or '1h'"),
        ("30", "a unit is missing: write a number and a unit, such as '30 seconds' or '1h'"),
        ("1 month", "months and years have no fixed length: write days"),
        ("1 fortnight", "\"fortnight\" is no unit of time: write a number and a unit, such as '30 seconds' or '1h'"),
        ("-1 s", "write a number and a unit, such as '30 seconds' or '1h'"), ("4000 days", "at most ten years"),
        (
            "99999999999999999999 s",
            "the number cannot be read: write a number and a unit, such as '30 seconds' or '1h'"
        ),
        ("0.0000001 s", "the number cannot be read: write a number and a unit, such as '30 seconds' or '1h'"),
        ("9223372036854775807 us 9223372036854775807 us", "at most ten years"),
    ])
    func `a duration that cannot be read says why`(text: String, message: String) {
        #expect(throws: ValueError(message)) { try parseDuration(text) }
    }

    @Test(
        arguments: [
            ("256 MB", 268_435_456), ("1GiB", 1_073_741_824), ("64kB", 65_536), ("1.5 g", 1_610_612_736), ("12 b", 12),
        ] as [(String, Int64)])
    func `a size counts in powers of 1,024`(text: String, bytes: Int64) throws {
        #expect(try parseByteSize(text) == bytes)
    }

    @Test(arguments: ["", "MB", "5", "5 XB", "9999999999 TB", "1.0000001 kB"])
    func `a size that cannot be read is refused`(text: String) {
        #expect(throws: ValueError.self) { try parseByteSize(text) }
    }

    @Test func `lengths and sizes are written back as people write them`() {
        #expect(describeDuration(micros: 3_600_000_000) == "1 hour")
        #expect(describeDuration(micros: 90_000_000) == "90 seconds")
        #expect(describeDuration(micros: 0) == "0 seconds")
        #expect(describeByteSize(256 << 20) == "256 MB")
        #expect(describeByteSize(3) == "3 B")
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-20T12:00:00.5+07:00", 1_795_150_800_500_000),
            ("2000-02-29 23:59:59.999999-00:30", 951_870_599_999_999), ("1969-12-31T23:59:59Z", -1_000_000),
            ("2026-11-20t05:00:00z", 1_795_150_800_000_000),
        ] as [(String, Int64)])
    func `an instant is microseconds since 1970`(text: String, micros: Int64) {
        #expect(parseInstant(text) == micros)
    }

    @Test(arguments: [
        "", "2026-02-30T00:00:00Z", "2026-11-20", "2026-11-20T12:00:00", "2026-11-20T24:00:00Z",
        "2026-11-20T12:00:00.Z",
        "2026-11-20T12:00:00+7", "2026-13-01T00:00:00Z", "2026-11-20T12:00:00Zx", "1900-02-29T00:00:00Z",
    ])
    func `what is no RFC 3339 time is no instant`(text: String) {
        #expect(parseInstant(text) == nil)
    }

    @Test(
        arguments: [
            ("pirce", ["quantity", "price", "prices"], "price"), ("price", ["pirce"], "pirce"),
            ("watermark-delay", ["watermark_delay", "late"], "watermark_delay"), ("Topic", ["topic"], "topic"),
            ("xyz", ["price", "quantity"], nil), ("ts", ["te"], "te"), ("a", ["bcd"], nil),
        ] as [(String, [String], String?)])
    func `the nearest name is suggested, a far one is not`(name: String, known: [String], expected: String?) {
        #expect(suggest(name, among: known) == expected)
    }
}
