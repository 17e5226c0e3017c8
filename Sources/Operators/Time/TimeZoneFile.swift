/// Reads a compiled zone file (RFC 8536): the 64-bit block of version 2 and later, with its footer.
struct TimeZoneFile {
    private let bytes: [UInt8]
    private let name: String

    init(_ bytes: [UInt8], name: String) {
        self.bytes = bytes
        self.name = name
    }

    /// The counts in a block's header.
    private struct Header {
        let isUT: Int, isStandard: Int, leaps: Int, times: Int, types: Int, characters: Int

        func dataBytes(timeBytes: Int) -> Int {
            times * timeBytes + times + types * 6 + characters + leaps * (timeBytes + 4) + isStandard + isUT
        }
    }

    func rules() throws(TimeError) -> TimeZoneRules {
        let first = try header(at: 0)
        guard bytes[4] >= UInt8(ascii: "2") else { throw damaged("version 1 zone files are not supported") }
        let second = 44 + first.dataBytes(timeBytes: 4)
        let header = try header(at: second)
        let start = second + 44
        let end = start + header.dataBytes(timeBytes: 8)
        guard end < bytes.count, header.types > 0 else { throw damaged("it is cut short") }
        guard header.leaps == 0 else { throw damaged("it counts leap seconds") }
        return try rules(header, at: start, footer: end)
    }

    private func rules(_ header: Header, at start: Int, footer end: Int) throws(TimeError) -> TimeZoneRules {
        let indices = start + header.times * 8
        let types = indices + header.times
        var transitions: [Int64] = []
        var offsets: [Int64] = []
        for index in 0..<header.times {
            let type = Int(bytes[indices + index])
            guard type < header.types else { throw damaged("a transition names no type") }
            let micros = TimeZoneFile.micros(unixSeconds: Int64(bitPattern: bigEndian(start + index * 8, 8)))
            if let last = transitions.last, micros <= last {
                guard micros == last, micros == TimeZoneFile.longAgo else {
                    throw damaged("transitions are not in order")
                }
                offsets[offsets.count - 1] = offset(types + type * 6)
                continue
            }
            transitions.append(micros)
            offsets.append(offset(types + type * 6))
        }
        return TimeZoneRules(
            name: name, transitions: transitions, offsets: offsets, initialOffset: offset(types),
            footer: try footer(at: end))
    }

    private func footer(at end: Int) throws(TimeError) -> PosixRule? {
        guard bytes[end] == 10, let last = bytes[(end + 1)...].firstIndex(of: 10) else { throw damaged("no footer") }
        guard last > end + 1 else { return nil }
        guard let rule = PosixRule(String(decoding: bytes[(end + 1)..<last], as: UTF8.self)) else {
            throw damaged("its footer is not understood")
        }
        return rule
    }

    private func header(at start: Int) throws(TimeError) -> Header {
        guard start + 44 <= bytes.count, bytes[start..<start + 4].elementsEqual("TZif".utf8) else {
            throw damaged("it is not a zone file")
        }
        let counts = (0..<6).map { Int(bigEndian(start + 20 + $0 * 4, 4)) }
        guard counts.allSatisfy({ $0 <= bytes.count }) else { throw damaged("it is cut short") }
        return Header(
            isUT: counts[0], isStandard: counts[1], leaps: counts[2], times: counts[3], types: counts[4],
            characters: counts[5])
    }

    private func offset(_ at: Int) -> Int64 {
        Int64(Int32(truncatingIfNeeded: bigEndian(at, 4))) * TimeLimits.microsPerSecond
    }

    private func bigEndian(_ at: Int, _ count: Int) -> UInt64 {
        bytes[at..<at + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private func damaged(_ reason: String) -> TimeError { .damagedTimeZone(name: name, reason: reason) }

    /// Stands for everything before any timestamp: old files begin at the Big Bang.
    private static let longAgo = Int64.min / 4

    private static func micros(unixSeconds: Int64) -> Int64 {
        let limit = -longAgo / TimeLimits.microsPerSecond
        let seconds = min(max(unixSeconds, -limit - 1), limit) - TimeLimits.unixSecondsAtEpoch
        return max(seconds * TimeLimits.microsPerSecond, longAgo)
    }
}
