import Testing

@testable import StateStore

@Suite struct RunBuilderTests {
    @Test func `puts, operands and deletes of later runs act on earlier ones`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        try store.add([[1]: 10, [2]: 10, [3]: 10, [4]: 10])
        var builder = try store.newRun()
        let five = bytes(5)
        try five.withUnsafeBytes { five in
            try [UInt8(1)].withUnsafeBytes { try builder.put(key: $0, value: five) }
            try [UInt8(2)].withUnsafeBytes { try builder.merge(key: $0, operand: five) }
            try [UInt8(3)].withUnsafeBytes { try builder.delete(key: $0) }
        }
        let run = try builder.finish()
        #expect(run?.entryCount == 3)
        try store.ingest([try #require(run)])
        #expect(try store.dump() == [[1]: 5, [2]: 15, [4]: 10])
    }

    @Test func `a range delete in a run spares the run's own entries`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        try store.add([[1]: 10, [2]: 10, [3]: 10])
        var builder = try store.newRun()
        let five = bytes(5)
        try five.withUnsafeBytes { five in
            try [UInt8(2)].withUnsafeBytes { try builder.merge(key: $0, operand: five) }
        }
        try [UInt8(1)].withUnsafeBytes { lower in
            try [UInt8(3)].withUnsafeBytes { try builder.deleteRange(lower: lower, upper: $0) }
        }
        let run = try builder.finish()
        try store.ingest([try #require(run)])
        #expect(try store.dump() == [[2]: 5, [3]: 10])
    }

    @Test func `runs that overlap are ingested together, the later one being newer`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        var runs: [Run] = []
        for value in [Int64(1), 2] {
            var builder = try store.newRun()
            let operand = bytes(value)
            try operand.withUnsafeBytes { operand in
                for name in [UInt8(1), 9] { try [name].withUnsafeBytes { try builder.put(key: $0, value: operand) } }
            }
            let run = try builder.finish()
            runs.append(try #require(run))
        }
        try store.ingest(runs)
        #expect(try store.dump() == [[1]: 2, [9]: 2])
        #expect(names(in: scratch("live") + "/runs").isEmpty)
    }

    @Test func `keys out of order are refused`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        var builder = try store.newRun()
        let one = bytes(1)
        var refused = 0
        for name in [UInt8(5), 4, 5] {
            do {
                try one.withUnsafeBytes { one in
                    try [name].withUnsafeBytes { try builder.merge(key: $0, operand: one) }
                }
            } catch is StoreError { refused += 1 }
        }
        #expect(refused == 2)
        let run = try builder.finish()
        #expect(run?.entryCount == 1)
    }

    @Test func `an unfinished run leaves no file`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        do {
            var builder = try store.newRun()
            try [UInt8(1)].withUnsafeBytes { try builder.delete(key: $0) }
            #expect(names(in: scratch("live") + "/runs").count == 1)
        }
        #expect(names(in: scratch("live") + "/runs").isEmpty)
    }

    @Test func `an empty key is refused`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        var builder = try store.newRun()
        do {
            try [UInt8]().withUnsafeBytes { try builder.delete(key: $0) }
            Issue.record("an empty key was accepted")
        } catch { #expect(error as? StoreError == .invalidArgument("an empty key")) }
    }

    @Test func `an empty run is no run`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        let run = try (try store.newRun()).finish()
        #expect(run == nil)
        try store.ingest([])
    }

    @Test func `values that cannot be combined are reported as corruption`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        try store.add([[1]: 1])
        var builder = try store.newRun()
        try [UInt8(1)].withUnsafeBytes { name in
            try [UInt8(7)].withUnsafeBytes { try builder.merge(key: name, operand: $0) }
        }
        let run = try builder.finish()
        try store.ingest([try #require(run)])
        do {
            _ = try store.dump()
            Issue.record("damaged operands were read")
        } catch let error as StoreError {
            guard case .corruption = error else { throw error }
        }
    }
}
