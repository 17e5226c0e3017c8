import Glibc
import Operators

/// One record of a file as JSON text, with the line where it begins.
struct ReplayRecord {
    /// As it stands in the file when it has a fault.
    var bytes: [UInt8]
    let line: Int
    /// Why it can't become JSON; the record behind it can still be read.
    var fault: SourceError?
}

/// Gives a file's records one after the other.
protocol ReplayRecords: AnyObject {
    func next() throws(SourceError) -> ReplayRecord?
}

enum ReplayReader {
    static func open(_ path: String, _ options: ReplayOptions) throws(SourceError) -> any ReplayRecords {
        let lines = try LineReader(path)
        switch options.format {
        case .csv: return try CSVRecords(lines, numbers: options.numbers)
        case .json: return try JSONArrayRecords(lines)
        case .ndjson: return JSONLines(lines)
        case .auto:
            if path.lowercased().hasSuffix(".csv") { return try CSVRecords(lines, numbers: options.numbers) }
            return try lines.peek() == UInt8(ascii: "[") ? try JSONArrayRecords(lines) : JSONLines(lines)
        }
    }
}

/// The lines of a file of any size; the last may lack its end.
final class LineReader {
    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var start = 0
    private var ended = false
    /// The number of the line that was given last, from 1.
    private(set) var line = 0
    private var lastWasLineEnd = false
    static let lineBytesMax = 64 << 20

    init(_ path: String) throws(SourceError) {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .badInput(path: path, line: 0, reason: String(cString: strerror(errno)))
        }
    }

    deinit { if path != "-" { close(descriptor) } }

    /// The next line without its end; a carriage return before it is left out too.
    func next() throws(SourceError) -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: 10) {
                defer { start = end + 1 }
                return take(start..<end)
            }
            searched = buffer.count
            if ended {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return take(start..<buffer.count)
            }
            guard buffer.count - start <= Self.lineBytesMax else {
                throw .badInput(path: path, line: line + 1, reason: "the line is longer than 64 MB")
            }
            searched -= start
            try fill()
        }
    }

    /// The first byte that is no white space and no byte order mark; nothing is taken. Only before anything was read.
    func peek() throws(SourceError) -> UInt8? {
        while true {
            let rest = buffer[start...]
            if let byte = rest[rest.textStart...].first(where: { $0 != 32 && !(9...13).contains($0) }) { return byte }
            guard !ended, buffer.count <= Self.lineBytesMax else { return nil }
            try fill()
        }
    }

    /// The next byte; `line` is then the line that it stands in.
    @inline(__always)
    func nextByte() throws(SourceError) -> UInt8? {
        if start == buffer.count {
            repeat {
                if ended { return nil }
                try fill()
            } while start == buffer.count
        }
        if line == 0 || lastWasLineEnd { line += 1 }
        let byte = buffer[start]
        start += 1
        lastWasLineEnd = byte == 10
        return byte
    }

    private func take(_ range: Range<Int>) -> [UInt8] {
        line += 1
        let end =
            range.upperBound > range.lowerBound && buffer[range.upperBound - 1] == 13
            ? range.upperBound - 1 : range.upperBound
        return Array(buffer[range.lowerBound..<end])
    }

    private func fill() throws(SourceError) {
        buffer.removeSubrange(0..<start)
        start = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count >= 0 {
                ended = count == 0
                buffer += chunk[0..<count]
                return
            }
            if errno != EINTR {
                throw .badInput(path: path, line: line, reason: String(cString: strerror(errno)))
            }
        }
    }
}

/// One JSON object a line; blank lines are left out.
final class JSONLines: ReplayRecords {
    private let lines: LineReader

    init(_ lines: LineReader) { self.lines = lines }

    func next() throws(SourceError) -> ReplayRecord? {
        while let line = try lines.next() {
            guard let first = line.firstIndex(where: { $0 != 32 && $0 != 9 }) else { continue }
            if lines.line == 1, line[first] == UInt8(ascii: "[") {
                throw .badInput(
                    path: lines.path, line: 1, reason: "an array, and --format ndjson wants one object a line")
            }
            return ReplayRecord(bytes: Array(line[first...]), line: lines.line)
        }
        return nil
    }
}

/// CSV by RFC 4180 with a header line, as JSON objects: text, numbers where told so, null for nothing.
final class CSVRecords: ReplayRecords {
    private let lines: LineReader
    private let names: [[UInt8]]
    private let isNumber: [Bool]

    init(_ lines: LineReader, numbers: Set<String>) throws(SourceError) {
        self.lines = lines
        guard var header = try lines.next() else {
            throw .badInput(path: lines.path, line: 1, reason: "the file is empty: a header line is wanted")
        }
        header.removeFirst(header.textStart)
        var raw: [UInt8] = []
        let fields = try Self.split(header, lines, &raw).get()
        let names = fields.map { String(decoding: $0.bytes, as: UTF8.self) }
        guard Set(names).count == names.count else {
            throw .badInput(path: lines.path, line: 1, reason: "the header names a column twice")
        }
        if let unknown = numbers.subtracting(names).sorted().first {
            throw .badInput(path: lines.path, line: 1, reason: "the header has no column \"\(unknown)\"")
        }
        self.names = names.map { name in
            var out: [UInt8] = []
            Array(name.utf8).withUnsafeBytes { JSONWriter.append(string: $0, to: &out) }
            return out
        }
        isNumber = names.map(numbers.contains)
    }

    func next() throws(SourceError) -> ReplayRecord? {
        guard let text = try lines.next() else { return nil }
        let line = lines.line
        if text.isEmpty { return try next() }
        var raw: [UInt8] = []
        switch try Self.split(text, lines, &raw) {
        case .failure(let fault): return ReplayRecord(bytes: raw, line: line, fault: fault)
        case .success(let fields):
            do throws(SourceError) {
                return ReplayRecord(bytes: try object(fields, line), line: line)
            } catch {
                return ReplayRecord(bytes: raw, line: line, fault: error)
            }
        }
    }

    private func object(_ fields: [Field], _ line: Int) throws(SourceError) -> [UInt8] {
        guard fields.count == names.count else {
            throw .badInput(
                path: lines.path, line: line, reason: "\(fields.count) fields, but the header has \(names.count)")
        }
        var out: [UInt8] = [UInt8(ascii: "{")]
        for (index, field) in fields.enumerated() {
            if index > 0 { out += [UInt8(ascii: ","), 32] }
            out += names[index] + [UInt8(ascii: ":"), 32]
            try append(field, index, line, to: &out)
        }
        out.append(UInt8(ascii: "}"))
        return out
    }

    private func append(_ field: Field, _ index: Int, _ line: Int, to out: inout [UInt8]) throws(SourceError) {
        if field.bytes.isEmpty, !field.wasQuoted {
            out += "null".utf8
        } else if isNumber[index] {
            let isJSON = field.bytes.withUnsafeBytes { JSONValidator.check($0) } == nil
            guard isJSON, let first = field.bytes.first, first == UInt8(ascii: "-") || (48...57).contains(first) else {
                let name = String(decoding: names[index], as: UTF8.self)
                let value = String(decoding: field.bytes.prefix(40), as: UTF8.self)
                throw .badInput(path: lines.path, line: line, reason: "\(name) is no number: \(value)")
            }
            out += field.bytes
        } else {
            field.bytes.withUnsafeBytes { JSONWriter.append(string: $0, to: &out) }
        }
    }

    private struct Field {
        var bytes: [UInt8] = []
        var wasQuoted = false
    }

    /// The fields of a line, or why it has none; takes further lines while a quote is open. `raw` gets what was taken.
    ///
    /// - Throws: when a quote is never closed: every row behind it is lost, not this one alone.
    private static func split(
        _ first: [UInt8], _ lines: LineReader, _ raw: inout [UInt8]
    ) throws(SourceError) -> Result<[Field], SourceError> {
        let begin = lines.line
        func bad(_ reason: String) -> SourceError { .badInput(path: lines.path, line: begin, reason: reason) }
        raw = first
        var fields = [Field()]
        var text = first
        var at = 0
        var isOpen = false
        while true {
            if at == text.count {
                guard isOpen else { return .success(fields) }
                guard let more = try lines.next() else { throw bad("a quote is never closed") }
                fields[fields.count - 1].bytes.append(10)
                raw += [10] + more
                (text, at) = (more, 0)
                continue
            }
            let byte = text[at]
            at += 1
            if isOpen {
                if byte != UInt8(ascii: "\"") {
                    fields[fields.count - 1].bytes.append(byte)
                } else if at < text.count, text[at] == UInt8(ascii: "\"") {
                    fields[fields.count - 1].bytes.append(byte)
                    at += 1
                } else {
                    isOpen = false
                    guard at == text.count || text[at] == UInt8(ascii: ",") else {
                        return .failure(bad("text after a closing quote"))
                    }
                }
            } else if byte == UInt8(ascii: ",") {
                fields.append(Field())
            } else if byte == UInt8(ascii: "\""), fields[fields.count - 1].bytes.isEmpty {
                fields[fields.count - 1].wasQuoted = true
                isOpen = true
            } else if byte == UInt8(ascii: "\"") {
                return .failure(bad("a quote inside an unquoted field"))
            } else {
                fields[fields.count - 1].bytes.append(byte)
            }
        }
    }
}
