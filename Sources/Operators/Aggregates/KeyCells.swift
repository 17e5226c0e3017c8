import StateStore

/// The group keys of a batch as fixed-size cells: 16 bytes a key column, row by row, with a hash for each row.
///
/// ```
///  integer, date, timestamp   | value          | 0            |
///  boolean                    | 0 or 1         | 0            |
///  double                     | ordered bits   | 0            |   -0 is 0, NaN is one value
///  text, bytea, uuid, jsonb   | length, prefix | rest or pointer |  a StringView
///  numeric, interval          | a StringView of their canonical bytes           |
///  NULL                       | 0              | 0            |   and its bit in `nulls`
/// ```
/// Cells are equal if and only if the values are equal, except that long strings need their bytes compared.
package struct KeyCells: ~Copyable {
    let keyCount: Int
    private var capacity = 0
    /// `keyCount * 2` words a row.
    private(set) var words: UnsafeMutablePointer<UInt64>
    private(set) var nulls: UnsafeMutablePointer<UInt64>
    private(set) var hashes: UnsafeMutablePointer<UInt64>
    /// Hash of the distribution columns only; equal to `hashes` when those are all of them.
    private(set) var spread: UnsafeMutablePointer<UInt64>
    /// Canonical bytes of numerics and intervals of this batch.
    private var arena = Arena()
    private var scratch: UnsafeMutableRawPointer

    init(keyCount: Int) {
        self.keyCount = keyCount
        words = .allocate(capacity: 1)
        nulls = .allocate(capacity: 1)
        hashes = .allocate(capacity: 1)
        spread = .allocate(capacity: 1)
        scratch = .allocate(byteCount: 64, alignment: 16)
    }

    deinit {
        words.deallocate()
        nulls.deallocate()
        hashes.deallocate()
        spread.deallocate()
        scratch.deallocate()
    }

    private mutating func reserve(_ count: Int) {
        guard count > capacity else { return }
        words.deallocate()
        nulls.deallocate()
        hashes.deallocate()
        spread.deallocate()
        capacity = count
        words = .allocate(capacity: max(1, count * keyCount * 2))
        nulls = .allocate(capacity: count)
        hashes = .allocate(capacity: count)
        spread = .allocate(capacity: count)
    }

    /// Fills the cells of all rows of the key columns. `distribution`: positions among `keys` that decide the key
    /// group.
    mutating func fill(_ keys: [Column], distribution: [Int], count: Int) {
        reserve(count)
        arena = Arena()
        nulls.update(repeating: 0, count: count)
        for (index, key) in keys.enumerated() { fill(key, index, count) }
        combine(keys, Array(keys.indices), into: hashes, count)
        if distribution.elementsEqual(keys.indices) {
            spread.update(from: hashes, count: count)
        } else {
            combine(keys, distribution, into: spread, count)
        }
    }

    /// Takes over the cells and hashes of rows that lie side by side.
    // hot: loop
    mutating func takeOver(_ rows: UnsafeMutableRawPointer, count: Int, _ layout: StateLayout) {
        reserve(count)
        let (stride, prefix, wordCount) = (layout.stride, layout.prefixBytes, layout.keyShape.wordCount)
        for index in 0..<count {
            let row = rows + index &* stride
            nulls[index] = row.nulls
            hashes[index] = row.groupHash
            spread[index] = UInt64(row.keyGroupNumber) &<< 57
            let own = (row + prefix).assumingMemoryBound(to: UInt64.self)
            for word in 0..<wordCount { words[index &* wordCount &+ word] = own[word] }
        }
    }

    private mutating func fill(_ column: Column, _ index: Int, _ count: Int) {
        let stride = keyCount * 2
        let cells = words + index * 2
        switch column.values {
        case .int64(let buffer):
            for row in 0..<count {
                cells[row &* stride] = UInt64(bitPattern: buffer.pointer[row])
                cells[row &* stride &+ 1] = 0
            }
        case .boolean(let buffer):
            for row in 0..<count {
                cells[row &* stride] = UInt64(buffer.pointer[row])
                cells[row &* stride &+ 1] = 0
            }
        case .double(let buffer):
            for row in 0..<count {
                cells[row &* stride] = KeyEncoding.orderedBits(buffer.pointer[row])
                cells[row &* stride &+ 1] = 0
            }
        case .bytes(let vector):
            for row in 0..<count {
                let view = vector.views.pointer[row]
                cells[row &* stride] = UInt64(view.length) | UInt64(view.prefix) &<< 32
                cells[row &* stride &+ 1] = view.rest
            }
        case .decimal(let vector):
            for row in 0..<count {
                let value = vector[row]
                var cursor = scratch
                KeyEncoding.writeDecimal(coefficient: value.coefficient, scale: value.scale, at: &cursor)
                store(cells + row &* stride, cursor - scratch)
            }
        case .interval(let buffer):
            for row in 0..<count {
                scratch.storeBytes(of: buffer.pointer[row].comparisonMicros, as: Int128.self)
                store(cells + row &* stride, 16)
            }
        }
        guard let flags = column.validity.flags else { return }
        for row in 0..<count where flags.pointer[row] == 0 {
            cells[row &* stride] = 0
            cells[row &* stride &+ 1] = 0
            nulls[row] |= 1 &<< UInt64(index)
        }
    }

    private func store(_ cell: UnsafeMutablePointer<UInt64>, _ count: Int) {
        let view = arena.view(of: UnsafeRawBufferPointer(start: scratch, count: count))
        cell[0] = UInt64(view.length) | UInt64(view.prefix) &<< 32
        cell[1] = view.rest
    }

    /// Hashes of the chosen key columns, which depend on nothing but their values: they decide the key group on disk.
    // hot: loop
    private func combine(
        _ keys: [Column], _ chosen: [Int], into hashes: UnsafeMutablePointer<UInt64>, _ count: Int
    ) {
        hashes.update(repeating: KeyCells.seed, count: count)
        let stride = keyCount * 2
        for index in chosen {
            let cells = words + index * 2
            let isBytes = KeyCells.isBytes(keys[index].type)
            for row in 0..<count {
                let first = cells[row &* stride]
                let second = cells[row &* stride &+ 1]
                var value = second
                if isBytes && first & 0xFFFF_FFFF > 12 {
                    value = hashBytes(
                        UnsafeRawPointer(bitPattern: UInt(second)) ?? UnsafeRawPointer(cells),
                        count: Int(first & 0xFFFF_FFFF))
                }
                hashes[row] = mix(hashes[row], first, value)
            }
        }
    }

    /// Whether a key column's cells are string views.
    static func isBytes(_ type: DataType) -> Bool {
        switch type.physical {
        case .bytes, .decimal, .interval: true
        case .boolean, .int64, .double: false
        }
    }
}

/// One step of the key hash: part of the state's format, never to be changed.
@inline(__always)
private func mix(_ state: UInt64, _ first: UInt64, _ second: UInt64) -> UInt64 {
    let product = (first ^ state).multipliedFullWidth(by: second ^ 0x9e37_79b9_7f4a_7c15)
    let folded = product.high ^ product.low ^ state &* 0xd6e8_feb8_6659_fd93
    let again = folded.multipliedFullWidth(by: 0xa0c8_3d1c_5f1b_27e7)
    return again.high ^ again.low
}

extension KeyCells {
    /// The hashes of one key's cells: of all columns, and of those that decide the key group.
    func hashes(
        of words: UnsafePointer<UInt64>, layout: StateLayout, distribution: [Int]
    ) -> (hash: UInt64, spread: UInt64) {
        func combine(_ chosen: some Sequence<Int>) -> UInt64 {
            var state = KeyCells.seed
            for index in chosen {
                let first = words[index * 2]
                var second = words[index * 2 + 1]
                if layout.keyShape.byteColumns & (1 &<< UInt64(index)) != 0 && first & 0xFFFF_FFFF > 12 {
                    second = KeyCells.view(words + index * 2).withBytes { hashBytes($0) }
                }
                state = mix(state, first, second)
            }
            return state
        }
        let all = layout.keyPhysicals.indices
        let hash = combine(all)
        return (hash, distribution.elementsEqual(all) ? hash : combine(distribution))
    }

    /// What every key hash begins with.
    static let seed: UInt64 = 0x2d35_8dcc_aa6c_78a5
}
