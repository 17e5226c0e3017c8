import Glibc

/// What a lane sleeps on: any thread may wake it, and so does each of the lane's inputs when records arrive.
///
/// A pipe whose ends never block. A wake that comes before the wait is not lost; a full pipe is awake already.
/// Written by: librdkafka's threads, other lanes, the coordinator. Read by: the owning lane alone.
package final class LaneSignal: Sendable {
    /// The end that wakes; a C library may write any byte to it.
    package let descriptor: Int32
    private let readingEnd: Int32

    /// Takes two file descriptors; ends the process when there are none.
    package init() {
        var ends: [Int32] = [-1, -1]
        if pipe(&ends) != 0 { Shortage.files.end(errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        readingEnd = ends[0]
        descriptor = ends[1]
    }

    deinit {
        close(descriptor)
        close(readingEnd)
    }

    /// Ends the lane's present or next `wait`.
    package func wake() {
        let byte: UInt8 = 1
        _ = withUnsafeBytes(of: byte) { write(descriptor, $0.baseAddress, 1) }
    }

    /// Sleeps until woken or until the time is over; true when it was woken, perhaps for work that was found already.
    @discardableResult
    package func wait(timeoutMilliseconds: Int) -> Bool {
        var request = pollfd(fd: readingEnd, events: Int16(POLLIN), revents: 0)
        let bounded = Int32(clamping: max(0, timeoutMilliseconds))
        guard poll(&request, 1, bounded) > 0 else { return false }
        clear()
        return true
    }

    /// Forgets wakes that came so far. Only `wait` may do it: forgetting one that nobody looked after would lose it.
    private func clear() {
        withUnsafeTemporaryAllocation(byteCount: 512, alignment: 1) { buffer in
            while read(readingEnd, buffer.baseAddress, 512) == 512 {}
        }
    }
}
