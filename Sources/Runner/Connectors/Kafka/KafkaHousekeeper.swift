import CRdKafka
import Glibc
import Synchronization

/// One thread per client for what must not wait in a lane: serving callbacks, and waking a fetcher that sleeps.
///
/// librdkafka's broker thread decides what to fetch when an answer arrives. If all queues are full then, it sleeps up
/// to a second, and draining the queues does not wake it. Any request to the broker does: a lane that drains a queue
/// asks for one here. Written by: lanes (`requestRefill`). Read by: the thread.
final class KafkaHousekeeper: Sendable {
    private struct State {
        var wanted: (topic: String, partition: Int32)?
        var stopping = false
    }

    private let state = Mutex(State())
    private let signal = LaneSignal()
    private let handle: KafkaHandle
    /// Requests sent so far, for tests and measurements.
    let refills = Atomic<Int>(0)
    /// No two requests within this time, so that a mistaken lane can't load the cluster.
    private static let pauseMicros: UInt32 = 5_000

    private let thread = Mutex<ConnectorThread?>(nil)

    init(handle: KafkaHandle) {
        self.handle = handle
        let started = ConnectorThread { [self] in run() }
        thread.withLock { $0 = started }
    }

    /// Asks for a fetch of what the broker has for this partition, soon; never blocks.
    func requestRefill(topic: String, partition: Int32) {
        let wake = state.withLock { state in
            guard state.wanted == nil else { return false }
            state.wanted = (topic, partition)
            return true
        }
        if wake { signal.wake() }
    }

    /// Ends the thread and waits for its end; more calls do nothing.
    func stop() {
        state.withLock { $0.stopping = true }
        signal.wake()
        thread.withLock { $0 }?.join()
    }

    private func run() {
        while true {
            signal.wait(timeoutMilliseconds: 500)
            let (wanted, stopping) = state.withLock { state in
                let wanted = state.wanted
                state.wanted = nil
                return (wanted, state.stopping)
            }
            if stopping { return }
            handle.serve(timeoutMilliseconds: 0)
            guard let wanted else { continue }
            var low: Int64 = 0
            var high: Int64 = 0
            // The answer is of no interest: that a request goes out wakes the broker's thread.
            rd_kafka_query_watermark_offsets(handle.pointer, wanted.topic, wanted.partition, &low, &high, 1_000)
            refills.add(1, ordering: .relaxed)
            usleep(Self.pauseMicros)
        }
    }
}
