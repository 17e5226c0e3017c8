/// Events like those of the retail job: about 230 bytes, nine fields, seeded.
struct RetailEvents {
    /// All events one after the other, as they lie in a fetched message set.
    let bytes: [UInt8]
    /// Start of each event, and the end of the last.
    let bounds: [Int]

    var count: Int { bounds.count - 1 }

    /// - Parameter oddEvery: each so manyeth event has its keys in another order, an escape, or a null; 0 for none.
    init(count: Int, seed: UInt64 = 1, oddEvery: Int = 0) {
        var dice = seed
        func roll(_ limit: Int) -> Int {
            dice = dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((dice >> 33) % UInt64(limit))
        }
        func hex(_ digits: Int) -> String {
            String((0..<digits).map { _ in Array("0123456789abcdef")[roll(16)] })
        }
        let categories = ["Hair Care", "Bath & Body", "Makeup", "Skin Care", "Fragrance", "Tools"]
        let brands = ["Laneige", "Maybelline", "Vaseline", "Wardah", "Emina", "Somethinc", "Loreal"]
        let products = ["Face Pallete", "Eyeliner", "Lipbalm", "Shampoo", "Sunscreen", "Serum", "Body Lotion"]
        let payments = ["Paylater", "Debit Card", "Credit Card", "Cash", "E-Wallet"]
        var bytes: [UInt8] = []
        var bounds = [0]
        for index in 0..<count {
            let id = "\(hex(8))-\(hex(4))-\(hex(4))-\(hex(4))-\(hex(12))"
            let isOdd = oddEvery > 0 && index % oddEvery == oddEvery - 1
            let brand = isOdd && index % 3 == 0 ? "null" : "\"\(brands[roll(brands.count)])\""
            let product = products[roll(products.count)] + (isOdd && index % 3 == 1 ? #"\u0021"# : "")
            let swapped = isOdd && index % 3 == 2
            let head = "\"transaction_id\": \"\(id)\", \"customer_id\": \(1 + roll(1000))"
            let body = [
                "\"category\": \"\(categories[roll(categories.count)])\"", "\"brand\": \(brand)",
                "\"product_name\": \"\(product)\"", "\"quantity\": \(1 + roll(10))",
                "\"price\": \(10_000 + roll(2_000_000))",
                "\"payment_method\": \"\(payments[roll(payments.count)])\"",
                "\"timestamp\": \(1_737_904_330 + index / 20)",
            ].joined(separator: ", ")
            let text = swapped ? "{\(body), \(head)}" : "{\(head), \(body)}"
            bytes += Array(text.utf8)
            bounds.append(bytes.count)
        }
        self.bytes = bytes
        self.bounds = bounds
    }
}
