import Glibc
import Testing

@testable import StateStore

@Suite struct JournalTests {
    static func payload(_ epoch: Int64) -> [UInt8] {
        (0..<(Int(epoch) * 7 % 40)).map { UInt8(truncatingIfNeeded: Int64($0) &* 31 &+ epoch) }
    }

    static func fill(_ journal: inout Journal, _ epochs: ClosedRange<Int64>) throws {
        for epoch in epochs {
            try payload(epoch).withUnsafeBytes { try journal.append(epoch: Epoch(epoch), payload: $0) }
        }
    }

    static func epochs(_ journal: borrowing Journal, after epoch: Int64 = -1) throws -> [Int64] {
        let records = try journal.records(after: Epoch(epoch))
        for record in records { #expect(record.payload == payload(record.epoch.rawValue)) }
        return records.map(\.epoch.rawValue)
    }

    @Test func `records come back after the journal is opened again`() throws {
        let scratch = Scratch()
        do {
            var journal = try Journal(directory: scratch("j"))
            try Self.fill(&journal, 1...9)
        }
        var journal = try Journal(directory: scratch("j"))
        #expect(journal.lastEpoch == Epoch(9))
        #expect(try Self.epochs(journal, after: 4) == [5, 6, 7, 8, 9])
        try Self.fill(&journal, 10...12)
        #expect(try Self.epochs(journal) == Array(1...12))
    }

    @Test func `an epoch must be greater than the last`() throws {
        let scratch = Scratch()
        var journal = try Journal(directory: scratch("j"))
        try Self.fill(&journal, 3...4)
        for epoch in [Int64(4), 2] {
            do {
                try [UInt8]().withUnsafeBytes { try journal.append(epoch: Epoch(epoch), payload: $0) }
                Issue.record("epoch \(epoch) was accepted")
            } catch let error as StoreError {
                guard case .invalidArgument = error else { throw error }
            }
        }
        #expect(try Self.epochs(journal) == [3, 4])
    }

    @Test func `a tail torn at any byte is cut off and all before it stays`() throws {
        let scratch = Scratch()
        do {
            var journal = try Journal(directory: scratch("j"))
            try Self.fill(&journal, 1...5)
        }
        let name = try #require(names(in: scratch("j")).first)
        let whole = readBytes(scratch("j") + "/" + name)
        var ends = [JournalFrame.segmentHeaderSize]
        for epoch in Int64(1)...5 { ends.append((ends.last ?? 0) + 24 + Self.payload(epoch).count) }
        #expect(ends.last == whole.count)
        for length in 0...whole.count {
            let copy = scratch("cut\(length)")
            mkdir(copy, 0o700)
            writeBytes(Array(whole[..<length]), to: copy + "/" + name)
            var journal = try Journal(directory: copy)
            let expected = Int64(max(0, ends.lastIndex { $0 <= length } ?? 0))
            let newest = journal.lastEpoch?.rawValue ?? 0
            #expect(newest == expected, "cut at \(length)")
            try Self.fill(&journal, (expected + 1)...(expected + 2))
            #expect(try Self.epochs(journal) == Array(1...(expected + 2)))
        }
    }

    @Test func `a tail filled with zeros or rubbish is cut off`() throws {
        let scratch = Scratch()
        do {
            var journal = try Journal(directory: scratch("j"))
            try Self.fill(&journal, 1...3)
        }
        let name = try #require(names(in: scratch("j")).first)
        let whole = readBytes(scratch("j") + "/" + name)
        var random = SeededRandom(7)
        for count in [1, 23, 24, 100, 5000] {
            let noise: [UInt8] = (0..<count).map { _ in .random(in: 0...255, using: &random) }
            for rubbish in [[UInt8](repeating: 0, count: count), noise] {
                writeBytes(whole + rubbish, to: scratch("j") + "/" + name)
                let journal = try Journal(directory: scratch("j"))
                #expect(journal.lastEpoch == Epoch(3))
            }
        }
    }

    @Test func `a changed byte is refused, but in the last record it only drops that record`() throws {
        let scratch = Scratch()
        do {
            var journal = try Journal(directory: scratch("j"))
            try Self.fill(&journal, 1...5)
        }
        let name = try #require(names(in: scratch("j")).first)
        let whole = readBytes(scratch("j") + "/" + name)
        let lastStart = whole.count - 24 - Self.payload(5).count
        var refused = 0
        for offset in whole.indices {
            for bit in [UInt8(0x01), 0x80] {
                var changed = whole
                changed[offset] ^= bit
                writeBytes(changed, to: scratch("j") + "/" + name)
                do {
                    let journal = try Journal(directory: scratch("j"))
                    #expect(offset >= lastStart, "a change at \(offset) went unseen")
                    #expect(journal.lastEpoch == Epoch(4))
                } catch {
                    #expect(offset < lastStart, "a torn tail at \(offset) was refused: \(error)")
                    refused += 1
                }
            }
        }
        #expect(refused == 2 * lastStart)
    }

    @Test func `segments are trimmed whole and the newest stays`() throws {
        let scratch = Scratch()
        var journal = try Journal(directory: scratch("j"), segmentBytesMax: 100)
        try Self.fill(&journal, 1...30)
        let before = names(in: scratch("j")).count
        #expect(before > 5)
        try journal.trim(through: Epoch(20))
        let kept = try Self.epochs(journal)
        #expect(kept.last == 30 && (kept.first ?? 0) > 10 && (kept.first ?? 99) <= 21)
        try journal.trim(through: Epoch(99))
        #expect(names(in: scratch("j")).count == 1)
        #expect(try Self.epochs(journal).last == 30)
    }

    @Test func `damage in an older segment is refused even at its end`() throws {
        let scratch = Scratch()
        do {
            var journal = try Journal(directory: scratch("j"), segmentBytesMax: 100)
            try Self.fill(&journal, 1...30)
        }
        let path = scratch("j") + "/" + (try #require(names(in: scratch("j")).first))
        writeBytes(readBytes(path).dropLast(), to: path)
        #expect(throws: StoreError.self) { _ = try Journal(directory: scratch("j")).lastEpoch }
    }

    @Test func `after a failed sync the journal is unusable and a new one knows what is there`() throws {
        let scratch = Scratch()
        let calls = Counter()
        var journal = try Journal(directory: scratch("j"), segmentBytesMax: 1 << 20) { descriptor in
            if calls.next() == 4 {
                errno = EIO
                return -1
            }
            return fdatasync(descriptor)
        }
        try Self.fill(&journal, 1...2)
        var failures = 0
        for epoch in [Int64(3), 3, 4] {
            do { try Self.fill(&journal, epoch...epoch) } catch { failures += 1 }
        }
        #expect(failures == 3)
        #expect(calls.value == 4, "a file was synced again after its sync had failed")
        var second = try Journal(directory: scratch("j"))
        let last = second.lastEpoch?.rawValue ?? 0
        #expect(last == 2 || last == 3)
        try Self.fill(&second, (last + 1)...(last + 1))
    }

    @Test func `epochs after a point can be forgotten`() throws {
        let scratch = Scratch()
        for point in Int64(0)...12 {
            var journal = try Journal(directory: scratch("j\(point)"), segmentBytesMax: 100)
            try Self.fill(&journal, 1...10)
            try journal.truncate(after: Epoch(point))
            let rest = min(point, 10)
            let newest = journal.lastEpoch?.rawValue ?? 0
            #expect(newest == rest)
            try Self.fill(&journal, (rest + 1)...(rest + 3))
            #expect(try Self.epochs(journal) == Array(1...(rest + 3)))
            let again = try Journal(directory: scratch("j\(point)"))
            #expect(try Self.epochs(again) == Array(1...(rest + 3)))
        }
    }
}
