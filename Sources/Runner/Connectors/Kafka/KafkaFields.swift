import CRdKafka

/// The tagged values that `rd_kafka_produceva` takes; owns copies of all bytes.
struct KafkaFields: ~Copyable {
    private(set) var list: [rd_kafka_vu_t] = []
    private var owned: [UnsafeMutableRawPointer] = []

    deinit { for pointer in owned { pointer.deallocate() } }

    mutating func add(topic: OpaquePointer) {
        var field = rd_kafka_vu_t()
        field.vtype = RD_KAFKA_VTYPE_RKT
        field.u.rkt = topic
        list.append(field)
    }

    mutating func add(partition: Int32) {
        var field = rd_kafka_vu_t()
        field.vtype = RD_KAFKA_VTYPE_PARTITION
        field.u.i32 = partition
        list.append(field)
    }

    mutating func add(timestamp: Int64) {
        var field = rd_kafka_vu_t()
        field.vtype = RD_KAFKA_VTYPE_TIMESTAMP
        field.u.i64 = timestamp
        list.append(field)
    }

    mutating func addCopyFlag() {
        var field = rd_kafka_vu_t()
        field.vtype = RD_KAFKA_VTYPE_MSGFLAGS
        field.u.i = Int32(RD_KAFKA_MSG_F_COPY)
        list.append(field)
    }

    /// A key or a value; nil leaves it out.
    mutating func add(type: rd_kafka_vtype_t, bytes: String?) {
        if let bytes { add(type: type, bytes: Array(bytes.utf8)) }
    }

    mutating func add(type: rd_kafka_vtype_t, bytes: [UInt8]) {
        var field = rd_kafka_vu_t()
        field.vtype = type
        field.u.mem.ptr = copy(bytes)
        field.u.mem.size = bytes.count
        list.append(field)
    }

    mutating func add(header: String, value: String) {
        var field = rd_kafka_vu_t()
        field.vtype = RD_KAFKA_VTYPE_HEADER
        field.u.header.name = UnsafePointer(copy(header).assumingMemoryBound(to: CChar.self))
        field.u.header.val = UnsafeRawPointer(copy(value))
        field.u.header.size = value.utf8.count
        list.append(field)
    }

    /// A zero follows the bytes, so that it is a C string too.
    private mutating func copy(_ text: String) -> UnsafeMutableRawPointer {
        copy(Array(text.utf8))
    }

    private mutating func copy(_ content: [UInt8]) -> UnsafeMutableRawPointer {
        let bytes = content + [0]
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes.count, alignment: 1)
        bytes.withUnsafeBytes { source in
            guard let base = source.baseAddress else { return }
            memory.copyMemory(from: base, byteCount: source.count)
        }
        owned.append(memory)
        return memory
    }
}
