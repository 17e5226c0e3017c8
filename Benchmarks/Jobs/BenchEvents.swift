import Glibc
import Runner

/// The events of a job, by partition: the same ones for the same seed.
struct BenchEvents {
    enum Origin {
        /// A generator of the runner.
        case profile(EventOptions)
        /// The Yahoo streaming benchmark's ad events.
        case advertisements(seed: UInt64)
        /// Lines of a file, dealt to the partitions in turn.
        case lines(path: String)
    }

    let origin: Origin
    let partitions: Int
    /// In all partitions together; a multiple of their number.
    let count: Int

    /// Time of the first event, seconds since 1970, and of a last one that closes every window.
    static let startSeconds: Int64 = 1_737_900_000
    static let closingSeconds: Int64 = startSeconds + 90 * 86_400

    init(_ origin: Origin, count: Int, partitions: Int) {
        self.origin = origin
        self.partitions = partitions
        self.count = count / partitions * partitions
    }

    /// Calls `body` with the bytes of the events whose numbers within their partition lie in a range.
    func forEach(_ range: Range<Int64>? = nil, _ body: (Int, UnsafeRawBufferPointer) throws -> Void) throws {
        let range = range ?? 0..<Int64(count / partitions)
        switch origin {
        case .profile(let options):
            let generator = try EventGenerator(options)
            try deal(range) { partition, first, wanted in
                let batch = generator.batch(partition: partition, from: first, count: wanted)
                for index in 0..<batch.count { try body(partition, batch.payloads[index]) }
            }
        case .advertisements(let seed):
            try deal(range) { partition, first, wanted in
                for number in first..<first + Int64(wanted) {
                    let place = number * Int64(partitions) + Int64(partition)
                    try Array(Advertisement.text(place, seed: seed).utf8).withUnsafeBytes { try body(partition, $0) }
                }
            }
        case .lines(let path):
            try forEachLine(path) { number, line in
                let place = Int64(number / partitions)
                guard range.contains(place) else { return }
                try body(number % partitions, line)
            }
        }
    }

    /// Each partition in turn gets up to 5,000 numbers.
    private func deal(_ range: Range<Int64>, _ body: (Int, Int64, Int) throws -> Void) throws {
        for first in stride(from: range.lowerBound, to: range.upperBound, by: 5_000) {
            let wanted = Int(min(5_000, range.upperBound - first))
            for partition in 0..<partitions { try body(partition, first, wanted) }
        }
    }

    private func forEachLine(_ path: String, _ body: (Int, UnsafeRawBufferPointer) throws -> Void) throws {
        guard let file = fopen(path, "r") else { throw BenchError("cannot read \(path)") }
        defer { fclose(file) }
        var line: UnsafeMutablePointer<CChar>?
        var room = 0
        defer { free(line) }
        for number in 0..<count {
            let length = getline(&line, &room, file)
            guard length > 0 else { throw BenchError("\(path) has only \(number) lines") }
            let bytes = UnsafeRawBufferPointer(start: line, count: length)
            try body(number, UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.last == 0x0A ? length - 1 : length)]))
        }
    }

    /// Writes the events to a file for each partition, `NAME-0.ndjson` and so on; the answer is a wildcard for them.
    func write(to folder: String, name: String) throws -> String {
        let pattern = "\(folder)/\(name)-*.ndjson"
        let files = BenchEvents.files(pattern, partitions: partitions).map { fopen($0, "w") }
        defer { for case .some(let file) in files { fclose(file) } }
        try forEach { partition, bytes in
            guard let file = files[partition], fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count,
                putc(0x0A, file) == 0x0A
            else { throw BenchError("cannot write to \(folder)") }
        }
        return pattern
    }

    /// The files of a pattern, one for each partition.
    static func files(_ pattern: String, partitions: Int) -> [String] {
        let parts = pattern.split(separator: "*", maxSplits: 1)
        return (0..<partitions).map { "\(parts[0])\($0)\(parts[1])" }
    }
}

/// An event of the Yahoo streaming benchmark: somebody saw, clicked or bought; 1,000 ads, ten to a campaign.
enum Advertisement {
    /// Time goes on by half a millisecond an event, as in the generators.
    static func text(_ place: Int64, seed: UInt64) -> String {
        func roll(_ salt: UInt64) -> UInt64 {
            StateRows.mix(UInt64(bitPattern: place) &* 8 &+ salt &+ StateRows.mix(seed) &<< 8)
        }
        let (user, page, dice) = (roll(1), roll(2), roll(3))
        let kinds = ["banner", "modal", "sponsored-search", "mail", "mobile"]
        let deeds = ["view", "click", "purchase"]
        let milliseconds = BenchEvents.startSeconds * 1_000 + place / 2
        return """
            {"user_id": "\(uuid(user))", "page_id": "\(uuid(page))", "ad_id": \(dice % 1_000), \
            "ad_type": "\(kinds[Int(dice >> 16 % 5)])", "event_type": "\(deeds[Int(dice >> 24 % 3)])", \
            "event_time": \(milliseconds), "ip_address": "\(dice >> 32 & 255).\(dice >> 40 & 255).3.4"}
            """
    }

    private static func uuid(_ word: UInt64) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for index in 0..<32 {
            if index == 8 || index == 12 || index == 16 || index == 20 { text.append(0x2D) }
            let half = index < 16 ? word : word &* 0x9E37_79B9_7F4A_7C15
            text.append(digits[Int(half >> UInt64(index % 16 * 4) & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
