import Testing

@testable import Operators

let retailFields: [FieldSpec] = [
    FieldSpec(path: ["transaction_id"], type: .text, notNull: true), FieldSpec(path: ["customer_id"], type: .bigint),
    FieldSpec(path: ["category"], type: .text), FieldSpec(path: ["brand"], type: .text),
    FieldSpec(path: ["product_name"], type: .text), FieldSpec(path: ["quantity"], type: .integer),
    FieldSpec(path: ["price"], type: .integer), FieldSpec(path: ["payment_method"], type: .text),
    FieldSpec(path: ["timestamp"], type: .timestamptz),
]

let retailRecord = """
    {"transaction_id": "0c9e5f56-30ac-42a9-b0d9-93a99730709d", "customer_id": 285, "category": "Hair Care", \
    "brand": "Laneige", "product_name": "Face Pallete", "quantity": 2, "price": 439439, \
    "payment_method": "Paylater", "timestamp": 1737904330}
    """

@Suite struct JSONDecoderTests {
    @Test func `a retail event becomes a row`() throws {
        let decoded = try JSONDecoder(fields: retailFields).decode([retailRecord, "{", retailRecord])
        #expect(decoded.batch.count == 2)
        #expect(
            show(decoded.batch, 1) == """
                0c9e5f56-30ac-42a9-b0d9-93a99730709d | 285 | Hair Care | Laneige | Face Pallete | 2 | 439439 | \
                Paylater | 2025-01-26 15:12:10+00
                """)
        #expect(Array(decoded.sourceRows.prefix(2)) == [0, 2])
        #expect(decoded.bad == [BadRecord(record: 1, fault: .malformed, field: nil, byteOffset: 1)])
        for column in decoded.batch.columns { #expect(column.validity.flags == nil) }
    }

    @Test func `every truncation of a record is bad and leaves no trace in the next row`() throws {
        let bytes = Array(retailRecord.utf8)
        let decoder = try JSONDecoder(fields: retailFields)
        var texts: [[UInt8]] = []
        for count in 0..<bytes.count { texts += [Array(bytes[0..<count]), bytes] }
        let decoded = decoder.decode(texts)
        #expect(decoded.bad.count == bytes.count && decoded.batch.count == bytes.count)
        #expect(decoded.bad[0].fault == .empty)
        #expect(decoded.bad.dropFirst().allSatisfy { $0.fault == .malformed })
        let expected = show(decoder.decode([bytes]).batch, 0)
        for row in 0..<decoded.batch.count { #expect(show(decoded.batch, row) == expected) }
    }

    @Test func `missing and null are both NULL, and a fault where NULL is not allowed`() throws {
        let decoder = try JSONDecoder(fields: retailFields)
        let decoded = decoder.decode([
            #"{"transaction_id":"a","quantity":null}"#, #"{"quantity":1}"#, #"{"transaction_id":null}"#, "{}",
            #"{"transaction_id":"b","quantity":1}"#,
        ])
        #expect(show(decoded.batch, 0) == "a | NULL | NULL | NULL | NULL | NULL | NULL | NULL | NULL")
        #expect(show(decoded.batch, 1) == "b | NULL | NULL | NULL | NULL | 1 | NULL | NULL | NULL")
        #expect(decoded.bad.map(\.fault) == [.missingNotNull, .missingNotNull, .missingNotNull])
        #expect(decoded.bad.allSatisfy { $0.field == 0 })
    }

    @Test func `nested paths, a path through another and one path twice`() throws {
        let decoder = try JSONDecoder(fields: [
            FieldSpec(path: ["context"], type: .jsonb), FieldSpec(path: ["context", "source"], type: .text),
            FieldSpec(path: ["context", "page", "id"], type: .bigint), FieldSpec(path: ["n"], type: .bigint),
            FieldSpec(path: ["n"], type: .numeric),
        ])
        let decoded = decoder.decode([
            #"{"n":12,"context":{"x":[1,{"source":"no"}],"source":"web","page":{"id":7}}}"#,
            #"{"context":{"page":null},"n":1.0}"#, #"{"context":null}"#, #"{"context":"text"}"#,
            #"{"n":1,"context":{"page":{"id":"x"}}}"#,
            #"{"context":{"source":"a","source":"b"}}"#, #"{"context":{"page":{"id":1},"page":{}}}"#,
            #"{"other":{"source":"a","source":"b"},"n":3}"#,
        ])
        #expect(
            (0..<decoded.batch.count).map { show(decoded.batch, $0) } == [
                #"{"x":[1,{"source":"no"}],"source":"web","page":{"id":7}} | web | 7 | 12 | 12"#,
                #"{"page":null} | NULL | NULL | 1 | 1.0"#, "NULL | NULL | NULL | NULL | NULL",
                "NULL | NULL | NULL | 3 | 3",
            ])
        #expect(decoded.bad.map(\.fault) == [.typeMismatch, .invalidValue, .duplicateKey, .duplicateKey])
        #expect(decoded.bad.map(\.field) == [1, 2, 1, nil])
    }

    @Test func `an exact key wins over another spelling, and another spelling counts when it is the only one`() throws {
        let decoder = try JSONDecoder(fields: [
            FieldSpec(path: ["orderid"], type: .bigint), FieldSpec(path: ["A"], type: .bigint),
            FieldSpec(path: ["a"], type: .bigint),
        ])
        let decoded = decoder.decode([
            #"{"orderId":1}"#, #"{"orderId":1,"orderid":2}"#, #"{"orderid":2,"orderId":null}"#,
            #"{"orderId":null,"orderid":3}"#,
            #"{"A":1,"a":2}"#, #"{"orderId":1,"ORDERID":2}"#, #"{"orderid":1,"ORDERID":2,"orderid":1}"#,
            #"{"\u006frderid":9}"#,
            #"{"orderid":1,"\u006frderid":1}"#,
        ])
        #expect(
            (0..<decoded.batch.count).map { show(decoded.batch, $0) } == [
                "1 | NULL | NULL", "2 | NULL | NULL", "2 | NULL | NULL", "3 | NULL | NULL", "NULL | 1 | 2",
                "9 | NULL | NULL",
            ])
        #expect(decoded.bad.map(\.fault) == [.duplicateKey, .duplicateKey, .duplicateKey])
        #expect(decoder.foldedFields == [0])
    }

    @Test func `keys in another order, unknown keys and white space change nothing`() throws {
        let decoder = try JSONDecoder(fields: [
            FieldSpec(path: ["a"], type: .bigint), FieldSpec(path: ["b"], type: .text),
        ])
        let decoded = decoder.decode([
            #"{"a":1,"b":"x"}"#, #"{"b":"x","a":1}"#, #"{"c":[{},[],""],"b":"x","d":{"a":2},"a":1}"#,
            " \n{\t\"a\" \r: 1 ,\n\n                                             \"b\"  : \"x\"   }  \n",
            #"{"a\u0000":5,"a":1,"b":"x","a_key_that_is_longer_than_any_guess_can_be":null}"#,
        ])
        #expect(decoded.bad == [])
        for row in 0..<decoded.batch.count { #expect(show(decoded.batch, row) == "1 | x") }
    }

    @Test func `long and escaped text is whole and keeps the record alive`() throws {
        let decoder = try JSONDecoder(fields: [FieldSpec(path: ["v"], type: .text)])
        let long = String(repeating: "päge ", count: 40)
        let decoded = decoder.decode([
            "{\"v\":\"\(long)\"}", #"{"v":"a\"\\\/\b\f\n\r\tz"}"#, #"{"v":"\u00e4\u20ac\ud83d\ude00 and twelve more"}"#,
            #"{"v":""}"#,
            #"{"v":"twelve bytes"}"#, #"{"v":"thirteen byte"}"#,
        ])
        #expect(
            (0..<6).map { show(decoded.batch, $0) } == [
                long, "a\"\\/\u{8}\u{c}\n\r\tz", "ä€😀 and twelve more", "", "twelve bytes", "thirteen byte",
            ])
    }

    @Test func `text that PostgreSQL can't store is a fault`() throws {
        #expect(try decodeOne(#"{"v":"a\u0000b"}"#, .text) == "nul_in_text")
        #expect(try decodeOne(#"{"v":{"a":["\u0000"]}}"#, .jsonb) == "nul_in_text")
        #expect(try decodeOne(#"{"v":{"a":["\\u0000"]}}"#, .jsonb) == #"{"a":["\\u0000"]}"#)
        #expect(try decodeOne(#"{"v":"\ud800"}"#, .text) == "invalid_utf8")
        #expect(try decodeOne(#"{"w":"\udc00\ud800"}"#, .text) == "invalid_utf8")
        #expect(try decodeOne(#"{"v":"abcd"}"#, .text(limit: 3)) == "out_of_range")
        #expect(try decodeOne(#"{"v":"äöü"}"#, .text(limit: 3)) == "äöü")
        #expect(try decodeOne(#"{"v":"\u00e4\u00f6üx"}"#, .text(limit: 3)) == "out_of_range")
        for bytes: [UInt8] in [
            [0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x80],
        ] {
            for key in ["v", "w"] {
                let text = Array("{\"\(key)\":\"plain ".utf8) + bytes + Array("\"}".utf8)
                let decoded = try JSONDecoder(fields: [FieldSpec(path: ["v"], type: .text)]).decode([text])
                #expect(decoded.bad.first?.fault == .invalidUTF8)
            }
        }
    }

    @Test func `what is not one object is a fault`() throws {
        for (text, fault) in [
            ("", "empty"), (" ", "malformed"), ("1", "not_an_object"), ("[{}]", "not_an_object"),
            ("null", "not_an_object"),
            ("\"x\"", "not_an_object"),
            ("{}{}", "malformed"), ("{} x", "malformed"), ("\u{FEFF}{}", "malformed"), ("{\"v\":1,}", "malformed"),
            ("{,}", "malformed"),
            ("{\"v\"}", "malformed"), ("{\"v\":}", "malformed"), ("{v:1}", "malformed"), ("{'v':1}", "malformed"),
            ("{\"v\":1 \"w\":2}", "malformed"),
            ("[1", "malformed"), ("{\"v\":NaN}", "malformed"), ("{\"v\":Infinity}", "malformed"),
            ("{\"v\":nul}", "malformed"),
            ("{\"v\":\"a\nb\"}", "malformed"), ("{\"w\":01}", "malformed"), ("{\"w\":1.}", "malformed"),
            ("{\"w\":.5}", "malformed"),
        ] { #expect(try decodeOne(text, .bigint) == fault, "\(text)") }
    }
}
