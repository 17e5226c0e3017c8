/// Reads what a sink with `connector = 'kafka'` takes.
func kafkaSink(_ reader: inout OptionReader) -> KafkaSinkOptions? {
    let servers = reader.required("bootstrap_servers", "Write bootstrap_servers = 'host:9092'.")
    let topic = reader.required("topic", "Write topic = 'name'.")
    reader.format(required: true)
    let create: CreateTablePolicy? = reader.choice("create_table")
    let partitions = reader.integer("partitions", in: 1...10_000)
    let compression: KafkaCompression? = reader.choice("compression")
    var properties = kafkaProperties(&reader, .sink)
    if let compression { properties["compression.codec"] = compression.rawValue }
    if let servers {
        if servers.value == "embedded" {
            reader.report(
                .badOptionValue, "the embedded Kafka ends with the process: nobody could read what is written to it",
                at: servers.offset, hint: "write 'host:9092'")
        } else {
            checkServers(servers, &reader)
        }
    }
    if let topic { checkTopic(topic, &reader) }
    if create == .never, partitions != nil {
        reader.report(
            .badOptionValue, "partitions is for a topic that is made, which create_table = 'never' forbids",
            at: reader.valueOffset("partitions"))
    }
    guard let servers, let topic else { return nil }
    var options = KafkaSinkOptions(bootstrapServers: servers.value, topic: topic.value)
    options.create = create ?? .auto
    options.partitions = partitions
    options.properties = properties
    return options
}
