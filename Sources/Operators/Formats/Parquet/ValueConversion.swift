/// How the values of a file's column become values of a declared type.
struct ValueConversion {
    let meaning: ValueMeaning
    /// The declared type; of a list that of its elements.
    let wanted: DataType
    /// For times that a file has as text or as numbers.
    private let timeReader: TimestampReader?

    /// - Throws: when the column can't be read as that type.
    init(_ column: ParquetColumn, _ field: FieldSpec, zones: [String: TimeZoneRules]) throws(ParquetError) {
        meaning = column.meaning
        if case .unsupported(let why) = meaning { throw .column(column.name, why) }
        if column.emptyLevel != nil {
            guard case .array(let element) = field.type else {
                throw .column(column.name, ValueConversion.refusal(column, field.type))
            }
            wanted = element
        } else {
            wanted = field.type
        }
        guard ValueConversion.isPossible(meaning, wanted, column) else {
            throw .column(column.name, ValueConversion.refusal(column, field.type))
        }
        switch (meaning, wanted) {
        case (.integer, .timestamptz), (.integer, .timestamp), (.integer, .date), (.text, .timestamptz),
            (.text, .timestamp), (.text, .date):
            timeReader = try ValueConversion.timestampReader(field, wanted, column, zones)
        default: timeReader = nil
        }
    }

    private static func timestampReader(
        _ field: FieldSpec, _ type: DataType, _ column: ParquetColumn, _ zones: [String: TimeZoneRules]
    ) throws(ParquetError) -> TimestampReader {
        do throws(TimeError) {
            let name = field.timestamps.timezone
            let zone = if let zone = zones[name] { zone } else { try TimeZoneRules.load(name) }
            return try TimestampReader(field.timestamps, type: type, zone: zone)
        } catch {
            throw .column(column.name, "\(error)")
        }
    }

    private static func isPossible(_ meaning: ValueMeaning, _ wanted: DataType, _ column: ParquetColumn) -> Bool {
        switch (meaning, wanted) {
        case (.boolean, .boolean), (.date, .date), (.interval, .interval), (.decimal, .numeric): true
        case (.integer, .smallint), (.integer, .integer), (.integer, .bigint), (.integer, .numeric): true
        case (.integer, .real), (.integer, .double), (.real, .real), (.real, .double): true
        case (.double, .real), (.double, .double): true
        case (.integer, .timestamptz), (.integer, .timestamp), (.integer, .date): true
        case (.text, .timestamptz), (.text, .timestamp), (.text, .date), (.text, .uuid): true
        case (.text, .text), (.json, .text), (.text, .jsonb), (.json, .jsonb): true
        case (.bytes, .text), (.bytes, .bytea), (.uuid, .uuid): true
        case (.bytes, .uuid): column.stored == .fixedBytes && column.typeLength == 16
        case (.timestamp(true, _), .timestamptz), (.timestamp(false, _), .timestamp): true
        case (.int96, .timestamptz), (.int96, .timestamp): true
        case (.null, _): true
        default: false
        }
    }

    private static func refusal(_ column: ParquetColumn, _ wanted: DataType) -> String {
        let own = column.type.map(\.description) ?? "a type of its own"
        return "the file has \(own), which is not read as \(wanted); declare it as \(own)"
    }

    /// Converts all values of a page.
    func apply(_ page: StoredPage, _ bytes: FileBytes) -> ConvertedPage {
        // Nothing points into such a page; whatever lies there all the same is nobody's value.
        if meaning == .null {
            return ConvertedPage(values: Values(zeros: 0, of: wanted), count: 0, faults: nil, owners: [])
        }
        var marks = FaultMarks(count: page.count)
        var owners: [AnyObject] = []
        let values: Values
        switch page.values {
        case .boolean(let flags): values = .boolean(flags)
        case .integer(let numbers): values = fromIntegers(numbers, page.count, &marks)
        case .double(let numbers): values = fromDoubles(numbers, page.count, &marks)
        case .bytes(let views):
            owners = [bytes.owner]
            values = fromBytes(views, page.count, &marks, &owners)
        }
        return ConvertedPage(values: values, count: page.count, faults: marks.flags, owners: owners)
    }

    private func fromDoubles(_ from: Buffer<Double>, _ count: Int, _ marks: inout FaultMarks) -> Values {
        guard wanted == .real, meaning == .double else { return .double(from) }
        for index in 0..<count {
            let value = from.pointer[index]
            let rounded = Double(Float(value))
            if rounded.isInfinite && value.isFinite { marks.mark(index, .outOfRange) }
            from.pointer[index] = rounded
        }
        return .double(from)
    }

    private func fromIntegers(_ from: Buffer<Int64>, _ count: Int, _ marks: inout FaultMarks) -> Values {
        switch (meaning, wanted) {
        case (.decimal(let shape), _):
            return decimals(count, &marks) { Decimal(coefficient: Int128(from.pointer[$0]), scale: shape.scale) }
        case (.integer(let bits, let isSigned), .numeric):
            return decimals(count, &marks) { Decimal(coefficient: whole(from.pointer[$0], bits, isSigned), scale: 0) }
        case (.integer(let bits, let isSigned), .real), (.integer(let bits, let isSigned), .double):
            let out = Buffer<Double>(capacity: count)
            for index in 0..<count {
                let value = whole(from.pointer[index], bits, isSigned)
                out.pointer[index] = wanted == .real ? Double(Float(value)) : Double(value)
            }
            return .double(out)
        case (.integer(let bits, let isSigned), _):
            let range = ValueConversion.range(wanted)
            return integers(from, count, &marks) { value in
                let value = whole(value, bits, isSigned)
                guard let small = Int64(exactly: value) else { return .outOfRange }
                if let timeReader { return timeReader.read(integer: small) }
                return range.contains(small) ? .value(small) : .outOfRange
            }
        case (.date, _):
            return integers(from, count, &marks) { .value($0 - TimeLimits.unixSecondsAtEpoch / 86_400) }
        case (.timestamp(_, let unit), _): return instants(from, count, unit, &marks)
        default: return .int64(from)
        }
    }

    /// A 32-bit number was widened with its sign; one without a sign is taken back to its own 32 bits.
    @inline(__always)
    private func whole(_ value: Int64, _ bits: Int, _ isSigned: Bool) -> Int128 {
        if isSigned { return Int128(value) }
        return bits == 64
            ? Int128(UInt64(bitPattern: value)) : Int128(UInt32(truncatingIfNeeded: value))
    }

    private static func range(_ type: DataType) -> ClosedRange<Int64> {
        switch type {
        case .smallint: Int64(Int16.min)...Int64(Int16.max)
        case .integer: Int64(Int32.min)...Int64(Int32.max)
        default: Int64.min...Int64.max
        }
    }

    private func instants(_ from: Buffer<Int64>, _ count: Int, _ unit: TimeUnit, _ marks: inout FaultMarks) -> Values {
        let unix: UnixUnit =
            switch unit {
            case .millis: .millis
            case .micros: .micros
            case .nanos: .nanos
            }
        return integers(from, count, &marks) { value in
            // As DuckDB writes PostgreSQL's infinities.
            if unit == .micros, value == .max { return .value(TimeLimits.infinity) }
            if unit == .micros, value == -.max { return .value(TimeLimits.negativeInfinity) }
            return unix.timestamp(value).map { .value($0) } ?? .outOfRange
        }
    }

    @inline(__always)
    private func integers(
        _ from: Buffer<Int64>, _ count: Int, _ marks: inout FaultMarks, _ read: (Int64) -> TimeReading
    ) -> Values {
        for index in 0..<count {
            switch read(from.pointer[index]) {
            case .value(let value): from.pointer[index] = value
            case .malformed: marks.mark(index, .invalidValue)
            case .outOfRange: marks.mark(index, .outOfRange)
            }
        }
        return .int64(from)
    }

    /// Decimals by the declared precision and scale.
    func decimals(_ count: Int, _ marks: inout FaultMarks, _ read: (Int) -> Decimal?) -> Values {
        let out = DecimalVector(capacity: count)
        let shape: NumericShape? = if case .numeric(let shape) = wanted { shape } else { nil }
        for index in 0..<count {
            var value = read(index)
            if let given = value, let shape { value = given.conformed(to: shape) }
            if value == nil { marks.mark(index, .outOfRange) }
            out[index] = value ?? Decimal(coefficient: 0, scale: 0)
        }
        return .decimal(out)
    }
}

extension ValueConversion {
    /// A time that the file has as text.
    func readTime(_ text: UnsafeRawBufferPointer) -> TimeReading { timeReader?.read(text) ?? .malformed }
}
