import StateStore
import Testing

@testable import Runner

@Suite struct EpochCoordinatorTests {
    func coordinator(
        lanes: Int = 2, replay: [EpochOrder] = [], last: Epoch = .none,
        emits: EmitSchedule = EmitSchedule(intervalsMicros: [nil], changes: 0), checkpointMicros: Int64 = 1000,
        inFlightMax: Int = 1
    ) -> EpochCoordinator {
        EpochCoordinator(
            laneCount: lanes, pace: .init(commitMicros: 100, checkpointMicros: checkpointMicros), emits: emits,
            lastEpoch: last, replay: replay, nowMicros: 0, inFlightMax: inFlightMax)
    }

    /// The order in an `advance`, and nothing else.
    func order(_ actions: [EpochAction]) -> EpochOrder? {
        guard actions.count == 1, case .advance(let order) = actions[0] else { return nil }
        return order
    }

    @Test func `an epoch goes from running through stop, advance and commit back to running`() {
        var c = coordinator()
        #expect(c.begin() == [.runLanes(to: nil)])
        #expect(c.handle(.news) == [])
        #expect(c.handle(.tick(nowMicros: 99)) == [])
        #expect(c.handle(.tick(nowMicros: 100)) == [.stopLanes])
        #expect(c.handle(.laneStopped) == [])
        let drawn = order(c.handle(.laneStopped))
        #expect(drawn?.epoch == Epoch(1))
        #expect(drawn?.writes == .nothing)
        #expect(c.handle(.laneAdvanced) == [])
        #expect(drawn.map { c.handle(.laneAdvanced) == [.runLanes(to: nil), .commit($0)] } == true)
    }

    /// Draws the next boundary at its time.
    func drawsEpoch(_ c: inout EpochCoordinator, nowMicros: Int64) -> Bool {
        _ = c.handle(.news)
        guard c.handle(.tick(nowMicros: nowMicros)) == [.stopLanes] else { return false }
        _ = c.handle(.laneStopped)
        return true
    }

    @Test(arguments: 1...3) func `no more boundaries are drawn than sinks can write epochs at once`(_ most: Int) {
        var c = coordinator(lanes: 1, checkpointMicros: 100_000, inFlightMax: most)
        _ = c.begin()
        for number in 1...most {
            #expect(drawsEpoch(&c, nowMicros: Int64(number) * 100))
            _ = c.handle(.laneAdvanced)
        }
        #expect(!drawsEpoch(&c, nowMicros: 10_000))
        _ = c.handle(.committed(Epoch(1)))
        #expect(drawsEpoch(&c, nowMicros: 10_001))
    }

    @Test func `no boundary is drawn while lanes give out rows of the last one, however many may be in flight`() {
        var c = coordinator(lanes: 1, checkpointMicros: 100_000, inFlightMax: 3)
        _ = c.begin()
        #expect(drawsEpoch(&c, nowMicros: 100))
        #expect(c.handle(.laneReady) == [.runLanes(to: nil)])
        #expect(!drawsEpoch(&c, nowMicros: 200))
        #expect(c.handle(.laneFinished).count == 1)
        #expect(drawsEpoch(&c, nowMicros: 300))
    }

    @Test func `a checkpoint that is asked for seals the next epoch at once, and none without anything new`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        _ = c.handle(.checkpointRequested)
        #expect(c.handle(.tick(nowMicros: 1)) == [])
        _ = c.handle(.news)
        // The one that was asked for before is forgotten: there was nothing to keep.
        #expect(c.handle(.tick(nowMicros: 2)) == [])
        _ = c.handle(.checkpointRequested)
        #expect(c.handle(.tick(nowMicros: 3)) == [.stopLanes])
        let drawn = order(c.handle(.laneStopped))
        #expect(drawn?.writes == .checkpoint && drawn?.isLast == false)
        #expect(c.handle(.laneAdvanced).contains(.checkpoint(Epoch(1))))
        #expect(c.handle(.sealed) == [])
        _ = c.handle(.committed(Epoch(1)))
        #expect(c.handle(.tick(nowMicros: 4)) == [])
    }

    @Test func `an epoch without a checkpoint is sealed when one is asked for, though nothing new came`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        _ = c.handle(.news)
        #expect(c.handle(.tick(nowMicros: 100)) == [.stopLanes])
        #expect(order(c.handle(.laneStopped))?.writes == .nothing)
        _ = c.handle(.laneAdvanced)
        _ = c.handle(.committed(Epoch(1)))
        _ = c.handle(.checkpointRequested)
        #expect(c.handle(.tick(nowMicros: 101)) == [.stopLanes])
        #expect(order(c.handle(.laneStopped))?.writes == .checkpoint)
    }

    @Test func `the first epoch after a restart is short, those after it are not`() {
        let second: Int64 = 1_000_000
        func started(from last: Epoch) -> EpochCoordinator {
            var c = EpochCoordinator(
                laneCount: 1, pace: .init(commitMicros: second, checkpointMicros: 60 * second),
                emits: EmitSchedule(intervalsMicros: [nil], changes: 0), lastEpoch: last, replay: [], nowMicros: 0)
            _ = c.begin()
            _ = c.handle(.news)
            return c
        }
        var fresh = started(from: .none)
        #expect(fresh.handle(.tick(nowMicros: second - 1)) == [])
        #expect(fresh.handle(.tick(nowMicros: second)) == [.stopLanes])

        var restarted = started(from: Epoch(7))
        let short = Limits.recoveryEpochMicrosMax
        #expect(restarted.handle(.tick(nowMicros: short - 1)) == [])
        #expect(restarted.handle(.tick(nowMicros: short)) == [.stopLanes])
        _ = restarted.handle(.laneStopped)
        _ = restarted.handle(.laneAdvanced)
        _ = restarted.handle(.committed(Epoch(8)))
        _ = restarted.handle(.news)
        #expect(restarted.handle(.tick(nowMicros: short + second - 1)) == [])
        #expect(restarted.handle(.tick(nowMicros: short + second)) == [.stopLanes])
    }

    /// A job that was restarted with one journaled epoch and has replayed it by 3 s.
    func replayed(second: Int64) -> EpochCoordinator {
        let journaled = EpochOrder(
            epoch: Epoch(1), boundary: BoundaryRecord(epoch: Epoch(1)), emit: 0, endOfInput: false, writes: .nothing)
        var c = EpochCoordinator(
            laneCount: 1, pace: .init(commitMicros: second, checkpointMicros: 60 * second),
            emits: EmitSchedule(intervalsMicros: [nil], changes: 0), lastEpoch: .none, replay: [journaled],
            nowMicros: 0)
        _ = c.begin()
        _ = c.handle(.tick(nowMicros: 3 * second))
        _ = c.handle(.laneStopped)
        _ = c.handle(.laneAdvanced)
        _ = c.handle(.committed(Epoch(1)))
        _ = c.handle(.news)
        return c
    }

    @Test func `a replay does not use the short first epoch up`() {
        let second: Int64 = 1_000_000
        var c = replayed(second: second)
        #expect(c.handle(.tick(nowMicros: 3 * second + Limits.recoveryEpochMicrosMax - 1)) == [])
        #expect(c.handle(.tick(nowMicros: 3 * second + Limits.recoveryEpochMicrosMax)) == [.stopLanes])
    }

    @Test func `a life that had to replay makes a checkpoint with its first own epoch`() {
        let second: Int64 = 1_000_000
        var c = replayed(second: second)
        #expect(c.handle(.tick(nowMicros: 4 * second)) == [.stopLanes])
        #expect(order(c.handle(.laneStopped))?.writes == .checkpoint)
        _ = c.handle(.laneAdvanced)
        _ = c.handle(.sealed)
        _ = c.handle(.committed(Epoch(2)))
        _ = c.handle(.news)
        #expect(c.handle(.tick(nowMicros: 5 * second)) == [.stopLanes])
        #expect(order(c.handle(.laneStopped))?.writes == .nothing)
    }

    /// A job at full speed for the given time, after whose checkpoint lanes had stood for `cost`; whether the next
    /// boundary is drawn by then, long before its time.
    ///
    /// - Parameter grown: bytes of groups, told before the first checkpoint; `cost` is nil then.
    func isEarly(work: Int64, elapsed: Int64, cost: Int64?, grown: Int? = nil, changes: UInt64 = 0) -> Bool {
        let minute: Int64 = 60_000_000
        var c = EpochCoordinator(
            laneCount: 1, pace: .init(commitMicros: minute, checkpointMicros: minute),
            emits: EmitSchedule(intervalsMicros: [nil], changes: changes), lastEpoch: .none, replay: [], nowMicros: 0)
        _ = c.begin()
        _ = c.handle(.news)
        if let cost { _ = c.handle(.sealCost(micros: cost)) }
        if let grown { _ = c.handle(.grown(bytes: grown)) }
        _ = c.handle(.worked(micros: work))
        guard c.handle(.tick(nowMicros: elapsed)) == [.stopLanes] else { return false }
        return order(c.handle(.laneStopped))?.writes == .checkpoint
    }

    @Test func `what a kill at full speed would undo is bounded by a checkpoint before its time`() {
        let much = Limits.replayWorkMicrosMax
        #expect(isEarly(work: much, elapsed: much, cost: 0))
        #expect(!isEarly(work: much - 1, elapsed: much, cost: 0))
        // A slow job has little to do again, however long it runs.
        #expect(!isEarly(work: much / 10, elapsed: 50_000_000, cost: 0))
    }

    @Test func `checkpoints before their time take a bounded share, and write no changed rows before theirs`() {
        let much = Limits.replayWorkMicrosMax
        let cost = much / 2
        #expect(!isEarly(work: 9 * much, elapsed: cost * Limits.earlyCheckpointCostShare - 1, cost: cost))
        #expect(isEarly(work: 9 * much, elapsed: cost * Limits.earlyCheckpointCostShare, cost: cost))
        #expect(!isEarly(work: 9 * much, elapsed: much, cost: 0, changes: 1))
    }

    @Test func `what the first checkpoint will cost follows from the memory of groups`() {
        let much = Limits.replayWorkMicrosMax
        let cost = 2 * much
        let bytes = Int(cost * 1_000_000 / Limits.sealPicosecondsPerByte)
        #expect(isEarly(work: much, elapsed: much, cost: nil, grown: nil))
        #expect(isEarly(work: much, elapsed: much, cost: nil, grown: bytes / 100))
        #expect(!isEarly(work: much, elapsed: 10 * much, cost: nil, grown: bytes))
        #expect(isEarly(work: much, elapsed: cost * Limits.earlyCheckpointCostShare, cost: nil, grown: bytes))
        // What was measured counts more.
        #expect(isEarly(work: much, elapsed: much, cost: 0, grown: bytes))
    }

    @Test func `without news there is no epoch`() {
        var c = coordinator()
        _ = c.begin()
        #expect(c.handle(.tick(nowMicros: 5_000)) == [])
    }

    @Test func `the next boundary waits for the commit of the last`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        _ = c.handle(.news)
        _ = c.handle(.tick(nowMicros: 100))
        _ = c.handle(.laneStopped)
        _ = c.handle(.laneAdvanced)
        _ = c.handle(.news)
        #expect(c.handle(.tick(nowMicros: 300)) == [])
        #expect(c.handle(.committed(Epoch(1))) == [])
        #expect(c.handle(.tick(nowMicros: 301)) == [.stopLanes])
    }

    @Test func `pressure ends an epoch before its time`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        _ = c.handle(.pressure)
        #expect(c.handle(.tick(nowMicros: 1)) == [.stopLanes])
    }

    @Test func `lanes go on while a checkpoint is written, and no boundary is drawn before it is linked`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        _ = c.handle(.news)
        #expect(c.handle(.tick(nowMicros: 1000)) == [.stopLanes])
        let drawn = order(c.handle(.laneStopped))
        #expect(drawn?.writes == .checkpoint)
        #expect(
            drawn.map { c.handle(.laneAdvanced) == [.runLanes(to: nil), .commit($0), .checkpoint($0.epoch)] } == true)
        _ = c.handle(.committed(Epoch(1)))
        _ = c.handle(.news)
        _ = c.handle(.pressure)
        #expect(c.handle(.tick(nowMicros: 3000)) == [])
        #expect(c.handle(.sealed) == [])
        #expect(c.handle(.tick(nowMicros: 3000)) == [.stopLanes])
    }

    @Test
    func `lanes go on while closed windows give out their rows, and the epoch is committed with the last of them`() {
        var c = coordinator()
        _ = c.begin()
        _ = c.handle(.news)
        #expect(c.handle(.tick(nowMicros: 1000)) == [.stopLanes])
        _ = c.handle(.laneStopped)
        let drawn = order(c.handle(.laneStopped))
        #expect(drawn?.writes == .checkpoint)
        #expect(c.handle(.laneReady) == [])
        // One lane has nothing to give out.
        #expect(c.handle(.laneAdvanced) == [.runLanes(to: nil)])
        _ = c.handle(.news)
        #expect(c.handle(.tick(nowMicros: 3000)) == [])
        #expect(drawn.map { c.handle(.laneFinished) == [.commit($0), .checkpoint($0.epoch)] } == true)
        _ = c.handle(.committed(Epoch(1)))
        #expect(c.handle(.tick(nowMicros: 3000)) == [])
        _ = c.handle(.sealed)
        #expect(c.handle(.tick(nowMicros: 3000)) == [.stopLanes])
    }

    @Test func `rows that are all out before the other lanes are ready keep nobody waiting`() {
        var c = coordinator()
        _ = c.begin()
        _ = c.handle(.news)
        _ = c.handle(.tick(nowMicros: 100))
        _ = c.handle(.laneStopped)
        let drawn = order(c.handle(.laneStopped))
        #expect(c.handle(.laneReady) == [])
        #expect(c.handle(.laneFinished) == [])
        #expect(drawn.map { c.handle(.laneAdvanced) == [.runLanes(to: nil), .commit($0)] } == true)
    }

    @Test func `groups that take too much memory are written while lanes run, unless changed rows would come early`() {
        for changes in [UInt64(0), 1] {
            var c = coordinator(lanes: 1, emits: EmitSchedule(intervalsMicros: [nil], changes: changes))
            _ = c.begin()
            _ = c.handle(.memoryShort)
            #expect(c.handle(.tick(nowMicros: 1)) == [.stopLanes])
            let drawn = order(c.handle(.laneStopped))
            #expect(drawn?.writes == (changes == 0 ? .groups : .nothing))
            // Groups leave memory with their changes, and a replay gives those out at the same epoch.
            #expect(drawn?.emit == changes)
        }
    }

    @Test func `no boundary is drawn before the store has the groups that left memory, which are no checkpoint`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        func epoch(_ now: Int64) -> EpochOrder? {
            _ = c.handle(.memoryShort)
            guard c.handle(.tick(nowMicros: now)) == [.stopLanes] else { return nil }
            return order(c.handle(.laneStopped))
        }
        let first = epoch(1)
        #expect(first.map { c.handle(.laneAdvanced) == [.runLanes(to: nil), .commit($0), .takeGroups] } == true)
        #expect(c.handle(.committed(Epoch(1))) == [])
        #expect(epoch(2) == nil)
        #expect(c.handle(.sealed) == [])
        // The interval is over: a checkpoint, and while it is finished groups leave memory again.
        #expect(epoch(1000)?.writes == .checkpoint)
        _ = c.handle(.laneAdvanced)
        #expect(c.handle(.committed(Epoch(2))) == [] && c.handle(.sealed) == [])
        #expect(epoch(1001)?.writes == .groups)
        _ = c.handle(.laneAdvanced)
        #expect(c.handle(.committed(Epoch(3))) == [] && c.handle(.sealed) == [])
        _ = c.handle(.stopRequested)
        #expect(c.handle(.tick(nowMicros: 1002)) == [])
        #expect(c.handle(.checkpointed) == [])
        #expect(c.handle(.tick(nowMicros: 1003)) == [.stopLanes])
    }

    @Test func `a checkpoint writes all changed rows first`() {
        let emits = EmitSchedule(intervalsMicros: [10_000, 20_000, nil], changes: 0b01)
        var c = coordinator(lanes: 1, emits: emits)
        _ = c.begin()
        _ = c.handle(.news)
        _ = c.handle(.tick(nowMicros: 1000))
        #expect(order(c.handle(.laneStopped))?.emit == 0b01)
    }

    @Test func `changed rows are written at their interval even when nothing more comes`() {
        let emits = EmitSchedule(intervalsMicros: [500], changes: 1)
        var c = coordinator(lanes: 1, emits: emits)
        _ = c.begin()
        _ = c.handle(.news)
        _ = c.handle(.tick(nowMicros: 100))
        #expect(order(c.handle(.laneStopped))?.emit == 0)
        _ = c.handle(.laneAdvanced)
        _ = c.handle(.committed(Epoch(1)))
        #expect(c.handle(.tick(nowMicros: 400)) == [])
        #expect(c.handle(.tick(nowMicros: 500)) == [.stopLanes])
        #expect(order(c.handle(.laneStopped))?.emit == 1)
    }

    @Test func `a stop makes one last epoch with a checkpoint and then finishes`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        _ = c.handle(.stopRequested)
        #expect(c.handle(.tick(nowMicros: 1)) == [.stopLanes])
        let drawn = order(c.handle(.laneStopped))
        #expect(drawn?.isLast == true)
        #expect(drawn?.writes == .checkpoint)
        _ = c.handle(.laneAdvanced)
        #expect(c.handle(.sealed) == [])
        #expect(c.handle(.committed(Epoch(1))) == [])
        #expect(c.handle(.checkpointed) == [.finish])
    }

    @Test func `epochs go on while a checkpoint is finished, and none is sealed before that`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        func epoch(_ now: Int64) -> EpochOrder? {
            _ = c.handle(.news)
            guard c.handle(.tick(nowMicros: now)) == [.stopLanes] else { return nil }
            let drawn = order(c.handle(.laneStopped))
            _ = c.handle(.laneAdvanced)
            if drawn?.writes == .checkpoint { #expect(c.handle(.sealed) == []) }
            if let drawn { _ = c.handle(.committed(drawn.epoch)) }
            return drawn
        }
        #expect(epoch(1000)?.writes == .checkpoint)
        #expect(epoch(2000)?.writes == .nothing)
        // One that is asked for is not forgotten, and the last waits for the one that is under way.
        _ = c.handle(.checkpointRequested)
        #expect(epoch(3000)?.writes == .nothing)
        _ = c.handle(.checkpointed)
        #expect(epoch(3001)?.writes == .checkpoint)
        _ = c.handle(.stopRequested)
        #expect(epoch(4000) == nil)
        _ = c.handle(.checkpointed)
        #expect(epoch(4001)?.isLast == true)
        #expect(c.handle(.checkpointed) == [.finish])
    }

    @Test func `the end of finite input closes the windows`() {
        var c = coordinator(lanes: 1)
        _ = c.begin()
        _ = c.handle(.inputEnded(closesWindows: true))
        _ = c.handle(.tick(nowMicros: 1))
        #expect(order(c.handle(.laneStopped))?.endOfInput == true)
    }

    @Test func `journaled boundaries are replayed before anything new is drawn`() {
        let boundary = BoundaryRecord(epoch: Epoch(8))
        let replayed = EpochOrder(epoch: Epoch(8), boundary: boundary, emit: 0, endOfInput: false, writes: .nothing)
        var c = coordinator(lanes: 1, replay: [replayed], last: Epoch(7))
        #expect(c.begin() == [.runLanes(to: boundary)])
        #expect(c.isReplaying)
        _ = c.handle(.news)
        #expect(c.handle(.tick(nowMicros: 10_000)) == [])
        #expect(c.handle(.laneStopped) == [.advance(replayed)])
        #expect(c.handle(.laneAdvanced) == [.runLanes(to: nil), .commit(replayed)])
        #expect(!c.isReplaying)
        #expect(c.epoch == Epoch(8))
    }
}
