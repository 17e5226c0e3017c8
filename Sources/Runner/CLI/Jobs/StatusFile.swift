import FoundationEssentials
import Glibc
import StateStore

/// What a running job says of itself in its state directory, for `runner status` and `runner stop`.
struct StatusFile: Codable, Sendable {
    var job: String
    var pid: Int32
    var version: String
    /// RFC 3339.
    var started: String
    var updated: String
    var records: Int64
    var rows: Int64
    var late: Int64
    var invalid: Int64
    var deadLettered: Int64
    /// Result rows that could not be computed or were refused; nil from older versions.
    var failedRows: Int64?
    var epoch: Int64
    var watermark: String?
    var lagRecords: Int64?
    var recordsPerSecond: Int64
    /// Why no window closes, in a sentence; nil from older versions.
    var why: String?

    static let name = "status.json"

    /// Replaces the file of a state directory as a whole; a failure is not worth a job's life.
    func write(to directory: String) {
        guard let data = try? JSONEncoder().encode(self) else { return }
        let temporary = "\(directory)/.\(StatusFile.name)"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let bytes = [UInt8](data) + [0x0A]
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        if written == bytes.count { rename(temporary, "\(directory)/\(StatusFile.name)") }
    }

    /// What the job in a directory said last.
    static func read(_ directory: String) -> StatusFile? {
        guard let bytes = readWholeFile("\(directory)/\(StatusFile.name)") else { return nil }
        return try? FoundationEssentials.JSONDecoder().decode(StatusFile.self, from: Data(bytes))
    }
}

/// A job's state directory as a bystander sees it.
struct JobPlace {
    let directory: String

    /// All state directories under a root, by name.
    static func all(_ root: String) -> [JobPlace] {
        guard let stream = opendir(root) else { return [] }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted().map { JobPlace(directory: "\(root)/\($0)") }.filter(\.isJob)
    }

    private var isJob: Bool { access("\(directory)/job.json", F_OK) == 0 }

    /// Whether a process holds the directory's lock.
    var isRunning: Bool {
        let descriptor = open("\(directory)/lock", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 { return errno == EWOULDBLOCK }
        flock(descriptor, LOCK_UN)
        return false
    }

    /// Waits until the lock is free; false when the time is over first.
    func waitUntilStopped(milliseconds: Int) -> Bool {
        let deadline = monotonicMicros() + Int64(milliseconds) * 1000
        let signal = LaneSignal()
        while isRunning {
            guard monotonicMicros() < deadline else { return false }
            signal.wait(timeoutMilliseconds: 20)
        }
        return true
    }
}
