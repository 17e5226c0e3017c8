import Foundation
import Glibc
import Synchronization

/// A TCP proxy before PostgreSQL or MySQL that does one thing wrong, once, at the next COMMIT that passes.
///
/// It reads the client's messages (PostgreSQL: a startup packet, then `type, length, body`; MySQL: `length, number,
/// body`): a fault hits a message and not a moment.
final class FaultProxy: Sendable {
    enum Fault: Sendable {
        /// The connection is cut, COMMIT never arrives.
        case cutBeforeCommit
        /// COMMIT arrives, the client is cut off at once.
        case cutAfterCommit
        /// COMMIT is done, its reply is lost, then the connection.
        case eatReply
        /// The server is told ROLLBACK in its place, and its answer comes back.
        case rollBackInstead
        /// Nothing passes any longer, nothing is closed, until `release`.
        case holdCommit
    }

    enum Wire: Sendable {
        case postgres
        case mysql
    }

    private struct State {
        var fault: Fault?
        var sockets: [Int32] = []
        var isClosed = false
        /// Added to the server's process number, as a pooler would tell another one.
        var processShift: UInt8 = 0
        /// What the server hears in place of what the client says; of equal length.
        var said: [UInt8] = []
        var heard: [UInt8] = []
    }

    let port: Int
    private let serverPort: Int
    private let wire: Wire
    private let listener: Int32
    private let state = Mutex(State())
    /// Signalled when an armed fault has hit.
    let hit = DispatchSemaphore(value: 0)
    private let released = DispatchSemaphore(value: 0)

    init?(serverPort: Int, wire: Wire = .postgres) {
        self.serverPort = serverPort
        self.wire = wire
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = FaultProxy.address(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                bind(listener, raw, length) == 0 && listen(listener, 16) == 0
                    && getsockname(listener, raw, &length) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        guard bound else { return nil }
        Thread.detachNewThread { [self] in accept() }
    }

    deinit { Glibc.close(listener) }

    /// The next COMMIT gets this fault.
    func arm(_ fault: Fault) { state.withLock { $0.fault = fault } }

    /// From now on the server hears `heard`, with spaces up to the length of `said`, in place of it.
    func replace(_ said: String, with heard: String) {
        let spaces = String(repeating: " ", count: said.utf8.count - heard.utf8.count)
        state.withLock {
            $0.said = Array(said.utf8)
            $0.heard = Array((heard + spaces).utf8)
        }
    }

    func shiftProcessNumbers() { state.withLock { $0.processShift = 1 } }

    /// Lets go of what `holdCommit` holds: both ends are closed.
    func release() { released.signal() }

    func close() {
        let sockets = state.withLock { state in
            state.isClosed = true
            return state.sockets
        }
        for socket in sockets { shutdown(socket, Int32(SHUT_RDWR)) }
        shutdown(listener, Int32(SHUT_RDWR))
    }

    private static func address(_ port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            if client < 0 { return }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = FaultProxy.address(serverPort)
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(server, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else {
                Glibc.close(client)
                Glibc.close(server)
                continue
            }
            // Small messages go at once: else each waits for the acknowledgement of the one before.
            var yes: Int32 = 1
            for socket in [client, server] {
                setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
            }
            state.withLock { $0.sockets += [client, server] }
            let link = Link(client: client, server: server, eatsReply: Flag())
            Thread.detachNewThread { [self] in forwardRequests(link) }
            Thread.detachNewThread { [self] in forwardReplies(link) }
        }
    }

    private final class Flag: Sendable {
        let isSet = Atomic(false)
    }

    private struct Link: Sendable {
        let client: Int32
        let server: Int32
        let eatsReply: Flag
    }

    private func cut(_ link: Link) {
        shutdown(link.client, Int32(SHUT_RDWR))
        shutdown(link.server, Int32(SHUT_RDWR))
    }

    private func forwardRequests(_ link: Link) {
        var pending: [UInt8] = []
        var hasStarted = false
        while let bytes = receive(link.client) {
            pending += bytes
            while let size = messageSize(pending, hasStarted) {
                let message = Array(pending[..<size])
                pending.removeFirst(size)
                let isCommit = hasStarted && message == query("COMMIT")
                hasStarted = true
                let fault = isCommit ? takeFault() : nil
                guard apply(fault, replaced(message), link) else { return }
            }
        }
        shutdown(link.server, Int32(SHUT_WR))
    }

    private func replaced(_ message: [UInt8]) -> [UInt8] {
        let (said, heard) = state.withLock { ($0.said, $0.heard) }
        guard !said.isEmpty, let found = message.firstRange(of: said) else { return message }
        return message[..<found.lowerBound] + heard + message[found.upperBound...]
    }

    private func takeFault() -> Fault? {
        state.withLock { state in
            defer { state.fault = nil }
            return state.fault
        }
    }

    /// Forwards a message, or does what is wrong with it; false when the connection is over.
    private func apply(_ fault: Fault?, _ message: [UInt8], _ link: Link) -> Bool {
        guard let fault else { return send(link.server, message) }
        defer { if fault != .holdCommit { hit.signal() } }
        switch fault {
        case .cutBeforeCommit: cut(link)
        case .cutAfterCommit:
            _ = send(link.server, message)
            shutdown(link.client, Int32(SHUT_RDWR))
            shutdown(link.server, Int32(SHUT_WR))
        case .eatReply:
            link.eatsReply.isSet.store(true, ordering: .sequentiallyConsistent)
            return send(link.server, message)
        case .rollBackInstead: return send(link.server, query("ROLLBACK"))
        case .holdCommit:
            hit.signal()
            released.wait()
            cut(link)
        }
        return false
    }

    private func forwardReplies(_ link: Link) {
        while var bytes = receive(link.server) {
            if link.eatsReply.isSet.load(ordering: .sequentiallyConsistent) {
                cut(link)
                return
            }
            shiftProcessNumber(&bytes)
            if !send(link.client, bytes) { return }
        }
        cut(link)
    }

    /// BackendKeyData is `K`, length 12, process, secret.
    private func shiftProcessNumber(_ bytes: inout [UInt8]) {
        let shift = state.withLock { $0.processShift }
        guard shift > 0, bytes.count >= 13 else { return }
        for start in 0...(bytes.count - 13) where Array(bytes[start..<start + 5]) == [0x4B, 0, 0, 0, 12] {
            bytes[start + 8] &+= shift
            state.withLock { $0.processShift = 0 }
            return
        }
    }

    private func messageSize(_ bytes: [UInt8], _ hasType: Bool) -> Int? {
        if wire == .mysql {
            guard bytes.count >= 4 else { return nil }
            let length = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16
            return bytes.count >= 4 + length ? 4 + length : nil
        }
        let offset = hasType ? 1 : 0
        guard bytes.count >= offset + 4 else { return nil }
        let length = bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        return bytes.count >= offset + length ? offset + length : nil
    }

    private func query(_ sql: String) -> [UInt8] {
        if wire == .mysql { return [UInt8(1 + sql.utf8.count), 0, 0, 0, 3] + Array(sql.utf8) }
        return [0x51, 0, 0, 0, UInt8(5 + sql.utf8.count)] + Array(sql.utf8) + [0]
    }

    private func receive(_ socket: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(socket, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private let noSignal = Int32(0x4000)

    private func send(_ socket: Int32, _ bytes: [UInt8]) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let rest = bytes[offset...]
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, noSignal) }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }
}
