import Glibc
import Operators

/// How long one event takes from bytes to columns.
enum JSONSuite {
    /// The columns that retail_5m declares.
    static let retailFields: [FieldSpec] = [
        FieldSpec(path: ["transaction_id"], type: .text, notNull: true),
        FieldSpec(path: ["customer_id"], type: .bigint), FieldSpec(path: ["category"], type: .text),
        FieldSpec(path: ["brand"], type: .text), FieldSpec(path: ["product_name"], type: .text),
        FieldSpec(path: ["quantity"], type: .integer), FieldSpec(path: ["price"], type: .integer),
        FieldSpec(path: ["payment_method"], type: .text), FieldSpec(path: ["timestamp"], type: .timestamptz),
    ]

    /// Runs the suite and prints one line a case: nanoseconds an event, the median of the rounds and the fastest.
    static func run(events: Int = 100_000, rounds: Int = 15) throws {
        let plain = RetailEvents(count: events)
        let mixed = RetailEvents(count: events, oddEvery: 20)
        let few = retailFields.filter { ["category", "price", "timestamp"].contains($0.path[0]) }
        measure("memcpy of the bytes", plain, rounds) { copyAll(plain) }
        for (name, mode) in [("strict", JSONDecoder.Mode.strict), ("speculative", .speculative)] {
            let all = try JSONDecoder(fields: retailFields, mode: mode)
            measure("\(name), all nine fields", plain, rounds) { decodeAll(all, plain) }
            let three = try JSONDecoder(fields: few, mode: mode)
            measure("\(name), three fields", plain, rounds) { decodeAll(three, plain) }
            let odd = try JSONDecoder(fields: retailFields, mode: mode)
            measure("\(name), one event in twenty odd", mixed, rounds) { decodeAll(odd, mixed) }
        }
    }

    /// Batches of 1,000, as a lane gets them. Returns the rows.
    private static func decodeAll(_ decoder: JSONDecoder, _ events: RetailEvents) -> Int {
        var rows = 0
        events.bytes.withUnsafeBytes { bytes in
            var records: [UnsafeRawBufferPointer] = []
            for start in stride(from: 0, to: events.count, by: 1000) {
                records.removeAll(keepingCapacity: true)
                for index in start..<min(start + 1000, events.count) {
                    records.append(
                        UnsafeRawBufferPointer(rebasing: bytes[events.bounds[index]..<events.bounds[index + 1]]))
                }
                rows += records.withUnsafeBufferPointer { decoder.decode($0, owner: nil).batch.count }
            }
        }
        return rows
    }

    private static func copyAll(_ events: RetailEvents) -> Int {
        var copy = [UInt8](repeating: 0, count: events.bytes.count)
        copy.withUnsafeMutableBytes { target in
            events.bytes.withUnsafeBytes { target.copyMemory(from: $0) }
        }
        return Int(copy[events.bytes.count / 2]) > 0 ? events.count : 0
    }

    private static func measure(_ name: String, _ events: RetailEvents, _ rounds: Int, _ body: () -> Int) {
        var times: [Double] = []
        for _ in 0..<rounds {
            let start = nanoseconds()
            let rows = body()
            precondition(rows == events.count, "\(name): \(rows) rows of \(events.count)")
            times.append(Double(nanoseconds() - start) / Double(events.count))
        }
        times.sort()
        let bytes = Double(events.bytes.count) / Double(events.count)
        let median = times[times.count / 2]
        let shown = [median, times[0], bytes / median].map { ($0 * 10).rounded() / 10 }
        print("\(name): \(shown[0]) ns/event, best \(shown[1]), \(shown[2]) GB/s")
    }

    private static func nanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
