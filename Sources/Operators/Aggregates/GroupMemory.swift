import Glibc

/// Memory of group tables. Large pieces come from the system and go back to it at once when they are freed: a table
/// that was written to disk leaves nothing behind in an allocator.
enum GroupMemory {
    /// From so many bytes on memory is mapped.
    static let mappedBytesMin = 128 << 10
    /// From so many bytes on it lies in huge pages where the system has them: rows and slots are read in any order, and
    /// with small pages the processor would first look up where each lies.
    static let hugeBytesMin = 2 << 20

    /// Zeroed memory for `byteCount` bytes, aligned to a cache line.
    static func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
        if byteCount >= mappedBytesMin {
            let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
            guard let mapped, mapped != MAP_FAILED else { fatalError("no memory for \(byteCount) bytes of groups") }
            if byteCount >= hugeBytesMin { madvise(mapped, byteCount, MADV_HUGEPAGE) }
            return mapped
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

/// Pieces of memory for the rows of one operator's tables, which take and give back the same ones all the time: one
/// window's rows lie where those of the last one did, without the system clearing pages in between.
///
/// ```
///  slab 2 MB   | piece | piece | piece | ...       a huge page where the system has them
/// ```
/// What was taken stays taken until the pool is freed: it is within what the operator may hold of groups.
final class GroupPool {
    static let pieceBytes = 256 << 10
    private static let slabBytes = 2 << 20
    private var free: [UnsafeMutableRawPointer] = []
    private var slabs: [UnsafeMutableRawPointer] = []

    /// `pieceBytes` bytes of any content, aligned to a cache line.
    func take() -> UnsafeMutableRawPointer {
        if free.isEmpty { addSlab() }
        return free.removeLast()
    }

    func give(_ piece: UnsafeMutableRawPointer) { free.append(piece) }

    private func addSlab() {
        // Twice the size has an aligned slab in it; what lies before and behind goes back.
        let size = GroupPool.slabBytes
        let mapped = mmap(nil, 2 * size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { fatalError("no memory for \(size) bytes of groups") }
        let before = (size - Int(bitPattern: mapped) % size) % size
        let slab = mapped + before
        if before > 0 { munmap(mapped, before) }
        munmap(slab + size, size - before)
        madvise(slab, size, MADV_HUGEPAGE)
        slabs.append(slab)
        for start in stride(from: size - GroupPool.pieceBytes, through: 0, by: -GroupPool.pieceBytes) {
            free.append(slab + start)
        }
    }

    deinit {
        for slab in slabs { munmap(slab, GroupPool.slabBytes) }
    }
}
