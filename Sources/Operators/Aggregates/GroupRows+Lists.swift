/// What comes out of the aggregates that keep their values one by one.
extension GroupRows {
    /// The column of a call with a list; `flags` says for which rows there is one.
    func listColumn(_ index: Int, _ flags: Buffer<UInt8>, _ fail: (Int) -> Void) -> Column {
        let call = layout.calls[index]
        guard let codec = layout.codecs[index] else { preconditionFailure("a list without a codec") }
        let isCount = call.function == .count || call.function == .approxCountDistinct
        for position in rows.indices where flags[position] != 0 {
            let list = self.list(index, position)
            list.settle()
            if list.has(ElementList.isOverflowed) {
                flags[position] = 0
                fail(position)
            }
        }
        if isCount { return counts(index, flags) }
        switch call.function {
        case .sum, .avg, .stddevSamp, .stddevPop, .varSamp, .varPop:
            return folded(index, codec, flags, fail)
        default:
            let values = rows.indices.map { position -> Scalar in
                guard flags[position] != 0 else { return .null }
                return ListResult(call: call, codec: codec).value(list(index, position))
            }
            return call.function == .arrayAgg || call.function == .stringAgg
                ? Column(type: call.resultType, scalars: values)
                : Column(type: call.resultType, scalars: values.map { $0.fitting(call.resultType) })
        }
    }

    private func list(_ index: Int, _ position: Int) -> ElementList {
        ElementList(rows[position] + layout.fields[index].offset)
    }

    private func counts(_ index: Int, _ flags: Buffer<UInt8>) -> Column {
        let isSketch = layout.fields[index].kind == .sketch
        let buffer = Buffer<Int64>(repeating: 0, count: rows.count)
        let isLost = Buffer<UInt8>(repeating: 1, count: rows.count)
        for (position, row) in rows.enumerated() where row.seen & layout.fields[index].bit != 0 {
            isLost[position] = flags[position]
            guard flags[position] != 0 else { continue }
            let list = list(index, position)
            buffer[position] = isSketch ? DistinctSketch.count(list) : Int64(list.count)
        }
        return Column(type: .bigint, count: rows.count, values: .int64(buffer), validity: Validity(isLost))
    }

    /// `sum(DISTINCT x)` and its like: the values are folded in their order, as PostgreSQL does it.
    private func folded(
        _ index: Int, _ codec: ElementCodec, _ flags: Buffer<UInt8>, _ fail: (Int) -> Void
    ) -> Column {
        let call = layout.calls[index]
        guard let kind = try? StateField.plainKind(of: call) else { preconditionFailure("a call without a field") }
        // A group's row with nothing but the one field, for each row.
        let stride = (StateLayout.headOffset + 32 + StateField.size(kind) + 15) & ~15
        let room = UnsafeMutableRawPointer.allocate(byteCount: max(1, rows.count) * stride, alignment: 16)
        defer { room.deallocate() }
        room.initializeMemory(as: UInt8.self, repeating: 0, count: max(1, rows.count) * stride)
        let field = StateField(kind: kind, offset: 32, bit: 1)
        for position in rows.indices where flags[position] != 0 {
            let values = codec.scalars(list(index, position))
            let groups = Array(repeating: room + position * stride, count: values.count)
            groups.withUnsafeBufferPointer { pointer in
                guard let base = pointer.baseAddress else { return }
                field.update(
                    UpdateRows(groups: base, count: values.count), Column(type: codec.type, scalars: values),
                    filter: nil
                ) { _ in preconditionFailure("a field without strings wants an arena") }
            }
        }
        return column(
            FieldPlaces(kind: kind, function: call.function) { room + $0 * stride + 32 }, call.resultType, flags, fail)
    }
}

/// The result of one settled list that is not empty.
struct ListResult {
    let call: AggregateCall
    let codec: ElementCodec

    func value(_ list: ElementList) -> Scalar {
        switch call.function {
        case .firstValue, .lastValue: return list.count == 1 ? codec.scalar(list.element(at: 0)) : .null
        case .stringAgg: return .bytes(joined(codec.scalars(list)))
        case .smallest: return .bytes(PackedRows.bytes(list.elements().map(\.key)))
        case .arrayAgg: return .bytes(ArrayForm.json(codec.scalars(list), codec.type))
        case .mode: return mode(codec.scalars(list))
        case .percentileDisc, .percentileCont: return percentile(codec.scalars(list))
        default: preconditionFailure("a list's result that is made elsewhere")
        }
    }

    private func joined(_ values: [Scalar]) -> [UInt8] {
        var separator: [UInt8] = []
        if case .text(let bytes)? = call.parameter { separator = bytes }
        var out: [UInt8] = []
        for (index, value) in values.enumerated() {
            if index > 0 { out += separator }
            if case .bytes(let bytes) = value { out += bytes }
        }
        return out
    }

    /// The most frequent value; of equally frequent ones the first in order.
    private func mode(_ sorted: [Scalar]) -> Scalar {
        let values = inOrder(sorted)
        var best = 0
        var bestCount = 0
        var start = 0
        while start < values.count {
            var end = start + 1
            while end < values.count && values[end].isSame(as: values[start]) { end += 1 }
            if end - start > bestCount { (best, bestCount) = (start, end - start) }
            start = end
        }
        return values[best]
    }

    private func inOrder(_ sorted: [Scalar]) -> [Scalar] {
        call.order.first?.isDescending == true ? sorted.reversed() : sorted
    }

    /// PostgreSQL's `percentile_cont_final` and `percentile_disc_final`.
    private func percentile(_ sorted: [Scalar]) -> Scalar {
        guard case .fraction(let fraction)? = call.parameter, !sorted.isEmpty else { return .null }
        let values = inOrder(sorted)
        if call.function == .percentileDisc {
            let place = Int((fraction * Double(values.count)).rounded(.up))
            return values[max(0, place - 1)]
        }
        let place = fraction * Double(values.count - 1)
        let first = Int(place.rounded(.down))
        let second = Int(place.rounded(.up))
        if first == second { return values[first] }
        let share = place - place.rounded(.down)
        switch (values[first], values[second]) {
        case (.double(let low), .double(let high)): return .double(low + share * (high - low))
        case (.interval(let low), .interval(let high)):
            guard let distance = try? TimeArithmetic.subtract(high, low),
                let part = try? TimeArithmetic.multiply(distance, share),
                let value = try? TimeArithmetic.add(low, part)
            else { return .null }
            return .interval(value)
        default: return .null
        }
    }
}

extension Scalar {
    /// Equal as the elements of a sorted list are.
    fileprivate func isSame(as other: Scalar) -> Bool {
        switch (self, other) {
        case (.boolean(let a), .boolean(let b)): a == b
        case (.int64(let a), .int64(let b)): a == b
        case (.double(let a), .double(let b)): a == b || (a.isNaN && b.isNaN)
        case (.decimal(let a), .decimal(let b)): Decimal.compare(a, b) == 0
        case (.interval(let a), .interval(let b)): a.comparisonMicros == b.comparisonMicros
        case (.bytes(let a), .bytes(let b)): a == b
        default: false
        }
    }

    /// With the digits that its type shows.
    fileprivate func fitting(_ type: DataType) -> Scalar {
        guard case .numeric(let shape?) = type, case .decimal(let value) = self else { return self }
        return value.rescaledUp(to: max(shape.scale, value.displayScale)).map { .decimal($0) } ?? self
    }
}
