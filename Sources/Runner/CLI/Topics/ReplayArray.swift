/// The objects of one JSON array of any length, read as they come.
final class JSONArrayRecords: ReplayRecords {
    private let bytes: LineReader
    private var isFirst = true

    init(_ bytes: LineReader) throws(SourceError) {
        self.bytes = bytes
        var byte = try nextBeyondSpace(bytes)
        // A byte order mark.
        if byte == 0xEF {
            _ = try bytes.nextByte()
            _ = try bytes.nextByte()
            byte = try nextBeyondSpace(bytes)
        }
        guard byte == UInt8(ascii: "[") else { throw bad("an array is wanted: it begins with [") }
    }

    func next() throws(SourceError) -> ReplayRecord? {
        var byte = try nextBeyondSpace(bytes)
        if byte == UInt8(ascii: "]") {
            guard try nextBeyondSpace(bytes) == nil else { throw bad("text behind the array") }
            return nil
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else {
                throw bad(byte == nil ? "the array is never closed" : "a comma is missing between two objects")
            }
            byte = try nextBeyondSpace(bytes)
        }
        isFirst = false
        guard let byte else { throw bad("the array is never closed") }
        guard byte == UInt8(ascii: "{") else { throw bad("a JSON object is wanted, not another value") }
        let line = bytes.line
        return ReplayRecord(bytes: try object(line), line: line)
    }

    /// The rest of an object whose first brace was read; only braces, brackets and quotes are understood here.
    private func object(_ line: Int) throws(SourceError) -> [UInt8] {
        var out: [UInt8] = [UInt8(ascii: "{")]
        var depth = 1
        var isInText = false
        while depth > 0 {
            guard let byte = try bytes.nextByte() else {
                throw .badInput(path: bytes.path, line: line, reason: "the object is never closed")
            }
            out.append(byte)
            guard out.count <= LineReader.lineBytesMax else {
                throw .badInput(path: bytes.path, line: line, reason: "the object is longer than 64 MB")
            }
            switch byte {
            case UInt8(ascii: "\""): isInText.toggle()
            case UInt8(ascii: "\\") where isInText:
                if let escaped = try bytes.nextByte() { out.append(escaped) }
            case UInt8(ascii: "{"), UInt8(ascii: "["): if !isInText { depth += 1 }
            case UInt8(ascii: "}"), UInt8(ascii: "]"): if !isInText { depth -= 1 }
            default: break
            }
        }
        return out
    }

    private func bad(_ reason: String) -> SourceError {
        .badInput(path: bytes.path, line: max(1, bytes.line), reason: reason)
    }
}

/// The next byte that is no white space.
private func nextBeyondSpace(_ bytes: LineReader) throws(SourceError) -> UInt8? {
    while let byte = try bytes.nextByte() {
        if byte != 32 && !(9...13).contains(byte) { return byte }
    }
    return nil
}
