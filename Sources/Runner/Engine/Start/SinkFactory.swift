import Operators
import StateStore

/// The sink systems of a job, and an encoder for each sink on each lane.
struct SinkFactory: Sendable {
    let plan: LogicalPlan
    let tables: [SinkTable]
    /// For each sink its system's number.
    let systemOf: [Int]
    let systemCount: Int
    private let kinds: [Kind]
    private let console: ConsoleSettings
    private let phases: PhaseHook
    private let log: @Sendable (String) -> Void

    private enum Kind: Sendable {
        case postgres(Connection)
        case mysql(Connection)
        /// Each sink's files are a system of their own.
        case file(FileTarget)
        /// Sinks of one cluster share one system: one producer, one transaction.
        case kafka(servers: String, properties: [String: String])
        case console
        case blackhole
    }

    /// Looks the connections up. Sinks of one PostgreSQL share one system: one connection, one transaction.
    init(
        _ plan: LogicalPlan, connections: ConnectionLookup, console: ConsoleSettings, phases: @escaping PhaseHook,
        log: @escaping @Sendable (String) -> Void
    ) throws(Diagnostic) {
        self.plan = plan
        self.phases = phases
        self.log = log
        self.console = console
        let shape = PlanShape(plan)
        tables = plan.sinks.map { sink in
            var table = SinkTable(sink, onError: plan.policy(of: shape.sourcesOf[sink.input.index]))
            if case .console = sink.connector, !shape.roots[sink.input.index].isEmpty { table.orderByKey() }
            return table
        }
        var kinds: [Kind] = []
        var systemOf: [Int] = []
        for (index, sink) in plan.sinks.enumerated() {
            let kind: Kind
            switch sink.connector {
            case .postgres(let name, _, _, _):
                kind = .postgres(
                    try connections.find(
                        name, for: "a PostgreSQL sink", schemes: ["postgres", "postgresql"], at: sink.sourceOffset))
            case .mysql(let name, _, _, _):
                kind = .mysql(
                    try connections.find(
                        name, for: "a MySQL sink", schemes: ["mysql", "mariadb"], at: sink.sourceOffset))
            case .file(let options):
                kind = .file(
                    FileTarget(
                        tables[index], options: options, sink: index,
                        isSorted: !shape.roots[sink.input.index].isEmpty || !sink.order.isEmpty))
            case .kafka(let options):
                kind = .kafka(
                    servers: options.bootstrapServers.filter { !$0.isWhitespace }, properties: options.properties)
            case .console: kind = .console
            case .blackhole: kind = .blackhole
            }
            let known = kinds.firstIndex { SinkFactory.isSame($0, kind) }
            systemOf.append(known ?? kinds.count)
            if known == nil { kinds.append(kind) }
        }
        // What remembers its epoch commits first: what does not may then show an epoch twice, never lose one.
        let order = kinds.indices.sorted { SinkFactory.rank(kinds[$0]) < SinkFactory.rank(kinds[$1]) }
        self.kinds = order.map { kinds[$0] }
        self.systemOf = systemOf.map { old in order.firstIndex(of: old) ?? 0 }
        systemCount = kinds.count
    }

    private static func isSame(_ a: Kind, _ b: Kind) -> Bool {
        switch (a, b) {
        case (.postgres(let x), .postgres(let y)), (.mysql(let x), .mysql(let y)): x.uri == y.uri
        case (.kafka(let x, _), .kafka(let y, _)): x == y
        case (.console, .console), (.blackhole, .blackhole): true
        default: false
        }
    }

    private static func rank(_ kind: Kind) -> Int {
        switch kind {
        case .postgres: 0
        case .mysql: 1
        case .kafka: 2
        case .file: 3
        case .blackhole: 4
        case .console: 5
        }
    }

    /// Sinks of a system, as positions in the job's list.
    func sinks(of system: Int) -> [Int] {
        systemOf.indices.filter { systemOf[$0] == system }
    }

    /// Names of a system's sinks.
    func sinkNames(of system: Int) -> [String] { sinks(of: system).map { plan.sinks[$0].name } }

    /// Makes the systems; connects to nothing yet.
    func makeSystems() throws(SinkError) -> sending [any SinkSystem] {
        var systems: [any SinkSystem] = []
        for (index, kind) in kinds.enumerated() {
            let own = sinks(of: index)
            switch kind {
            case .postgres(let connection):
                var targets: [PostgresTarget] = []
                for sink in own {
                    guard case .postgres(_, let schema, let table, let create) = plan.sinks[sink].connector else {
                        continue
                    }
                    targets.append(try PostgresTarget(tables[sink], schema: schema, name: table, create: create))
                }
                var settings = PostgresSystem.Settings()
                settings.onPhase = commitPhases(phases)
                systems.append(
                    try PostgresSystem(uri: connection.uri.reveal(), targets: targets, settings: settings))
            case .mysql(let connection): systems.append(try makeMySQL(connection, own))
            case .file(let target):
                var settings = FileSystem.Settings()
                settings.nowUnixMicros = { wallClockUnixMicros() }
                settings.onPhase = commitPhases(phases)
                systems.append(FileSystem(target, settings: settings))
            case .kafka(let servers, let properties): systems.append(makeKafka(servers, properties, own))
            case .console: systems.append(ConsoleSystem(own.map { tables[$0] }, sinks: own, settings: console))
            case .blackhole: systems.append(BlackholeSystem())
            }
        }
        return systems
    }

    private func makeKafka(_ servers: String, _ properties: [String: String], _ sinks: [Int]) -> KafkaSinkSystem {
        let targets = sinks.compactMap { sink -> KafkaTarget? in
            guard case .kafka(let options) = plan.sinks[sink].connector else { return nil }
            return KafkaTarget(tables[sink], options: options)
        }
        let log = log
        var settings = KafkaSinkSystem.Settings(
            client: KafkaSettings(bootstrapServers: servers, properties: properties),
            log: KafkaLog(write: { log("kafka: \($0)") }))
        settings.onPhase = commitPhases(phases)
        settings.keepsDeadLetters = plan.sources.contains { $0.onError == .deadLetter || $0.late == .deadLetter }
        return KafkaSinkSystem(targets, settings: settings)
    }

    private func makeMySQL(_ connection: Connection, _ sinks: [Int]) throws(SinkError) -> MySQLSystem {
        var targets: [MySQLTarget] = []
        for sink in sinks {
            guard case .mysql(_, let database, let table, let create) = plan.sinks[sink].connector else { continue }
            targets.append(try MySQLTarget(tables[sink], database: database, name: table, create: create))
        }
        var settings = MySQLSystem.Settings()
        settings.onPhase = commitPhases(phases)
        return try MySQLSystem(uri: connection.uri.reveal(), targets: targets, settings: settings)
    }

    /// One encoder for each sink, for one lane.
    ///
    /// `memoryBytesMax` is for the rows of one epoch, of all sinks together; what is beyond goes to files in `folder`.
    func makeEncoders(memoryBytesMax: Int, overflowFolder: String) throws(SinkError) -> [any SinkEncoder] {
        var encoders: [any SinkEncoder] = []
        for (index, table) in tables.enumerated() {
            switch kinds[systemOf[index]] {
            case .postgres, .mysql:
                let isMySQL = if case .mysql = kinds[systemOf[index]] { true } else { false }
                encoders.append(
                    try TupleEncoder(
                        table, arraysAreJSON: isMySQL, memoryBytesMax: memoryBytesMax / max(1, tables.count),
                        overflowFolder: overflowFolder))
            case .file(let target): encoders.append(FileEncoder(target))
            case .kafka:
                guard case .kafka(let options) = plan.sinks[index].connector else { continue }
                encoders.append(KafkaEncoder(KafkaTarget(table, options: options, zone: console.zone)))
            case .console: encoders.append(ConsoleEncoder(table, settings: console))
            case .blackhole: encoders.append(BlackholeEncoder())
            }
        }
        return encoders
    }
}

extension SinkTable {
    /// A planned sink as its connector knows it.
    init(_ sink: SinkPlan, onError: RecordPolicy) {
        self.init(
            name: sink.name, columns: sink.columns, key: sink.primaryKey, keyIsDerived: sink.keyIsDerived,
            holdsOneRow: sink.singleRow, emit: sink.emit, onError: onError, order: sink.order, limit: sink.limit)
    }
}

/// Fault tests name a COMMIT's phases like an epoch's.
private func commitPhases(_ hook: @escaping PhaseHook) -> @Sendable (CommitPhase, Epoch) -> Void {
    { phase, epoch in
        switch phase {
        case .before: hook(.beforeCommit, epoch)
        case .during: hook(.duringCommit, epoch)
        case .after: hook(.afterCommit, epoch)
        }
    }
}
