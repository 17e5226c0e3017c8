import Glibc

/// What a tool takes the time from, and waits by.
package struct ToolClock {
    /// Milliseconds since any fixed moment.
    package var monotonicMilliseconds: () -> Int64
    /// Microseconds since 1970.
    package var unixMicros: () -> Int64
    /// Waits so many milliseconds.
    package var wait: (Int) -> Void

    package init(
        monotonicMilliseconds: @escaping () -> Int64, unixMicros: @escaping () -> Int64, wait: @escaping (Int) -> Void
    ) {
        self.monotonicMilliseconds = monotonicMilliseconds
        self.unixMicros = unixMicros
        self.wait = wait
    }

    /// That of the machine.
    package static var system: ToolClock {
        let signal = LaneSignal()
        return ToolClock(
            monotonicMilliseconds: { Runner.monotonicMilliseconds() }, unixMicros: wallClockUnixMicros,
            wait: { signal.wait(timeoutMilliseconds: $0) })
    }
}

/// The rate and the progress line of a tool that writes events until it is done or asked to stop.
struct ToolPace {
    private let rate: Double?
    private let isQuiet: Bool
    private let isTerminal: Bool
    private let clock: ToolClock
    private let started: Int64
    private var lastShown: Int64
    private var lastEvents: Int64 = 0
    private var hasLine = false
    private var lastSignalLook: Int64 = 0
    private(set) var wasStopped = false
    /// Events until the clock is looked at again.
    private static let eventsPerLook: Int64 = 256

    init(rate: Double?, isQuiet: Bool, clock: ToolClock = .system) {
        self.rate = rate
        self.clock = clock
        started = clock.monotonicMilliseconds()
        lastShown = started
        self.isQuiet = isQuiet
        isTerminal = Terminal.isErrorTerminal
    }

    /// Waits until the next event is due; false when the tool should end.
    mutating func next(after events: Int64) -> Bool {
        if events % Self.eventsPerLook == 0 || rate != nil {
            while true {
                let now = clock.monotonicMilliseconds()
                look(now, events)
                if wasStopped { return false }
                guard let rate else { return true }
                let due = Double(now - started) * rate / 1_000
                if Double(events) <= due { return true }
                clock.wait(min(100, Int((Double(events) - due) / rate * 1_000) + 1))
            }
        }
        return true
    }

    private mutating func look(_ now: Int64, _ events: Int64) {
        if now - lastSignalLook >= 50 {
            lastSignalLook = now
            wasStopped = wasStopped || Self.stopIsPending()
        }
        guard !isQuiet, now - lastShown >= (isTerminal ? 250 : 10_000) else { return }
        let perSecond = Int64(Double(events - lastEvents) * 1_000 / Double(now - lastShown))
        lastShown = now
        lastEvents = events
        let line = "\(events) events  \(perSecond) events/s"
        if isTerminal {
            Terminal.write("\r\u{1B}[K\(line)", to: STDERR_FILENO)
            hasLine = true
        } else {
            Terminal.say(line)
        }
    }

    /// The last line: how much went where.
    mutating func finish(_ events: Int64, to target: String) {
        if hasLine { Terminal.write("\r\u{1B}[K", to: STDERR_FILENO) }
        guard !isQuiet else { return }
        let seconds = max(0.001, Double(clock.monotonicMilliseconds() - started) / 1_000)
        let rounded = (seconds * 10).rounded() / 10
        Terminal.say(
            "\(events) events to \(target) in \(rounded) s (\(Int64(Double(events) / seconds)) events/s)"
                + (wasStopped ? ", stopped" : ""))
    }

    /// Whether Ctrl-C or SIGTERM came: the program blocks both in all threads, so they wait to be taken.
    static func stopIsPending() -> Bool {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGINT)
        sigaddset(&set, SIGTERM)
        var noTime = timespec()
        return sigtimedwait(&set, nil, &noTime) > 0
    }
}
