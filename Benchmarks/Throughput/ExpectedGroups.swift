import Glibc
import Runner

/// The result as a plain program computes it from the same bytes: no part of the engine is used.
struct ExpectedGroups {
    struct Totals: Equatable {
        var quantity: Int64 = 0
        var amount: Int64 = 0
    }

    /// By `window,key,payment`.
    private(set) var groups: [String: Totals] = [:]

    init(_ topic: BenchTopic, key: String) throws {
        var groups: [String: Totals] = [:]
        try topic.forEachEvent { event in
            let text = String(decoding: event, as: UTF8.self)
            guard let seconds = ExpectedGroups.number("timestamp", in: text),
                let quantity = ExpectedGroups.number("quantity", in: text),
                let price = ExpectedGroups.number("price", in: text),
                let name = ExpectedGroups.text(key, in: text),
                let payment = ExpectedGroups.text("payment_method", in: text)
            else { return }
            let group = "\(seconds / 300 * 300),\(name),\(payment)"
            groups[group, default: Totals()].quantity += quantity
            groups[group, default: Totals()].amount += quantity * price
        }
        self.groups = groups
    }

    private static func value(_ field: String, in text: String) -> Substring? {
        guard let found = text.firstRange(of: "\"\(field)\":") else { return nil }
        return text[found.upperBound...].drop { $0 == " " }
    }

    private static func number(_ field: String, in text: String) -> Int64? {
        value(field, in: text).flatMap { Int64($0.prefix { $0.isNumber || $0 == "-" }) }
    }

    private static func text(_ field: String, in text: String) -> String? {
        guard let rest = value(field, in: text) else { return nil }
        if rest.first == "\"" { return String(rest.dropFirst().prefix { $0 != "\"" }) }
        return String(rest.prefix { $0.isNumber || $0 == "-" })
    }

    /// Whether rows `window_start,key,payment,average,quantity,amount` say the same.
    func matches(csv: String) -> Bool {
        var seen = 0
        for line in csv.split(separator: "\n").dropFirst() {
            let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
            guard cells.count >= 6, let start = ExpectedGroups.unixSeconds(cells[0]) else { continue }
            guard let wanted = groups["\(start),\(cells[1]),\(cells[2])"], Int64(cells[4]) == wanted.quantity,
                Int64(cells[5]) == wanted.amount
            else { return false }
            seen += 1
        }
        return seen == groups.count && seen > 0
    }

    /// `2025-01-26 14:00:00+00` as seconds since 1970.
    private static func unixSeconds(_ text: String) -> Int? {
        let numbers = text.split { !$0.isNumber }.compactMap { Int($0) }
        guard numbers.count >= 6 else { return nil }
        var fields = tm()
        fields.tm_year = Int32(numbers[0] - 1900)
        fields.tm_mon = Int32(numbers[1] - 1)
        fields.tm_mday = Int32(numbers[2])
        fields.tm_hour = Int32(numbers[3])
        fields.tm_min = Int32(numbers[4])
        fields.tm_sec = Int32(numbers[5])
        return timegm(&fields)
    }

    /// One number for the whole result, whatever the order of its groups.
    var hash: String {
        var sum: UInt64 = 0
        for (group, totals) in groups {
            var hash: UInt64 = 0xCBF2_9CE4_8422_2325
            for byte in "\(group),\(totals.quantity),\(totals.amount)".utf8 {
                hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
            }
            sum &+= hash
        }
        return String(sum, radix: 16)
    }
}
