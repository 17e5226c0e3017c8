/// The rows of a batch on their way into their groups' fields.
struct UpdateRows {
    /// For each row of the batch its group's row.
    let groups: UnsafePointer<GroupRow>
    let count: Int
}

extension StateField {
    /// Folds one column of a batch into the groups; `filter` is a boolean column or nil. `arena` gives the arena of a
    /// row's table.
    // hot: loop
    func update(_ rows: UpdateRows, _ column: Column?, filter: Column?, arena: (Int) -> Arena) {
        let mask = foldMask(rows.count, column, filter)
        guard let column else {
            fold(rows, mask) { field, _ in field.increment() }
            return
        }
        switch (kind, column.values) {
        case (.count, _): fold(rows, mask) { field, _ in field.increment() }
        case (.sumInteger, .int64(let values)):
            let pointer = values.pointer
            fold(rows, mask) { field, row in field.add(Int128(pointer[row])) }
        case (.avgInteger, .int64(let values)):
            let pointer = values.pointer
            fold(rows, mask) { field, row in
                field.add(Int128(pointer[row]))
                (field + 16).increment()
            }
        case (.sumDouble, .double(let values)):
            let pointer = values.pointer
            foldFirst(rows, mask) { field, row, isFirst in
                // Two zeros below zero make one: nothing is added to the first value.
                if isFirst { field.double = pointer[row] } else { field.add(pointer[row]) }
            }
        case (.sumReal, .double(let values)):
            foldFirst(rows, mask) { field, row, isFirst in
                if isFirst { field.double = values.pointer[row] } else { field.addReal(values.pointer[row]) }
            }
        case (.avgDouble, .double(let values)):
            fold(rows, mask) { field, row in
                field.add(values.pointer[row])
                (field + 8).increment()
            }
        case (.sumDecimal, .decimal(let vector)):
            let (coefficients, scales) = (vector.coefficients.pointer, vector.scales.pointer)
            fold(rows, mask) { field, row in field.add(coefficients[row], scale: scales[row]) }
        case (.avgDecimal, .decimal(let vector)):
            let (coefficients, scales) = (vector.coefficients.pointer, vector.scales.pointer)
            fold(rows, mask) { field, row in
                field.add(coefficients[row], scale: scales[row])
                (field + 24).increment()
            }
        case (.boolAnd, .boolean(let values)), (.boolOr, .boolean(let values)):
            let isAnd = kind == .boolAnd
            foldFirst(rows, mask) { field, row, isFirst in
                let value = Int64(values.pointer[row])
                field.int64 = isFirst ? value : isAnd ? field.int64 & value : field.int64 | value
            }
        case (.bitAnd, .int64(let values)), (.bitOr, .int64(let values)), (.bitXor, .int64(let values)):
            foldFirst(rows, mask) { field, row, isFirst in
                let value = values.pointer[row]
                field.int64 = isFirst ? value : bits(field.int64, value)
            }
        case (.squaresExact, _), (.squaresDouble, _): updateSquares(rows, mask, column)
        default: updateExtreme(rows, mask, column, arena)
        }
    }

    private func bits(_ a: Int64, _ b: Int64) -> Int64 {
        kind == .bitAnd ? a & b : kind == .bitOr ? a | b : a ^ b
    }

    private func updateSquares(_ rows: UpdateRows, _ mask: Buffer<UInt8>?, _ column: Column) {
        switch (kind, column.values) {
        case (.squaresExact, .int64(let values)):
            fold(rows, mask) { field, row in SquaresField(field).add(values.pointer[row]) }
        case (.squaresExact, .decimal(let vector)):
            fold(rows, mask) { field, row in SquaresField(field).add(vector[row].coefficient, scale: vector[row].scale)
            }
        case (.squaresDouble, .double(let values)):
            fold(rows, mask) { field, row in DoubleSquares.add(field, values.pointer[row]) }
        default: preconditionFailure("an aggregate's argument of another physical form than planned")
        }
    }

    private func updateExtreme(
        _ rows: UpdateRows, _ mask: Buffer<UInt8>?, _ column: Column, _ arena: (Int) -> Arena
    ) {
        switch (kind, column.values) {
        case (.minInteger, .int64(let values)):
            let pointer = values.pointer
            foldFirst(rows, mask) { field, row, isFirst in
                if isFirst || pointer[row] < field.int64 { field.int64 = pointer[row] }
            }
        case (.maxInteger, .int64(let values)):
            let pointer = values.pointer
            foldFirst(rows, mask) { field, row, isFirst in
                if isFirst || pointer[row] > field.int64 { field.int64 = pointer[row] }
            }
        case (.minDouble, .double(let values)):
            let pointer = values.pointer
            foldFirst(rows, mask) { field, row, isFirst in
                if isFirst || doubleLess(pointer[row], field.double) { field.double = pointer[row] }
            }
        case (.maxDouble, .double(let values)):
            let pointer = values.pointer
            foldFirst(rows, mask) { field, row, isFirst in
                if isFirst || doubleLess(field.double, pointer[row]) { field.double = pointer[row] }
            }
        case (.minDecimal, .decimal(let vector)), (.maxDecimal, .decimal(let vector)):
            let wanted = kind == .minDecimal ? -1 : 1
            foldFirst(rows, mask) { field, row, isFirst in
                if isFirst || vector[row].order(field.decimal) == wanted { field.decimal = vector[row] }
            }
        case (.minInterval, .interval(let values)), (.maxInterval, .interval(let values)):
            let isMin = kind == .minInterval
            foldFirst(rows, mask) { field, row, isFirst in
                let new = values.pointer[row].comparisonMicros
                let old = isFirst ? new : field.interval.comparisonMicros
                if isFirst || (isMin ? new < old : new > old) { field.interval = values.pointer[row] }
            }
        case (.sumInterval, .interval(let values)):
            fold(rows, mask) { field, row in field.interval = field.interval.saturatingSum(values.pointer[row]) }
        case (.avgInterval, .interval(let values)):
            fold(rows, mask) { field, row in
                field.interval = field.interval.saturatingSum(values.pointer[row])
                (field + 16).increment()
            }
        case (.minBytes, .bytes(let vector)), (.maxBytes, .bytes(let vector)):
            let wantsLess = kind == .minBytes
            let views = vector.views.pointer
            foldGroup(rows, mask) { group, row, isFirst in
                let field = group + offset
                let view = views[row]
                let order = isFirst ? 0 : StringView.compare(view, field.view)
                if isFirst || (wantsLess ? order < 0 : order > 0) {
                    field.view = view.withBytes { arena(row).view(of: $0) }
                }
            }
        default: preconditionFailure("an aggregate's argument of another physical form than planned")
        }
    }

    /// One byte a row, 1 for rows that are folded; nil for all of them.
    func foldMask(_ count: Int, _ column: Column?, _ filter: Column?) -> Buffer<UInt8>? {
        let valid = column?.validity.flags
        guard let filter, case .boolean(let truth) = filter.values else { return valid }
        let mask = Buffer<UInt8>(capacity: count)
        for row in 0..<count {
            mask.pointer[row] =
                truth.pointer[row] & (filter.validity.isValid(row) ? 1 : 0)
                & (valid.map { $0.pointer[row] } ?? 1)
        }
        return mask
    }

    @inline(__always)
    func foldGroup(
        _ rows: UpdateRows, _ mask: Buffer<UInt8>?, _ body: (GroupRow, Int, Bool) -> Void
    ) {
        let bit = bit
        let flags = mask.map(\.pointer)
        for row in 0..<rows.count {
            if let flags, flags[row] == 0 { continue }
            let group = rows.groups[row]
            let isFirst = group.seen & bit == 0
            body(group, row, isFirst)
            group.seen |= bit
        }
    }

    @inline(__always)
    private func foldFirst(
        _ rows: UpdateRows, _ mask: Buffer<UInt8>?, _ body: (UnsafeMutableRawPointer, Int, Bool) -> Void
    ) {
        foldGroup(rows, mask) { group, row, isFirst in body(group + offset, row, isFirst) }
    }

    /// For fields that begin at zero.
    @inline(__always)
    private func fold(_ rows: UpdateRows, _ mask: Buffer<UInt8>?, _ body: (UnsafeMutableRawPointer, Int) -> Void) {
        let offset = offset
        let bit = bit
        if let flags = mask.map(\.pointer) {
            for row in 0..<rows.count where flags[row] != 0 {
                let group = rows.groups[row]
                body(group + offset, row)
                group.seen |= bit
            }
        } else {
            for row in 0..<rows.count {
                let group = rows.groups[row]
                body(group + offset, row)
                group.seen |= bit
            }
        }
    }
}
