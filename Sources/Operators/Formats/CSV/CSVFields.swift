import Glibc

/// The first such byte from `start` on, before `end`.
@inline(__always)
func find(_ byte: UInt8, _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UnsafePointer<UInt8>? {
    guard start < end, let found = memchr(start, Int32(byte), end - start) else { return nil }
    return UnsafePointer(found.assumingMemoryBound(to: UInt8.self))
}

/// Goes through the fields of one record.
struct CSVFields {
    struct Field {
        var view: StringView
        var isQuoted: Bool
        /// Where the field begins in the record.
        var byteOffset: Int
    }

    private let start: UnsafePointer<UInt8>
    private let end: UnsafePointer<UInt8>
    private var at: UnsafePointer<UInt8>
    private let delimiter: UInt8
    private var hasEnded: Bool
    private(set) var isMalformed = false

    init(_ record: UnsafeRawBufferPointer, _ layout: CSVLayout) {
        delimiter = layout.delimiter
        // A record without bytes has no field; the pointer is then never read.
        let base = record.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped
        start = base.assumingMemoryBound(to: UInt8.self)
        end = start + record.count
        at = start
        hasEnded = record.isEmpty
    }

    /// Where the next field begins.
    var byteOffset: Int { at - start }

    /// The next field; text with doubled quotes is written anew into the arena.
    @inline(__always)
    mutating func next(_ arena: Arena) -> Field? {
        if hasEnded || isMalformed { return nil }
        let offset = at - start
        if at < end, at.pointee == UInt8(ascii: "\"") { return quoted(arena, offset) }
        let first = at
        while at < end, at.pointee != delimiter { at += 1 }
        let view = StringView(first, count: at - first)
        step()
        return Field(view: view, isQuoted: false, byteOffset: offset)
    }

    /// Passes the delimiter; at the record's end there is no further field.
    @inline(__always)
    private mutating func step() {
        if at < end { at += 1 } else { hasEnded = true }
    }

    @inline(never)
    private mutating func quoted(_ arena: Arena, _ offset: Int) -> Field? {
        let first = at + 1
        guard let closing = CSVScan.closingQuote(first, end) else {
            isMalformed = true
            return nil
        }
        at = closing + 1
        guard at == end || at.pointee == delimiter else {
            isMalformed = true
            return nil
        }
        step()
        return Field(view: unescaped(first, closing, arena), isQuoted: true, byteOffset: offset)
    }

    private func unescaped(
        _ first: UnsafePointer<UInt8>, _ closing: UnsafePointer<UInt8>, _ arena: Arena
    ) -> StringView {
        guard find(UInt8(ascii: "\""), first, closing) != nil else { return StringView(first, count: closing - first) }
        let target = arena.allocate(closing - first).assumingMemoryBound(to: UInt8.self)
        var count = 0
        var from = first
        while from < closing {
            target[count] = from.pointee
            count += 1
            from += from.pointee == UInt8(ascii: "\"") ? 2 : 1
        }
        return StringView(target, count: count)
    }
}
