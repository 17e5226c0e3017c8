extension Binder {
    /// Two sinks never write one topic, and those of one Kafka reach it alike: they share a transaction.
    func checkTopic(_ kafka: KafkaSinkOptions, _ name: String, at offset: Int) throws(BindFailure) {
        let servers = kafka.bootstrapServers.filter { !$0.isWhitespace }
        let key = "kafka \(servers) \(kafka.topic)"
        if let other = targets[key] {
            throw BindFailure(
                .badOptionValue, "\(other) and \(name) write the same topic \"\(kafka.topic)\"", at: offset)
        }
        targets[key] = name
        guard let first = kafkaTargets[servers] else {
            kafkaTargets[servers] = (name, kafka.properties)
            return
        }
        guard first.properties == kafka.properties else {
            throw BindFailure(
                .badOptionValue,
                "\(first.sink) and \(name) write to one Kafka with different kafka_options or compression", at: offset,
                help: ["The sinks of one Kafka share one connection and one transaction."])
        }
    }

    /// A job that reads what it writes never ends.
    func checkLoops() throws(BindFailure) {
        for sink in sinks {
            guard case .kafka(let target) = sink.connector else { continue }
            for source in plan.sources {
                guard case .kafka(let read) = source.connector, read.topic == target.topic,
                    read.bootstrapServers.filter({ !$0.isWhitespace })
                        == target.bootstrapServers.filter({ !$0.isWhitespace })
                else { continue }
                throw BindFailure(
                    .badOptionValue,
                    "\(sink.name) writes the topic \"\(target.topic)\" that \(source.name) reads: "
                        + "the job would read its own rows",
                    at: sink.sourceOffset)
            }
        }
    }
}
