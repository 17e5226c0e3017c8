import Operators

/// The records found in a piece of a file, and the arrays that a batch points into.
final class FileBlock {
    private let piece: FilePiece
    private let header: CSVHeader?
    private let start: Int64
    private let recordsMax: Int
    private let payloads: UnsafeMutablePointer<UnsafeRawBufferPointer>
    private let offsets: UnsafeMutablePointer<Int64>
    private let timestamps: UnsafeMutablePointer<Int64>
    private(set) var count = 0
    private var byteCount = 0
    /// Where the file's next record begins.
    private(set) var next: Int64
    /// Nothing follows in the file as it is.
    private(set) var isAtEnd = false

    init(_ piece: FilePiece, start: Int64, header: CSVHeader?, recordsMax: Int) {
        self.piece = piece
        self.start = start
        self.header = header
        self.recordsMax = recordsMax
        payloads = .allocate(capacity: recordsMax)
        offsets = .allocate(capacity: recordsMax)
        timestamps = .allocate(capacity: recordsMax)
        next = start
    }

    deinit {
        payloads.deallocate()
        offsets.deallocate()
        timestamps.deallocate()
    }

    private func keep(_ record: UnsafePointer<UInt8>, count: Int) {
        (payloads + self.count).initialize(to: UnsafeRawBufferPointer(start: record, count: count))
        (offsets + self.count).initialize(to: start + Int64(record - UnsafePointer(piece.start)))
        (timestamps + self.count).initialize(to: RecordBatch.unknownTimestamp)
        self.count += 1
        byteCount += count
    }

    /// Records that end with a line's end; `takesRest` says that what follows the last one is a record too, and
    /// `isLast` that no larger piece will be read: a quote that is not closed then costs its line. False when the
    /// piece holds no whole record.
    func fillLines(_ layout: CSVLayout?, takesRest: Bool, isLast: Bool) -> Bool {
        let end = UnsafePointer(piece.start) + piece.count
        var at = UnsafePointer(piece.start)
        let hasEmptyRecords = layout.map { layout in header.map { $0.names.count == 1 } ?? layout.isOneField } ?? false
        while count < recordsMax, at < end {
            let whole = if let layout { CSVScan.end(at, end, layout) } else { line(at, end) }
            guard let found = whole ?? (isLast && (takesRest || count == 0) ? line(at, end) : nil) else { break }
            // A blank line is no record, but where it is how a row's only value, NULL, is written.
            if found.count > 0 || hasEmptyRecords { keep(at, count: found.count) }
            at = found.next
        }
        if takesRest, piece.isShort, count < recordsMax, at < end {
            keep(at, count: end - at)
            at = end
        }
        next = start + Int64(at - UnsafePointer(piece.start))
        isAtEnd = piece.isShort && count < recordsMax && (at == end || !takesRest)
        return at > UnsafePointer(piece.start)
    }

    private func line(
        _ at: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> (count: Int, next: UnsafePointer<UInt8>)? {
        // One record a line, whatever its quotes: JSON has no bare line ends in text.
        CSVScan.lineEnd(at, end)
    }

    /// The elements of a JSON array, from behind its bracket or behind an element on.
    func fillArray(isLast: Bool, _ path: String) throws(SourceError) -> Bool {
        let bytes = piece.bytes
        var at = 0
        func bad(_ reason: String) -> SourceError {
            .badInput(path: path, line: 0, reason: "\(reason) byte \(start + Int64(at))")
        }
        while count < recordsMax {
            let hasComma = FileBlock.skipComma(bytes, &at)
            guard at < bytes.count else { break }
            if hasComma, [UInt8(ascii: ","), UInt8(ascii: "]")].contains(bytes[at]) {
                throw bad("the array lacks an element at")
            }
            if bytes[at] == UInt8(ascii: "]") {
                guard bytes[(at + 1)...].allSatisfy({ $0 <= 32 }) else { throw bad("text follows the array at") }
                // The next start sees the bracket, too, and knows by it that the array was closed.
                next = start + Int64(at)
                isAtEnd = isLast
                return isLast || count > 0
            }
            guard hasComma || count == 0 else { throw bad("the array lacks a comma at") }
            guard let elementEnd = JSONElement.end(bytes, from: at) else {
                if isLast { throw bad("the array ends early, at") }
                break
            }
            keep(UnsafePointer(piece.start) + at, count: elementEnd - at)
            at = elementEnd
        }
        next = start + Int64(at)
        if count == 0, isLast, at == bytes.count {
            throw .badInput(path: path, line: 0, reason: "the array is not closed")
        }
        return count > 0
    }

    /// Goes to what follows an element; true when a comma stands before it.
    private static func skipComma(_ bytes: UnsafeRawBufferPointer, _ at: inout Int) -> Bool {
        var hasComma = false
        while at < bytes.count, bytes[at] <= 32 || (bytes[at] == UInt8(ascii: ",") && !hasComma) {
            hasComma = hasComma || bytes[at] == UInt8(ascii: ",")
            at += 1
        }
        return hasComma
    }

    func batch(slot: Int) -> RecordBatch {
        RecordBatch(
            slot: slot, nextOffset: next, reachedEnd: isAtEnd, byteCount: byteCount,
            payloads: UnsafeBufferPointer(start: payloads, count: count),
            keys: UnsafeBufferPointer(start: nil, count: 0),
            offsets: UnsafeBufferPointer(start: offsets, count: count),
            timestamps: UnsafeBufferPointer(start: timestamps, count: count), header: header, owner: self)
    }
}

/// Where a JSON value ends, without a look at what is in it: the decoder judges it.
enum JSONElement {
    /// The byte behind the value that begins at `start`; nil when it does not end among the bytes.
    static func end(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var at = start
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                at += 1
                while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
                    at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
                }
                guard at < bytes.count else { return nil }
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return at }
                depth -= 1
                if depth == 0 { return at + 1 }
            case let byte where depth == 0 && (byte <= 32 || byte == UInt8(ascii: ",")): return at
            default: break
            }
            at += 1
        }
        return nil
    }
}
