import Glibc
import Operators
import Runner

/// `bench json`: from bytes to columns on one thread, beside memcpy and simdjson On-Demand on the same bytes.
struct JSONSuite {
    let profiles: [JSONProfile]
    let variants: [EventBytes.Variant]
    let events: Int
    let runs: Int
    let seed: UInt64
    let format: String
    let withSimdjson: Bool
    let environment: [String: String]
    /// Passes over the events in each run; the fastest counts.
    private static let rounds = 3
    /// Records that a lane gets at a time.
    private static let batch = 1000

    init(_ arguments: Arguments, _ environment: [String: String]) throws {
        let isQuick = arguments.has("quick")
        let only = try arguments.word("only", among: JSONProfile.all.map(\.name))
        profiles = JSONProfile.all.filter { only == nil || $0.name == only }
        let variant = try arguments.word("variant", among: EventBytes.Variant.allCases.map(\.rawValue))
        variants = EventBytes.Variant.allCases.filter { variant == nil || $0.rawValue == variant }
        events = try arguments.integer("events", in: 100...10_000_000) ?? (isQuick ? 5000 : 50_000)
        runs = try arguments.integer("runs", in: 1...100) ?? (isQuick ? 1 : 5)
        seed = UInt64(try arguments.integer("seed", in: 0...1_000_000_000) ?? 1)
        format = try arguments.word("output", among: ["table", "markdown", "json"]) ?? "table"
        withSimdjson = try arguments.word("with", among: ["simdjson"]) != nil
        self.environment = environment
    }

    func run() throws -> ExitCode {
        let folder = "/tmp/millrace-bench-json-\(getpid())"
        mkdir(folder, 0o755)
        defer {
            _ = try? MeasuredProcess(path: "/bin/rm", arguments: ["-rf", folder], environment: environment).run()
        }
        let peer = withSimdjson ? try SimdjsonPeer(profiles, folder: folder, environment: environment) : nil
        var table = FigureTable(headings: ["event", "variant", "engine", "unit"])
        for profile in profiles {
            for variant in variants {
                let bytes = EventBytes(profile, variant, count: events, seed: seed)
                let expected = try sum(profile, bytes, .strict)
                guard try sum(profile, bytes, .speculative) == expected else {
                    throw BenchError("\(profile.name), \(variant.rawValue): the two ways of the decoder differ")
                }
                let bad = variant == .bad ? bytes.count / 100 : 0
                guard expected.rows == bytes.count - bad else {
                    throw BenchError("\(profile.name): \(expected.rows) rows of \(bytes.count) events, \(bad) bad")
                }
                let file = "\(folder)/events"
                if withSimdjson { try bytes.write(to: file) }
                for _ in 0..<runs {
                    try measure(profile, variant, bytes, expected, peer.map { ($0, file) }, into: &table)
                }
            }
        }
        Terminal.put(table.render(format))
        Terminal.say("seed \(seed), \(events) events; every run's rows and values equal the strict parser's")
        return .done
    }

    /// One run of everything, one after the other.
    private func measure(
        _ profile: JSONProfile, _ variant: EventBytes.Variant, _ bytes: EventBytes, _ expected: DecodedSum,
        _ peer: (SimdjsonPeer, file: String)?, into table: inout FigureTable
    ) throws {
        let name = [profile.name, variant.rawValue]
        table.add(name + ["memcpy", "ns/event"], fastest(bytes.count) { copyAll(bytes) })
        let strict = try JSONDecoder(fields: profile.fields, mode: .strict)
        let speculative = try JSONDecoder(fields: profile.fields)
        let ours = fastest(bytes.count) { each(speculative, bytes) { _ in } }
        table.add(name + ["millrace", "ns/event"], ours)
        table.add(name + ["millrace", "GB/s"], Double(bytes.bytes.count) / Double(bytes.count) / ours)
        table.add(name + ["millrace, strict", "ns/event"], fastest(bytes.count) { each(strict, bytes) { _ in } })
        guard let (simdjson, file) = peer else { return }
        for (label, keepsText) in [("simdjson", false), ("simdjson, texts kept", true)] {
            let time = try simdjson.measure(
                profile, file, ordered: variant != .reordered, keepsText: keepsText, rounds: JSONSuite.rounds,
                expected: expected)
            table.add(name + [label, "ns/event"], time)
            table.add(name + [label, "times millrace"], time / ours)
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

    private func copyAll(_ events: EventBytes) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: events.bytes.count, alignment: 64)
        defer { copy.deallocate() }
        events.bytes.withUnsafeBytes { copy.copyMemory(from: $0) }
        withExtendedLifetime(copy[events.bytes.count / 2]) {}
    }

    /// Nanoseconds of CPU an event.
    private func fastest(_ events: Int, _ body: () -> Void) -> Double {
        var best = Double.infinity
        for _ in 0..<JSONSuite.rounds {
            let start = cpuNanoseconds()
            body()
            best = min(best, Double(cpuNanoseconds() - start) / Double(events))
        }
        return best
    }

    private func cpuNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
