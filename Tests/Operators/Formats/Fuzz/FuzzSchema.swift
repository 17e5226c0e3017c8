@testable import Operators

/// Columns to decode into, and records as a writer would send them: text that is varied from there on.
struct FuzzSchema: Sendable {
    let fields: [FieldSpec]
    let limits: RecordLimits
    let templates: [[UInt8]]

    init(_ fields: [FieldSpec], limits: RecordLimits = RecordLimits(), _ templates: [String]) {
        self.fields = fields
        self.limits = limits
        self.templates = templates.map { Array($0.utf8) }
    }

    static let all = events + types + structures

    private static func field(
        _ path: String, _ type: DataType, notNull: Bool = false, _ form: TimestampFormat.Form = .auto
    ) -> FieldSpec {
        FieldSpec(
            path: path.split(separator: ".").map(String.init), type: type, notNull: notNull,
            timestamps: TimestampFormat(form))
    }

    private static let money = DataType.numeric(NumericShape(precision: 12, scale: 2))

    /// Records of the kinds that jobs read.
    private static let events: [FuzzSchema] = [
        FuzzSchema(
            [
                field("transaction_id", .text, notNull: true), field("customer_id", .bigint), field("category", .text),
                field("brand", .text), field("product_name", .text), field("quantity", .integer),
                field("price", .integer), field("payment_method", .text), field("timestamp", .timestamptz),
            ],
            [
                #"{"transaction_id": "0c9e5f56-30ac-42a9-b0d9-93a99730709d", "customer_id": 285, "#
                    + #""category": "Hair Care", "#
                    + #""brand": "Laneige", "product_name": "Face Pallete", "quantity": 2, "price": 439439, "#
                    + #""payment_method": "Paylater", "timestamp": 1737904330}"#
            ]),
        FuzzSchema(
            [
                field("region", .text), field("shopid", .bigint), field("orderid", .bigint), field("count", .smallint),
                field("price", money), field("timestamp", .timestamptz, .unixSeconds),
            ],
            [
                #"{"region":"ID","shopid":12345678,"itemid":99,"orderid":8589934599,"count":3,"price":125000.50,"#
                    + #""timestamp":1694397825}"#,
                #"{"region":"ID","shopid":1,"orderid":7,"count":3,"price":"12.5","timestamp":1694397825.25}"#,
            ]),
        FuzzSchema(
            [
                field("event", .text), field("messageid", .text), field("properties.productid", .text),
                field("context.source", .text), field("timestamp", .timestamptz),
            ],
            [
                #"{"event":"ProductView","messageid":"6c1b32b4-8a3b-4b0e","userid":"user-21","properties":"#
                    + #"{"productid":"product-101"},"context":{"source":"desktop"},"#
                    + #""timestamp":"2021-03-06 18:30:50.677+0000"}"#
            ]),
        FuzzSchema(
            [
                field("event_type", .integer), field("bid.auction", .bigint), field("bid.price", .bigint),
                field("bid.channel", .text), field("bid.url", .text), field("bid.dateTime", .timestamp),
            ],
            [
                #"{"event_type":2,"person":null,"auction":null,"bid":{"auction":1000,"bidder":2001,"price":274376,"#
                    + #""channel":"channel-5861","url":"https://www.nexmark.com/b_f/oty/iaxb/item.htm?query=1","#
                    + #""dateTime":"2025-12-26 12:00:00.123","extra":"lorem ipsum dolor"}}"#
            ]),
    ]

    /// Every type, each in several spellings.
    private static let types: [FuzzSchema] = [
        FuzzSchema(
            [
                field("a", .boolean), field("b", .real), field("c", .double), field("d", .numeric), field("e", money),
                field("f", .numeric(NumericShape(precision: 38, scale: 10))), field("g", .smallint),
                field("h", .bigint), field("i", .numeric(NumericShape(precision: 3, scale: -2))),
            ],
            [
                #"{"a":true,"b":1.5,"c":-2.25e3,"d":12345.678,"e":99.95,"f":1e-9,"g":-32768,"h":"123","i":12345}"#,
                #"{"a": false, "b": 3, "c": 17, "d": 1, "e": 12, "f": 0, "g": 1, "h": 1234567890123456789, "i": 0}"#,
            ]),
        FuzzSchema(
            [
                field("u", .uuid), field("b", .bytea), field("i", .interval), field("j", .jsonb),
                field("l", .array(.bigint)), field("v", .text(limit: 5)), field("r", .text(limit: 40)),
            ],
            [
                #"{"u":"0c9e5f56-30ac-42a9-b0d9-93a99730709d","b":"aGVsbG8=","i":"1 day 02:03:04","j":{"k":[1,"x"]},"#
                    + #""l":[1,2,3],"v":"abc","r":"forty characters at most"}"#,
                #"{"u": "{0c9e5f5630ac42a9b0d993a99730709d}", "b": "\\x0aff", "i": "P1DT2H", "#
                    + #""j": "x", "l": [], "v": ""}"#,
            ]),
        FuzzSchema(
            [
                field("d", .date), field("s", .timestamptz, .unixSeconds), field("m", .timestamptz, .unixMillis),
                field("n", .timestamptz, .unixNanos), field("z", .timestamptz, .rfc3339),
                field("t", .timestamp, .template("YYYY-MM-DD HH24:MI:SS")), field("x", .timestamp),
            ],
            [
                #"{"d":"2024-02-29","s":1737904330,"m":1737904330123,"n":1737904330123456789,"#
                    + #""z":"2024-02-03T04:05:06Z","#
                    + #""t":"2025-06-26 15:07:30","x":"2025-06-26T15:07:30.5"}"#,
                #"{"d": 1737904330, "s": 1.5, "m": 99, "z": "2024-02-03T04:05:06.123456+07:00", "x": 1737904330}"#,
            ]),
    ]

    /// Paths, keys and limits that are hard on the plan.
    private static let structures: [FuzzSchema] = [
        FuzzSchema(
            [
                field("a", .jsonb), field("a.b", .bigint), field("a.b", .text), field("c", .bigint),
                field("c", .double),
                field("o.p.q", .integer, notNull: true), field("o.p.r", .text), field("Id", .bigint),
                field("iD", .bigint),
            ],
            [
                #"{"a":{"b":12},"c":34,"o":{"p":{"q":5,"r":"s","t":[1,{"u":2}]}},"id":1,"Id":2,"iD":3}"#,
                #"{ "c" : 1 , "o" : { "p" : { "q" : 1 } } , "ID" : 4 , "w" : { "a" : { } , "b" : [ ] } }"#,
            ]),
        FuzzSchema(
            [
                field("a_key_that_is_longer_than_thirty_two_bytes", .text), field("x", .bigint, notNull: true),
                field("schlüssel", .bigint),
            ],
            limits: RecordLimits(bytesMax: 300, depthMax: 4),
            [
                #"{"a_key_that_is_longer_than_thirty_two_bytes":"v","another_key_that_nobody_wants_and_is_long":[[1]],"#
                    + #""x":1,"schlüssel":7}"#,
                #"{"x":1,"n":"käse","deep":[[[]]],"a_key_that_is_longer_than_thirty_two_bytes":"日本語のテキスト"}"#,
            ]),
        FuzzSchema(
            [
                field("context.tags", .array(.text)), field("context.page.sizes", .array(.integer)),
                field("context", .jsonb), field("context.page", .jsonb), field("context.source", .text),
                field("tags", .array(.bigint), notNull: true),
            ],
            [
                #"{"context":{"source":"web","tags":["a","b c",null],"page":{"id":7,"sizes":[1,2,[3]]}},"tags":[1]}"#,
                #"{ "tags" : [ ] , "context" : { "page" : { "sizes" : null } , "tags" : [ { "x" : "]" } , "\"" ] } }"#,
            ]),
        FuzzSchema([], [#"{"a":1,"b":"two","c":[3],"d":{"e":4},"f":null,"g":true}"#, "{}"]),
    ]
}
