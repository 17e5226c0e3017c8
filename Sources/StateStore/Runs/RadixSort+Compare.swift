import Glibc

/// The word of a key at `depth`, most significant byte first; bytes after the end count as 0.
@inline(__always)
func loadWord(_ key: SortKey, depth: Int) -> UInt64 {
    let offset = depth * 8
    let rest = Int(key.count) - offset
    guard rest > 0, let start = UnsafeRawPointer(bitPattern: key.address) else { return 0 }
    if rest >= 8 { return UInt64(bigEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)) }
    var word: UInt64 = 0
    for index in 0..<rest {
        word |= UInt64(start.load(fromByteOffset: offset + index, as: UInt8.self)) &<< UInt64(56 - 8 * index)
    }
    return word
}

/// True when `left` sorts before `right`, given that they agree in the first `depth` words.
@inline(__always)
func isBefore(_ left: SortKey, _ right: SortKey, depth: Int) -> Bool {
    if left.word != right.word { return left.word < right.word }
    return isBeforeByBytes(left, right, offset: depth * 8)
}

/// True when the bytes from `offset` on of `left` sort before those of `right`.
func isBeforeByBytes(_ left: SortKey, _ right: SortKey, offset: Int) -> Bool {
    let common = min(Int(left.count), Int(right.count)) - offset
    if common > 0, let first = left.bytes.baseAddress, let second = right.bytes.baseAddress {
        let order = memcmp(first + offset, second + offset, common)
        if order != 0 { return order < 0 }
    }
    return left.count < right.count
}

/// Stable, for few keys whose words at `depth` are loaded.
func insertionSort(_ keys: UnsafeMutableBufferPointer<SortKey>, depth: Int) {
    if keys.count < 2 { return }
    for next in 1..<keys.count {
        let key = keys[next]
        var hole = next
        while hole > 0 && isBefore(key, keys[hole - 1], depth: depth) {
            keys[hole] = keys[hole - 1]
            hole -= 1
        }
        keys[hole] = key
    }
}

/// Stable, for any keys that agree in the first `depth` words; bottom-up, so its stack does not grow.
func mergeSort(
    _ keys: UnsafeMutableBufferPointer<SortKey>, _ scratch: UnsafeMutableBufferPointer<SortKey>, depth: Int
) {
    var width = 1
    while width < keys.count {
        var start = 0
        while start < keys.count {
            let middle = min(start + width, keys.count)
            let end = min(start + 2 * width, keys.count)
            var left = start
            var right = middle
            for position in start..<end {
                let takesRight =
                    left == middle
                    || (right < end && isBeforeByBytes(keys[right], keys[left], offset: depth * 8))
                scratch[position] = takesRight ? keys[right] : keys[left]
                if takesRight { right += 1 } else { left += 1 }
            }
            start = end
        }
        for index in keys.indices { keys[index] = scratch[index] }
        width *= 2
    }
}
