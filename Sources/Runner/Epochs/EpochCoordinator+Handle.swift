import StateStore

extension EpochCoordinator {
    /// Takes one event and returns what to do, in order.
    package mutating func handle(_ event: EpochEvent) -> [EpochAction] {
        switch event {
        case .tick(let now): return tick(now)
        case .pressure:
            pressure = true
            hasNews = true
            return []
        case .memoryShort:
            memoryShort = true
            return handle(.pressure)
        case .news:
            hasNews = true
            return []
        case .laneStopped: return laneStopped()
        case .laneAdvanced: return laneReady()
        case .laneReady:
            unfinished += 1
            return laneReady()
        case .laneFinished:
            unfinished -= 1
            guard unfinished == 0, let order = finishing else { return [] }
            finishing = nil
            return commit(order)
        case .sealed: return sealed()
        case .committed:
            uncommitted -= 1
            return finishIfDrained()
        case .checkpointed:
            isCheckpointing = false
            return finishIfDrained()
        case .inputEnded(let closesWindows):
            ended = true
            endClosesWindows = closesWindows
            return []
        case .stopRequested:
            stopRequested = true
            return []
        case .checkpointRequested:
            wantsCheckpoint = true
            return []
        case .worked(let total):
            workMicros = total
            return []
        case .sealCost(let cost):
            sealCostMicros = cost
            hasSealed = true
            return []
        case .grown(let bytes):
            let estimate = Int64(bytes) * Limits.sealPicosecondsPerByte / 1_000_000
            if !hasSealed { sealCostMicros = max(sealCostMicros, estimate) }
            return []
        }
    }

    /// What to do first: run to the oldest journaled boundary, or freely.
    package mutating func begin() -> [EpochAction] {
        guard let next = replay.first else { return [.runLanes(to: nil)] }
        replay.removeFirst()
        current = next
        phase = .stopping(left: laneCount)
        return [.runLanes(to: next.boundary)]
    }

    private mutating func tick(_ now: Int64) -> [EpochAction] {
        nowMicros = now
        // While lanes give out rows of the last boundary, that epoch is not even sent to the sinks.
        guard phase == .running, uncommitted < inFlightMax, finishing == nil, !isSealing else { return [] }
        let early = isCheckpointDueEarly(now)
        let due = now - epochStartMicros >= epochMicros || early
        let last = stopRequested || ended
        // The last epoch has a checkpoint, and they are made one at a time.
        if last && isCheckpointing { return [] }
        let asked = wantsCheckpoint && (hasNews || epoch > sealedEpoch) && !isCheckpointing
        if wantsCheckpoint && !asked && !isCheckpointing { wantsCheckpoint = false }
        guard last || pressure || asked || (due && (hasNews || dueEmits(now) & unwritten != 0)) else { return [] }
        let seal =
            last || asked || early || (now - lastCheckpointMicros >= pace.checkpointMicros && !isCheckpointing)
        // A checkpoint holds no memory of what was not written yet, so all of it is written with it.
        #if MUTANTS
            let written = Mutant.changesForgotten.isOn ? 0 : emits.changes
        #else
            let written = emits.changes
        #endif
        // So does memory that is short; and a replay must give them out at the same epoch, so that the order says it.
        let emit = dueEmits(now) | (seal || pressure ? written : 0) | (last ? emits.all : 0)
        current = EpochOrder(
            epoch: epoch.next, emit: emit, endOfInput: ended && endClosesWindows,
            writes: seal ? .checkpoint : writesGroups ? .groups : .nothing, isLast: last)
        phase = .stopping(left: laneCount)
        return [.stopLanes]
    }

    /// Groups that are to leave memory are written while lanes run; those of changed rows when the rows are.
    private var writesGroups: Bool { memoryShort && emits.changes == 0 }

    /// A job that is killed at full speed has to do again what it did since its last checkpoint, before it commits
    /// anything new. So one is made when that is much, but not so often that making them is what the job does, and not
    /// when it would write changed rows more often than the job says.
    private func isCheckpointDueEarly(_ now: Int64) -> Bool {
        guard hasNews, !isCheckpointing, !isRecovering,
            workMicros - workAtCheckpointMicros >= Limits.replayWorkMicrosMax,
            now - lastCheckpointMicros >= sealCostMicros * Limits.earlyCheckpointCostShare
        else { return false }
        return emits.changes == 0
    }

    private mutating func laneStopped() -> [EpochAction] {
        guard case .stopping(let left) = phase, let order = current else { return [] }
        guard left == 1 else {
            phase = .stopping(left: left - 1)
            return []
        }
        phase = .advancing(left: laneCount)
        epoch = order.epoch
        epochStartMicros = nowMicros
        if !order.isReplay { isRecovering = false }
        for index in lastEmitMicros.indices where order.emit & (1 << UInt64(index)) != 0 {
            lastEmitMicros[index] = nowMicros
        }
        unwritten = (hasNews || order.isReplay ? emits.all : unwritten) & ~order.emit
        hasNews = false
        pressure = false
        memoryShort = false
        uncommitted += 1
        return [.advance(order)]
    }

    private mutating func laneReady() -> [EpochAction] {
        guard case .advancing(let left) = phase, let order = current else { return [] }
        guard left == 1 else {
            phase = .advancing(left: left - 1)
            return []
        }
        if order.writes == .checkpoint { wantsCheckpoint = false }
        // Lanes do not wait for the journal.
        if unfinished == 0 { return resume() + commit(order) }
        precondition(!order.isReplay && !order.isLast, "rows are left over where nothing may follow them")
        finishing = order
        return resume()
    }

    /// The epoch's rows are there.
    private mutating func commit(_ order: EpochOrder) -> [EpochAction] {
        if order.writes == .nothing { return [.commit(order)] }
        isSealing = true
        if order.writes == .groups { return [.commit(order), .takeGroups] }
        isCheckpointing = true
        lastCheckpointMicros = nowMicros
        workAtCheckpointMicros = workMicros
        sealedEpoch = order.epoch
        return [.commit(order), .checkpoint(order.epoch)]
    }

    private mutating func sealed() -> [EpochAction] {
        isSealing = false
        return []
    }

    private mutating func finishIfDrained() -> [EpochAction] {
        guard phase == .draining, isDrained else { return [] }
        phase = .finished
        return [.finish]
    }

    private var isDrained: Bool { uncommitted == 0 && !isCheckpointing }

    /// After an epoch: the next journaled boundary, the end, or free running.
    private mutating func resume() -> [EpochAction] {
        let wasLast = current?.isLast ?? false
        current = nil
        if wasLast {
            phase = isDrained ? .finished : .draining
            return isDrained ? [.finish] : []
        }
        guard replay.isEmpty else { return begin() }
        phase = .running
        return [.runLanes(to: nil)]
    }

    /// Sinks whose interval is over.
    private func dueEmits(_ now: Int64) -> UInt64 {
        var mask: UInt64 = 0
        for (index, interval) in emits.intervalsMicros.enumerated() {
            guard let interval, now - lastEmitMicros[index] >= interval else { continue }
            mask |= 1 << UInt64(index)
        }
        return mask
    }
}
