extension Journal {
    /// The records of all epochs after `epoch`, oldest first.
    package func records(after epoch: Epoch) throws(StoreError) -> [JournalRecord] {
        try Journal.records(in: directory, after: epoch)
    }

    /// The boundaries of all epochs after `epoch`, oldest first.
    package func boundaries(after epoch: Epoch) throws(StoreError) -> [BoundaryRecord] {
        var result: [BoundaryRecord] = []
        for record in try records(after: epoch) { result.append(try BoundaryRecord(decoding: record.payload)) }
        return result
    }

    /// The records of a journal that may be in use by another process; a record that is just being written is left out.
    package static func records(
        in directory: String, after epoch: Epoch = Epoch(-1)
    ) throws(StoreError) -> [JournalRecord] {
        var result: [JournalRecord] = []
        for segment in try JournalSegment.readAll(directory) {
            result += segment.records.filter { $0.epoch > epoch }
        }
        return result
    }

    /// Deletes segments that hold only epochs up to `epoch`; the newest segment always stays.
    package mutating func trim(through epoch: Epoch) throws(StoreError) {
        var removed = 0
        while segments.count - removed > 1 && segments[removed].last <= epoch {
            try Files.remove(segments[removed].path)
            removed += 1
        }
        if removed == 0 { return }
        segments.removeFirst(removed)
        try Files.syncDirectory(directory)
    }

    /// Forgets all epochs after `epoch`, durably: for a restart from an older point whose future will differ.
    package mutating func truncate(after epoch: Epoch) throws(StoreError) {
        if let failure { throw .poisoned("journal: \(failure)") }
        file = nil
        let found = try JournalSegment.readAll(directory)
        segments = []
        lastEpoch = nil
        for segment in found.reversed() where (segment.records.first?.epoch ?? segment.firstEpoch) > epoch {
            try Files.remove(segment.path)
        }
        try Files.syncDirectory(directory)
        for segment in found {
            let kept = segment.records.filter { $0.epoch <= epoch }
            guard let last = kept.last?.epoch else { continue }
            if kept.count < segment.records.count { try replace(segment, keeping: kept) }
            segments.append((segment.path, last))
            lastEpoch = last
        }
    }
}
