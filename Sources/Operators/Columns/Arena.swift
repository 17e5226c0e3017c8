import Glibc

/// Memory that grows by whole blocks and is freed at once: where bytes live that views point at.
package final class Arena {
    private var blocks: [UnsafeMutableRawPointer] = []
    private var next: UnsafeMutableRawPointer?
    private var left = 0
    private let blockBytes: Int
    /// Bytes taken from the system so far.
    package private(set) var allocatedBytes = 0

    /// An empty arena that takes memory in blocks of `blockBytes`.
    package init(blockBytes: Int = 1 << 16) {
        self.blockBytes = blockBytes
    }

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// `count` bytes, not initialised and not aligned, valid as long as the arena lives.
    @inline(__always)
    package func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        if count <= left, let start = next {
            next = start + count
            left -= count
            return start
        }
        return allocateBlock(count)
    }

    private func allocateBlock(_ count: Int) -> UnsafeMutableRawPointer {
        let size = Swift.max(count, blockBytes)
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16)
        blocks.append(block)
        allocatedBytes += size
        if size - count > left {
            next = block + count
            left = size - count
        }
        return block
    }

    /// A view of a copy of `bytes`; short strings need no memory.
    package func view(of bytes: UnsafeRawBufferPointer) -> StringView {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return StringView() }
        if bytes.count <= StringView.inlineMax { return StringView(base, count: bytes.count) }
        let target = allocate(bytes.count)
        memcpy(target, base, bytes.count)
        return StringView(target, count: bytes.count)
    }

    /// A view of a copy of `text`'s UTF-8.
    package func view(of text: String) -> StringView {
        var text = text
        return text.withUTF8 { view(of: UnsafeRawBufferPointer($0)) }
    }
}
