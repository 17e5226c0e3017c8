import Glibc

// The Nexmark suite's auction, after its published rules: of 50 events the first is a person, three are auctions and 46
// are bids; ids follow from the event's number, so that bids name auctions and persons that were there before, or are
// a little ahead.
//
//     event   0       1 2 3     4 ... 49     50      51 52 53   54 ...
//             person  auctions  bids         person  auctions   bids

extension EventGenerator {
    private static let round: Int64 = 50
    private static let auctionsInRound: Int64 = 3
    private static let firstID: Int64 = 1_000
    private static let auctionsInFlight: Int64 = 100
    /// Ids so far ahead of the last one are named too.
    private static let lead: Int64 = 10

    func writeNexmark(_ w: inout EventWriter, _ random: inout EventRandom, _ event: Int64) {
        let time = eventTime(event, &random)
        // Texts take more random words than an event has, so they have a stream of their own.
        var letters = EventRandom(seed: random.next())
        w.begin(0, "{\"event_type\":")
        let place = event % Self.round
        let kind: UInt64 = place < 1 ? 0 : place <= Self.auctionsInRound ? 1 : 2
        w.number(kind)
        w.end(0)
        switch kind {
        case 0:
            w.literal(",\"person\":{")
            writePerson(&w, &random, &letters, event, time)
            w.literal("},\"auction\":null,\"bid\":null}")
        case 1:
            w.literal(",\"person\":null,\"auction\":{")
            writeAuction(&w, &random, &letters, event, time)
            w.literal("},\"bid\":null}")
        default:
            w.literal(",\"person\":null,\"auction\":null,\"bid\":{")
            writeBid(&w, &random, &letters, event, time)
            w.literal("}}")
        }
    }

    // MARK: The three kinds

    private func writePerson(
        _ w: inout EventWriter, _ random: inout EventRandom, _ letters: inout EventRandom, _ event: Int64,
        _ time: Int64
    ) {
        w.literal("\"id\":")
        w.signed(Self.firstID + Self.lastPerson(event))
        w.literal(",\"name\":\"")
        var start = w.cursor
        w.word(words, words.firstNames, random.below(11))
        w.byte(32)
        w.word(words, words.lastNames, random.below(9))
        var size = 8 + (w.cursor - start)
        w.literal("\",\"emailAddress\":\"")
        start = w.cursor
        Self.phrase(&w, &letters, below: 7)
        w.byte(64)
        Self.phrase(&w, &letters, below: 5)
        w.literal(".com")
        size += w.cursor - start
        w.literal("\",\"creditCard\":\"")
        for group in 0..<4 {
            if group > 0 { w.byte(32) }
            w.fixed(random.below(10_000), 4)
        }
        w.literal("\",\"city\":\"")
        start = w.cursor
        w.word(words, words.westernCities, random.below(10))
        size += 19 + (w.cursor - start) + 2
        w.literal("\",\"state\":\"")
        w.word(words, words.westernStates, random.below(6))
        w.literal("\",\"dateTime\":\"")
        Self.time(&w, time)
        w.literal("\",\"extra\":\"")
        Self.extra(&w, &random, &letters, 200 - size)
        w.byte(34)
    }

    private func writeAuction(
        _ w: inout EventWriter, _ random: inout EventRandom, _ letters: inout EventRandom, _ event: Int64,
        _ time: Int64
    ) {
        w.literal("\"id\":")
        w.signed(Self.firstID + Self.lastAuction(event))
        w.literal(",\"itemName\":\"")
        var start = w.cursor
        Self.phrase(&w, &letters, below: 20)
        var size = 48 + (w.cursor - start)
        w.literal("\",\"description\":\"")
        start = w.cursor
        Self.phrase(&w, &letters, below: 100)
        size += w.cursor - start
        let bid = Self.price(&random)
        w.literal("\",\"initialBid\":")
        w.signed(bid)
        w.literal(",\"reserve\":")
        w.signed(bid + Self.price(&random))
        w.literal(",\"dateTime\":\"")
        Self.time(&w, time)
        w.literal("\",\"expires\":\"")
        // Until so many auctions more have begun, on average.
        let horizon = Self.auctionsInFlight * Self.round / Self.auctionsInRound &* options.stepMicros / 1_000
        let length = 1 &+ Int64(random.below(UInt64(max(1, horizon &* 2))))
        Self.time(&w, time &+ length &* 1_000)
        w.literal("\",\"seller\":")
        let seller =
            random.below(4) > 0 ? Self.lastPerson(event) / 100 * 100 : somePerson(&random, event)
        w.signed(Self.firstID + seller)
        w.literal(",\"category\":")
        w.number(10 + random.below(5))
        w.literal(",\"extra\":\"")
        Self.extra(&w, &random, &letters, 500 - size)
        w.byte(34)
    }

    private func writeBid(
        _ w: inout EventWriter, _ random: inout EventRandom, _ letters: inout EventRandom, _ event: Int64,
        _ time: Int64
    ) {
        let last = Self.lastAuction(event)
        w.literal("\"auction\":")
        if random.below(2) > 0 {
            w.signed(Self.firstID + last / 100 * 100)
        } else {
            let first = max(last - Self.auctionsInFlight, 0)
            w.signed(Self.firstID + first + Int64(random.below(UInt64(last - first + 1 + Self.lead))))
        }
        w.literal(",\"bidder\":")
        let bidder =
            random.below(4) > 0 ? Self.lastPerson(event) / 100 * 100 + 1 : somePerson(&random, event)
        w.signed(Self.firstID + bidder)
        w.literal(",\"price\":")
        w.signed(Self.price(&random))
        w.literal(",\"channel\":\"")
        if random.below(2) > 0 {
            let channel = random.below(4)
            w.word(words, words.channels, channel)
            w.literal("\",\"url\":\"")
            Self.url(&w, channel: 10_000 + UInt32(channel), hasID: false)
        } else {
            let channel = random.below(10_000)
            w.literal("channel-")
            w.number(channel)
            w.literal("\",\"url\":\"")
            Self.url(&w, channel: UInt32(channel), hasID: true)
        }
        w.literal("\",\"dateTime\":\"")
        Self.time(&w, time)
        w.literal("\",\"extra\":\"")
        Self.extra(&w, &random, &letters, 100 - 32)
        w.byte(34)
    }

    // MARK: Ids

    /// Number of the last person at or before an event.
    private static func lastPerson(_ event: Int64) -> Int64 { event / round }

    /// Number of the last auction at or before an event; -1 before the first.
    private static func lastAuction(_ event: Int64) -> Int64 {
        let (epoch, place) = event.quotientAndRemainder(dividingBy: round)
        if place < 1 { return (epoch - 1) * auctionsInRound + auctionsInRound - 1 }
        return epoch * auctionsInRound + min(place - 1, auctionsInRound - 1)
    }

    /// One of the persons that are active, or one of the next.
    private func somePerson(_ random: inout EventRandom, _ event: Int64) -> Int64 {
        let count = Self.lastPerson(event) + 1
        let active = min(count, Int64(clamping: options.keySpace))
        return count - active + Int64(random.below(UInt64(active + Self.lead)))
    }

    // MARK: Values

    /// From 100 to 100,000,000, as many in each power of ten.
    private static func price(_ random: inout EventRandom) -> Int64 {
        Int64((pow(10, random.fraction() * 6) * 100).rounded())
    }

    /// `YYYY-MM-DD HH:MM:SS.mmm`.
    private static func time(_ w: inout EventWriter, _ micros: Int64) {
        let milliseconds = micros >= 0 ? micros / 1_000 : (micros &- 999) / 1_000
        let seconds = milliseconds >= 0 ? milliseconds / 1_000 : (milliseconds &- 999) / 1_000
        w.dateTime(unixSeconds: seconds)
        w.byte(46)
        w.fixed(UInt64(milliseconds &- seconds &* 1_000), 3)
    }

    /// The address of a channel, always the same one.
    private static func url(_ w: inout EventWriter, channel: UInt32, hasID: Bool) {
        var letters = EventRandom(seed: 0x0E71 &+ UInt64(channel) &* 0x2545_F491_4F6C_DD1D)
        w.literal("https://www.nexmark.com/")
        for _ in 0..<3 {
            phrase(&w, &letters, below: 5, gap: 95)
            w.byte(47)
        }
        w.literal("item.htm?query=1")
        guard hasID, letters.below(10) > 0 else { return }
        w.literal("&channel_id=")
        let reversed = Int32(bitPattern: (0..<32).reduce(UInt32(0)) { $0 | (channel >> $1 & 1) << (31 - $1) })
        w.number(UInt64(reversed.magnitude))
    }

    /// Letters with gaps here and there, 3 to `length` - 1 of them, without gaps at the ends.
    private static func phrase(
        _ w: inout EventWriter, _ letters: inout EventRandom, below length: UInt64, gap: UInt8 = 32
    ) {
        let count = 3 + letters.below(length - 3)
        let start = w.cursor
        for _ in 0..<count {
            if letters.below(13) == 0 {
                if gap != 32 || w.cursor > start { w.byte(gap) }
            } else {
                w.byte(97 + UInt8(letters.below(26)))
            }
        }
        if gap == 32 { while w.cursor > start, w.cursor[-1] == 32 { w.cursor -= 1 } }
    }

    /// Letters that fill an event up to its usual size, a fifth more or less.
    private static func extra(
        _ w: inout EventWriter, _ random: inout EventRandom, _ letters: inout EventRandom, _ wanted: Int
    ) {
        guard wanted > 0 else { return }
        let delta = Int((Double(wanted) * 0.2).rounded())
        let count = wanted - delta + (delta == 0 ? 0 : Int(random.below(UInt64(2 * delta))))
        var word: UInt64 = 0
        for index in 0..<count {
            // Twelve letters of five bits; 26 to 31 begin the alphabet again.
            if index % 12 == 0 { word = letters.next() }
            let bits = UInt8(truncatingIfNeeded: word & 31)
            w.byte(97 + (bits < 26 ? bits : bits - 26))
            word >>= 5
        }
    }
}
