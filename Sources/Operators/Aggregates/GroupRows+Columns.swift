import StateStore

/// Rows of one table that leave together, as columns: keys, then the window, then one column for each aggregate.
struct GroupRows {
    let layout: StateLayout
    let rows: [GroupRow]
    /// Keeps the strings alive that the columns point at.
    let arenas: [Arena]

    /// Result rows whose aggregate does not fit its type; they are left out and counted by the caller.
    struct Failure {
        let row: Int
        let call: Int
    }

    /// The key columns.
    func keyColumns() -> [Column] {
        layout.keyTypes.indices.map { keyColumn($0) }
    }

    private func keyColumn(_ index: Int) -> Column {
        let type = layout.keyTypes[index]
        let offset = layout.prefixBytes + index * 16
        let mask: UInt64 = 1 << UInt64(index)
        let flags = Buffer<UInt8>(capacity: rows.count)
        var anyNull = false
        for (position, row) in rows.enumerated() {
            let isNull = row.nulls & mask != 0
            flags[position] = isNull ? 0 : 1
            anyNull = anyNull || isNull
        }
        func map<T>(_ body: (UnsafePointer<UInt64>) -> T) -> Buffer<T> {
            let buffer = Buffer<T>(capacity: rows.count)
            for (position, row) in rows.enumerated() {
                buffer[position] = body((row + offset).assumingMemoryBound(to: UInt64.self))
            }
            return buffer
        }
        let values: Values =
            switch type.physical {
            case .int64: .int64(map { Int64(bitPattern: $0[0]) })
            case .boolean: .boolean(map { UInt8(truncatingIfNeeded: $0[0]) })
            case .double: .double(map { KeyCells.double($0[0]) })
            case .bytes: .bytes(BytesVector(views: map { KeyCells.view($0) }, owners: arenas))
            case .interval: .interval(map { KeyCells.interval($0) })
            case .decimal: .decimal(decimals(map { KeyCells.decimal($0, type) }))
            }
        return Column(
            type: type, count: rows.count, values: values, validity: anyNull ? Validity(flags) : .all)
    }

    private func decimals(_ values: Buffer<Decimal>) -> DecimalVector {
        let vector = DecimalVector(capacity: rows.count)
        for position in rows.indices { vector[position] = values[position] }
        return vector
    }

    /// One column for each aggregate; rows whose value does not fit are added to `failures` and hold NULL.
    func aggregateColumns(_ failures: inout [Failure]) -> [Column] {
        layout.fields.indices.map { aggregateColumn($0, &failures) }
    }

    private func aggregateColumn(_ index: Int, _ failures: inout [Failure]) -> Column {
        let field = layout.fields[index]
        let type = layout.calls[index].resultType
        if field.kind == .count {
            let buffer = Buffer<Int64>(capacity: rows.count)
            for (position, row) in rows.enumerated() {
                buffer[position] = row.seen & field.bit == 0 ? 0 : (row + field.offset).int64
            }
            return Column(type: type, count: rows.count, values: .int64(buffer))
        }
        let flags = Buffer<UInt8>(capacity: rows.count)
        for (position, row) in rows.enumerated() { flags[position] = row.seen & field.bit == 0 ? 0 : 1 }
        if field.isList {
            return listColumn(index, flags) { failures.append(Failure(row: $0, call: index)) }
        }
        return column(
            FieldPlaces(kind: field.kind, function: layout.calls[index].function) { rows[$0] + field.offset }, type,
            flags
        ) { failures.append(Failure(row: $0, call: index)) }
    }

    /// One kind of field at a place for each row.
    struct FieldPlaces {
        let kind: StateField.Kind
        let function: AggregateCall.Function
        let place: (Int) -> UnsafeMutableRawPointer
    }

    /// The results of fields; `flags` says for which rows there is one.
    func column(
        _ fields: FieldPlaces, _ type: DataType, _ flags: Buffer<UInt8>, _ fail: (Int) -> Void
    ) -> Column {
        let result =
            switch fields.kind {
            case .squaresExact, .squaresDouble: variances(fields, flags, fail)
            default: values(fields, type, flags, fail)
            }
        let anyNull = flags.prefix(rows.count).contains(0)
        return Column(type: type, count: rows.count, values: result, validity: anyNull ? Validity(flags) : .all)
    }

    private func variances(_ fields: FieldPlaces, _ flags: Buffer<UInt8>, _ fail: (Int) -> Void) -> Values {
        let isExact = fields.kind == .squaresExact
        let exact = DecimalVector(capacity: isExact ? rows.count : 0)
        let doubles = Buffer<Double>(repeating: 0, count: isExact ? 0 : rows.count)
        for position in rows.indices {
            if isExact { exact[position] = Decimal(coefficient: 0, scale: 0) }
            guard flags[position] != 0 else { continue }
            flags[position] = 0
            if isExact {
                switch SquaresField(fields.place(position)).result(fields.function) {
                case .null: continue
                case .tooLarge: fail(position)
                case .value(let value):
                    exact[position] = value
                    flags[position] = 1
                }
            } else {
                switch DoubleSquares.result(fields.place(position), fields.function) {
                case .null: continue
                case .tooLarge: fail(position)
                case .value(let value):
                    doubles[position] = value
                    flags[position] = 1
                }
            }
        }
        return isExact ? .decimal(exact) : .double(doubles)
    }

    private func values(
        _ fields: FieldPlaces, _ type: DataType, _ flags: Buffer<UInt8>, _ fail: (Int) -> Void
    ) -> Values {
        func map<T>(_ zero: T, _ body: (UnsafeMutableRawPointer) -> T?) -> Buffer<T> {
            let buffer = Buffer<T>(repeating: zero, count: rows.count)
            for position in rows.indices where flags[position] != 0 {
                if let value = body(fields.place(position)) {
                    buffer[position] = value
                } else {
                    flags[position] = 0
                    fail(position)
                }
            }
            return buffer
        }
        let none = Decimal(coefficient: 0, scale: 0)
        switch fields.kind {
        case .count, .minInteger, .maxInteger, .bitAnd, .bitOr, .bitXor: return .int64(map(0) { $0.int64 })
        case .sumInteger:
            if case .numeric = type {
                return .decimal(decimals(map(none) { Decimal.checked($0.int128) }))
            }
            return .int64(map(0) { Int64(exactly: $0.int128) })
        case .boolAnd, .boolOr: return .boolean(map(0) { UInt8(truncatingIfNeeded: $0.int64) })
        case .sumDouble, .sumReal: return .double(map(0) { $0.finiteSum })
        case .minDouble, .maxDouble: return .double(map(0) { $0.double })
        case .avgDouble: return .double(map(0) { field in field.finiteSum.map { $0 / Double((field + 8).int64) } })
        case .sumInterval: return .interval(map(Interval()) { $0.interval.finite })
        case .avgInterval: return .interval(map(Interval()) { $0.interval.finite?.divided(by: ($0 + 16).int64) })
        case .minInterval, .maxInterval: return .interval(map(Interval()) { $0.interval })
        case .minBytes, .maxBytes:
            return .bytes(BytesVector(views: map(StringView()) { $0.view }, owners: arenas))
        case .minDecimal, .maxDecimal: return .decimal(decimals(map(none) { $0.decimal }))
        case .sumDecimal: return .decimal(decimals(map(none) { $0.fittingDecimal }))
        case .avgInteger:
            return .decimal(
                decimals(
                    map(none) { field in
                        Decimal.checked(field.int128).flatMap { Decimal.mean($0, (field + 16).int64) }
                    }))
        case .avgDecimal:
            return .decimal(
                decimals(
                    map(none) { field in
                        field.fittingDecimal.flatMap { Decimal.mean($0, (field + 24).int64) }
                    }))
        case .squaresExact, .squaresDouble, .set, .bag, .first, .last, .sketch:
            preconditionFailure("a field whose result is made elsewhere")
        }
    }
}

extension Decimal {
    /// A whole number of at most 38 digits.
    static func checked(_ value: Int128) -> Decimal? {
        value.magnitude <= coefficientMax.magnitude ? Decimal(coefficient: value, scale: 0) : nil
    }

    /// The average with PostgreSQL's number of digits; nil beyond 38.
    static func mean(_ sum: Decimal, _ count: Int64) -> Decimal? {
        try? average(sum: sum, count: count)
    }
}

extension UnsafeMutableRawPointer {
    /// The decimal sum in a field; nil when it has more than 38 digits.
    var fittingDecimal: Decimal? {
        load(fromByteOffset: 16, as: UInt64.self) == StateField.overflowScale ? nil : decimal
    }
}

extension Interval {
    /// Nil when a part did not fit while summing.
    var finite: Interval? { self == .overflowed ? nil : self }
}

extension KeyCells {
    /// The interval in a cell: days of 24 hours and the rest, as the difference of two timestamps is written. How the
    /// rows wrote it (`1 mon`, `30 days`) does not tell groups apart and is not kept.
    static func interval(_ cell: UnsafePointer<UInt64>) -> Interval {
        // NULL has an empty cell.
        let micros = view(cell).withBytes { $0.count == 16 ? $0.loadUnaligned(as: Int128.self) : 0 }
        let (days, rest) = micros.quotientAndRemainder(dividingBy: 86_400_000_000)
        guard let exact = Int32(exactly: days) else {
            return Interval(
                months: Int32(clamping: days / 30), days: Int32(clamping: days % 30), micros: Int64(clamping: rest))
        }
        return Interval(months: 0, days: exact, micros: Int64(clamping: rest))
    }

    /// The numeric in a cell, with the digits that its type shows.
    static func decimal(_ cell: UnsafePointer<UInt64>, _ type: DataType) -> Decimal {
        let read = view(cell).withBytes { bytes in
            var reader = KeyReader(bytes)
            return try? reader.readDecimal()
        }
        guard let read else { return Decimal(coefficient: 0, scale: 0) }
        let value = Decimal(coefficient: read.coefficient, scale: Int(read.scale))
        guard case .numeric(let shape?) = type, shape.scale > Int(read.scale),
            let scaled = read.coefficient.scaled(byPowerOfTen: shape.scale - Int(read.scale))
        else { return value }
        return Decimal(coefficient: scaled, scale: shape.scale)
    }
}
