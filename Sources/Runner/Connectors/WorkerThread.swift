import Glibc
import Synchronization

/// A named operating-system thread that runs one closure. Everything the data path runs on is one of these.
package final class WorkerThread: Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let handle: Mutex<pthread_t?>

    /// Starts the thread. `name` is what `top -H` shows, at most 15 bytes.
    package init(name: String, _ run: @escaping @Sendable () -> Void) {
        let body = Unmanaged.passRetained(Body(name: name, run: run))
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, 8 << 20)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, &attributes,
            { raw in
                guard let raw else { return nil }
                let body = Unmanaged<Body>.fromOpaque(raw).takeRetainedValue()
                WorkerThread.name(body.name)
                body.run()
                return nil
            }, body.toOpaque())
        pthread_attr_destroy(&attributes)
        if code != 0 { Shortage.threads.end(code) }
        handle = Mutex(thread)
    }

    /// Names the calling thread through proc(5), since glibc's call is hidden from Swift.
    private static func name(_ name: String) {
        let file = open("/proc/thread-self/comm", O_WRONLY)
        guard file >= 0 else { return }
        _ = Array(name.utf8.prefix(15)).withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
        close(file)
    }

    /// Lets the thread end by itself, when nobody will `join` it.
    package func detach() {
        if let thread = take() { pthread_detach(thread) }
    }

    /// Waits until the closure has returned; a second call returns at once.
    package func join() {
        if let thread = take() { pthread_join(thread, nil) }
    }

    private func take() -> pthread_t? {
        handle.withLock { handle in
            let taken = handle
            handle = nil
            return taken
        }
    }
}

/// Microseconds since 1970-01-01 by the wall clock: for `start_from = '@-1h'` and for people, never for a decision that
/// a replay must repeat.
package func wallClockUnixMicros() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

/// Microseconds of the monotonic clock: for intervals, never a point in time.
package func monotonicMicros() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

/// CPU time that the process has used, in microseconds.
func processMicros() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
}

/// The most memory that this process had resident so far: VmHWM of proc(5), which says what `ru_maxrss` should, but
/// that one begins with the peak of whoever started the process.
func peakResidentBytes() -> Int? {
    guard let file = fopen("/proc/self/status", "r") else { return nil }
    defer { fclose(file) }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { line in
        while let base = line.baseAddress, fgets(base, 256, file) != nil {
            let text = String(cString: base)
            guard text.hasPrefix("VmHWM:") else { continue }
            return Int(text.filter { ("0"..."9").contains($0) }).map { $0 << 10 }
        }
        return nil
    }
}
