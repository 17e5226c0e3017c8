import Glibc
import Synchronization

/// The one thread that parses, for the life of the process, with a stack that long operator chains fit in.
///
/// libpg_query keeps memory per thread, and both it and protobuf-c recurse once per level of the tree: 10,000 levels
/// (the most that `Limits.statementTokensMax` allows) take about 20 MB. Pages of a stack are only used when touched.
package final class ParserThread: Sendable {
    package static let shared = ParserThread()

    private let jobs = Mutex<[@Sendable () -> Void]>([])
    private let wake = Signal()
    /// Who the thread is, written once by the thread itself.
    private let identity = Atomic<UInt>(0)

    private init() {
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setstacksize(&attributes, Limits.parserStackBytes)
        var thread = pthread_t()
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<ParserThread>.fromOpaque(context).takeRetainedValue().loop()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        pthread_attr_destroy(&attributes)
        if failure != 0 { Shortage.threads.end(failure) }
    }

    /// Runs a closure on the big stack and gives back what it returns; the caller waits.
    ///
    /// For whatever recurses over a syntax tree. From the thread itself the closure simply runs.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value {
        if identity.load(ordering: .acquiring) == UInt(pthread_self()) { return body() }
        let result = ResultBox<Value>()
        let done = Signal()
        jobs.withLock { jobs in
            jobs.append {
                let value = body()
                result.value.withLock { $0 = value }
                done.raise()
            }
        }
        wake.raise()
        done.wait()
        guard let value = result.value.withLock({ $0 }) else { fatalError("the parser thread gave no result") }
        return value
    }

    private func loop() {
        identity.store(UInt(pthread_self()), ordering: .releasing)
        while true {
            wake.wait()
            let job = jobs.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            job?()
        }
    }
}

private final class ResultBox<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}

/// A counting semaphore made of a pipe: one byte for each raise.
private final class Signal: Sendable {
    private let reader: Int32
    private let writer: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { Shortage.files.end(errno) }
        reader = ends[0]
        writer = ends[1]
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    deinit {
        close(reader)
        close(writer)
    }

    func raise() {
        var byte: UInt8 = 1
        while write(writer, &byte, 1) < 0 && errno == EINTR {}
    }

    func wait() {
        var byte: UInt8 = 0
        while read(reader, &byte, 1) < 0 && errno == EINTR {}
    }
}
