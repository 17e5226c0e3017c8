// Sorts encoded keys. Most keys differ in few bytes near the front (an integer has seven equal ones), so the next eight
// bytes of every key are cached as one word and buckets are made only for the highest byte that differs:
//
//     keys at depth 0     00 8000000000000107...    differing bits   00000000000000FF  ->  one pass on the last byte
//                         00 8000000000000142...
//
// Equal words are resolved by the next eight bytes. Small parts go to insertion sort; pathological keys that agree in
// more than `chunkDepthMax` words go to a comparison sort.

/// A key to sort: where its bytes are, and the caller's number for it.
package struct SortKey: Sendable {
    /// The next eight bytes, most significant first, zero-filled.
    var word: UInt64
    /// Address of the first byte.
    let address: UInt
    /// Bytes of the key.
    package let count: UInt32
    /// What the caller wants to find back: a row or a slot.
    package let index: UInt32

    /// The key at `start`, which must stay there until the sort is done.
    @inlinable package init(_ start: UnsafeRawPointer, count: Int, index: Int) {
        self.init(address: UInt(bitPattern: start), count: UInt32(count), index: UInt32(index))
    }

    @usableFromInline init(address: UInt, count: UInt32, index: UInt32) {
        self.word = 0
        self.address = address
        self.count = count
        self.index = index
    }

    /// The bytes of the key.
    package var bytes: UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(start: UnsafeRawPointer(bitPattern: address), count: Int(count))
    }
}

/// Sorts keys by their bytes, a proper prefix first; equal keys stay in the given order.
///
/// `scratch` must have at least as many elements as `keys`. Takes no memory of its own but the stack.
package func radixSort(
    _ keys: UnsafeMutableBufferPointer<SortKey>, scratch: UnsafeMutableBufferPointer<SortKey>
) {
    precondition(scratch.count >= keys.count)
    sortChunk(keys, UnsafeMutableBufferPointer(rebasing: scratch[..<keys.count]), depth: 0)
}

private let insertionCountMax = 24
private let chunkDepthMax = 32

/// Sorts keys that agree in the first `depth` words.
private func sortChunk(
    _ keys: UnsafeMutableBufferPointer<SortKey>, _ scratch: UnsafeMutableBufferPointer<SortKey>, depth: Int
) {
    if keys.count < 2 { return }
    if depth >= chunkDepthMax { return mergeSort(keys, scratch, depth: depth) }
    for index in keys.indices { keys[index].word = loadWord(keys[index], depth: depth) }
    sortWords(keys, scratch, depth: depth)
}

/// Sorts keys whose words at `depth` are loaded.
private func sortWords(
    _ keys: UnsafeMutableBufferPointer<SortKey>, _ scratch: UnsafeMutableBufferPointer<SortKey>, depth: Int
) {
    if keys.count <= insertionCountMax { return insertionSort(keys, depth: depth) }
    let first = keys[0].word
    var differing: UInt64 = 0
    for key in keys { differing |= key.word ^ first }
    if differing == 0 { return sortEqualWords(keys, scratch, depth: depth) }
    let shift = UInt64(56 - differing.leadingZeroBitCount / 8 * 8)
    withUnsafeTemporaryAllocation(of: Int.self, capacity: 257) { ends in
        ends.initialize(repeating: 0)
        for key in keys { ends[Int((key.word &>> shift) & 0xFF) + 1] += 1 }
        for bucket in 1...256 { ends[bucket] += ends[bucket - 1] }
        for key in keys {
            let bucket = Int((key.word &>> shift) & 0xFF)
            scratch[ends[bucket]] = key
            ends[bucket] += 1
        }
        for index in keys.indices { keys[index] = scratch[index] }
        var start = 0
        for bucket in 0..<256 where ends[bucket] > start {
            let part = start..<ends[bucket]
            start = ends[bucket]
            if part.count < 2 { continue }
            sortWords(
                UnsafeMutableBufferPointer(rebasing: keys[part]),
                UnsafeMutableBufferPointer(rebasing: scratch[part]), depth: depth)
        }
    }
}

/// Orders keys with equal words: those that end in this word by length, then the rest by their next words.
private func sortEqualWords(
    _ keys: UnsafeMutableBufferPointer<SortKey>, _ scratch: UnsafeMutableBufferPointer<SortKey>, depth: Int
) {
    let limit = (depth + 1) * 8
    if !keys.contains(where: { Int($0.count) <= limit }) { return sortChunk(keys, scratch, depth: depth + 1) }
    var ended = 0
    var going = 0
    for key in keys {
        if Int(key.count) <= limit {
            keys[ended] = key
            ended += 1
        } else {
            scratch[going] = key
            going += 1
        }
    }
    for index in 0..<going { keys[ended + index] = scratch[index] }
    // At most nine different lengths, usually one: insertion sort would be quadratic, so count them.
    let short = UnsafeMutableBufferPointer(rebasing: keys[..<ended])
    sortByLength(short, UnsafeMutableBufferPointer(rebasing: scratch[..<ended]), limit: limit)
    sortChunk(
        UnsafeMutableBufferPointer(rebasing: keys[ended...]),
        UnsafeMutableBufferPointer(rebasing: scratch[ended..<keys.count]), depth: depth + 1)
}

private func sortByLength(
    _ keys: UnsafeMutableBufferPointer<SortKey>, _ scratch: UnsafeMutableBufferPointer<SortKey>, limit: Int
) {
    guard let first = keys.first, keys.contains(where: { $0.count != first.count }) else { return }
    var position = 0
    for length in max(0, limit - 8)...limit {
        for key in keys where Int(key.count) == length {
            scratch[position] = key
            position += 1
        }
    }
    for index in keys.indices { keys[index] = scratch[index] }
}
