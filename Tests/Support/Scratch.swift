import Glibc
import Synchronization

/// Folders of one run of the tests, under one that goes away with the process.
final class Scratch: Sendable {
    static let shared = Scratch()
    let root: String
    private let count = Atomic<Int>(0)

    private init() {
        root = "/tmp/millrace-queries-\(getpid())"
        mkdir(root, 0o755)
        atexit {
            _ = try? Child.output("\(Tree.root)/tools/services", ["stop", Scratch.shared.root + "/services"])
            _ = try? Child.output("rm", ["-rf", Scratch.shared.root])
        }
    }

    func next() -> String {
        let path = "\(root)/\(count.wrappingAdd(1, ordering: .relaxed).newValue)"
        mkdir(path, 0o755)
        return path
    }
}

/// A private server of one kind, started once and stopped with the process.
enum Services {
    /// `NAME=value` lines that `tools/services start` printed.
    static func start(_ service: String) throws -> [String: String] {
        let text = try Child.output(
            "\(Tree.root)/tools/services", ["start", service, Scratch.shared.root + "/services"])
        var found: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            if parts.count == 2 { found[parts[0]] = parts[1] }
        }
        return found
    }
}
