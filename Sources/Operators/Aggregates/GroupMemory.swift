import Glibc

/// Zeroed memory of a group table. Large pieces come from the system and go back to it at once when they are freed: a
/// table that was written to disk leaves nothing behind in an allocator.
enum GroupMemory {
    /// From so many bytes on memory is mapped.
    static let mappedBytesMin = 128 << 10

    /// Zeroed memory for `byteCount` bytes, aligned to a cache line.
    static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if byteCount >= mappedBytesMin {
            let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            if let mapped, mapped != MAP_FAILED { return mapped }
            fatalError("no memory for \(byteCount) bytes of groups")
        }
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return memory
    }

    /// Frees what `allocate` gave for the same number of bytes.
    static func free(_ memory: UnsafeMutableRawPointer, _ byteCount: Int) {
        if byteCount >= mappedBytesMin { munmap(memory, byteCount) } else { memory.deallocate() }
    }
}
