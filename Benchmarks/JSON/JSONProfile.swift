import Operators

/// A kind of event: what jobs declare of it, and how a writer makes one.
struct JSONProfile: Sendable {
    /// A member's value, as far as a variant may change it.
    indirect enum Value: Sendable {
        /// Free text; may get escapes and characters beyond ASCII.
        case text(String)
        /// JSON that stays as it is.
        case raw(String)
        case object([(key: String, value: Value)])
    }

    let name: String
    let fields: [FieldSpec]
    /// Whether times are text; else Unix seconds or milliseconds.
    var timeIsText = false
    let event: @Sendable (Int, inout BenchDice) -> [(key: String, value: Value)]

    static let all = [
        purchase, retail, shop, bank, view, bid, ysb, nestedBid, wide,
    ]

    private static func field(_ path: String, _ type: DataType, _ form: TimestampFormat.Form = .auto) -> FieldSpec {
        FieldSpec(
            path: path.split(separator: ".").map(String.init), type: type, timestamps: TimestampFormat(form))
    }

    private static func number(_ value: Int) -> Value { .raw("\(value)") }
    private static func quoted(_ text: String) -> Value { .raw("\"\(text)\"") }
    private static let money = DataType.numeric(NumericShape(precision: 12, scale: 2))

    private static func cents(_ dice: inout BenchDice) -> Value {
        .raw("\(10 + dice.below(900_000)).\(10 + dice.below(90))")
    }

    private static let purchase = JSONProfile(
        name: "purchase",
        fields: [
            field("purchase_id", .integer), field("amount", money),
            field("timestamp", .timestamptz, .template("YYYY-MM-DD HH24:MI:SS")),
        ], timeIsText: true
    ) { index, dice in
        [
            ("purchase_id", number(index)), ("amount", cents(&dice)),
            ("timestamp", quoted(BenchWords.time(index / 20, millis: false, separator: " "))),
            ("note", .text(dice.pick(BenchWords.products))),
        ]
    }

    private static let retail = JSONProfile(
        name: "retail",
        fields: [
            FieldSpec(path: ["transaction_id"], type: .text, notNull: true), field("customer_id", .bigint),
            field("category", .text), field("brand", .text), field("product_name", .text),
            field("quantity", .integer), field("price", .integer), field("payment_method", .text),
            field("timestamp", .timestamptz),
        ]
    ) { index, dice in
        [
            ("transaction_id", quoted(dice.uuid())), ("customer_id", number(1 + dice.below(1000))),
            ("category", .text(dice.pick(BenchWords.categories))), ("brand", .text(dice.pick(BenchWords.brands))),
            ("product_name", .text(dice.pick(BenchWords.products))), ("quantity", number(1 + dice.below(10))),
            ("price", number(10_000 + dice.below(2_000_000))),
            ("payment_method", .text(dice.pick(BenchWords.payments))),
            ("timestamp", number(1_737_904_330 + index / 20)),
        ]
    }

    private static let shop = JSONProfile(
        name: "shop",
        fields: [
            field("region", .text), field("shopid", .bigint), field("itemid", .bigint), field("orderid", .bigint),
            field("count", .integer), field("price", money), field("timestamp", .timestamptz, .unixSeconds),
        ]
    ) { index, dice in
        [
            ("region", .text(dice.pick(["ID", "SG", "MY", "TH", "VN"]))), ("shopid", number(1 + dice.below(100_000))),
            ("itemid", number(1 + dice.below(1_000_000))), ("orderid", number(4_294_967_296 + index)),
            ("count", number(1 + dice.below(9))), ("price", cents(&dice)),
            ("timestamp", number(1_694_397_825 + index / 20)),
        ]
    }

    private static let bank = JSONProfile(
        name: "bank",
        fields: [
            field("nasabah_id", .text), field("nama", .text), field("alamat", .text), field("saldo", .bigint),
            field("umur", .integer), field("pekerjaan", .text), field("ts", .bigint),
        ]
    ) { index, dice in
        [
            ("nasabah_id", quoted(dice.uuid())), ("nama", .text(dice.pick(BenchWords.names))),
            ("alamat", .text(dice.pick(BenchWords.cities))), ("saldo", number(dice.below(2_000_000_000))),
            ("umur", number(18 + dice.below(60))), ("pekerjaan", .text(dice.pick(BenchWords.jobs))),
            ("ts", number(1_750_000_000_000 + index)),
        ]
    }

    private static let view = JSONProfile(
        name: "view",
        fields: [
            field("event", .text), field("messageid", .text), field("userid", .text),
            field("properties.productid", .text), field("context.source", .text), field("timestamp", .timestamptz),
        ], timeIsText: true
    ) { index, dice in
        [
            ("event", .text("ProductView")), ("messageid", quoted(dice.uuid())),
            ("userid", quoted("user-\(dice.below(5000))")),
            ("properties", .object([("productid", quoted("product-\(dice.below(900))"))])),
            ("context", .object([("source", .text(dice.pick(["desktop", "mobile-web", "mobile-app"])))])),
            ("timestamp", quoted(BenchWords.time(index / 20, millis: true, separator: " ") + "+0000")),
        ]
    }
}
