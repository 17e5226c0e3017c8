import Testing

@testable import Runner

/// What the defaults of a job follow from.
@Suite struct MachineTests {
    @Test(arguments: [(0, 256), (1, 256), (4, 512), (23, 2_816), (1_024, 4_096)] as [(Int64, Int64)])
    func `memory is an eighth of the machine's in steps of 256 MB, within bounds`(gigabytes: Int64, megabytes: Int64) {
        #expect(JobSettings(Machine(processors: 1, memoryBytes: gigabytes << 30)).memoryBytes == megabytes << 20)
    }

    private static func limit(_ files: [String: String]) -> Int64? {
        Machine.containerMemoryBytes { files[$0].map { Array($0.utf8) } }
    }

    @Test func `the least limit on the way up is the container's`() {
        #expect(
            Self.limit([
                "/proc/self/cgroup": "0::/system.slice/job.service\n",
                "/sys/fs/cgroup/system.slice/job.service/memory.max": "max\n",
                "/sys/fs/cgroup/system.slice/memory.max": "1073741824\n",
            ]) == 1 << 30)
        // Within a container the path is the host's, and the root is the container's.
        #expect(
            Self.limit([
                "/proc/self/cgroup": "9:name=systemd:/\n5:devices:/\n4:cpu,memory:/docker/a:b\n0::/\n",
                "/sys/fs/cgroup/memory/memory.limit_in_bytes": "536870912\n",
            ]) == 512 << 20)
    }

    @Test func `no limit is none`() {
        #expect(Self.limit([:]) == nil)
        #expect(Self.limit(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/memory.max": "max\n"]) == nil)
    }

    @Test func `this machine has a processor and some memory`() {
        #expect(Machine.current().processors >= 1)
        #expect(Machine.current().memoryBytes > 0)
    }
}
