import Glibc
import Runner

/// `bench recovery`: a job with much or little state, Kafka to PostgreSQL, killed at full speed and started again.
///
/// ```
///  half of the events ─► caught up, stopped in good order ─► starts that die at the first record   (restore alone)
///  the other half     ─► kill -9 after two commits         ─► starts that die at the first record
///                                                             and at the first new commit          (restore, replay)
///  a last event closes the window ─► the table must equal a plain recomputation
/// ```
struct RecoverySuite {
    let events: Int
    let groupCounts: [Int]
    let context: BenchContext

    init(_ arguments: Arguments, _ context: BenchContext) throws {
        let isQuick = context.options.isQuick
        events = try arguments.integer("events", in: 20_000...1_000_000_000) ?? (isQuick ? 3_000_000 : 6_000_000)
        groupCounts = try arguments.integers("groups", or: isQuick ? [1_000] : [1_000, 100_000, 1_000_000])
        self.context = context
    }

    func run(into report: inout BenchReport) throws {
        guard let brokers = try context.kafka(&report) else {
            report.note("recovery: skipped, it needs a real Kafka (KAFKA_HOME=DIR, or KAFKA_BROKERS)")
            report.check(
                "recovery", "skipped", isRight: true, hash: 0, "nothing was measured: there is no Kafka to read again")
            return
        }
        _ = try context.postgres(&report)
        for count in groupCounts {
            try RecoveryRun(
                groups: count, events: events, interval: context.options.isQuick ? "100 milliseconds" : "1 second",
                brokers: brokers, context: context
            ).measure(into: &report)
        }
    }
}
