extension EventGenerator {
    @inline(__always)
    func writeBody(_ writer: inout EventWriter, _ random: inout EventRandom, global: Int64) {
        switch options.profile {
        case .furniture: writeFurniture(&writer, &random, global)
        case .purchases: writePurchase(&writer, &random, global)
        case .bank: writeBank(&writer, &random)
        case .retail: writeRetail(&writer, &random, global)
        case .shop: writeShop(&writer, &random, global)
        case .views: writeView(&writer, &random, global)
        case .nexmark: writeNexmark(&writer, &random, global)
        }
    }

    private func writeFurniture(_ w: inout EventWriter, _ random: inout EventRandom, _ global: Int64) {
        let time = eventTime(global, &random)
        w.begin(0, "{\"order_id\": \"")
        w.uuid(random.next(), random.next())
        w.end(0)
        w.begin(1, "\", \"customer_id\": ")
        w.number(1 &+ random.below(options.keySpace))
        w.end(1)
        w.begin(2, ", \"furniture\": \"")
        w.word(words, words.furniture, random.below(UInt64(words.furniture.count)))
        w.end(2)
        w.begin(3, "\", \"color\": \"")
        w.word(words, words.colors, random.below(UInt64(words.colors.count)))
        w.end(3)
        w.begin(4, "\", \"price\": ")
        w.number(10_000 &+ random.below(190_000))
        w.end(4)
        w.begin(5, ", \"ts\": ")
        w.signed(floorSeconds(time))
        w.end(5)
        w.literal("}")
    }

    private func writePurchase(_ w: inout EventWriter, _ random: inout EventRandom, _ global: Int64) {
        let time = eventTime(global, &random)
        w.begin(0, "{\"purchase_id\": ")
        // The job's column is a 32-bit integer.
        w.number(1 &+ UInt64(bitPattern: global) % 2_000_000_000)
        w.end(0)
        w.begin(1, ", \"amount\": ")
        amount(&w, 100 &+ random.below(1_000_000))
        w.end(1)
        w.begin(2, ", \"timestamp\": \"")
        // Jakarta has been seven hours ahead since 1964, without summer time.
        w.dateTime(unixSeconds: floorSeconds(time) &+ 25_200)
        w.end(2)
        w.literal("\"}")
    }

    private func writeBank(_ w: inout EventWriter, _ random: inout EventRandom) {
        w.begin(0, "{\"nasabah_id\": \"")
        let customer = random.below(options.keySpace)
        // A customer who comes again has the same id.
        w.uuid(EventRandom.mix(customer &+ 0xBA4C), EventRandom.mix(customer &+ 0xFACE))
        w.end(0)
        w.begin(1, "\", \"nama\": \"")
        w.word(words, words.firstNames, random.below(UInt64(words.firstNames.count)))
        w.byte(32)
        w.word(words, words.lastNames, random.below(UInt64(words.lastNames.count)))
        w.end(1)
        w.begin(2, "\", \"alamat\": \"")
        w.word(words, words.cities, random.below(UInt64(words.cities.count)))
        w.end(2)
        w.begin(3, "\", \"saldo\": ")
        w.number(50_000 &+ random.below(500_000_000))
        w.end(3)
        w.begin(4, ", \"umur\": ")
        w.number(17 &+ random.below(60))
        w.end(4)
        w.begin(5, ", \"pekerjaan\": \"")
        w.word(words, words.jobs, random.below(UInt64(words.jobs.count)))
        w.end(5)
        w.begin(6, "\", \"ts\": ")
        w.number(random.below(1_740_000_000))
        w.end(6)
        w.literal("}")
    }

    private func writeRetail(_ w: inout EventWriter, _ random: inout EventRandom, _ global: Int64) {
        let time = eventTime(global, &random)
        w.begin(0, "{\"transaction_id\": \"")
        w.uuid(random.next(), random.next())
        w.end(0)
        w.begin(1, "\", \"customer_id\": ")
        w.number(1 &+ random.below(options.keySpace))
        w.end(1)
        w.begin(2, ", \"category\": \"")
        w.word(words, words.categories, random.below(UInt64(words.categories.count)))
        w.end(2)
        w.begin(3, "\", \"brand\": \"")
        w.word(words, words.brands, random.below(UInt64(words.brands.count)))
        w.end(3)
        w.begin(4, "\", \"product_name\": \"")
        w.word(words, words.products, random.below(UInt64(words.products.count)))
        w.end(4)
        w.begin(5, "\", \"quantity\": ")
        w.number(1 &+ random.below(10))
        w.end(5)
        w.begin(6, ", \"price\": ")
        w.number(10_000 &+ random.below(1_490_000))
        w.end(6)
        w.begin(7, ", \"payment_method\": \"")
        w.word(words, words.payments, random.below(UInt64(words.payments.count)))
        w.end(7)
        w.begin(8, "\", \"timestamp\": ")
        w.signed(floorSeconds(time))
        w.end(8)
        w.literal("}")
    }

    private func writeShop(_ w: inout EventWriter, _ random: inout EventRandom, _ global: Int64) {
        let time = eventTime(global, &random)
        let item = random.below(options.keySpace)
        w.begin(0, "{\"itemid\": ")
        w.number(100_000 &+ item)
        w.end(0)
        w.begin(1, ", \"count\": ")
        w.number(1 &+ random.below(99))
        w.end(1)
        w.begin(2, ", \"timestamp\": ")
        w.signed(floorSeconds(time))
        w.end(2)
        w.begin(3, ", \"price\": ")
        amount(&w, 100 &+ random.below(5_000))
        w.end(3)
        w.begin(4, ", \"orderid\": ")
        // Beyond 32 bits, as the real ones are.
        w.number(1_000_000_000_000 &+ UInt64(bitPattern: global))
        w.end(4)
        w.begin(5, ", \"shopid\": ")
        // An item belongs to one shop.
        w.number(100_000 &+ item % 1_000)
        w.end(5)
        w.begin(6, ", \"region\": \"")
        w.word(words, words.regions, random.below(UInt64(words.regions.count)))
        w.end(6)
        w.literal("\"}")
    }

    private func writeView(_ w: inout EventWriter, _ random: inout EventRandom, _ global: Int64) {
        let time = eventTime(global, &random)
        w.begin(0, "{\"event\": \"ProductView")
        w.end(0)
        w.begin(1, "\", \"messageid\": \"")
        w.uuid(random.next(), random.next())
        w.end(1)
        w.begin(2, "\", \"userid\": \"user-")
        w.number(1 &+ random.below(options.keySpace))
        w.end(2)
        w.literal("\", \"properties\": {\"productid\": \"product-")
        w.number(1 &+ random.below(1_000))
        w.literal("\"}, \"context\": {\"source\": \"")
        w.word(words, words.sources, random.below(UInt64(words.sources.count)))
        w.begin(5, "\"}, \"timestamp\": \"")
        let seconds = floorSeconds(time)
        w.dateTime(unixSeconds: seconds)
        w.byte(46)
        w.fixed(UInt64(bitPattern: (time &- seconds &* 1_000_000) / 1_000), 3)
        w.literal("+0000")
        w.end(5)
        w.literal("\"}")
    }

    /// A number of hundredths as `12.34`.
    @inline(__always)
    private func amount(_ w: inout EventWriter, _ hundredths: UInt64) {
        w.number(hundredths / 100)
        w.byte(46)
        w.fixed(hundredths % 100, 2)
    }

    @inline(__always)
    private func floorSeconds(_ micros: Int64) -> Int64 {
        micros >= 0 ? micros / 1_000_000 : (micros &- 999_999) / 1_000_000
    }
}
