/// How a key differs between two states.
package enum KeyDifference: Sendable, Equatable {
    /// Only the first state has it.
    case removed
    /// Only the second state has it.
    case added
    /// Both have it, with other values.
    case changed
}

extension InspectedState {
    /// Walks this state and `other` side by side and calls `body` with each key that differs, in key order.
    ///
    /// The first value is this state's, the second the other's; the buffers are valid only during the call. Give both
    /// states the job's own merger, else equal values that were combined at other times look different.
    package func compare(
        with other: InspectedState, in range: KeyRange = .all,
        _ body: (KeyDifference, UnsafeRawBufferPointer, UnsafeRawBufferPointer?, UnsafeRawBufferPointer?) -> Void
    ) throws(StoreError) {
        var left = try groups(range)
        var right = try other.groups(range)
        var first = try left.next()
        var second = try right.next()
        while true {
            switch (first, second) {
            case (nil, nil): return
            case (let entry?, nil):
                body(.removed, entry.key, entry.value, nil)
                first = try left.next()
            case (nil, let entry?):
                body(.added, entry.key, nil, entry.value)
                second = try right.next()
            case (let old?, let new?):
                if old.key.elementsEqual(new.key) {
                    if !old.value.elementsEqual(new.value) { body(.changed, old.key, old.value, new.value) }
                    first = try left.next()
                    second = try right.next()
                } else if old.key.lexicographicallyPrecedes(new.key) {
                    body(.removed, old.key, old.value, nil)
                    first = try left.next()
                } else {
                    body(.added, new.key, nil, new.value)
                    second = try right.next()
                }
            }
        }
    }
}

extension StateInspector {
    /// The data files of all checkpoints: name, bytes, and the epochs of the checkpoints that share it.
    package func sharing() throws(StoreError) -> [SharedFile] {
        var found: [String: SharedFile] = [:]
        for report in try checkpoints() {
            for file in report.manifest?.files ?? [] where file.isData {
                found[file.name, default: SharedFile(name: file.name, byteCount: file.digest.byteCount)]
                    .epochs.append(report.epoch)
            }
        }
        return found.values.sorted { $0.name < $1.name }
    }
}

/// A data file and the checkpoints that it belongs to.
package struct SharedFile: Sendable, Equatable {
    /// Its name, which stands for its content.
    package let name: String
    /// Its size.
    package let byteCount: Int
    /// The checkpoints, newest first.
    package var epochs: [Epoch] = []
}
