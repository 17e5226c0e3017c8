/// Classes of characters as glibc's locale C.UTF-8 has them, which are PostgreSQL's there.
///
/// Source: `gen_unicode_ctype.py` of glibc.
enum UnicodeClass {
    static func holds(_ character: UInt32, _ name: RegularSet.Class) -> Bool {
        guard let scalar = Unicode.Scalar(character) else { return false }
        switch name {
        case .ascii: return character < 128
        case .alnum: return isDigit(character) || isAlphabetic(scalar)
        case .alpha: return isAlphabetic(scalar)
        case .blank: return character == 32 || character == 9
        case .cntrl: return character < 32 || 127...159 ~= character
        case .digit: return isDigit(character)
        case .graph: return isPrinted(scalar) && !isSpace(scalar)
        case .lower: return scalar.properties.isLowercase
        case .print: return isPrinted(scalar)
        case .punct:
            return isPrinted(scalar) && !isSpace(scalar) && !isDigit(character) && !isAlphabetic(scalar)
        case .space: return isSpace(scalar)
        case .upper: return scalar.properties.isUppercase
        case .xdigit: return isDigit(character) || 65...70 ~= character || 97...102 ~= character
        case .word: return character == 95 || isDigit(character) || isAlphabetic(scalar)
        }
    }

    /// Of characters with one small letter; others as they are.
    static func lower(_ character: UInt32) -> UInt32 {
        Unicode.Scalar(character).flatMap { one($0.properties.lowercaseMapping) } ?? character
    }

    /// Of characters with one capital letter; others as they are.
    static func upper(_ character: UInt32) -> UInt32 {
        Unicode.Scalar(character).flatMap { one($0.properties.uppercaseMapping) } ?? character
    }

    private static func one(_ text: String) -> UInt32? {
        text.unicodeScalars.count == 1 ? text.unicodeScalars.first?.value : nil
    }

    private static func isDigit(_ character: UInt32) -> Bool { 48...57 ~= character }

    /// Digits of other scripts are letters.
    private static func isAlphabetic(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic
            || (scalar.properties.generalCategory == .decimalNumber && !isDigit(scalar.value))
    }

    private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .spaceSeparator: ![0xA0, 0x2007, 0x202F].contains(scalar.value)
        case .lineSeparator, .paragraphSeparator: true
        default: 9...13 ~= scalar.value
        }
    }
}
