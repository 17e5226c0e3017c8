import Operators
import StateStore

extension JobLauncher {
    /// Starts lanes and committer, drives the epochs, and ends everything in order.
    func run(
        _ found: consuming StartProcedure.Found, _ checkpoints: Checkpoints, _ systems: sending [any SinkSystem],
        _ positions: [SinkPosition?], _ observer: any JobObserver,
        _ lookups: (history: LookupHistory, keeper: LookupKeeper), uuid: String
    ) throws(JobError) -> JobSummary {
        let store = try openStore(found.liveDirectory, found.tables)
        let last = found.start.replay.last?.epoch ?? found.start.epoch
        // What forgets its epoch may have shown the last one or not: it is shown again rather than lost.
        let forgetful = found.start.replay.isEmpty ? last : Epoch(last.rawValue - 1)
        let epochs = positions.map { $0?.epoch ?? forgetful }
        let goals = try goals(found.start.positions)
        let parts = JobParts(
            plan: parts,
            pace: .init(
                commitMicros: job.settings.commitIntervalMicros,
                checkpointMicros: job.settings.checkpointIntervalMicros),
            emits: EmitSchedule(job.plan), store: store, checkpoints: checkpoints, goals: goals,
            endsWhenCaughtUp: options.untilCaughtUp || sources.allSatisfy(\.isFinite),
            isFinite: sources.allSatisfy(\.isFinite), suppressedThrough: epochs.min() ?? .none,
            hasForgetfulSink: positions.contains { $0 == nil },
            writesAhead: systems.contains(where: \.writesAhead), phases: options.phases,
            schema: StateSchema(
                job.plan, job: options.jobName, fingerprint: job.fingerprint, tables: found.tables
            ).encoded())
        let crew = try Crew(
            self, parts, found.tables, found.start.tracker, found.metadata,
            (found.isRestored, found.start.epoch), systems, epochs,
            LookupTables(lookups.keeper.current), uuid: uuid)
        let loader = lookupLoader
        let reloader = LookupReloader(job.plan, inbox, log: options.log) { (table) throws(JobError) in
            try lookups.history.stage(try loader.rows(table), table)
        }
        let discovery = Discovery(sources, inbox)
        defer {
            discovery.stop()
            reloader.stop()
            crew.end()
        }
        let driver = EpochDriver(
            parts: parts, inbox: inbox, lanes: crew.lanes, committer: crew.committer,
            checkpointer: crew.checkpointer, start: found.start, lookups: lookups.keeper,
            observer: observer)
        return try driver.run()
    }

    private func openStore(_ liveDirectory: String, _ tables: StateTables) throws(JobError) -> StateStore {
        var options = StoreOptions(memoryBytes: Int(job.settings.memoryBytes / 16 * Limits.storeMemoryShare))
        // Only changes and joins look up single groups, final rows come by scans.
        let looksUp = job.plan.sinks.contains { $0.emit == .changes } || !PlanShape(job.plan).meetings.isEmpty
        if !looksUp {
            options.overlappingRunsMax = 12
            options.spilledRunsMax = 256
        }
        do throws(StoreError) {
            return try StateStore(
                liveDirectory: liveDirectory, options: options,
                merger: PartialMerger(layouts: try layouts(tables)))
        } catch {
            throw JobError(error)
        }
    }

    private func layouts(_ tables: StateTables) throws(StoreError) -> [TableID: StateLayout] {
        do throws(JobError) {
            return try PlanShape.layouts(job.plan, tables)
        } catch {
            throw .invalidArgument(error.message)
        }
    }

    /// Where each partition ends now, when the job is to stop there.
    private func goals(_ positions: [SourcePartition: Int64]) throws(JobError) -> [SourcePartition: Int64] {
        guard options.untilCaughtUp else { return [:] }
        var goals: [SourcePartition: Int64] = [:]
        for (index, source) in sources.enumerated() where !source.isFinite {
            do throws(SourceError) {
                let own = positions.keys.filter { $0.source == index }
                for (partition, range) in try source.offsetRanges(own) { goals[partition] = range.high }
            } catch {
                throw JobError(error)
            }
        }
        return goals
    }
}

/// The threads of a running job.
final class Crew {
    private(set) var lanes: [Mailbox<LaneCommand>] = []
    let committer: Mailbox<CommitterCommand>
    let checkpointer: Mailbox<CheckpointerCommand>
    private let giveUp = GiveUp()
    private var threads: [WorkerThread] = []

    init(
        _ launcher: JobLauncher, _ parts: JobParts, _ tables: StateTables, _ tracker: WatermarkTracker,
        _ metadata: [[[UInt8]]],
        _ restored: (isRestored: Bool, epoch: Epoch), _ systems: sending [any SinkSystem], _ epochs: [Epoch],
        _ lookups: LookupTables, uuid: String
    ) throws(JobError) {
        committer = Mailbox()
        checkpointer = Mailbox()
        let inbox = launcher.inbox
        let laneCount = launcher.options.laneCount
        let factory = launcher.factory
        let memory = launcher.job.settings.memoryBytes / 16 / Int64(laneCount)
        let overflowFolder = parts.store.runsDirectory
        let foldedNames = FoldedNames()
        let peers = (0..<laneCount).map { _ in LanePeer(inbox: Mailbox(signal: LaneSignal())) }
        lanes = peers.map(\.inbox)
        for number in 0..<laneCount {
            let blueprint = LaneBlueprint(
                plan: launcher.job.plan, lane: LaneIndex(number), laneCount: laneCount, store: parts.store,
                tables: tables, memoryBytesMax: Int(memory * Limits.groupMemoryShare),
                metadata: metadata,
                isRestored: restored.isRestored, epoch: restored.epoch,
                watermarks: tracker.watermarks, ends: tracker.ends, clockMicros: tracker.clockMicros,
                lookups: lookups, foldedNames: foldedNames,
                makeEncoders: { () throws(SinkError) in
                    try factory.makeEncoders(
                        memoryBytesMax: Int(memory * Limits.rowMemoryShare), overflowFolder: overflowFolder)
                }, log: launcher.options.log, phases: launcher.options.phases)
            let sources = launcher.sources
            threads.append(
                WorkerThread(name: "lane-\(number)") {
                    Crew.runLane(blueprint, sources, peers, inbox)
                })
        }
        let handover = Handover(
            Committer(
                inbox: committer, giveUp: giveUp,
                job: SinkJob(
                    name: launcher.options.jobName, uuid: uuid,
                    fingerprint: launcher.job.fingerprint.text),
                systems: systems.enumerated().map { index, system in
                    CommitterSystem(
                        system: system, sinks: factory.sinks(of: index), takesDeadLetters: index == 0,
                        epoch: epochs[index])
                }, report: { inbox.send(.committer($0)) }))
        threads.append(WorkerThread(name: "committer") { handover.take()?.run() })
        let ender = Checkpointer(
            inbox: checkpointer, store: parts.store, checkpoints: parts.checkpoints,
            followsCommits: parts.hasForgetfulSink, report: { inbox.send(.checkpointer($0)) })
        threads.append(WorkerThread(name: "checkpointer") { ender.run() })
    }

    /// A lane builds everything that it owns on its own thread.
    private static func runLane(
        _ blueprint: LaneBlueprint, _ sources: [any RecordSource], _ peers: [LanePeer],
        _ inbox: Mailbox<DriverMessage>
    ) {
        let commands = peers[blueprint.lane.rawValue].inbox
        do throws(JobError) {
            var inputs: [any LaneInput] = []
            do throws(SourceError) {
                for source in sources { inputs.append(try source.makeLane(signal: commands.signal)) }
            } catch {
                throw JobError(error)
            }
            let lane = Lane(
                index: blueprint.lane, inbox: commands, driver: inbox, inputs: inputs,
                pipeline: try LanePipeline(blueprint), peers: peers)
            lane.run()
        } catch {
            inbox.send(.lane(.failed(error)))
        }
    }

    /// Ends all threads, also after an error.
    func end() {
        for lane in lanes { lane.send(.quit) }
        giveUp.set()
        committer.send(.quit)
        checkpointer.send(.quit)
        for thread in threads { thread.join() }
    }
}
