import Testing

@testable import StateStore

@Suite struct StateStoreTests {
    @Test func `operands of several runs come out as one value`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        for _ in 0..<3 { try store.add([key(window: 10, 1): 5, key(window: 10, 2): 7]) }
        #expect(try store.dump() == [key(window: 10, 1): 15, key(window: 10, 2): 21])
    }

    @Test func `runs of groups that left memory are not combined, and come out as one value`() throws {
        let scratch = Scratch()
        var options = StoreOptions()
        options.overlappingRunsMax = 2
        options.spilledRunsMax = 32
        let store = try StateStore.sums(scratch("live"), options: options)
        try store.keepSpilledRuns()
        for run in 1...20 {
            try store.add([key(window: 10, 1): 1, key(window: 10, Int64(run) + 1): 7])
            // The first one lies below the others.
            #expect(store.statistics().overlappingRuns == run - 1)
        }
        #expect(try store.dump().count == 21)
        #expect(try store.dump()[key(window: 10, 1)] == 20)
    }

    @Test func `a scan visits keys in order and stops when told`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        try store.add(Dictionary(uniqueKeysWithValues: (0..<500).map { (key(window: 10, $0), $0) }))
        var seen: [[UInt8]] = []
        let count = try store.scan(.all) { key, _ in
            seen.append(Array(key))
            return seen.count < 100
        }
        #expect(count == 100 && seen.count == 100)
        #expect(seen == seen.sorted { $0.lexicographicallyPrecedes($1) })
    }

    @Test func `a cursor sees the state as of its creation`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        try store.add([key(window: 10, 1): 1])
        var cursor = try store.cursor(.all)
        try store.add([key(window: 10, 1): 1, key(window: 10, 2): 1])
        let first = try #require(try cursor.next())
        #expect(number(first.value) == 1)
        let end = try cursor.next()
        #expect(end == nil)
    }

    @Test func `a closed window is gone and its neighbours stay`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        for window in [Int64(-5), 0, 5, 10] {
            try store.add([key(window: window, 1): window, key(window: window, 2): window])
        }
        try store.add([key(2, window: 0, 1): 99])
        try store.deleteRange(.windows(TableID(1), through: 0))
        #expect(try store.dump(.table(TableID(1))).keys.map { $0[9] }.sorted() == [5, 5, 10, 10])
        #expect(try store.dump(.table(TableID(2))).count == 1)
    }

    @Test func `a look-up of many keys answers each in its place`() throws {
        let scratch = Scratch()
        let store = try StateStore.sums(scratch("live"))
        try store.add(Dictionary(uniqueKeysWithValues: (0..<1000).map { (key(window: 10, $0 * 2), $0) }))
        try store.add(Dictionary(uniqueKeysWithValues: (0..<1000).map { (key(window: 10, $0 * 2), $0) }))
        let wanted = (0..<700).map { key(window: 10, Int64($0)) }
        var answers = [Int64?](repeating: -1, count: wanted.count)
        let flat = wanted.flatMap { $0 }
        try flat.withUnsafeBytes { all in
            let slices = wanted.indices.map { UnsafeRawBufferPointer(rebasing: all[($0 * 20)..<($0 * 20 + 20)]) }
            try slices.withUnsafeBufferPointer { slices in
                try store.multiGet(slices, sorted: false) { index, value in answers[index] = value.map { number($0) } }
            }
        }
        for index in wanted.indices { #expect(answers[index] == (index % 2 == 0 ? Int64(index) : nil)) }
    }
}
