import Testing

@testable import Operators

@Suite struct TimestampReaderTests {
    private func reader(_ form: TimestampFormat.Form, _ type: DataType = .timestamptz, _ zone: String = "UTC") throws
        -> TimestampReader
    {
        try TimestampReader(TimestampFormat(form, timezone: zone), type: type, zone: try TimeZoneRules.load(zone))
    }

    private func show(_ reading: TimeReading) -> String {
        guard case .value(let value) = reading else { return "\(reading)" }
        return TimeText.string { TimeText.write(rfc3339: value, offset: 0, to: $0) }
    }

    @Test func `a number's size tells its unit`() throws {
        let auto = try reader(.auto)
        #expect(show(auto.read(integer: 1_737_904_330)) == "2025-01-26T15:12:10Z")
        #expect(show(auto.read(integer: 1_737_904_330_123)) == "2025-01-26T15:12:10.123Z")
        #expect(show(auto.read(integer: 1_737_904_330_123_456)) == "2025-01-26T15:12:10.123456Z")
        #expect(show(auto.read(integer: 1_737_904_330_123_456_789)) == "2025-01-26T15:12:10.123457Z")
        #expect(show(auto.read(integer: 0)) == "1970-01-01T00:00:00Z")
        #expect(show(auto.read(integer: -1)) == "1969-12-31T23:59:59Z")
        #expect(show(auto.read(integer: 99_999_999_999)) == "5138-11-16T09:46:39Z")
        #expect(show(auto.read(integer: 100_000_000_000)) == "1973-03-03T09:46:40Z")
        #expect(show(auto.read(coefficient: 1_737_904_330_5, exponent: -1)) == "2025-01-26T15:12:10.5Z")
        #expect(show(auto.read(coefficient: 17, exponent: 8)) == "2023-11-14T22:13:20Z")
    }

    @Test func `a named unit holds for every size and halves round to even`() throws {
        #expect(show(try reader(.unixMillis).read(integer: 5)) == "1970-01-01T00:00:00.005Z")
        #expect(show(try reader(.unixMicros).read(integer: -5)) == "1969-12-31T23:59:59.999995Z")
        let nanos = try reader(.unixNanos)
        #expect(show(nanos.read(integer: 2500)) == "1970-01-01T00:00:00.000002Z")
        #expect(show(nanos.read(integer: 3500)) == "1970-01-01T00:00:00.000004Z")
        #expect(show(nanos.read(integer: -2501)) == "1969-12-31T23:59:59.999997Z")
        let seconds = try reader(.unixSeconds)
        #expect(seconds.read(integer: .max) == .outOfRange)
        #expect(seconds.read(integer: .min) == .outOfRange)
        #expect(seconds.read(coefficient: 1, exponent: 30) == .outOfRange)
        #expect(seconds.read(coefficient: 0, exponent: 300) == seconds.read(integer: 0))
        #expect(seconds.read(coefficient: 1, exponent: -300) == seconds.read(integer: 0))
        #expect(show(seconds.read(coefficient: 1_000_000_5, exponent: -7)) == "1970-01-01T00:00:01Z")
        #expect(show(seconds.read(coefficient: 1_000_001_5, exponent: -7)) == "1970-01-01T00:00:01.000002Z")
    }

    @Test func `a plain date is a date in every format`() throws {
        for form in [TimestampFormat.Form.auto, .unixSeconds, .rfc3339, .template("YYYY-MM-DD HH24:MI:SS")] {
            #expect(read(try reader(form, .date), "2000-01-11") == .value(10), "\(form)")
            #expect(read(try reader(form, .date), "2000-02-30") != .value(60), "\(form)")
            #expect(read(try reader(form, .date), "2000-1-11x") == .malformed, "\(form)")
        }
    }

    @Test func `fractions and zones are read the short way as the long way`() throws {
        var dice = Dice(seed: 9)
        let pieces = [
            "", ".5", ".123", ".123456", ".1234567", ".", "Z", "z", "+0000", "+07:00", "-15:59", "+16:00",
            "-1600", "+5", "+05", "+123456", "+1a:00", "+01-00", " ", "+05:3", "+99:00", "0",
        ]
        for type in [DataType.timestamptz, .timestamp, .date] {
            let auto = try reader(.auto, type, "Europe/Berlin")
            for _ in 0..<20_000 {
                var text = "2024-02-\(10 + dice.below(22))\(dice.below(2) == 0 ? "T" : " ")"
                text += "\(10 + dice.below(15)):\(10 + dice.below(51)):\(10 + dice.below(52))"
                text += pieces[dice.below(pieces.count)] + (dice.below(2) == 0 ? pieces[dice.below(pieces.count)] : "")
                // A blank in front is allowed, and no short way begins with one.
                #expect(read(auto, text) == read(auto, " " + text), "\(text) as \(type)")
            }
        }
    }

    @Test func `numbers may be text, but not text that could be a date`() throws {
        let auto = try reader(.auto)
        #expect(show(read(auto, "1737904330")) == "2025-01-26T15:12:10Z")
        #expect(show(read(auto, "1737904330.25")) == "2025-01-26T15:12:10.25Z")
        for text in [
            "2020", "20200101", "202001020304", "20200102030405", "1e9", "0x10", "", " ", "-", "1737904330.", "+5",
        ] {
            #expect(read(auto, text) == .malformed, "\(text)")
        }
        #expect(show(read(try reader(.unixSeconds), "5")) == "1970-01-01T00:00:05Z")
        #expect(read(try reader(.unixSeconds), "2020-01-01") == .malformed)
    }

    @Test func `RFC 3339 is taken to the letter`() throws {
        let strict = try reader(.rfc3339)
        #expect(show(read(strict, "2021-03-06T18:30:50.677+07:00")) == "2021-03-06T11:30:50.677Z")
        #expect(show(read(strict, "2021-03-06 18:30:50z")) == "2021-03-06T18:30:50Z")
        for text in [
            "2021-03-06T18:30:50", "2021-03-06T18:30Z", "2021-03-06T18:30:50+0700", "2021-3-6T18:30:50Z",
            "2021-03-06T18:30:50.Z",
            "2021-03-06T18:30:50+07", "2021-03-06T8:30:50Z ", "2021-03-06T18:30:50 Z", "2021-03-06T18:30:50UTC",
            "1737904330",
            "2021-03-06T18:30:5Z0", "2021-03-06T18:30:50+07:00:00",
        ] { #expect(read(strict, text) == .malformed, "\(text)") }
        #expect(strict.read(integer: 1) == .malformed)
    }

    @Test func `the source's zone is that of text without one`() throws {
        let jakarta = try reader(.template("YYYY-MM-DD HH24:MI:SS"), .timestamptz, "Asia/Jakarta")
        #expect(show(read(jakarta, "2025-06-26 15:07:30")) == "2025-06-26T08:07:30Z")
        #expect(read(jakarta, "2025-06-26 15:07:30+00") == .malformed)
        let auto = try reader(.auto, .timestamptz, "Europe/Berlin")
        #expect(show(read(auto, "2021-03-06 18:30:50.677+0000")) == "2021-03-06T18:30:50.677Z")
        for (text, utc) in [
            ("2024-03-31 01:59:59", "2024-03-31T00:59:59Z"), ("2024-03-31 02:30:00", "2024-03-31T01:30:00Z"),
            ("2024-03-31 03:00:00", "2024-03-31T01:00:00Z"), ("2024-07-01 00:00:00", "2024-06-30T22:00:00Z"),
            ("2024-10-27 02:30:00", "2024-10-27T01:30:00Z"), ("2024-01-01 00:00:00", "2023-12-31T23:00:00Z"),
        ] { #expect(show(read(auto, text)) == utc) }
    }

    @Test func `timestamps without zone and dates ignore a zone in text and use the wall clock of numbers`() throws {
        let local = try reader(.auto, .timestamp, "Asia/Jakarta")
        #expect(show(read(local, "2025-06-26 15:07:30+09")) == "2025-06-26T15:07:30Z")
        #expect(show(local.read(integer: 0)) == "1970-01-01T07:00:00Z")
        let date = try reader(.auto, .date, "Asia/Jakarta")
        #expect(read(date, "2000-01-02") == .value(1))
        #expect(read(date, "2000-01-02 23:59:59+00") == .value(1))
        #expect(date.read(integer: TimeLimits.unixSecondsAtEpoch - 3600) == .value(0))
    }

    @Test func `the remembered date never answers for another text`() throws {
        let auto = try reader(.auto)
        #expect(show(read(auto, "2020-01-01 00:00:00")) == "2020-01-01T00:00:00Z")
        #expect(show(read(auto, "2020-01-01")) == "2020-01-01T00:00:00Z")
        #expect(read(auto, "2020-01-011 00:00:00") == .malformed)
        #expect(show(read(auto, "2020-01-02 00:00:00")) == "2020-01-02T00:00:00Z")
        #expect(read(auto, "2020-01-0") == .outOfRange)
        #expect(read(auto, "2020-01-01T") == .malformed)
    }

    @Test func `the short way reads what the long way reads`() throws {
        // A blank before it makes the long way read the same text.
        let readers = try [reader(.auto), reader(.template("YYYY-MM-DD HH24:MI:SS"))]
        var dice = Dice(seed: 4)
        let alphabet = Array("0123456789:- TZ/x".utf8)
        for _ in 0..<5000 {
            var text = Array("2024-02-29 23:59:59Z".utf8.prefix(19 + dice.below(2)))
            for place in [8, 9, 11, 12, 14, 15, 17, 18] where dice.below(2) == 0 {
                text[place] = UInt8(48 + dice.below(10))
            }
            if dice.below(3) == 0 { text[dice.below(text.count)] = alphabet[dice.below(alphabet.count)] }
            let shown = String(decoding: text, as: UTF8.self)
            for reader in readers { #expect(read(reader, shown) == read(reader, " " + shown), "\(shown)") }
        }
    }

    @Test func `templates that can't be read are refused`() {
        for template in [
            "", "HH24:MI", "YYYY-MM-DD HH25", "YYYY YYYY", "YYYY Q", "YYYY-MM-DD \"T", "YYYY DDD MM", "YYYY HH24 HH12",
            "YYYY TZM",
        ] {
            #expect(throws: TimeError.self, "\(template)") { try TimestampTemplate(template) }
        }
    }

    @Test func `a template takes neither less nor more than it says`() throws {
        let template = try reader(.template("YYYY-MM-DD\"T\"HH24:MI:SS.MS TZH:TZM"))
        #expect(show(read(template, "2021-03-06T18:30:50.677 +07:00")) == "2021-03-06T11:30:50.677Z")
        #expect(show(read(template, "2021-03-06T18:30:50")) == "2021-03-06T18:30:50Z")
        for text in [
            "2021-03-06 18:30:50", "2021-03-06T18:30:50.6777 +07", "2021-03-06T18:30:50.677 +07:00x", "", "  ", "T",
        ] {
            #expect(read(template, text) == .malformed, "\(text)")
        }
    }

    @Test func `every prefix and every changed byte of a timestamp is answered without a trap`() throws {
        let readers = [
            try reader(.auto), try reader(.rfc3339), try reader(.template("YYYY-MM-DD HH24:MI:SS.US TZH:TZM")),
        ]
        let text = Array("2021-03-06 18:30:50.677123 +07:30".utf8)
        for reader in readers {
            for count in 0...text.count { _ = text[0..<count].withUnsafeBytes { reader.read($0) } }
            for at in text.indices {
                for byte in UInt8.min...UInt8.max {
                    var changed = text
                    changed[at] = byte
                    _ = changed.withUnsafeBytes { reader.read($0) }
                }
            }
        }
    }
}
