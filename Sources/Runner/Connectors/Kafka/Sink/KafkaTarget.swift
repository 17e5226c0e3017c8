import Operators

/// One topic that a sink writes to.
package struct KafkaTarget: Sendable {
    let table: SinkTable
    let options: KafkaSinkOptions
    /// The zone that timestamptz is shown in.
    let zone: TimeZoneRules

    package init(_ table: SinkTable, options: KafkaSinkOptions, zone: TimeZoneRules = .utc) {
        self.table = table
        self.options = options
        self.zone = zone
    }

    var topic: String { options.topic }

    /// Whether every record has a key. The one row of an aggregate over everything has the key `{}`.
    var hasKey: Bool { !table.key.isEmpty || table.holdsOneRow }
}

/// Names in Kafka that a job goes by.
struct KafkaJobNames {
    /// The topic in which the job's epochs are remembered, and the name of its transactions.
    let standing: String
    /// The topic of records that could not be used.
    var deadLetters: String { "\(standing).dead_letter" }

    init(_ job: String) {
        let isPlain = { (byte: UInt8) in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "._-".utf8.contains(byte)
        }
        var name = String(decoding: job.utf8.map { isPlain($0) ? $0 : UInt8(ascii: "_") }.prefix(200), as: UTF8.self)
        // Two jobs whose names differ only in what a topic's name can't have are still two.
        if name != job { name += "-" + String(Array(job.utf8).withUnsafeBytes { hashBytesOfName($0) }, radix: 16) }
        standing = "millrace.job.\(name)"
    }
}
