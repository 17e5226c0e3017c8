import Glibc

/// Why a source can't give the records that were asked for; none of them is ever skipped silently.
package enum SourceError: Error, Hashable, Sendable {
    /// No broker could be reached in time; `reason` is what the client library last said.
    case unreachable(brokers: String, seconds: Int, reason: String)
    /// The topic does not exist; `similar` are existing names that look like it, best first.
    case topicMissing(topic: String, similar: [String])
    /// Records from `wanted` up to `low` are gone (retention or deletion) before they were read.
    case lostOffsets(topic: String, partition: Int32, wanted: Int64, low: Int64)
    /// The position lies beyond the partition's end: the topic was truncated, or deleted and made again.
    case truncatedOrRemade(topic: String, partition: Int32, wanted: Int64, high: Int64)
    /// Another record lies where the job read one: the topic was deleted and made again.
    case remade(topic: String, partition: Int32, offset: Int64)
    /// The topic has fewer partitions than the job has positions for: it was deleted and made again.
    case partitionsMissing(topic: String, known: Int, found: Int)
    /// A topic that a tool was to make with so many partitions exists with others.
    case topicExists(topic: String, wanted: Int, found: Int)
    /// An offset did not grow: the client library delivered a record twice or out of order.
    case offsetNotIncreasing(topic: String, partition: Int32, expectedAtLeast: Int64, received: Int64)
    /// A record batch's checksum or frame is wrong; the partition stops there.
    case corrupt(topic: String, partition: Int32, offset: Int64, reason: String)
    /// The broker refuses our credentials or our rights.
    case denied(reason: String)
    /// An option of the client library is unknown or has a wrong value.
    case invalidOption(name: String, reason: String)
    /// A local file can't be read, or a line of it is not what was announced; `line` counts from 1.
    case badInput(path: String, line: Int, reason: String)
    /// A file in which the job stands is not there.
    case fileGone(path: String, position: Int64)
    /// A file in which the job stands is no longer the one that it read.
    case fileChanged(path: String, position: Int64, reason: String)
    /// Anything else that ends the source, in the client library's words.
    case failed(operation: String, reason: String)
}

extension SourceError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreachable(let brokers, let seconds, let reason):
            return "cannot reach Kafka at \(brokers) within \(seconds) s: \(reason)"
        case .topicMissing(let topic, let similar):
            let hint = similar.isEmpty ? "" : "; did you mean \(similar.map { "\"\($0)\"" }.joined(separator: " or "))?"
            return "topic \"\(topic)\" does not exist\(hint)"
        case .lostOffsets(let topic, let partition, let wanted, let low):
            return "data lost: \(topic) partition \(partition), offsets [\(wanted), \(low)) are no longer in Kafka "
                + "(retention or deletion); nothing was skipped"
        case .truncatedOrRemade(let topic, let partition, let wanted, let high):
            return "\(topic) partition \(partition) ends at offset \(high) but the job stands at \(wanted): "
                + "the topic was truncated, or deleted and made again"
        case .remade(let topic, let partition, let offset):
            return "\(topic) partition \(partition) holds another record at offset \(offset) than the one that the job "
                + "read there: the topic was deleted and made again; nothing was read from it. A job that is to begin "
                + "anew takes another job_name, or an empty --state-dir and no row of it in millrace.job"
        case .partitionsMissing(let topic, let known, let found):
            return "\(topic) has \(found) partitions but the job has read \(known): "
                + "the topic was deleted and made again"
        case .topicExists(let topic, let wanted, let found):
            return "topic \"\(topic)\" exists and has \(found) partition\(found == 1 ? "" : "s"), not \(wanted): "
                + "leave --partitions out, or name another topic"
        case .offsetNotIncreasing(let topic, let partition, let expected, let received):
            return "\(topic) partition \(partition) delivered offset \(received) after \(expected - 1): "
                + "a record came twice or out of order"
        case .corrupt(let topic, let partition, let offset, let reason):
            return "\(topic) partition \(partition) is damaged at offset \(offset): \(reason)"
        case .fileGone(let path, let position):
            return position == 0
                ? "\(path) is gone"
                : "\(path) is gone, and the job has read it up to byte \(position); nothing was skipped"
        case .fileChanged(let path, let position, let reason):
            return "\(path) was cut or replaced: the job has read it up to byte \(position), but \(reason)"
        case .denied(let reason): return "Kafka refuses access: \(reason)"
        case .invalidOption(let name, let reason): return "Kafka option \(name): \(reason)"
        case .badInput(let path, let line, let reason):
            // Line 0 is the file as a whole.
            return line > 0 ? "\(path):\(line): \(reason)" : "\(path): \(reason)"
        case .failed(let operation, let reason): return "\(operation): \(reason)"
        }
    }
}

extension SourceError {
    /// A local file that can't be opened or read: what the process has no room for is not the file's fault.
    ///
    /// - Parameter code: as of errno(3).
    static func unreadable(_ path: String, _ code: Int32) -> SourceError {
        let reason = String(cString: strerror(code))
        return [EMFILE, ENFILE, ENOMEM].contains(code)
            ? .failed(operation: path, reason: reason) : .badInput(path: path, line: 0, reason: reason)
    }
}
