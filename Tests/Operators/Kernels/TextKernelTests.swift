@testable import Operators
import Testing

@Suite struct TextKernelTests {
    private func matches(_ text: String, _ pattern: String, ignoresCase: Bool = false) throws -> Bool {
        var pattern = pattern
        let compiled = pattern.withUTF8 { LikePattern($0, ignoresCase: ignoresCase) }
        let arena = Arena()
        return try compiled.matches(arena.view(of: text))
    }

    /// LIKE written down as plainly as possible.
    private func reference(_ text: Substring, _ pattern: Substring) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        switch first {
        case "%":
            return reference(text, pattern.dropFirst()) || (!text.isEmpty && reference(text.dropFirst(), pattern))
        case "_": return !text.isEmpty && reference(text.dropFirst(), pattern.dropFirst())
        default: return text.first == first && reference(text.dropFirst(), pattern.dropFirst())
        }
    }

    @Test func `LIKE agrees with its definition on random patterns`() throws {
        var generator = SeededGenerator(state: 11)
        let letters = Array("abé")
        let marks = Array("abé%_")
        for _ in 0..<5000 {
            let text = String(
                (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                    letters[Int.random(in: 0..<3, using: &generator)]
                })
            let pattern = String(
                (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    marks[Int.random(in: 0..<5, using: &generator)]
                })
            #expect(try matches(text, pattern) == reference(text[...], pattern[...]), "\(text) LIKE \(pattern)")
        }
    }

    @Test func `a pattern that ends with its escape fails only where a match gets there`() throws {
        #expect(throws: RowFailure.self) { try matches("abc", "ab\\") }
        #expect(try !matches("xyz", "ab\\"))
        #expect(try matches("50%", "50\\%"))
    }

    @Test func `regular expressions that mean something else here are refused`() {
        for pattern in ["(?=x)", "a*?", "(a)\\1", "***=a", "(?x)a b"] {
            #expect(throws: RowFailure.self, "\(pattern)") { try RegularExpression(pattern) }
        }
    }

    @Test func `MD5 of known texts`() {
        func hash(_ text: String) -> String {
            var text = text
            return text.withUTF8 { String(decoding: TextKernels.hexadecimal(MD5.hash($0)), as: UTF8.self) }
        }
        #expect(hash("") == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(hash("message digest") == "f96b697d7cb7938d525a2f31aaf161d0")
    }

    @Test func `jsonb is put in normal form once and for all`() throws {
        for (text, expected) in [
            (
                "{\"b\":1, \"a\":[1,2,{\"x\":null}], \"aa\":true, \"b\":2}",
                "{\"a\": [1, 2, {\"x\": null}], \"b\": 2, \"aa\": true}"
            ),
            ("[1e3, -0.0, 1.50]", "[1000, 0.0, 1.50]"),
        ] {
            var text = text
            let value = try #require(text.withUTF8 { JSONBValue($0) })
            var once: [UInt8] = []
            value.append(to: &once)
            #expect(String(decoding: once, as: UTF8.self) == expected)
            var twice: [UInt8] = []
            once.withUnsafeBufferPointer { JSONBValue($0) }?.append(to: &twice)
            #expect(once == twice)
        }
        for broken in ["", "{", "[1,]", "01", "\"\\u0000\"", "nul", "{\"a\" 1}", "1 2"] {
            var broken = broken
            let isRead = broken.withUTF8 { JSONBValue($0) } != nil
            #expect(!isRead, "\(broken)")
        }
    }
}
