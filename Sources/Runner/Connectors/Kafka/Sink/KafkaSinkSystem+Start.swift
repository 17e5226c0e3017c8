import Operators
import StateStore

extension KafkaSinkSystem {
    package func start(
        _ job: SinkJob, unless objection: (SinkPosition) -> String?
    ) throws(SinkError) -> SinkPosition? {
        close()
        self.job = job
        let names = KafkaJobNames(job.name)
        do throws(SourceError) {
            let cluster = try KafkaSinkCluster(settings)
            let seen = try cluster.standing(names, untilEnd: false)
            if let life, let seen, seen.life != life {
                return try refuse(.fenced("another run of job \"\(job.name)\" has taken it over in Kafka"))
            }
            if let problem = try problem(job, seen, cluster) { return try refuse(.refused(problem)) }
            if let reason = objection((seen ?? KafkaStanding(job, life: "")).position) {
                return try refuse(.refused(reason))
            }
            let recordBytesMax = try makeTopics(names, cluster)
            let transactor = try KafkaTransactor(
                name: names.standing, settings: settings.client, recordBytesMax: recordBytesMax, log: settings.log)
            do throws(TransactionStop) {
                try transactor.takeOver()
            } catch {
                return try refuse(failed(error))
            }
            // The transaction that an earlier run left open has ended by now, in one way or the other.
            let found = try cluster.standing(names, untilEnd: true)
            guard found?.life == seen?.life else {
                return try refuse(.transient("another run of job \"\(job.name)\" was just taking it over"))
            }
            self.transactor = transactor
            return try takeOver(found, job)
        } catch {
            throw sinkError(error)
        }
    }

    /// Leaves the two kinds of errors apart: what is said here is not the client's.
    private func refuse(_ error: SinkError) throws(SourceError) -> SinkPosition? {
        close()
        refusal = error
        throw .failed(operation: "", reason: "")
    }

    /// Marks the job as this run's, in a transaction that shows that we may write.
    private func takeOver(
        _ found: KafkaStanding?, _ job: SinkJob
    ) throws(SourceError) -> SinkPosition? {
        guard let transactor else { return try refuse(closed) }
        let life = self.life ?? randomUUID()
        var next = found ?? KafkaStanding(job, life: life)
        next.life = life
        do throws(TransactionStop) {
            try mark(next, job, transactor)
        } catch {
            return try refuse(failed(error))
        }
        self.life = life
        standing = next
        return next.position
    }

    package func look(_ job: SinkJob) throws(SinkError) -> SinkOutlook {
        var outlook = SinkOutlook()
        do throws(SourceError) {
            let cluster = try KafkaSinkCluster(settings)
            let seen = try cluster.standing(KafkaJobNames(job.name), untilEnd: false)
            if let problem = try problem(job, seen, cluster) {
                outlook.problems.append(.init(sink: nil, message: problem))
            }
            outlook.position = seen?.position
        } catch {
            throw sinkError(error)
        }
        return outlook
    }

    /// Why the topics can't be written by this job; nil when they can.
    private func problem(
        _ job: SinkJob, _ seen: KafkaStanding?, _ cluster: KafkaSinkCluster
    ) throws(SourceError) -> String? {
        let names = KafkaJobNames(job.name)
        if let seen, seen.job != job.name {
            return "topic \(names.standing) is of job \"\(seen.job)\", not of \"\(job.name)\": name the job otherwise"
        }
        if let policy = cluster.administration.configuration(of: names.standing)?["cleanup.policy"],
            policy != "compact"
        {
            return "topic \(names.standing), in which the job's epochs are remembered, has cleanup.policy=\(policy): "
                + "it must be compact, or they are forgotten"
        }
        for target in targets {
            guard try cluster.exists(target.topic) else {
                if seen?.topics.contains(target.topic) == true && seen?.epoch ?? .none > .none {
                    return "topic \"\(target.topic)\", which the job has written to (sink \(target.table.name)), "
                        + "is gone; nothing was written"
                }
                if target.options.create == .auto { continue }
                let hint = similarNames(to: target.topic, among: try cluster.topicNames()).first
                return "topic \"\(target.topic)\" of sink \(target.table.name) does not exist, and create_table is "
                    + "'never'\(hint.map { "; did you mean \"\($0)\"?" } ?? "")"
            }
            guard !target.hasKey,
                let policy = cluster.administration.configuration(of: target.topic)?["cleanup.policy"],
                policy.contains("compact")
            else { continue }
            return "topic \"\(target.topic)\" has cleanup.policy=\(policy), which takes no records without a key, and "
                + "the rows of sink \(target.table.name) have none: declare a PRIMARY KEY, or change the topic"
        }
        return nil
    }

    /// Makes the topics that are missing; gives the size of the largest record that all of them take.
    private func makeTopics(_ names: KafkaJobNames, _ cluster: KafkaSinkCluster) throws(SourceError) -> Int? {
        // Small segments, of which all but the last are compacted.
        try cluster.make(
            names.standing, partitions: 1,
            ["cleanup.policy": "compact", "segment.bytes": "\(16 << 20)", "min.cleanable.dirty.ratio": "0.1"])
        for target in targets {
            // What replaces rows is a table, of which the last row of each key is to stay.
            let isTable = target.hasKey && target.table.emit == .changes
            try cluster.make(
                target.topic, partitions: target.options.partitions ?? -1,
                isTable ? ["cleanup.policy": "compact"] : [:])
        }
        var topics = targets.map(\.topic)
        if settings.keepsDeadLetters {
            try cluster.make(names.deadLetters, partitions: 1, ["retention.ms": "-1"])
            topics.append(names.deadLetters)
        }
        let limits = topics.compactMap { topic in
            cluster.administration.configuration(of: topic)?["max.message.bytes"].flatMap { Int($0) }
        }
        // A batch has a head of its own.
        return limits.min().map { max(1_000, $0 - 512) }
    }

    /// A client's error before anything was committed.
    private func sinkError(_ error: SourceError) -> SinkError {
        close()
        if let refusal {
            self.refusal = nil
            return refusal
        }
        switch error {
        case .unreachable: return .unreachable(error.description)
        case .invalidOption(let name, let reason) where name.hasPrefix("create topic"):
            return .refused("\(name): \(reason)")
        case .denied, .invalidOption, .topicMissing, .corrupt: return .refused(error.description)
        default: return .transient(error.description)
        }
    }
}
