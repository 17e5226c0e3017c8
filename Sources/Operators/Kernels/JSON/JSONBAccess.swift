/// What kind of value JSON text holds, told by its first byte.
enum JSONBKind: String {
    case object, array, string, number, boolean, null

    init(first: UInt8) {
        switch first {
        case UInt8(ascii: "{"): self = .object
        case UInt8(ascii: "["): self = .array
        case UInt8(ascii: "\""): self = .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): self = .boolean
        case UInt8(ascii: "n"): self = .null
        default: self = .number
        }
    }
}

/// Reading parts of JSON text without building it. The text is valid JSON, checked where it became jsonb.
enum JSONBAccess {
    /// The bytes of a value without blanks around it.
    static func value(_ bytes: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var scanner = JSONBScanner(bytes)
        scanner.skipBlanks()
        let start = scanner.at
        return scanner.skipValue() ? start..<scanner.at : nil
    }

    /// The value of a key; the last one when the key is there several times. `nil` for anything but an object.
    static func member(_ bytes: UnsafeBufferPointer<UInt8>, key: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        var scanner = JSONBScanner(bytes)
        scanner.skipBlanks()
        guard scanner.take(UInt8(ascii: "{")) else { return nil }
        var found: Range<Int>?
        while true {
            scanner.skipBlanks()
            guard let name = scanner.skipString() else { return found }
            scanner.skipBlanks()
            guard scanner.take(UInt8(ascii: ":")) else { return found }
            scanner.skipBlanks()
            let start = scanner.at
            guard scanner.skipValue() else { return found }
            if isSame(bytes, name, key) { found = start..<scanner.at }
            scanner.skipBlanks()
            guard scanner.take(UInt8(ascii: ",")) else { return found }
        }
    }

    /// Whether a string inside the text is `key`.
    static func isSame(
        _ bytes: UnsafeBufferPointer<UInt8>, _ string: (range: Range<Int>, escaped: Bool),
        _ key: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        if string.escaped {
            guard let plain = JSONBString.unescaped(bytes, string.range) else { return false }
            return plain.elementsEqual(key)
        }
        guard string.range.count == key.count else { return false }
        for index in key.indices where bytes[string.range.lowerBound + index] != key[index] { return false }
        return true
    }

    /// Element `index` of an array, from the end when negative. `nil` for anything but an array.
    static func element(_ bytes: UnsafeBufferPointer<UInt8>, index: Int) -> Range<Int>? {
        var wanted = index
        if index < 0 {
            guard let count = elementCount(bytes), count + index >= 0 else { return nil }
            wanted = count + index
        }
        var found: Range<Int>?
        _ = forEachElement(bytes) { position, range in
            if position == wanted { found = range }
            return position < wanted
        }
        return found
    }

    static func elementCount(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        forEachElement(bytes) { _, _ in true }
    }

    /// Calls `body` for each element until it gives `false`; the number of elements seen, `nil` when it is no array.
    static func forEachElement(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (Int, Range<Int>) -> Bool
    ) -> Int? {
        var scanner = JSONBScanner(bytes)
        scanner.skipBlanks()
        guard scanner.take(UInt8(ascii: "[")) else { return nil }
        var count = 0
        while true {
            scanner.skipBlanks()
            if scanner.peek == UInt8(ascii: "]") { return count }
            let start = scanner.at
            guard scanner.skipValue() else { return count }
            let goesOn = body(count, start..<scanner.at)
            count += 1
            if !goesOn { return count }
            scanner.skipBlanks()
            guard scanner.take(UInt8(ascii: ",")) else { return count }
        }
    }
}
