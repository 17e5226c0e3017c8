extension ChunkBuilder {
    private static let pageRowsMax = 20_000
    private static let pageBytesMax = 1 << 20

    /// Appends the pages of all values and tells where they lie.
    ///
    /// - Parameter position: where in the file `out` starts.
    func write(to out: inout [UInt8], position: Int64, codec: ParquetCodec) throws(ParquetError) -> ChunkMetadata {
        let start = position + Int64(out.count)
        var chunk = ChunkMetadata(
            type: element.type ?? .boolean, encodings: [PageEncoding.plain.rawValue, PageEncoding.runLength.rawValue],
            path: field.path, codec: codec.rawValue, valueCount: Int64(levelCount))
        if let dictionary, dictionary.count > 0 {
            chunk.encodings.append(PageEncoding.runLengthDictionary.rawValue)
            chunk.dictionaryOffset = start
            var header = PageHeader(type: PageType.dictionary.rawValue, valueCount: dictionary.count)
            header.encoding = PageEncoding.plain.rawValue
            chunk.unpackedBytes += try ChunkBuilder.append(dictionary.plain, header, codec, to: &out)
        }
        chunk.dataOffset = position + Int64(out.count)
        var (level, value, byte) = (0, 0, 0)
        while level < levelCount {
            let page = nextPage(level, value, byte)
            var header = PageHeader(type: PageType.data.rawValue, valueCount: page.levels)
            let pointsToDictionary = (dictionary?.count ?? 0) > 0
            header.encoding = (pointsToDictionary ? PageEncoding.runLengthDictionary : .plain).rawValue
            let body = body(level..<(level + page.levels), value..<(value + page.values), byte..<(byte + page.bytes))
            chunk.unpackedBytes += try ChunkBuilder.append(body, header, codec, to: &out)
            level += page.levels
            value += page.values
            byte += page.bytes
        }
        chunk.packedBytes = position + Int64(out.count) - start
        chunk.statistics = statistics
        return chunk
    }

    /// Appends a page with its header; how many bytes both would have uncompressed.
    private static func append(
        _ body: [UInt8], _ header: PageHeader, _ codec: ParquetCodec, to out: inout [UInt8]
    ) throws(ParquetError) -> Int64 {
        let packed = try codec.compress(body)
        var header = header
        header.unpackedBytes = body.count
        header.packedBytes = packed.count
        let encoded = header.encoded
        out.append(contentsOf: encoded)
        out.append(contentsOf: packed)
        return Int64(encoded.count + body.count)
    }

    /// How many levels go into the next page, and how many values and bytes of `plain` these are; rows stay whole.
    private func nextPage(_ level: Int, _ value: Int, _ byte: Int) -> (levels: Int, values: Int, bytes: Int) {
        var (count, values, bytes) = (0, 0, 0)
        while level + count < levelCount {
            let isFull = count >= ChunkBuilder.pageRowsMax || bytes >= ChunkBuilder.pageBytesMax
            if isFull, repetitions.isEmpty || repetitions[level + count] == 0 { break }
            let isThere = levels.isEmpty || levels[level + count] == UInt32(field.definitionMax)
            count += 1
            guard isThere else { continue }
            values += 1
            guard dictionary == nil else { continue }
            bytes += width > 0 ? width : 4 + length(at: byte + bytes)
        }
        return (count, values, bytes)
    }

    private func length(at byte: Int) -> Int {
        Int(plain[byte]) | Int(plain[byte + 1]) << 8 | Int(plain[byte + 2]) << 16 | Int(plain[byte + 3]) << 24
    }

    private static func append(_ levels: [UInt32], _ part: Range<Int>, max: Int, to body: inout [UInt8]) {
        var runs: [UInt8] = []
        levels.withUnsafeBufferPointer {
            let bitWidth = Int.bitWidth - max.leadingZeroBitCount
            RunLengthWriter.append(UnsafeBufferPointer(rebasing: $0[part]), bitWidth: bitWidth, to: &runs)
        }
        appendLittleEndian(UInt32(runs.count), to: &body)
        body.append(contentsOf: runs)
    }

    /// A version 1 page: repetition and definition levels with their lengths, then values or their numbers.
    private func body(_ part: Range<Int>, _ values: Range<Int>, _ bytes: Range<Int>) -> [UInt8] {
        var body: [UInt8] = []
        if field.isList { ChunkBuilder.append(repetitions, part, max: 1, to: &body) }
        if field.definitionMax > 0 { ChunkBuilder.append(levels, part, max: field.definitionMax, to: &body) }
        if let dictionary, dictionary.count > 0 {
            // One bit even for a single value: old readers stumble over none.
            let bitWidth = max(1, Int.bitWidth - (dictionary.count - 1).leadingZeroBitCount)
            body.append(UInt8(bitWidth))
            numbers.withUnsafeBufferPointer {
                RunLengthWriter.append(UnsafeBufferPointer(rebasing: $0[values]), bitWidth: bitWidth, to: &body)
            }
        } else if element.type == .boolean {
            var held: UInt8 = 0
            for (index, flag) in plain[bytes].enumerated() {
                held |= flag << UInt8(index & 7)
                if index & 7 == 7 {
                    body.append(held)
                    held = 0
                }
            }
            if bytes.count & 7 != 0 { body.append(held) }
        } else {
            body.append(contentsOf: plain[bytes])
        }
        return body
    }
}
