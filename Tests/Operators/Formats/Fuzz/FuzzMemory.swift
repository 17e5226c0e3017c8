import Glibc

/// Lays records out in memory, each with bytes of the caller's choice behind it, some right before a page that can't be
/// read.
final class FuzzMemory {
    private let map: UnsafeMutableRawPointer
    private let edges: Int
    private static let page = 4096
    private static let heapBytes = 1 << 20
    /// Pages that can be read before each that can't.
    private static let edgePages = 2
    private(set) var records: [UnsafeRawBufferPointer] = []

    init?(edges: Int = 8) {
        self.edges = edges
        let edgeBytes = (FuzzMemory.edgePages + 1) * FuzzMemory.page
        let size = FuzzMemory.heapBytes + edges * edgeBytes
        guard let map = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), map != MAP_FAILED
        else { return nil }
        self.map = map
        for edge in 0..<edges {
            let wall = map + FuzzMemory.heapBytes + (edge + 1) * edgeBytes - FuzzMemory.page
            guard mprotect(wall, FuzzMemory.page, PROT_NONE) == 0 else { return nil }
        }
    }

    deinit {
        munmap(map, FuzzMemory.heapBytes + edges * (FuzzMemory.edgePages + 1) * FuzzMemory.page)
    }

    /// Places the records anew; what was placed before is gone.
    func place(_ texts: [[UInt8]], _ dice: inout Dice) {
        records.removeAll(keepingCapacity: true)
        var at = 0
        let edgeBytes = (FuzzMemory.edgePages + 1) * FuzzMemory.page
        var edge = 0
        for (index, text) in texts.enumerated() {
            var start = map + at
            var room = 96
            if edge < edges, dice.below(8) == 0, text.count <= FuzzMemory.page {
                room = dice.below(100)
                let wall = map + FuzzMemory.heapBytes + (edge + 1) * edgeBytes - FuzzMemory.page
                start = wall - room - text.count
                edge += 1
            } else {
                // The next record follows at once, as in a fetched message set; its predecessor's tail is gone then.
                let gap = dice.below(2) == 0 ? 0 : dice.below(96)
                guard at + text.count + gap + 96 <= FuzzMemory.heapBytes else { break }
                at += text.count + gap
            }
            text.withUnsafeBytes {
                if let base = $0.baseAddress { start.copyMemory(from: base, byteCount: text.count) }
            }
            fill(start + text.count, min(room, 96), after: text, texts[dice.below(index + 1)], &dice)
            records.append(UnsafeRawBufferPointer(start: start, count: text.count))
        }
    }

    /// What may lie behind a record: nothing of it may count.
    private func fill(
        _ target: UnsafeMutableRawPointer, _ count: Int, after text: [UInt8], _ other: [UInt8], _ dice: inout Dice
    ) {
        let choice = dice.below(FuzzMemory.fillers.count + 2)
        if choice < FuzzMemory.fillers.count {
            memset(target, Int32(FuzzMemory.fillers[choice]), count)
            if dice.below(2) == 0, count > 0 {
                target.storeBytes(of: FuzzMemory.fillers[dice.below(FuzzMemory.fillers.count)], as: UInt8.self)
            }
        } else {
            // As if the record went on: a cut record would be whole.
            let from = choice == FuzzMemory.fillers.count ? min(text.count, other.count) : 0
            for index in 0..<count {
                let byte = from + index < other.count ? other[from + index] : UInt8(ascii: "}")
                target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            }
        }
    }

    private static let fillers = Array("09\"}]{[ ,:\\enltu.-\0\n".utf8) + [0x80, 0xFF, 0xBF]
}
