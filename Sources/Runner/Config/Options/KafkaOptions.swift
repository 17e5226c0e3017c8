/// `kafka_options` after the allow-list.
struct KafkaOptionsOutcome {
    var properties: [String: String] = [:]
    var problems: [(code: DiagnosticCode, message: String, hint: String?, help: [String])] = []
}

/// Reads `name=value, name=value`; a value with a comma stands in double quotes.
func parseKafkaOptions(_ text: String, _ role: OptionReference.Role = .source) -> KafkaOptionsOutcome {
    let allowed = role == .source ? sourceKafkaOptions : sinkKafkaOptions
    let refused = refusedKafkaOptions.merging(role == .source ? refusedOfSource : refusedOfSink) { old, _ in old }
    var outcome = KafkaOptionsOutcome()
    for entry in splitOutsideQuotes(text) {
        let trimmed = trim(entry)
        if trimmed.isEmpty { continue }
        guard let equals = trimmed.firstIndex(of: "=") else {
            outcome.problems.append(
                (.badOptionValue, "\"\(mask(trimmed))\" in kafka_options is no name=value", nil, []))
            continue
        }
        let name = trim(String(trimmed[..<equals]))
        let value = trim(String(trimmed[equals...].dropFirst()))
        if let reason = refused[name] {
            outcome.problems.append((.refusedKafkaOption, "\(name) is set by the runner", nil, [reason]))
        } else if !allowed.contains(name) {
            let near = suggest(name, among: allowed.sorted()).map { "did you mean \"\($0)\"?" }
            outcome.problems.append(
                (
                    .refusedKafkaOption, "\(name) is not among the Kafka options that may be set", near,
                    near == nil ? ["They are: \(allowed.sorted().joined(separator: ", "))."] : []
                ))
        } else if outcome.properties.updateValue(unquoted(value), forKey: name) != nil {
            outcome.problems.append((.duplicateOption, "\(name) is there twice in kafka_options", nil, []))
        }
    }
    return outcome
}

/// What may be set for a source: how to reach and trust the brokers, and how much to fetch at a time.
let sourceKafkaOptions = connectionKafkaOptions.union([
    "fetch.min.bytes", "fetch.max.bytes", "fetch.wait.max.ms", "fetch.message.max.bytes", "max.partition.fetch.bytes",
    "receive.message.max.bytes", "queued.min.messages", "queued.max.messages.kbytes", "check.crcs",
])

/// What may be set for a sink: how to reach and trust the brokers, and how records are put together.
let sinkKafkaOptions = connectionKafkaOptions.union([
    "linger.ms", "batch.size", "batch.num.messages", "message.max.bytes", "compression.level", "request.timeout.ms",
    "partitioner",
])

private let connectionKafkaOptions: Set<String> = [
    "security.protocol", "sasl.mechanism", "sasl.mechanisms", "sasl.username", "sasl.password",
    "sasl.kerberos.service.name", "sasl.kerberos.principal", "sasl.kerberos.keytab", "sasl.oauthbearer.config",
    "sasl.oauthbearer.method", "sasl.oauthbearer.client.id", "sasl.oauthbearer.client.secret",
    "sasl.oauthbearer.scope", "sasl.oauthbearer.token.endpoint.url",
    "ssl.ca.location", "ssl.ca.pem", "ssl.certificate.location", "ssl.certificate.pem", "ssl.key.location",
    "ssl.key.pem", "ssl.key.password", "ssl.keystore.location", "ssl.keystore.password", "ssl.cipher.suites",
    "ssl.curves.list", "ssl.endpoint.identification.algorithm", "enable.ssl.certificate.verification",
    "client.id", "client.rack", "broker.address.family", "broker.address.ttl", "socket.keepalive.enable",
    "socket.timeout.ms", "socket.receive.buffer.bytes", "socket.connection.setup.timeout.ms",
    "reconnect.backoff.ms", "reconnect.backoff.max.ms", "statistics.interval.ms", "debug", "log_level",
]

/// What may not be set, and why: each would break that every record counts once.
let refusedKafkaOptions: [String: String] = [
    "enable.auto.commit": "Positions are committed with the rows, in one transaction of the database.",
    "auto.commit.interval.ms": "Positions are committed with the rows; see commit_interval.",
    "enable.auto.offset.store": "Positions are committed with the rows, in one transaction of the database.",
    "group.id": "Partitions are assigned to lanes, not by a consumer group, whose rebalances repeat records.",
    "group.instance.id": "Partitions are assigned to lanes, not by a consumer group.",
    "auto.offset.reset": "A position that is gone must stop the job, not skip records: see start_from.",
    "isolation.level": "Records of aborted transactions must never be counted: it is always read_committed.",
    "enable.partition.eof": "The end of a partition tells --until-caught-up when it is done: it is always on.",
    "allow.auto.create.topics": "A mistyped topic must be an error, not a new topic.",
    "bootstrap.servers": "It has an option of its own: bootstrap_servers.",
    "metadata.broker.list": "It has an option of its own: bootstrap_servers.",
    "topic.metadata.refresh.interval.ms": "New partitions must be seen within a minute.",
    "plugin.library.paths": "A job file must not load code.",
    "test.mock.num.brokers": "bootstrap_servers = 'embedded' starts a cluster inside the process.",
]

private let refusedOfSource = [
    "transactional.id": "A source does not write to Kafka.",
    "enable.idempotence": "A source does not write to Kafka.",
]

private let refusedOfSink = [
    "transactional.id": "Transactions are named after the job, by which an earlier run is kept out.",
    "transaction.timeout.ms": "A transaction is open only while an epoch is committed.",
    "enable.idempotence": "Records must not come twice: it is always on.",
    "acks": "A commit counts when all replicas that are in sync have it: it is always all.",
    "request.required.acks": "A commit counts when all replicas that are in sync have it: it is always all.",
    "retries": "An epoch is written until it is committed.",
    "message.send.max.retries": "An epoch is written until it is committed.",
    "max.in.flight": "Records keep their order.",
    "compression.type": "It has an option of its own: compression.",
    "compression.codec": "It has an option of its own: compression.",
]

private func splitOutsideQuotes(_ text: String) -> [String] {
    var parts = [""]
    var isQuoted = false
    for character in text {
        if character == "\"" { isQuoted.toggle() }
        if character == ",", !isQuoted {
            parts.append("")
        } else {
            parts[parts.count - 1].append(character)
        }
    }
    return parts
}

private func unquoted(_ value: String) -> String {
    guard value.count >= 2, value.first == "\"", value.last == "\"" else { return value }
    return String(value.dropFirst().dropLast())
}

func trim(_ text: String) -> String {
    var rest = text.drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
}
