import Glibc
import Operators
import Testing

@testable import Runner

@Suite struct FileSourceTests {
    let folder: String

    init() throws {
        var template = Array("/tmp/millrace-files-XXXXXX".utf8CString)
        folder = String(cString: try #require(mkdtemp(&template)))
    }

    private func write(_ name: String, _ text: String, append: Bool = false) throws {
        let file = try #require(fopen("\(folder)/\(name)", append ? "a" : "w"))
        fputs(text, file)
        fclose(file)
    }

    private func source(_ pattern: String, _ layout: CSVLayout? = nil, follows: Bool = false) throws -> FileSource {
        try FileSource(
            source: 0, options: FileSourceOptions(path: "\(folder)/\(pattern)", layout: layout, follows: follows))
    }

    /// All records from the positions on, with their offsets, in batches of `max`.
    private func read(
        _ source: FileSource, from positions: [String: Int64] = [:], max: Int = 100
    ) throws -> (texts: [String], offsets: [Int64], lane: any LaneInput) {
        let lane = try source.makeLane(signal: LaneSignal())
        for partition in try source.partitions() {
            _ = try lane.add(partition, position: positions[partition.topic] ?? 0)
        }
        var texts: [String] = []
        var offsets: [Int64] = []
        while let batch = try lane.consumeBatch(max: max, timeoutMilliseconds: 0) {
            for index in 0..<batch.count {
                texts.append(String(decoding: batch.payloads[index], as: UTF8.self))
                offsets.append(batch.offsets[index])
            }
        }
        return (texts, offsets, lane)
    }

    @Test(arguments: [1, 2, 100]) func `files are read in the order of their names, lines become records`(max: Int)
        throws
    {
        try write("b.json", "{\"a\":3}")
        try write("a.json", "{\"a\":1}\r\n\n{\"a\":2}\n")
        try write("c.txt", "no\n")
        let (texts, offsets, lane) = try read(source("*.json"), max: max)
        #expect(texts == ["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"])
        #expect(offsets == [0, 10, 0])
        #expect(lane.isExhausted)
    }

    @Test func `reading goes on at every record's offset`() throws {
        try write("a.csv", "\u{FEFF}id,text\n1,\"x\ny\"\n2,b\n3,\"\"\"\"")
        let layout = CSVLayout(hasHeader: true)
        let (texts, offsets, _) = try read(source("a.csv", layout))
        #expect(texts == ["1,\"x\ny\"", "2,b", "3,\"\"\"\""])
        for (index, offset) in offsets.enumerated() {
            let rest = try read(source("a.csv", layout), from: ["\(folder)/a.csv": offset], max: 1)
            #expect(rest.texts == Array(texts[index...]))
        }
    }

    @Test(arguments: [1, 2, 100]) func `an empty line is a record where a file has one column`(max: Int) throws {
        try write("a.csv", "n\n1\n\n\r\n\"\"\n")
        let (texts, offsets, _) = try read(source("a.csv", CSVLayout(hasHeader: true)), max: max)
        #expect(texts == ["1", "", "", "\"\""])
        #expect(offsets == [2, 4, 5, 7])
        try write("b.csv", "1\n\n2\n\n")
        var layout = CSVLayout()
        #expect(try read(source("b.csv", layout), max: max).texts == ["1", "2"])
        layout.isOneField = true
        #expect(try read(source("b.csv", layout), max: max).texts == ["1", "", "2", ""])
        try write("c.csv", "n,m\n1,2\n\n3,4\n")
        #expect(try read(source("c.csv", CSVLayout(hasHeader: true)), max: max).texts == ["1,2", "3,4"])
    }

    @Test func `an array's elements are records`() throws {
        try write("a.json", " [ {\"a\": [1, \"]\"]} ,\n{\"b\":2},3]\n")
        let (texts, offsets, _) = try read(source("a.json"), max: 1)
        #expect(texts == ["{\"a\": [1, \"]\"]}", "{\"b\":2}", "3"])
        let rest = try read(source("a.json"), from: ["\(folder)/a.json": offsets[1]])
        #expect(rest.texts == ["{\"b\":2}", "3"])
        // A job that has read it all begins there again; one that follows looks again and again.
        for follows in [false, true] {
            let end = ["\(folder)/a.json": rest.lane.position(slot: 0)]
            let whole = try read(source("a.json", follows: follows), from: end)
            #expect(whole.texts.isEmpty && whole.lane.isAtEnd(slot: 0))
            #expect(try whole.lane.consumeBatch(max: 1, timeoutMilliseconds: 0) == nil)
        }
    }

    @Test(arguments: ["[{\"a\":1}", "[{\"a\":1},", "[{\"a\":", "[{\"a\":1}] x", "[", "[1 2]", "[1,,2]", "[1,]"])
    func `an array that is broken says where`(text: String) throws {
        try write("a.json", text)
        #expect(throws: SourceError.self) { try read(source("a.json")) }
    }

    @Test func `the end of a file is where a reader stands that has read it`() throws {
        func end(_ text: String, follows: Bool) throws -> Int64? {
            try write("a.json", text)
            let files = try source("a.json", follows: follows)
            let end = try files.offsetRanges(files.partitions()).values.first?.high
            #expect(try read(files).lane.position(slot: 0) == end, "\(text)")
            return end
        }
        #expect(try end("{}\n{}\n", follows: true) == 6)
        #expect(try end("{}\n{\"a\":", follows: true) == 3)
        #expect(try end("{}\n{\"a\":1}", follows: false) == 10)
        let long = String(repeating: " ", count: 200_000)
        #expect(try end("{}\n\(long)", follows: true) == 3)
        for follows in [false, true] { #expect(try end(" [{}, {}]\(long)\n", follows: follows) == 8) }
        #expect(try end("[]", follows: true) == 1)
    }

    @Test func `a file larger than a piece is read whole`() throws {
        let lines = (0..<20_000).map { "\($0),\"\(String(repeating: "x", count: $0 % 97))\"" }
        try write("big.csv", "n,text\n" + lines.joined(separator: "\n"))
        let (texts, offsets, _) = try read(source("big.csv", CSVLayout(hasHeader: true)), max: 4_096)
        #expect(texts == lines)
        #expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test func `a record longer than a piece is read whole`() throws {
        let long = "{\"a\":\"\(String(repeating: "x", count: 3 << 20))\"}"
        try write("a.json", "{}\n\(long)\n{}\n")
        #expect(try read(source("a.json")).texts == ["{}", long, "{}"])
    }

    @Test func `no file at all is refused, an empty one has no records`() throws {
        #expect(throws: SourceError.self) { try source("*.csv") }
        try write("a.csv", "")
        let (texts, _, lane) = try read(source("*.csv", CSVLayout(hasHeader: true)))
        #expect(texts.isEmpty && lane.isExhausted)
    }

    @Test func `a file that is gone, shorter or another one is refused`() throws {
        try write("a.json", "{\"a\":1}\n{\"a\":2}\n")
        let files = try source("*.json")
        let partition = try #require(try files.partitions().first)
        let lane = try files.makeLane(signal: LaneSignal())
        _ = try lane.add(partition, position: 0)
        guard let batch = try lane.consumeBatch(max: 100, timeoutMilliseconds: 0) else {
            Issue.record("no records")
            return
        }
        let mark = batch.mark(of: 1)
        #expect(throws: Never.self) { try files.verify([partition: 16]) }
        #expect(throws: Never.self) { try files.verify(marks: [partition: mark]) }
        try write("a.json", "{\"a\":1}\n{\"a\":3}\n")
        #expect(throws: SourceError.self) { try files.verify(marks: [partition: mark]) }
        try write("a.json", "{}\n")
        #expect(throws: SourceError.self) { try files.verify([partition: 16]) }
        unlink("\(folder)/a.json")
        #expect(throws: SourceError.self) { try files.verify([partition: 16]) }
    }

    @Test func `a quote that is never closed costs its line, in a followed file once all is there`() throws {
        try write("a.csv", "1,\"open\n2,b\n3,\"c\nd\"\n")
        #expect(try read(source("a.csv", CSVLayout())).texts == ["1,\"open", "2,b", "3,\"c\nd\""])
        try write("b.csv", "1,a\n2,\"open\n3,b\n")
        let (texts, offsets, _) = try read(source("b.csv", CSVLayout()), max: 1)
        #expect(texts == ["1,a", "2,\"open", "3,b"])
        #expect(offsets == [0, 4, 12])
        // The rest of a text in quotes may still come.
        #expect(try read(source("b.csv", CSVLayout(), follows: true)).texts == ["1,a"])
    }

    @Test func `a followed file that another takes the name of, or that is gone, is told once it is read`() throws {
        for isGone in [true, false] {
            try write("a.json", "{\"a\":1}\n")
            let files = try source("a.json", follows: true)
            let lane = try files.makeLane(signal: LaneSignal())
            for partition in try files.partitions() { _ = try lane.add(partition, position: 0) }
            _ = try lane.consumeBatch(max: 100, timeoutMilliseconds: 0)
            try write("b.json", "{\"a\":1}\n{\"a\":2}\n")
            if isGone { unlink("\(folder)/a.json") } else { rename("\(folder)/b.json", "\(folder)/a.json") }
            let error = #expect(throws: SourceError.self) {
                _ = try lane.consumeBatch(max: 100, timeoutMilliseconds: 0)
            }
            #expect("\(error.map { "\($0)" } ?? "")".contains(isGone ? "is gone" : "another file has its name now"))
        }
    }

    @Test func `a followed file grows, a line without an end waits, a new file is discovered`() throws {
        try write("a.json", "{\"a\":1}\n{\"a\":")
        let files = try source("*.json", follows: true)
        let lane = try files.makeLane(signal: LaneSignal())
        for partition in try files.partitions() { _ = try lane.add(partition, position: 0) }
        func next() throws -> [String] {
            guard let batch = try lane.consumeBatch(max: 100, timeoutMilliseconds: 0) else { return [] }
            return (0..<batch.count).map { String(decoding: batch.payloads[$0], as: UTF8.self) }
        }
        #expect(try next() == ["{\"a\":1}"])
        #expect(try next() == [] && lane.isAtEnd(slot: 0))
        try write("a.json", "2}\n", append: true)
        #expect(try next() == ["{\"a\":2}"])
        #expect(files.discoverPartitions().isEmpty)
        try write("b.json", "{}\n")
        #expect(files.discoverPartitions().map(\.topic) == ["\(folder)/b.json"])
        #expect(files.discoverPartitions().isEmpty)
    }
}
