/// How delimited text is written.
package struct CSVLayout: Hashable, Sendable {
    /// Between two fields; not a quote or a line's end.
    package var delimiter: UInt8
    /// The first record of a file names the columns.
    package var hasHeader: Bool
    /// Records are lines of one field, without a header: an empty line is one, too.
    package var isOneField = false

    package init(delimiter: UInt8 = UInt8(ascii: ","), hasHeader: Bool = false) {
        self.delimiter = delimiter
        self.hasHeader = hasHeader
    }
}

/// The columns' names of one file.
package final class CSVHeader: Sendable {
    package let names: [String]

    package init(_ names: [String]) { self.names = names }

    /// Reads a header record; blanks around names are left out. `nil` when it is no record of the layout.
    package convenience init?(_ record: UnsafeRawBufferPointer, _ layout: CSVLayout) {
        var fields = CSVFields(record, layout)
        let arena = Arena()
        var names: [String] = []
        while let field = fields.next(arena) {
            let text = field.view.withBytes { String(decoding: $0, as: UTF8.self) }
            names.append(text.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " "))
        }
        if fields.isMalformed { return nil }
        self.init(names)
    }
}

/// Where records end: at a line's end that lies in no quoted field.
package enum CSVScan {
    /// The record that starts at `start`: its bytes without the line's end, and where the next one starts; `nil` when
    /// its end is not among the bytes.
    @inline(__always)
    package static func end(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ layout: CSVLayout
    ) -> (count: Int, next: UnsafePointer<UInt8>)? {
        guard let line = lineEnd(start, end) else { return nil }
        if !holdsQuote(start, line.next) { return line }
        return quotedEnd(start, end, layout)
    }

    /// The same with fields in quotes.
    @inline(never)
    private static func quotedEnd(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ layout: CSVLayout
    ) -> (count: Int, next: UnsafePointer<UInt8>)? {
        var at = start
        var isFieldStart = true
        while at < end {
            let byte = at.pointee
            if byte == UInt8(ascii: "\n") { return (contentCount(start, at), at + 1) }
            if isFieldStart, byte == UInt8(ascii: "\"") {
                guard let closing = closingQuote(at + 1, end) else { return nil }
                at = closing + 1
                isFieldStart = false
                // A quote that closes in the middle of text is none: it costs its line, not all lines up to the next.
                if at < end, !isFieldEnd(at.pointee, layout) { return lineEnd(start, end) }
                continue
            }
            isFieldStart = byte == layout.delimiter
            at += 1
        }
        return nil
    }

    @inline(__always)
    private static func isFieldEnd(_ byte: UInt8, _ layout: CSVLayout) -> Bool {
        byte == layout.delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }

    /// The quote that closes a field whose opening quote was passed; doubled quotes are text.
    @inline(__always)
    static func closingQuote(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
        var at = start
        while let found = find(UInt8(ascii: "\""), at, end) {
            guard found + 1 < end, found[1] == UInt8(ascii: "\"") else { return found }
            at = found + 2
        }
        return nil
    }

    /// The line that starts at `start`, whatever quotes it has.
    @inline(__always)
    package static func lineEnd(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>
    ) -> (count: Int, next: UnsafePointer<UInt8>)? {
        guard let newline = find(UInt8(ascii: "\n"), start, end) else { return nil }
        return (contentCount(start, newline), newline + 1)
    }

    @inline(__always)
    private static func holdsQuote(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Bool {
        find(UInt8(ascii: "\""), start, end) != nil
    }

    /// A carriage return before the line's end does not belong to the record.
    @inline(__always)
    private static func contentCount(_ start: UnsafePointer<UInt8>, _ newline: UnsafePointer<UInt8>) -> Int {
        newline > start && newline[-1] == UInt8(ascii: "\r") ? newline - start - 1 : newline - start
    }
}
