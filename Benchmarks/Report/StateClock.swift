import Glibc

/// CPU time and memory of this process, as the kernel counts them.
enum StateClock {
    /// CPU nanoseconds of all threads, RocksDB's own included.
    static var process: Double { nanoseconds(CLOCK_PROCESS_CPUTIME_ID) }
    /// CPU nanoseconds of the calling thread.
    static var thread: Double { nanoseconds(CLOCK_THREAD_CPUTIME_ID) }
    /// Nanoseconds of the wall clock.
    static var wall: Double { nanoseconds(CLOCK_MONOTONIC) }

    private static func nanoseconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) * 1e9 + Double(time.tv_nsec)
    }

    /// The most memory that was ever resident, in bytes: VmHWM of proc(5).
    static var peakResidentBytes: Int {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, 256, file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            guard text.hasPrefix("VmHWM:") else { continue }
            return (Int(text.filter(\.isNumber)) ?? 0) << 10
        }
        return 0
    }
}

/// CPU and wall time of a part of a step, without what is subtracted.
struct StateTimer {
    private let process = StateClock.process
    private let wall = StateClock.wall
    /// Nanoseconds that do not count: making rows.
    var excluded = 0.0

    var cpuNanos: Double { StateClock.process - process - excluded }
    var wallNanos: Double { StateClock.wall - wall - excluded }

    /// Runs something that does not count.
    mutating func excluding<T>(_ body: () -> T) -> T {
        let start = StateClock.thread
        defer { excluded += StateClock.thread - start }
        return body()
    }
}
