/// What an event is about; each profile has the fields of one reference job.
package enum EventProfile: String, CaseIterable, Sendable {
    /// Furniture orders: `order_id, customer_id, furniture, color, price, ts` (Unix seconds).
    case furniture
    /// Purchases: `purchase_id, amount, timestamp` ('YYYY-MM-DD HH:MM:SS', the producer's local time in Jakarta).
    case purchases
    /// Bank customers: `nasabah_id, nama, alamat, saldo, umur, pekerjaan, ts` (Unix seconds anywhere since 1970).
    case bank
    /// Beauty retail: `transaction_id, customer_id, category, brand, product_name, quantity, price, payment_method,
    /// timestamp` (Unix seconds).
    case retail
    /// Shop orders: `itemid, count, timestamp` (Unix seconds)`, price, orderid, shopid, region`.
    case shop
    /// Product views, nested: `event, messageid, userid, properties.productid, context.source, timestamp`
    /// ('2021-03-06 18:30:50.677+0000').
    case views
    /// The auction of the Nexmark suite: persons, auctions and bids in one stream, `event_type, person, auction, bid`.
    case nexmark

    /// The top-level fields in the order that they are written.
    package var fields: [String] {
        switch self {
        case .furniture: ["order_id", "customer_id", "furniture", "color", "price", "ts"]
        case .purchases: ["purchase_id", "amount", "timestamp"]
        case .bank: ["nasabah_id", "nama", "alamat", "saldo", "umur", "pekerjaan", "ts"]
        case .retail:
            [
                "transaction_id", "customer_id", "category", "brand", "product_name", "quantity", "price",
                "payment_method", "timestamp",
            ]
        case .shop: ["itemid", "count", "timestamp", "price", "orderid", "shopid", "region"]
        case .views: ["event", "messageid", "userid", "properties", "context", "timestamp"]
        case .nexmark: ["event_type", "person", "auction", "bid"]
        }
    }

    /// The field that names what an event is about: the usual Kafka key.
    package var keyField: String {
        switch self {
        case .furniture, .retail: "customer_id"
        case .purchases: "purchase_id"
        case .bank: "nasabah_id"
        case .shop: "itemid"
        case .views: "userid"
        case .nexmark: "event_type"
        }
    }

    /// How many different customers, items or users there are unless told otherwise.
    package var keySpace: UInt64 {
        switch self {
        case .furniture: 100
        // Of Nexmark the persons that are active at a time.
        case .retail, .purchases, .bank, .nexmark: 1_000
        case .shop: 30_000
        case .views: 5_000
        }
    }

    /// The topic that the reference job reads.
    package var usualTopic: String {
        switch self {
        case .furniture: "test-topic"
        case .purchases: "purchases_topic"
        case .bank: "nasabah_bank"
        case .retail: "test-topic-streaming"
        case .shop: "workshop-test"
        case .views: "platform"
        case .nexmark: "nexmark"
        }
    }

    /// The profile whose fields match these columns best; nil when none shares at least half of them.
    package static func matching(columns: [String]) -> EventProfile? {
        let wanted = Set(columns.map { $0.lowercased() })
        let scored = allCases.map { (profile: $0, shared: wanted.intersection($0.fields).count) }
        guard let best = scored.max(by: { $0.shared < $1.shared }), best.shared * 2 >= wanted.count, best.shared > 0
        else { return nil }
        return best.profile
    }
}
