/// Lists of words in one block, each in 32 bytes: its length, then its text. Copying one is one fixed-size copy.
///
/// ```
///  word n at n * 32:  [ 5 ][ C h a i r . . . . . . . . . . . . . . . . . . . . . . . . . . ]
/// ```
final class EventWords: Sendable {
    /// A run of words in the block.
    struct List: Sendable {
        let first: Int
        let count: Int
    }

    let furniture, colors, firstNames, lastNames, cities, jobs: List
    let categories, brands, products, payments, regions, sources: List
    let westernCities, westernStates, channels: List
    private let block: [UInt8]
    static let stride = 32

    init() {
        var block: [UInt8] = []
        func list(_ words: [String]) -> List {
            let first = block.count / Self.stride
            for word in words {
                let bytes = Array(word.utf8)
                precondition(bytes.count < Self.stride, "a word has at most 31 bytes")
                block.append(UInt8(bytes.count))
                block += bytes + [UInt8](repeating: 32, count: Self.stride - 1 - bytes.count)
            }
            return List(first: first, count: words.count)
        }
        furniture = list(["Chair", "Table", "Bed", "Desk", "Sofa", "Shelf", "Wardrobe", "Stool"])
        colors = list(["teal", "fuchsia", "silver", "lime", "navy", "olive", "maroon", "aqua", "white", "black"])
        firstNames = list([
            "Adi", "Bayu", "Citra", "Dewi", "Eka", "Fajar", "Gita", "Hari", "Indah", "Joko", "Kartika", "Lestari",
            "Made", "Nyoman", "Putri", "Rangga", "Sari", "Tirta", "Utami", "Wulan",
        ])
        lastNames = list([
            "Anggraini", "Budiman", "Cahyadi", "Darmawan", "Firmansyah", "Gunawan", "Hidayat", "Kusuma", "Maharani",
            "Nugroho", "Pratama", "Rahayu", "Santoso", "Setiawan", "Wibowo", "Yulianti",
        ])
        cities = list(["Jakarta", "Surabaya", "Yogyakarta", "Makassar", "Bandung", "Medan", "Semarang", "Denpasar"])
        jobs = list(["IT", "Sales", "HR", "Finance", "Marketing", "Legal", "Operations"])
        categories = list(["Skincare", "Makeup", "Hair Care", "Bath & Body"])
        brands = list([
            "Laneige", "L'Oreal", "Wardah", "Emina", "Somethinc", "Avoskin", "Maybelline", "Garnier", "Nivea", "Dove",
        ])
        products = list([
            "Face Palette", "Face Mask", "Lip Tint", "Serum", "Toner", "Shampoo", "Conditioner", "Body Wash", "Cushion",
            "Sunscreen",
        ])
        payments = list(["COD", "Debit Card", "Credit Card", "Paylater"])
        regions = list(["SG", "MY", "TH", "TW", "ID", "VN", "PH"])
        sources = list(["desktop", "mobile-web", "ios", "android", "tv"])
        westernCities = list([
            "Phoenix", "Los Angeles", "San Francisco", "Boise", "Portland", "Bend", "Redmond", "Seattle", "Kent",
            "Cheyenne",
        ])
        westernStates = list(["AZ", "CA", "ID", "OR", "WA", "WY"])
        channels = list(["Google", "Facebook", "Baidu", "Apple"])
        self.block = block
    }

    /// Writes word `index` of a list; the answer is its length. 31 bytes must be free at the target.
    @inline(__always)
    func write(_ list: List, _ index: UInt64, to target: UnsafeMutablePointer<UInt8>) -> Int {
        block.withUnsafeBufferPointer { block in
            let at = (list.first &+ Int(truncatingIfNeeded: index)) &* Self.stride
            UnsafeMutableRawPointer(target).copyMemory(
                from: UnsafeRawPointer(block.baseAddress.unsafelyUnwrapped + at + 1), byteCount: Self.stride - 1)
            return Int(block[at])
        }
    }
}
