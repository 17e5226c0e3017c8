import Operators
import Runner

/// `bench json`: from bytes to columns on one thread, beside memcpy and simdjson On-Demand on the same bytes.
struct JSONSuite {
    let variants: [EventBytes.Variant]
    let events: Int
    let context: BenchContext
    /// Passes over the events in each run; the fastest counts.
    private static let rounds = 3
    /// Records that a lane gets at a time.
    private static let batch = 1000
    private static let peers = ["simdjson", "simdjson, texts kept"]

    /// Events of each kind; nil for the usual number.
    init(events: Int?, variants: [EventBytes.Variant] = EventBytes.Variant.allCases, _ context: BenchContext) {
        self.events = events ?? (context.options.isQuick ? 5_000 : 50_000)
        self.variants = variants
        self.context = context
    }

    func run(into report: inout BenchReport) throws {
        let profiles = JSONProfile.all.filter { context.options.wants($0.name) }
        let peer =
            context.options.has("simdjson")
            ? try SimdjsonPeer(profiles, folder: context.folder, environment: context.environment) : nil
        if peer != nil { report.used("simdjson", try simdjsonVersion()) }
        for profile in profiles {
            for variant in variants {
                try measure(profile, variant, peer, into: &report)
            }
        }
    }

    private func simdjsonVersion() throws -> String {
        let text = "printf '#include <simdjson.h>\\nSIMDJSON_VERSION\\n' | g++ -E -P -x c++ - | tail -1"
        let run = try context.run("/bin/bash", ["-c", text], or: "simdjson does not tell its version")
        return run.output.filter { $0.isNumber || $0 == "." }
    }

    private func measure(
        _ profile: JSONProfile, _ variant: EventBytes.Variant, _ peer: SimdjsonPeer?, into report: inout BenchReport
    ) throws {
        let bytes = EventBytes(profile, variant, count: events, seed: context.options.seed)
        let expected = try sum(profile, bytes, .strict)
        let bad = variant == .bad ? bytes.count / 100 : 0
        let isRight = try sum(profile, bytes, .speculative) == expected && expected.rows == bytes.count - bad
        let subject = "\(profile.name), \(variant.rawValue)"
        let file = context.folder + "/events"
        if peer != nil { try bytes.write(to: file) }
        for _ in 0..<context.options.runs {
            try run(profile, variant, bytes, expected, peer.map { ($0, file) }, into: &report)
        }
        for mode in ["millrace", "millrace, strict"] {
            for other in JSONSuite.peers + ["memcpy"] {
                report.compare(name(subject, mode), with: name(subject, other), as: other)
            }
        }
        report.check(
            "json", subject, isRight: isRight, hash: expected.hash,
            "\(expected.rows) rows and \(bad) bad ones, values equal by both ways of the decoder"
                + (peer == nil ? "" : " and by simdjson"))
    }

    private func name(_ subject: String, _ figure: String, _ unit: String = "ns/event") -> FigureName {
        FigureName("json", subject, figure, unit)
    }

    /// One run of everything, one after the other.
    private func run(
        _ profile: JSONProfile, _ variant: EventBytes.Variant, _ bytes: EventBytes, _ expected: DecodedSum,
        _ peer: (SimdjsonPeer, file: String)?, into report: inout BenchReport
    ) throws {
        let subject = "\(profile.name), \(variant.rawValue)"
        let strict = try JSONDecoder(fields: profile.fields, mode: .strict)
        let speculative = try JSONDecoder(fields: profile.fields)
        let ours = fastest(bytes.count) { each(speculative, bytes) { _ in } }
        report.add(name(subject, "millrace"), ours)
        report.add(name(subject, "millrace", "GB/s"), Double(bytes.bytes.count) / Double(bytes.count) / ours)
        report.add(name(subject, "millrace, strict"), fastest(bytes.count) { each(strict, bytes) { _ in } })
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.bytes.count, alignment: 64)
        defer { copy.deallocate() }
        report.add(
            name(subject, "memcpy"),
            fastest(bytes.count) { bytes.bytes.withUnsafeBytes { copy.copyMemory(from: $0) } })
        guard let (simdjson, file) = peer else { return }
        for (label, keepsText) in zip(JSONSuite.peers, [false, true]) {
            let time = try simdjson.measure(
                profile, file, ordered: variant != .reordered, keepsText: keepsText, rounds: JSONSuite.rounds,
                expected: expected)
            report.add(name(subject, label), time)
        }
    }

    private func sum(_ profile: JSONProfile, _ bytes: EventBytes, _ mode: JSONDecoder.Mode) throws -> DecodedSum {
        var sum = DecodedSum()
        each(try JSONDecoder(fields: profile.fields, mode: mode), bytes) { sum.add($0) }
        return sum
    }

    /// Batches as a lane gets them.
    private func each(_ decoder: JSONDecoder, _ events: EventBytes, _ body: (Batch) -> Void) {
        events.bytes.withUnsafeBytes { bytes in
            var records: [UnsafeRawBufferPointer] = []
            for start in stride(from: 0, to: events.count, by: JSONSuite.batch) {
                records.removeAll(keepingCapacity: true)
                for index in start..<min(start + JSONSuite.batch, events.count) {
                    records.append(
                        UnsafeRawBufferPointer(rebasing: bytes[events.bounds[index]..<events.bounds[index + 1]]))
                }
                body(records.withUnsafeBufferPointer { decoder.decode($0, owner: nil).batch })
            }
        }
    }

    /// Nanoseconds of CPU an event.
    private func fastest(_ events: Int, _ body: () -> Void) -> Double {
        var best = Double.infinity
        for _ in 0..<JSONSuite.rounds {
            let start = StateClock.thread
            body()
            best = min(best, (StateClock.thread - start) / Double(events))
        }
        return best
    }
}
