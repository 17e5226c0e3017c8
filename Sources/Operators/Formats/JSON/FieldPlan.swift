/// How a field's values are read and where they go: plain memory, so that the hot path counts no references.
struct FieldPlan {
    enum Kind: UInt8 {
        case boolean, integer, bigint, real, double, numeric, text, time, interval, uuid, bytea
        /// The raw JSON text of any value, of an array, of an object.
        case anyJSON, arrayJSON, objectJSON
    }

    let kind: Kind
    let notNull: Bool
    /// Whether a row of this batch is NULL.
    var hasNull = false
    /// Bounds of integers; precision and scale of a numeric (-1 for none); most characters of a varchar.
    let low: Int64
    let high: Int64
    /// Another field that reads the same value, or -1.
    var next: Int32 = -1
    let reader: Unmanaged<TimestampReader>?
    /// How a number becomes a timestamptz; `refused` for other types.
    let instants: TimestampReader.Numbers
    /// Whether a time may be infinite.
    let takesInfinity: Bool
    /// Whether a number below `UnixUnit.secondsEnd` counts seconds.
    let takesSeconds: Bool
    /// Where this batch's values go, by the field's physical form.
    var values: UnsafeMutableRawPointer
    var scales: UnsafeMutablePointer<UInt8>
    var validity: UnsafeMutablePointer<UInt8>

    init(_ spec: FieldSpec, reader: TimestampReader?) {
        notNull = spec.notNull
        takesInfinity = !spec.isMoment
        self.reader = reader.map(Unmanaged.passUnretained)
        instants = if let reader, reader.target == .instant { reader.numbers } else { .refused }
        takesSeconds = instants == .byMagnitude || instants == .unit(.seconds)
        (kind, low, high) = FieldPlan.reading(spec.type)
        let nowhere =
            UnsafeMutableRawPointer(bitPattern: 64) ?? UnsafeMutableRawPointer.allocate(byteCount: 1, alignment: 1)
        values = nowhere
        scales = nowhere.assumingMemoryBound(to: UInt8.self)
        validity = scales
    }

    private static func reading(_ type: DataType) -> (Kind, Int64, Int64) {
        switch type {
        case .boolean: (.boolean, 0, 0)
        case .smallint: (.integer, -32_768, 32_767)
        case .integer: (.integer, -2_147_483_648, 2_147_483_647)
        case .bigint: (.bigint, .min, .max)
        case .numeric(let shape): (.numeric, Int64(shape?.precision ?? -1), Int64(shape?.scale ?? -1))
        case .real: (.real, 0, 0)
        case .double: (.double, 0, 0)
        case .text(let limit): (.text, 0, limit.map(Int64.init) ?? .max)
        case .timestamptz, .timestamp, .date: (.time, 0, 0)
        case .interval: (.interval, 0, 0)
        case .uuid: (.uuid, 0, 0)
        case .jsonb: (.anyJSON, 0, 0)
        case .bytea: (.bytea, 0, 0)
        case .array: (.arrayJSON, 0, 0)
        case .record: (.objectJSON, 0, 0)
        case .unknown: (.text, 0, .max)
        }
    }
}

/// The memory of one field's column while a batch is decoded.
struct FieldOutput {
    let type: DataType
    let values: Values
    let validity: Buffer<UInt8>

    /// Room for `capacity` rows, none of them NULL yet; tells `plan` where it is.
    init(_ type: DataType, capacity: Int, owners: [AnyObject], plan: inout FieldPlan) {
        self.type = type
        validity = Buffer(repeating: 1, count: capacity)
        plan.validity = validity.pointer
        plan.hasNull = false
        switch type.physical {
        case .boolean:
            let buffer = Buffer<UInt8>(capacity: capacity)
            plan.values = UnsafeMutableRawPointer(buffer.pointer)
            values = .boolean(buffer)
        case .int64:
            let buffer = Buffer<Int64>(capacity: capacity)
            plan.values = UnsafeMutableRawPointer(buffer.pointer)
            values = .int64(buffer)
        case .double:
            let buffer = Buffer<Double>(capacity: capacity)
            plan.values = UnsafeMutableRawPointer(buffer.pointer)
            values = .double(buffer)
        case .decimal:
            let vector = DecimalVector(capacity: capacity)
            plan.values = UnsafeMutableRawPointer(vector.coefficients.pointer)
            plan.scales = vector.scales.pointer
            values = .decimal(vector)
        case .interval:
            let buffer = Buffer<Interval>(capacity: capacity)
            plan.values = UnsafeMutableRawPointer(buffer.pointer)
            values = .interval(buffer)
        case .bytes:
            let buffer = Buffer<StringView>(capacity: capacity)
            plan.values = UnsafeMutableRawPointer(buffer.pointer)
            values = .bytes(BytesVector(views: buffer, owners: owners))
        }
    }

    func column(rows: Int, hasNull: Bool) -> Column {
        Column(type: type, count: rows, values: values, validity: hasNull ? Validity(validity) : .all)
    }
}
