import Glibc
import Synchronization

/// What libFuzzer calls: kept for the life of the process, on its one thread.
private final class JSONFuzzer {
    let here: FuzzMemory
    let there: FuzzMemory
    var runs = 0
    var compared = 0
    var bad = 0
    var speculated = 0
    var unordered = 0

    init() {
        guard let here = FuzzMemory(), let there = FuzzMemory() else { fail("no memory") }
        self.here = here
        self.there = there
    }

    func run(_ input: JSONFuzzInput) {
        guard let outcome = try? input.run(here, there) else { fail("a schema that the decoder refuses") }
        runs += 1
        compared += outcome.compared
        bad += outcome.bad
        speculated += outcome.speculated
        unordered += outcome.unordered
        if runs.isMultiple(of: 50_000) { report() }
        if let difference = outcome.difference { fail("schema \(input.schema): \(difference)") }
    }

    func report() {
        let text =
            "records compared \(compared), of them bad \(bad), read by a shape \(speculated), "
            + "in any order \(unordered), in \(runs) inputs\n"
        say(text)
    }
}

private func fail(_ what: String) -> Never {
    say("\(what)\n")
    abort()
}

private func say(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(2, bytes, bytes.count)
}

/// One for the process: libFuzzer's C interface leaves only global state.
private let fuzzer = Mutex(JSONFuzzer())

@_cdecl("LLVMFuzzerInitialize")
public func initializeFuzzer(
    _ count: UnsafeMutablePointer<Int32>, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafePointer<CChar>>>
) -> Int32 {
    atexit { fuzzer.withLock { $0.report() } }
    return 0
}

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> Int32 {
    let input = JSONFuzzInput(UnsafeBufferPointer(start: start, count: count))
    fuzzer.withLock { $0.run(input) }
    return 0
}

@_silgen_name("LLVMFuzzerMutate")
private func mutateBytes(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ countMax: Int) -> Int

/// Knows how an input is built: changes its seed, or one of its records by pieces of JSON or by libFuzzer's own ways.
@_cdecl("LLVMFuzzerCustomMutator")
public func mutateInput(_ data: UnsafeMutablePointer<UInt8>, _ count: Int, _ countMax: Int, _ seed: UInt32) -> Int {
    var dice = Dice(seed: UInt64(seed))
    var input = JSONFuzzInput(UnsafeBufferPointer(start: data, count: count))
    if input.records.isEmpty || dice.below(50) == 0 {
        input = JSONFuzzInput(schema: dice.below(FuzzSchema.all.count), seed: dice.next())
    }
    let index = dice.below(input.records.count)
    switch dice.below(6) {
    case 0: input.seed = dice.next()
    case 1, 2:
        var variation = RecordVariation(seed: dice.next())
        input.records[index] = variation.next(input.records[index], RecordToken.scan(input.records[index]))
    case 3, 4:
        let room = max(64, input.records[index].count * 2)
        var bytes = input.records[index] + [UInt8](repeating: 0, count: room - input.records[index].count)
        let length = bytes.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { mutateBytes($0, input.records[index].count, room) } ?? 0
        }
        input.records[index] = Array(bytes.prefix(length))
    default:
        if input.records.count > 1, dice.below(2) == 0 {
            input.records.remove(at: index)
        } else if input.records.count < JSONFuzzInput.recordsMax {
            input.records.insert(input.records[dice.below(input.records.count)], at: index)
        }
    }
    let bytes = input.bytes.prefix(countMax)
    for (offset, byte) in bytes.enumerated() { data[offset] = byte }
    return bytes.count
}
