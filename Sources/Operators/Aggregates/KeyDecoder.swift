import StateStore

/// Reads group keys back into cells: from disk, or from another lane.
struct KeyDecoder: ~Copyable {
    let layout: StateLayout
    /// 2 words a key column.
    let words: UnsafeMutablePointer<UInt64>
    private(set) var nulls: UInt64 = 0
    private var scratch = ByteBuffer(capacity: 256)

    init(layout: StateLayout) {
        self.layout = layout
        words = .allocate(capacity: max(2, layout.keyTypes.count * 2))
    }

    deinit { words.deallocate() }

    /// Fills `words` and `nulls`; long strings lie in `arena`.
    mutating func decode(_ key: UnsafeRawBufferPointer, arena: Arena) throws(OperatorError) {
        do throws(StoreError) {
            try read(key, arena)
        } catch {
            throw .corrupt("\(error)")
        }
    }

    private mutating func read(_ key: UnsafeRawBufferPointer, _ arena: Arena) throws(StoreError) {
        var reader = KeyReader(key)
        nulls = 0
        for (index, physical) in layout.keyPhysicals.enumerated() {
            var first: UInt64?
            var second: UInt64 = 0
            switch physical {
            case .int64: first = try reader.readInt64().map { UInt64(bitPattern: $0) }
            case .boolean: first = try reader.readBool().map { $0 ? 1 : 0 }
            case .double: first = try reader.readDouble().map { KeyEncoding.orderedBits($0) }
            case .bytes:
                scratch.reset()
                if try reader.readBytes(into: &scratch) { (first, second) = store(scratch.bytes, arena) }
            case .decimal:
                if let value = try reader.readDecimal() {
                    (first, second) = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 16) { room in
                        guard let base = room.baseAddress else { return (nil, 0) }
                        var cursor = base
                        KeyEncoding.writeDecimal(coefficient: value.coefficient, scale: value.scale, at: &cursor)
                        return store(UnsafeRawBufferPointer(start: base, count: cursor - base), arena)
                    }
                }
            case .interval:
                if var micros = try reader.readDecimal()?.coefficient {
                    (first, second) = withUnsafeBytes(of: &micros) { store($0, arena) }
                }
            }
            words[index * 2] = first ?? 0
            words[index * 2 + 1] = second
            if first == nil { nulls |= 1 << UInt64(index) }
        }
        guard reader.isAtEnd else { throw .corruption("a group key is longer than its columns") }
    }

    private func store(_ bytes: UnsafeRawBufferPointer, _ arena: Arena) -> (UInt64?, UInt64) {
        let view = arena.view(of: bytes)
        return (UInt64(view.length) | UInt64(view.prefix) << 32, view.rest)
    }
}
