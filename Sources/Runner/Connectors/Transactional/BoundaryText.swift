import StateStore

extension BoundaryRecord {
    /// Where the epoch ends, for people and for programs that check us:
    /// `[{"source":"s","topic":"t","partition":0,"offset":12},...]`.
    var positionsJSON: String {
        let entries = partitions.map { partition in
            let source = sources.indices.contains(partition.source) ? sources[partition.source].source : ""
            return "{\"source\":\(jsonText(source)),\"topic\":\(jsonText(partition.topic)),"
                + "\"partition\":\(partition.partition),\"offset\":\(partition.offset)}"
        }
        return "[\(entries.joined(separator: ","))]"
    }

    /// The least watermark of all sources; `nil` before each has one.
    var watermarkMicros: Int64? {
        var least: Int64?
        for source in sources {
            guard let micros = source.micros else { return nil }
            least = min(least ?? micros, micros)
        }
        return least
    }
}

extension BoundaryRecord.Ledger {
    var json: String {
        "{\"consumed\":\(consumed),\"accepted\":\(accepted),\"late\":\(late),\"invalid\":\(invalid),"
            + "\"dead_lettered\":\(deadLettered)}"
    }

    static func + (left: Self, right: Self) -> Self {
        Self(
            consumed: left.consumed &+ right.consumed, accepted: left.accepted &+ right.accepted,
            late: left.late &+ right.late, invalid: left.invalid &+ right.invalid,
            deadLettered: left.deadLettered &+ right.deadLettered)
    }
}
