import Glibc
import Testing

@testable import Operators

/// JSONTestSuite's verdicts, on the validator and on the decoder: y_ must be accepted, n_ refused, i_ is free.
@Suite struct JSONConformanceTests {
    /// Free files that are accepted; all others are refused. README.md of Formats/JSON says why.
    private let accepted: Set<String> = [
        "i_number_double_huge_neg_exp.json", "i_number_huge_exp.json", "i_number_neg_int_huge_exp.json",
        "i_number_pos_double_huge_exp.json", "i_number_real_neg_overflow.json", "i_number_real_pos_overflow.json",
        "i_number_real_underflow.json", "i_number_too_big_neg_int.json", "i_number_too_big_pos_int.json",
        "i_number_very_big_negative_int.json",
    ]

    @Test(
        .enabled(
            if: sharedData("JSONTestSuite/test_parsing") != nil,
            "MILLRACE_SHARED is not set: JSONTestSuite is not there"))
    func `JSONTestSuite agrees, when it is there`() throws {
        let folder = try #require(sharedData("JSONTestSuite/test_parsing"))
        let stream = try #require(opendir(folder))
        defer { closedir(stream) }
        var counts: [Character: Int] = [:]
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasSuffix(".json"), let kind = name.first else { continue }
            counts[kind, default: 0] += 1
            let bytes = try readBytes("\(folder)/\(name)")
            let valid = bytes.withUnsafeBytes { JSONValidator.check($0) } == nil
            #expect(valid == (kind == "y" || kind == "i" && accepted.contains(name)), "\(name)")
            // As the value of a key that nobody wants the verdict is the same, unless the text is empty or spills out.
            let wrapped = Array("{\"x\":".utf8) + bytes + Array(",\"v\":1}".utf8)
            let decoded = try JSONDecoder(fields: [FieldSpec(path: ["v"], type: .bigint)]).decode([wrapped])
            #expect((decoded.batch.count == 1) == valid || name == "n_object_trailing_comment.json", "\(name)")
            let asJSON = try JSONDecoder(fields: [FieldSpec(path: ["x"], type: .jsonb)]).decode([wrapped])
            let nul = asJSON.bad.first?.fault == .nulInText
            #expect((asJSON.batch.count == 1) == valid || nul, "\(name)")
        }
        #expect(counts == ["y": 95, "n": 188, "i": 35])
    }

    @Test(arguments: [
        "[]", "{}", "[[],{}]", "0", "-0", "1e5", "1E-2", "0.1e+1", "\"\"", "true", "false", "null", " [1 , 2]\t\n\r",
        "[\"\\u0060\\u012a\\u12AB\"]",
        "{\"a\":1,\"a\":2}", "{\"\":0}", "[\"\\uD801\\udc37\"]", "[\"\u{7F}\"]", "[\"€𝄞\"]", "[20e1]", "[123.456e78]",
        "[-0]", "[\"\\\\u0000\"]",
    ])
    func `this is JSON`(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes { JSONValidator.check($0) } == nil)
    }

    @Test(arguments: [
        "", " ", "[", "]", "[1,]", "[,1]", "[1 2]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{1:1}", "{a:1}",
        "{\"a\":1 \"b\":2}", "01", "-", "-01", "+1", ".5",
        "1.", "1.e1", "1e", "1e+", "0x1", "NaN", "Infinity", "-Infinity", "tru", "truee", "nul", "True", "'a'", "\"a",
        "\"\\x\"", "\"\\u12\"",
        "\"\\u12g4\"", "\"\t\"", "\"\u{0}\"", "[1]]", "{}}", "1 2", "\u{FEFF}1", "[1}", "{\"a\":1]", "//\n1", "/**/1",
        "\"\\", "\"\\u", "\u{c}1",
        "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800\\ud800\"", "[1\u{a0}]", "1_000", "١",
    ])
    func `this is not`(text: String) {
        #expect(Array(text.utf8).withUnsafeBytes { JSONValidator.check($0) } != nil)
    }
}
