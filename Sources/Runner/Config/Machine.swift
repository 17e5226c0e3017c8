import Glibc

/// What a job's defaults follow from: the machine, or the container that the process runs in.
package struct Machine: Sendable, Equatable {
    /// Processors that are online.
    package let processors: Int
    /// Bytes that the process may use.
    package let memoryBytes: Int64

    package init(processors: Int, memoryBytes: Int64) {
        self.processors = processors
        self.memoryBytes = memoryBytes
    }

    /// A machine on which a job has one lane and the least memory by default.
    package static let smallest = Machine(processors: 1, memoryBytes: 0)

    /// The machine that the process runs on.
    package static func current() -> Machine {
        let physical = Int64(sysconf(Int32(_SC_PHYS_PAGES))) * Int64(sysconf(Int32(_SC_PAGESIZE)))
        return Machine(
            processors: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            memoryBytes: min(max(0, physical), containerMemoryBytes() ?? .max))
    }

    /// The least limit that the control groups of the process put on its memory; nil when there is none.
    ///
    /// Version 2 has one hierarchy with `memory.max` in every folder, version 1 one for memory with
    /// `memory.limit_in_bytes` (cgroups(7)). Within a container the group's own path may not be there: its root is then
    /// what the container sees as the hierarchy's.
    ///
    /// - Parameter read: the bytes of a file under `/proc` or `/sys`; nil when it is not there.
    static func containerMemoryBytes(read: (String) -> [UInt8]? = { readWholeFile($0) }) -> Int64? {
        guard let bytes = read("/proc/self/cgroup") else { return nil }
        var limits: [Int64] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
            // Number of the hierarchy, its controllers, the group's path.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let (folder, file): (String, String)
            if parts[1].isEmpty {
                (folder, file) = ("/sys/fs/cgroup", "memory.max")
            } else if parts[1].split(separator: ",").contains("memory") {
                (folder, file) = ("/sys/fs/cgroup/memory", "memory.limit_in_bytes")
            } else {
                continue
            }
            var steps = parts[2].split(separator: "/")
            while true {
                let path = ([folder] + steps.map(String.init) + [file]).joined(separator: "/")
                // Version 2 says `max` where there is no limit.
                let text = read(path).map { String(decoding: $0, as: UTF8.self) }
                if let limit = text.flatMap({ Int64($0.prefix { $0.isNumber }) }) { limits.append(limit) }
                guard steps.popLast() != nil else { break }
            }
        }
        return limits.min()
    }
}
