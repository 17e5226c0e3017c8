/// Reads `kafka_options`; nothing when it is not given.
func kafkaProperties(_ reader: inout OptionReader, _ role: OptionReference.Role) -> [String: String] {
    guard let text = reader.text("kafka_options") else { return [:] }
    let outcome = parseKafkaOptions(text.value, role)
    for problem in outcome.problems {
        reader.report(problem.code, problem.message, at: text.offset, hint: problem.hint, help: problem.help)
    }
    return outcome.properties
}

/// Says when a part of `bootstrap_servers` is no `host:port`.
func checkServers(_ servers: OptionReader.Text, _ reader: inout OptionReader) {
    for server in servers.value.split(separator: ",", omittingEmptySubsequences: false) {
        let trimmed = server.filter { !$0.isWhitespace }
        let port = trimmed.split(separator: ":", omittingEmptySubsequences: false).dropFirst().last
        let hasHost = trimmed.first != ":" && !trimmed.contains("//")
        guard hasHost, let port, isPort(port) else {
            reader.report(
                .badOptionValue, "'\(mask(trimmed))' is no host and port", at: servers.offset,
                hint: "write 'host:9092, host2:9092'")
            return
        }
    }
}

/// Says when `topic` can't be a topic's name.
func checkTopic(_ topic: OptionReader.Text, _ reader: inout OptionReader) {
    guard !isTopicName(topic.value) else { return }
    reader.report(
        .badOptionValue, "'\(topic.value)' is no topic's name", at: topic.offset,
        help: ["A topic's name has letters, digits, '.', '_' and '-', at most 249 of them."])
}

private func isTopicName(_ name: String) -> Bool {
    name.utf8.count <= 249 && name != "." && name != ".."
        && name.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                || "._-".utf8.contains(byte)
        }
}
