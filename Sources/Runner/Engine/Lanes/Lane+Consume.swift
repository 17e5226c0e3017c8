import Operators

/// Most records in one batch: large enough to amortise what a batch costs, small enough to stay in the cache.
let batchRecordsMax = 4096

extension Lane {
    /// Begins a run: batches that waited for this epoch come first.
    func startRun() throws(JobError) {
        let waiting = held
        held = []
        for batch in waiting {
            let slot = batch.batch.slot
            partitions[batch.source][slot].isHeld = false
            inputs[batch.source].resume(slot: slot)
            try process(batch)
        }
        try stopAtTargets()
    }

    /// One round over the sources; sleeps when none has anything.
    func consume() throws(JobError) {
        var isBusy = false
        // What is left of the last boundary gives room.
        let waits = targets == nil && pipeline.hasSlices && pipeline.isFull
        for source in inputs.indices where !waits {
            guard let batch = try next(source, timeoutMilliseconds: 0) else { continue }
            isBusy = true
            try process(HeldBatch(source: source, batch: batch, done: 0))
        }
        if pipeline.hasSlices {
            try workSlice()
            isBusy = true
        }
        guard activity == .consuming else { return }
        try stopAtTargets()
        guard activity == .consuming else { return }
        reportCaughtUp()
        reportStalls()
        if !isBusy { inbox.signal.wait(timeoutMilliseconds: 100) }
    }

    private func next(_ source: Int, timeoutMilliseconds: Int) throws(JobError) -> RecordBatch? {
        do throws(SourceError) {
            return try inputs[source].consumeBatch(max: batchRecordsMax, timeoutMilliseconds: timeoutMilliseconds)
        } catch {
            throw JobError(error, of: pipeline.plan.sources[source])
        }
    }

    /// Processes what of a batch belongs to this epoch; the rest waits for the next.
    private func process(_ held: HeldBatch) throws(JobError) {
        let source = held.source
        let slot = held.batch.slot
        let partition = partitions[source][slot].partition
        let target = targets?[partition]
        var end = held.batch.count
        if targets != nil { end = held.batch.firstIndex(atOrAfter: target ?? 0) }
        if end > held.done {
            let seen = try pipeline.process(source: source, held, held.done..<end, partition)
            partitions[source][slot].records += end - held.done
            if let time = seen {
                partitions[source][slot].maxEventTime = max(time, partitions[source][slot].maxEventTime ?? time)
            }
            noteRecordTime(held, held.done..<end, &partitions[source][slot])
            partitions[source][slot].mark = held.batch.mark(of: end - 1)
            sayNews()
        }
        let isWhole = end == held.batch.count && (targets == nil || held.batch.nextOffset <= target ?? 0)
        if isWhole {
            partitions[source][slot].position = held.batch.nextOffset
            // What has ended no longer holds the watermark.
            if targets == nil, inputs[source].hasEnded(slot: slot) { sayNews() }
        } else {
            partitions[source][slot].position = target ?? partitions[source][slot].position
            partitions[source][slot].isHeld = true
            inputs[source].pause(slot: slot)
            held.done = end
            self.held.append(held)
        }
        if peers.count > 1 { pipeline.sendPartials(to: peers) }
        tellGrowth()
        pauseWhenFull()
    }

    private func sayNews() {
        guard !saidNews else { return }
        saidNews = true
        driver.send(.lane(.news))
    }

    private func noteRecordTime(_ held: HeldBatch, _ range: Range<Int>, _ state: inout LanePartition) {
        for record in range {
            let time = held.batch.timestamps[record]
            if time != RecordBatch.unknownTimestamp && time > state.maxRecordTime ?? Int64.min {
                state.maxRecordTime = time
            }
        }
    }

    /// In a replay: stops when every partition has reached its journaled position.
    private func stopAtTargets() throws(JobError) {
        guard let targets else { return }
        for source in inputs.indices {
            for slot in partitions[source].indices {
                let state = partitions[source][slot]
                guard let target = targets[state.partition] else { continue }
                if state.position < target { return }
                if state.position > target {
                    throw JobError(
                        .failed, "\(state.partition) stands at \(state.position), past the journaled \(target)")
                }
            }
        }
        stop()
    }

    /// Once a second: whether a partition stands still although there is more of it.
    private func reportStalls() {
        let now = monotonicMilliseconds()
        guard now - lastStallLookMilliseconds >= 1_000 else { return }
        lastStallLookMilliseconds = now
        for source in inputs.indices {
            for slot in partitions[source].indices where !partitions[source][slot].isHeld {
                let state = partitions[source][slot]
                let text = partitions[source][slot].stall.look(
                    state.partition, position: state.position, lag: inputs[source].lag(slot: slot),
                    isAtEnd: inputs[source].isAtEnd(slot: slot), nowMilliseconds: now)
                if let text { driver.send(.lane(.stalled(text))) }
            }
        }
    }

    private func reportCaughtUp() {
        guard !saidCaughtUp else { return }
        for source in inputs.indices {
            if inputs[source].isExhausted { continue }
            for state in partitions[source] {
                guard let goal = state.goal, state.position >= goal else { return }
            }
        }
        saidCaughtUp = true
        driver.send(.lane(.caughtUp(index)))
    }
}

extension RecordBatch {
    /// How many records lie before `offset`; offsets grow, so a binary search.
    func firstIndex(atOrAfter offset: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if offsets[middle] < offset { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
