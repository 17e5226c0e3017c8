import Glibc
import Operators
import StateStore

/// What a job is started with, besides its plan.
package struct LaunchOptions: Sendable {
    package var stateDirectory: String
    package var jobName: String
    package var laneCount: Int
    package var untilCaughtUp = false
    /// How long to wait for a Kafka that does not answer and for topics that do not exist.
    package var waitForTopicMilliseconds: Int64 = 0
    package var console: ConsoleSettings
    package var log: @Sendable (String) -> Void
    package var phases: PhaseHook = { _, _ in }

    package init(
        stateDirectory: String, jobName: String, laneCount: Int, console: ConsoleSettings,
        log: @escaping @Sendable (String) -> Void
    ) {
        self.stateDirectory = stateDirectory
        self.jobName = jobName
        self.laneCount = laneCount
        self.console = console
        self.log = log
    }
}

/// Brings a planned job to life, runs it and ends it.
package final class JobLauncher {
    let job: PlannedJob
    let options: LaunchOptions
    let parts: PlanParts
    let factory: SinkFactory
    let inbox = Mailbox<DriverMessage>()
    var sources: [any RecordSource] = []
    let lookupLoader: LookupLoader

    /// Throws a diagnostic when a connection is not known.
    package init(_ job: PlannedJob, options: LaunchOptions, connections: ConnectionLookup) throws(Diagnostic) {
        self.job = job
        self.options = options
        parts = PlanParts(plan: job.plan, fingerprint: job.fingerprint)
        factory = try SinkFactory(
            job.plan, connections: connections, console: options.console, phases: options.phases, log: options.log)
        lookupLoader = try LookupLoader(job.plan, connections: connections)
    }

    /// Asks the running job to commit, checkpoint and end; may be called from any thread.
    package var stopper: @Sendable () -> Void {
        let inbox = inbox
        return { inbox.send(.stop) }
    }

    /// Asks the running job for a checkpoint; may be called from any thread.
    package var checkpointer: @Sendable () -> Void {
        let inbox = inbox
        return { inbox.send(.checkpoint) }
    }

    /// The whole life of the job on the calling thread.
    func run(observer: any JobObserver) throws(JobError) -> JobSummary {
        var directory: StateDirectory
        do throws(StoreError) {
            directory = try StateDirectory(path: options.stateDirectory, job: options.jobName)
        } catch {
            throw JobError(opening: options.stateDirectory, error)
        }
        let objection = try StartObjection(directory, options.jobName, job)
        if let reason = objection.localReason { throw JobError(.invalidJob, reason) }
        let wait = SourceWait(milliseconds: options.waitForTopicMilliseconds) { [inbox] in
            inbox.take().contains { if case .stop = $0 { true } else { false } }
        }
        let made = try SourceFactory.make(job.plan, waiting: wait, log: options.log)
        sources = made.sources
        defer { made.close() }
        let lookups = try lookupLoader.load(log: options.log)
        let systems = try JobLauncher.systems(factory)
        let identity = SinkJob(
            name: options.jobName, uuid: directory.identity.uuid, fingerprint: job.fingerprint.text)
        let factory = factory
        let joins = { @Sendable (index: Int, position: SinkPosition) in
            objection.outlook.isJoined(by: factory.sinkNames(of: index), at: position.epoch)
        }
        var positions = try JobLauncher.start(
            systems, identity, { index, position in joins(index, position) ? nil : objection.reason(position) },
            options.log)
        let joining = positions.indices.filter { index in positions[index].map { joins(index, $0) } ?? false }
        try adopt(&directory, positions)
        let checkpoints = Checkpoints(directory, onPhase: checkpointPhases(options.phases))
        let sinkState = try StartProcedure.SinkState(
            positions.indices.filter { !joining.contains($0) }.compactMap { positions[$0] })
        let found = try StartProcedure(
            parts: parts, directory: directory, checkpoints: checkpoints, sources: sources
        ).find(sinkState)
        for note in found.notes { options.log(note) }
        try verify(found.start)
        for index in joining {
            let epoch = found.start.replay.last?.epoch ?? found.start.epoch
            try JobLauncher.join(systems, index, at: epoch)
            positions[index]?.epoch = epoch
        }
        observer.started(
            StartReport(
                stateDirectory: options.stateDirectory, epoch: found.start.epoch, isRestored: found.isRestored,
                replayed: found.start.replay.count, watermarkMicros: found.start.tracker.leastWatermark,
                lagRecords: lag(behind: found.start.positions), positions: found.start.positions,
                sources: JobLauncher.sources(job.plan),
                starts: job.plan.sources.indices.map { (job.plan.sources[$0].name, parts.startFrom($0)) }))
        let keeper = try lookupKeeper(lookups, directory, found.start)
        return try run(found, checkpoints, systems, positions, observer, keeper, uuid: directory.identity.uuid)
    }

    private static func sources(_ plan: LogicalPlan) -> [StartReport.Source] {
        let clocks = PlanShape(plan).windowClocks(plan)
        return plan.sources.enumerated().map { index, source in
            StartReport.Source(
                name: source.name, hasEventTime: source.eventTime != nil, closesWindows: clocks.contains(index))
        }
    }

    /// The copies of lookup tables that replayed epochs had, and what was read now for those that follow.
    private func lookupKeeper(
        _ rows: [LookupRows], _ directory: StateDirectory, _ start: borrowing JobStart
    ) throws(JobError) -> (history: LookupHistory, keeper: LookupKeeper) {
        let history = LookupHistory(directory.lookupsPath, job.plan)
        let last = start.replay.last?.epoch ?? start.epoch
        do throws(StoreError) { try history.prepare(through: last) } catch { throw JobError(error) }
        var fresh: [LookupCopy] = []
        for (table, rows) in rows.enumerated() { fresh.append(try history.stage(rows, table)) }
        let keeper = try LookupKeeper(
            history, fresh: fresh, names: job.plan.lookups.map(\.source.name), after: start.epoch, through: last,
            note: options.log)
        return (history, keeper)
    }

    private static func systems(_ factory: SinkFactory) throws(JobError) -> sending [any SinkSystem] {
        do throws(SinkError) {
            return try factory.makeSystems()
        } catch {
            throw JobError(error)
        }
    }

    /// Connects every system, takes the job over, and says where each stands.
    private static func start(
        _ systems: [any SinkSystem], _ identity: SinkJob, _ objection: @Sendable (Int, SinkPosition) -> String?,
        _ log: @Sendable (String) -> Void
    ) throws(JobError) -> [SinkPosition?] {
        var positions: [SinkPosition?] = []
        var identity = identity
        for (index, system) in systems.enumerated() {
            // What one system knows the job by, those to which it is new call it too.
            if let known = positions.compactMap({ $0 }).first { identity.uuid = known.uuid }
            var attempt = 0
            while true {
                do throws(SinkError) {
                    positions.append(try system.start(identity, unless: { objection(index, $0) }))
                    break
                } catch {
                    attempt += 1
                    guard case .transient(let reason) = error, attempt < 10 else {
                        throw JobError(starting: error)
                    }
                    log("\(reason); again in 200 ms")
                    LaneSignal().wait(timeoutMilliseconds: 200)
                }
            }
        }
        return positions
    }

    /// A system that is new to the job follows it from here on.
    private static func join(_ systems: [any SinkSystem], _ index: Int, at epoch: Epoch) throws(JobError) {
        do throws(SinkError) {
            try systems[index].join(at: epoch)
        } catch {
            throw JobError(error)
        }
    }

    /// A directory without state takes the identity that the sinks know.
    private func adopt(_ directory: inout StateDirectory, _ positions: [SinkPosition?]) throws(JobError) {
        guard let position = positions.compactMap({ $0 }).first, position.uuid != directory.identity.uuid else {
            return
        }
        do throws(StoreError) {
            directory = try directory.adopting(uuid: position.uuid)
        } catch {
            throw JobError(error)
        }
    }

    /// Records between where the job begins and where its partitions end by now; nil where a source can't say, and for
    /// files, of which each would have to be opened.
    private func lag(behind positions: [SourcePartition: Int64]) -> Int64? {
        var lag: Int64 = 0
        for (index, source) in sources.enumerated() {
            let own = positions.keys.filter { $0.source == index }
            guard !source.isFinite, let ranges = try? source.offsetRanges(own) else { return nil }
            // A generator without an end has no number for it.
            for (partition, range) in ranges where range.high != .max {
                lag += max(0, range.high - (positions[partition] ?? 0))
            }
        }
        return lag
    }

    /// Kafka must still have what comes next.
    private func verify(_ start: borrowing JobStart) throws(JobError) {
        for (index, source) in sources.enumerated() {
            do throws(SourceError) {
                let own = start.positions.filter { $0.key.source == index }
                try source.verify(own)
                try source.verify(marks: start.marks.filter { $0.key.source == index })
            } catch {
                throw JobError(error, of: parts.plan.sources[index])
            }
        }
    }
}

extension JobError {
    /// A sink's refusal at the start of a job.
    init(starting error: SinkError) {
        guard let remedy = error.accessRemedy else {
            self.init(error)
            return
        }
        self.init(.invalidJob, JobError(error).message + "\n" + remedy)
    }

    /// A state directory that can't be made or entered is for the user to mend: trying again is in vain.
    package init(opening path: String, _ error: StoreError) {
        guard case .system(_, let place, let code) = error,
            [EACCES, EPERM, EROFS, ENOTDIR, EEXIST, ENOENT, ENAMETOOLONG, ELOOP].contains(code)
        else {
            self.init(error)
            return
        }
        let reason = code == EEXIST ? "it is no directory" : String(cString: strerror(code))
        self.init(
            .invalidJob,
            "the state directory \(path) can't be used\(place == path ? "" : " (\(place))"): \(reason)\n"
                + "name one that this user may write to with --state-dir")
    }
}

/// Where a job begins, for the first line of its log.
package struct StartReport: Sendable {
    package let stateDirectory: String
    package let epoch: Epoch
    package let isRestored: Bool
    /// Journaled epochs that are replayed.
    package let replayed: Int
    /// At that epoch: the least over the sources, and how many records follow.
    package let watermarkMicros: Int64?
    package let lagRecords: Int64?
    package let positions: [SourcePartition: Int64]
    /// In the job's order.
    package let sources: [Source]
    /// Where each source begins when there is no state.
    package let starts: [(source: String, from: StartFrom)]

    /// What the watermark of a source is there for.
    package struct Source: Sendable {
        package let name: String
        package let hasEventTime: Bool
        /// Whether windows, or pairs of a join, wait for its watermark.
        package let closesWindows: Bool
    }
}

/// Fault tests name a checkpoint's phases like an epoch's.
private func checkpointPhases(_ hook: @escaping PhaseHook) -> @Sendable (CheckpointPhase, Epoch) -> Void {
    { phase, epoch in
        switch phase {
        case .linked: hook(.checkpointLinked, epoch)
        case .manifestWritten: hook(.manifestWritten, epoch)
        default: break
        }
    }
}
