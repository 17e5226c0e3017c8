import Testing

@testable import Operators

@Suite struct JSONNumberTests {
    private let types: [DataType] = [
        .bigint, .numeric, .numeric(NumericShape(precision: 10, scale: 2)), .double, .real,
    ]

    @Test func `numerals are what PostgreSQL says, to the last digit`() throws {
        let fields = types.map { FieldSpec(path: ["v"], type: $0) }
        let decoders = try fields.map { try JSONDecoder(fields: [$0]) }
        let lines = numeralTable.split(separator: "\n")
        #expect(lines.count >= 200)
        for line in lines {
            let parts = line.split(separator: "\t").map(String.init)
            try #require(parts.count == 6)
            for (index, decoder) in decoders.enumerated() {
                let decoded = decoder.decode(["{\"v\":\(parts[0])}", "{\"v\" : \(parts[0]) }"])
                let shown = decoded.bad.isEmpty ? show(decoded.batch, 1) : "!"
                let expected = parts[index + 1]
                switch (index, expected) {
                case (_, "!"): #expect(decoded.bad.first?.fault == .outOfRange, "\(types[index]) from \(parts[0])")
                case (_, "~"): #expect(decoded.bad.first?.fault == .typeMismatch, "\(types[index]) from \(parts[0])")
                case (3, _): #expect(Double(shown) == Double(expected), "\(types[index]) from \(parts[0])")
                case (4, _): #expect(Float(shown) == Float(expected), "\(types[index]) from \(parts[0])")
                default: #expect(shown == expected, "\(types[index]) from \(parts[0])")
                }
            }
        }
    }

    @Test func `38 digits with an exponent are out of range for an integer and no trap`() throws {
        let nines = String(repeating: "9", count: 38)
        for text in ["\(nines)e1", "\(nines)0", "-\(nines)e300", "\(nines).0e5", "9223372036854775808e1"] {
            #expect(try decodeOne("{\"v\":\(text)}", .bigint) == "out_of_range")
            #expect(try decodeOne("{\"v\":\"\(text)\"}", .bigint) == "out_of_range")
        }
        #expect(try decodeOne("{\"v\":922337203685477580.7e1}", .bigint) == "9223372036854775807")
        #expect(try decodeOne("{\"v\":92233720368547758e2}", .bigint) == "9223372036854775800")
    }

    @Test func `the order of the sizes is kept at each integer's bounds`() throws {
        for (type, low, high) in [(DataType.smallint, -32_768, 32_767), (.integer, -2_147_483_648, 2_147_483_647)] {
            for value in [low, high, 0] { #expect(try decodeOne("{\"v\":\(value)}", type) == "\(value)") }
            for value in [low - 1, high + 1] { #expect(try decodeOne("{\"v\":\(value)}", type) == "out_of_range") }
            #expect(try decodeOne("{\"v\":\(high).5}", type) == "type_mismatch")
        }
    }

    @Test func `a numeric with a negative scale rounds before the point`() throws {
        let type = DataType.numeric(NumericShape(precision: 2, scale: -3))
        #expect(try decodeOne(#"{"v":12500}"#, type) == "13000")
        #expect(try decodeOne(#"{"v":99499}"#, type) == "99000")
        #expect(try decodeOne(#"{"v":99500}"#, type) == "out_of_range")
        #expect(try decodeOne(#"{"v":0.1}"#, type) == "0")
    }

    @Test func `quoted numbers follow the same grammar`() throws {
        for text in ["", " 1", "1 ", "+1", "01", ".5", "1.", "NaN", "1e", "--1", "1,000", #"\u0031"#, "1\\n"] {
            #expect(try decodeOne("{\"v\":\"\(text)\"}", .numeric) == "invalid_value", "\(text)")
        }
        #expect(try decodeOne(#"{"v":"-12.50"}"#, .numeric) == "-12.50")
        #expect(try decodeOne(#"{"v":"9223372036854775807"}"#, .bigint) == "9223372036854775807")
        #expect(try decodeOne(#"{"v":"9223372036854775808"}"#, .bigint) == "out_of_range")
        #expect(try decodeOne(#"{"v":"1.5"}"#, .bigint) == "type_mismatch")
    }
}
