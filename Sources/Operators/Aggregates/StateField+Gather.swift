import StateStore

extension StateField {
    /// Adds one column of a batch to the groups' lists.
    func gather(
        _ rows: UpdateRows, _ columns: [Column], _ call: AggregateCall, _ codec: ElementCodec, arena: (Int) -> Arena
    ) {
        guard let argument = call.argument else { return }
        let column = columns[argument]
        let mask = foldMask(
            rows.count, codec.keepsNulls ? nil : column, call.filter.map { columns[$0] })
        let flags = codec.flags
        func forEach(_ body: (ElementList, Int, Arena) -> Void) {
            foldGroup(rows, mask) { group, row, isFirst in
                let list = ElementList(group + offset)
                let arena = arena(row)
                if isFirst { list.make(flags: flags, limit: codec.limit, arena) }
                body(list, row, arena)
            }
        }
        let none = UnsafeRawBufferPointer(start: nil, count: 0)
        var key = KeyWriter(capacity: 64)
        var scratch = KeyWriter(capacity: 64)
        var payload = ByteBuffer(capacity: 64)
        switch codec.shape {
        case .words:
            let values = column.values
            forEach { list, row, arena in list.append(word: codec.word(values, row), arena) }
        case .hashes:
            forEach { list, row, arena in
                DistinctSketch.add(codec.hash(column.values, row, &key), to: list, arena)
            }
        case .bytes:
            guard case .bytes(let vector) = column.values else { return }
            forEach { list, row, arena in
                vector.views.pointer[row].withBytes { list.append(key: $0, payload: none, arena) }
            }
        case .comparable, .ordered:
            forEach { list, row, arena in
                key.reset()
                payload.reset()
                if codec.shape == .ordered {
                    codec.writeOrder(columns, row, &key, &scratch)
                } else {
                    key.write(column.values, row: row)
                }
                codec.writePayload(column, row, &payload)
                switch kind {
                case .first: list.offer(key.bytes, payload.bytes, arena) { $0 < 0 }
                case .last: list.offer(key.bytes, payload.bytes, arena) { $0 > 0 }
                default: list.append(key: key.bytes, payload: payload.bytes, arena)
                }
            }
        }
    }
}
