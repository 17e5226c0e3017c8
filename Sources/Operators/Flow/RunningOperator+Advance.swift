import StateStore

extension RunningOperator {
    /// Takes rows that the aggregate gives out on a channel; `finish` gives them on, with the running columns.
    package func take(_ channel: EmitChannel, _ output: OutputBatch) {
        switch channel {
        case .all: allRows.append(output.batch)
        case .final, .changes: put(output, isFinal: channel == .final)
        }
    }

    /// Ends a priming: what was taken since the start is what sinks have already.
    package func primed() {
        for key in open {
            for index in partitions[key, default: Partition(base: [])].windows.indices {
                partitions[key]?.windows[index].isChanged = false
            }
        }
        changed = []
    }

    /// Puts rows into their windows, replacing what was known of them. A final row that is known is not news: its last
    /// change has come before.
    private func put(_ output: OutputBatch, isFinal: Bool) {
        let batch = output.batch
        for row in 0..<batch.count {
            let values = batch.columns.map { $0[row] }
            guard case .int64(let order) = values[orderColumn], case .int64(let end) = values[endColumn] else {
                continue
            }
            let partition = RunningKey.encode(calls[0].partition.map { values[$0] })
            let key = RunningKey.encode(keyColumns.map { values[$0] })
            let isDeletion = output.operation == .delete
            let isNews = partitions[partition, default: Partition(base: calls.map { _ in RunningState() })].put(
                isDeletion ? nil : Row(values: values), key, Window(order: order, end: end), isFinal: isFinal)
            if isDeletion && isNews { deleted.append(values) }
            open.insert(partition)
            if isNews { changed.insert(partition) }
        }
    }

    /// The end of an epoch, after all of the aggregate's rows were taken.
    ///
    /// `final` rows are those of windows that close now; `changes` are all rows from a partition's first changed window
    /// on. Closed windows go into the partition's base.
    package func finish(_ order: EmitOrder, _ emit: EmitRows) throws(OperatorError) {
        try finishAll(emit)
        let isClosed = { (end: Int64) in order.endOfInput || order.watermarkMicros.map { end <= $0 } ?? false }
        var final: [[Scalar]] = []
        var changes: [[Scalar]] = []
        var touched = changed
        for key in open where partitions[key]?.windows.first.map({ isClosed($0.end) }) ?? false {
            touched.insert(key)
        }
        for key in touched.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard var partition = partitions[key] else { continue }
            var running = partition.base
            var hasChange = false
            var closed = 0
            for index in partition.windows.indices {
                let window = partition.windows[index]
                hasChange = hasChange || window.isChanged
                let closes = isClosed(window.end)
                // In key order, so that sums of doubles come out the same in every run.
                let rows = window.rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
                for row in rows {
                    for (position, call) in calls.enumerated() {
                        running[position].fold(call.argument.map { row.values[$0] } ?? .null, call)
                    }
                }
                if hasChange || closes { append(rows, running, hasChange, closes, &changes, &final) }
                partition.windows[index].isChanged = false
                if closes {
                    partition.base = running
                    partition.foldedThrough = window.end
                    closed = index + 1
                }
            }
            partition.windows.removeFirst(closed)
            // Sessions that grow leave their old ends behind.
            partition.windows.removeAll(where: \.rows.isEmpty)
            partitions[key] = partition
            if partition.windows.isEmpty { open.remove(key) }
        }
        changed = []
        failures.removeAll { failed in
            switch failed.channel {
            case .final: !order.wantsFinal
            case .changes: !order.tracksChanges
            case .all: false
            }
        }
        if order.wantsFinal { try give(final, .final, .append, emit) }
        if order.tracksChanges {
            try give(deleted.map { $0 + calls.map { _ in .null } }, .changes, .delete, emit)
        }
        deleted = []
        if order.tracksChanges { try give(changes, .changes, .upsert, emit) }
    }

    /// Adds the rows of a window with their running columns; rows whose value does not fit are left out and deleted.
    private func append(
        _ rows: [Row], _ running: [RunningState], _ hasChange: Bool, _ closes: Bool, _ changes: inout [[Scalar]],
        _ final: inout [[Scalar]]
    ) {
        let results: [Scalar]
        switch self.results(running) {
        case .success(let values): results = values
        case .failure(let failure):
            for row in rows {
                if hasChange { fail(row.values, .changes, failure) }
                if closes { fail(row.values, .final, failure) }
            }
            if hasChange { deleted += rows.map(\.values) }
            return
        }
        let full = rows.map { $0.values + results }
        if hasChange { changes += full }
        if closes { final += full }
    }

    /// The running columns, or why one has no value: it does not fit its type.
    private func results(_ running: [RunningState]) -> Result<[Scalar], RowFailure> {
        var results: [Scalar] = []
        for (state, call) in zip(running, calls) {
            guard let value = state.result(call) else {
                return .failure(
                    RowFailure(
                        code: "22003", message: "running \(call.function.rawValue): \(call.resultType) out of range"))
            }
            results.append(value)
        }
        return .success(results)
    }

    private func fail(_ values: [Scalar], _ channel: EmitChannel, _ failure: RowFailure) {
        failures.append(FailedRow(channel: channel, values: values, failure: failure))
    }

    /// The whole result: rows of the aggregate in window order, with totals computed over all of them.
    private func finishAll(_ emit: EmitRows) throws(OperatorError) {
        guard !allRows.isEmpty else { return }
        var rows: [[Scalar]] = []
        for batch in allRows {
            for row in 0..<batch.count { rows.append(batch.columns.map { $0[row] }) }
        }
        allRows = []
        let keyed = rows.map { (key: RunningKey.encode([$0[orderColumn]] + keys(of: $0)), row: $0) }
        rows = keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.row)
        var running: [[UInt8]: [RunningState]] = [:]
        var result: [[Scalar]] = []
        var start = 0
        while start < rows.count {
            var end = start
            while end < rows.count && rows[end][orderColumn].order(rows[start][orderColumn]) == 0 {
                let key = RunningKey.encode(calls[0].partition.map { rows[end][$0] })
                var states = running[key] ?? calls.map { _ in RunningState() }
                for (position, call) in calls.enumerated() {
                    states[position].fold(call.argument.map { rows[end][$0] } ?? .null, call)
                }
                running[key] = states
                end += 1
            }
            for row in rows[start..<end] {
                let key = RunningKey.encode(calls[0].partition.map { row[$0] })
                switch results(running[key] ?? []) {
                case .success(let columns): result.append(row + columns)
                case .failure(let failure): fail(row, .all, failure)
                }
            }
            start = end
        }
        try give(result, .all, .replaceAll, emit)
    }

    private func keys(of values: [Scalar]) -> [Scalar] { keyColumns.map { values[$0] } }

    private func give(
        _ rows: [[Scalar]], _ channel: EmitChannel, _ operation: RowOperation, _ emit: EmitRows
    ) throws(OperatorError) {
        let types = inputTypes + calls.map(\.resultType)
        for start in stride(from: 0, to: rows.count, by: emitRowsMax) {
            let part = rows[start..<min(start + emitRowsMax, rows.count)]
            let columns = types.enumerated().map { index, type in
                Column(type: type, scalars: part.map { $0[index] })
            }
            try emit(channel, OutputBatch(operation: operation, batch: Batch(count: part.count, columns: columns)))
        }
    }
}
