import Testing

@testable import Operators

@Suite struct TimeZoneTests {
    @Test func `a name that is none is refused with names that look alike`() {
        let error = #expect(throws: TimeError.self) { try TimeZoneRules.load("Europe/Berln") }
        #expect(error == .unknownTimeZone(name: "Europe/Berln", similar: ["Europe/Berlin"]))
        #expect(throws: TimeError.self) { try TimeZoneRules.load("jakarta2") }
    }

    @Test(arguments: [
        "", "../etc/passwd", "/etc/passwd", "Europe/../../../etc/passwd", "Europe/", "./UTC", "tzdata.zi", "Europe",
        "Europe//Berlin", "a b", "zone\u{0}", "Europe/Berlin\n", "posix/../UTC",
    ])
    func `a name can't leave the folder or name something else`(name: String) {
        #expect(throws: TimeError.self) { try TimeZoneRules.load(name) }
    }

    @Test func `case does not matter and UTC needs no file`() throws {
        #expect(try TimeZoneRules.load("europe/berlin").name == "Europe/Berlin")
        #expect(try TimeZoneRules.load("utc").fixedOffsetMicros == 0)
    }

    @Test func `a bare offset is refused where PostgreSQL would read it the other way round`() throws {
        for name in ["+07", "-3:30", "07"] {
            #expect(throws: TimeError.ambiguousOffset(name)) { try TimeZoneRules.load(name) }
        }
        #expect(try TimeZoneRules.load("+07", posixOffsets: true).fixedOffsetMicros == -7 * TimeLimits.microsPerHour)
        #expect(try TimeZoneRules.load("UTC-7").fixedOffsetMicros == 7 * TimeLimits.microsPerHour)
    }

    @Test func `zones that count leap seconds are refused`() {
        #expect(throws: TimeError.self) { try TimeZoneRules.load("right/Europe/Berlin") }
    }

    @Test func `a damaged file is an error wherever it is cut`() throws {
        let bytes = try readBytes("\(TimeZoneRules.directory)/Europe/Berlin")
        for count in 0..<bytes.count {
            #expect(throws: TimeError.self) { try TimeZoneFile(Array(bytes[0..<count]), name: "cut").rules() }
        }
    }

    @Test func `a flipped bit never traps`() throws {
        let bytes = try readBytes("\(TimeZoneRules.directory)/Australia/Lord_Howe")
        for at in bytes.indices {
            for bit in 0..<8 {
                var broken = bytes
                broken[at] ^= 1 << bit
                guard let zone = try? TimeZoneFile(broken, name: "bits").rules() else { continue }
                _ = zone.utc(ofLocal: 0)
                _ = zone.offset(at: 1_000_000_000_000_000)
            }
        }
    }

    @Test func `spans meet without gaps and hold their offsets`() throws {
        for name in [
            "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "America/Nuuk", "EST5EDT",
        ] {
            let zone = try TimeZoneRules.load(name)
            var span = zone.span(at: TimeLimits.timestampMin)
            var count = 0
            while span.end < 15_000_000_000_000_000 {
                let next = zone.span(at: span.end)
                #expect(next.start == span.end && next.end > span.end, "\(name) at \(span.end)")
                #expect(zone.span(at: span.end - 1).end == span.end)
                span = next
                count += 1
            }
            #expect(count > 20)
        }
    }

    @Test func `an hour that does not exist begins at the gap's end and one that comes twice at the first`() throws {
        let zone = try TimeZoneRules.load("America/Havana")
        // 2023-11-05 00:30 comes twice; PostgreSQL means the second, a window begins at the first.
        let midnight = CivilDate(year: 2023, month: 11, day: 5).days * TimeLimits.microsPerDay
        #expect(zone.utc(ofLocal: midnight) - zone.firstInstant(ofLocal: midnight) == TimeLimits.microsPerHour)
        let gap = CivilDate(year: 2023, month: 3, day: 12).days * TimeLimits.microsPerDay
        #expect(zone.local(of: zone.firstInstant(ofLocal: gap)) == gap + TimeLimits.microsPerHour)
    }

    @Test func `POSIX strings are read and broken ones are not`() {
        #expect(PosixRule("<-03>3")?.offset == -3 * TimeLimits.microsPerHour)
        #expect(PosixRule("IST-1GMT0,M10.5.0,M3.5.0/1")?.summer?.offset == 0)
        #expect(PosixRule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")?.summer != nil)
        for text in [
            "", "UTC", "UTC+", "UTC+25", "A3B,M13.1.1,M1.1.1", "A3B,J0,J1", "A3B,M3.2.0", "A3 ", "<A3", "A3B,1,2,3",
        ] {
            #expect(PosixRule(text) == nil, "\(text)")
        }
    }
}
