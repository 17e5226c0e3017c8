import Glibc

extension ChunkBuilder {
    /// Longer values are not worth their place in every reader's footer.
    private static let boundBytesMax = 256

    /// The least and greatest value and the number of NULLs.
    ///
    /// NaN counts as no value; zeros are told with the sign that makes the range hold both, as the format asks.
    var statistics: ChunkStatistics {
        var found = ChunkStatistics(nullCount: Int64(nullCount))
        let values = dictionary?.plain ?? plain
        guard !values.isEmpty else { return found }
        let bounds = values.withUnsafeBytes { bytes in
            switch element.type {
            case .boolean: range(bytes, UInt8.self)
            case .int32: range(bytes, Int32.self)
            case .int64: range(bytes, Int64.self)
            case .float: floatRange(bytes, UInt32.self) { Double(Float(bitPattern: $0)) }
            case .double: floatRange(bytes, UInt64.self) { Double(bitPattern: $0) }
            default: bytesRange(bytes)
            }
        }
        guard let bounds, bounds.0.count <= ChunkBuilder.boundBytesMax, bounds.1.count <= ChunkBuilder.boundBytesMax
        else { return found }
        (found.least, found.greatest) = bounds
        return found
    }

    private func range<T: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, _ type: T.Type
    ) -> ([UInt8], [UInt8])? {
        var (least, greatest) = (T.max, T.min)
        for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<T>.size) {
            let value = bytes.loadUnaligned(fromByteOffset: offset, as: type)
            least = min(least, value)
            greatest = max(greatest, value)
        }
        return (plainBytes(least), plainBytes(greatest))
    }

    private func plainBytes<T: FixedWidthInteger>(_ value: T) -> [UInt8] {
        var out: [UInt8] = []
        appendLittleEndian(value, to: &out)
        return out
    }

    private func floatRange<T: FixedWidthInteger & BitwiseCopyable>(
        _ bytes: UnsafeRawBufferPointer, _ type: T.Type, _ read: (T) -> Double
    ) -> ([UInt8], [UInt8])? {
        var bounds: (least: Double, greatest: Double)?
        for offset in stride(from: 0, to: bytes.count, by: MemoryLayout<T>.size) {
            let value = read(bytes.loadUnaligned(fromByteOffset: offset, as: type))
            if value.isNaN { continue }
            let known = bounds ?? (value, value)
            bounds = (min(known.least, value), max(known.greatest, value))
        }
        guard var bounds else { return nil }
        if bounds.least == 0 { bounds.least = -0.0 }
        if bounds.greatest == 0 { bounds.greatest = 0.0 }
        if width == 4 {
            return (plainBytes(Float(bounds.least).bitPattern), plainBytes(Float(bounds.greatest).bitPattern))
        }
        return (plainBytes(bounds.least.bitPattern), plainBytes(bounds.greatest.bitPattern))
    }

    /// Byte by byte; decimals have a sign in their first byte.
    private func bytesRange(_ bytes: UnsafeRawBufferPointer) -> ([UInt8], [UInt8])? {
        let isSigned = element.converted == .decimal
        var (least, greatest) = (0..<0, 0..<0)
        var at = 0
        var isFirst = true
        while at < bytes.count {
            if width == 0 { at += 4 }
            let count = width > 0 ? width : Int(bytes.loadUnaligned(fromByteOffset: at - 4, as: UInt32.self))
            let value = at..<(at + count)
            if isFirst || isLess(bytes, value, least, isSigned) { least = value }
            if isFirst || isLess(bytes, greatest, value, isSigned) { greatest = value }
            isFirst = false
            at += count
        }
        return isFirst ? nil : (Array(bytes[least]), Array(bytes[greatest]))
    }

    private func isLess(
        _ bytes: UnsafeRawBufferPointer, _ a: Range<Int>, _ b: Range<Int>, _ isSigned: Bool
    ) -> Bool {
        if isSigned, let x = bytes[a].first, let y = bytes[b].first, (x ^ y) & 0x80 != 0 { return x & 0x80 != 0 }
        let shared = min(a.count, b.count)
        if shared > 0, let base = bytes.baseAddress {
            let order = memcmp(base + a.lowerBound, base + b.lowerBound, shared)
            if order != 0 { return order < 0 }
        }
        return a.count < b.count
    }
}
