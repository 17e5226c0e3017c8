import Glibc
import Operators

/// Events of one profile and variant, one after the other as they lie in a fetched message set.
struct EventBytes {
    enum Variant: String, CaseIterable {
        case plain
        /// One event in five has an escape or characters beyond ASCII in one of its texts.
        case escapes
        /// Every event has its keys in an order of its own.
        case reordered
        /// One event in a hundred is broken.
        case bad = "1 % bad"
    }

    let bytes: [UInt8]
    /// Start of each event, and the end of the last.
    let bounds: [Int]

    var count: Int { bounds.count - 1 }

    init(_ profile: JSONProfile, _ variant: Variant, count: Int, seed: UInt64) {
        var dice = BenchDice(seed: seed)
        var bytes: [UInt8] = []
        var bounds = [0]
        for index in 0..<count {
            var members = profile.event(index, &dice)
            if variant == .escapes, index % 5 == 4 { EventBytes.escape(&members, &dice) }
            if variant == .reordered { EventBytes.shuffle(&members, &dice) }
            var text = EventBytes.text(members)
            if variant == .bad, index % 100 == 99 {
                // What every parser must notice: an early end, or no JSON from the start.
                text = index % 200 == 99 ? String(text.prefix(1 + dice.below(8))) : "#" + text
            }
            bytes += Array(text.utf8)
            bounds.append(bytes.count)
        }
        self.bytes = bytes
        self.bounds = bounds
    }

    private static func text(_ members: [(key: String, value: JSONProfile.Value)]) -> String {
        let parts = members.map { key, value in
            switch value {
            case .text(let text): "\"\(key)\": \"\(text)\""
            case .raw(let text): "\"\(key)\": \(text)"
            case .object(let inner): "\"\(key)\": \(text(inner))"
            }
        }
        return "{" + parts.joined(separator: ", ") + "}"
    }

    private static func shuffle(_ members: inout [(key: String, value: JSONProfile.Value)], _ dice: inout BenchDice) {
        for index in members.indices.reversed() {
            members.swapAt(index, dice.below(index + 1))
            if case .object(var inner) = members[index].value {
                shuffle(&inner, &dice)
                members[index].value = .object(inner)
            }
        }
    }

    /// One of the texts gets something odd.
    private static func escape(_ members: inout [(key: String, value: JSONProfile.Value)], _ dice: inout BenchDice) {
        let odd = dice.pick([#" \"best\""#, #"\u0021"#, #"\/x\n"#, " é", " 日本語"])
        let start = dice.below(members.count)
        for offset in members.indices {
            let index = (start + offset) % members.count
            switch members[index].value {
            case .text(let text):
                members[index].value = .text(text + odd)
                return
            case .object(var inner):
                escape(&inner, &dice)
                members[index].value = .object(inner)
                return
            case .raw: continue
            }
        }
    }

    /// Writes count, bounds and bytes for a peer: 64-bit integers, then the events.
    func write(to path: String) throws {
        guard let file = fopen(path, "w") else { throw BenchError("cannot write \(path)") }
        defer { fclose(file) }
        let head = ([count] + bounds).map(Int64.init)
        let done =
            head.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) } == head.count * 8
            && bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) } == bytes.count
        guard done else { throw BenchError("cannot write \(path)") }
    }
}
