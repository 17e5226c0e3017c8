extension FileMetadata {
    /// The footer's bytes, without its length and magic.
    var encoded: [UInt8] {
        var writer = CompactWriter()
        writer.element { writer in
            writer.int32(1, 2)
            writer.list(2, .structure, count: schema.count) { writer in
                for (index, element) in schema.enumerated() {
                    writer.element { element.write(to: &$0, isRoot: index == 0) }
                }
            }
            writer.int64(3, rowCount)
            writer.list(4, .structure, count: rowGroups.count) { writer in
                for (index, group) in rowGroups.enumerated() { writer.element { group.write(to: &$0, index: index) } }
            }
            writer.binary(6, createdBy.utf8)
            // The order of each column's statistics: that of its type.
            let leaves = schema.count { $0.type != nil }
            writer.list(7, .structure, count: leaves) { writer in
                for _ in 0..<leaves { writer.element { $0.structure(1) { _ in } } }
            }
        }
        return writer.bytes
    }
}

extension SchemaElement {
    fileprivate func write(to writer: inout CompactWriter, isRoot: Bool) {
        if let type {
            writer.int32(1, type.rawValue)
            if type == .fixedBytes { writer.int32(2, typeLength) }
        }
        if !isRoot { writer.int32(3, repetition.rawValue) }
        writer.binary(4, name.utf8)
        if type == nil { writer.int32(5, childCount) }
        if let converted { writer.int32(6, converted.rawValue) }
        if converted == .decimal {
            writer.int32(7, scale)
            writer.int32(8, precision)
        }
        if let logical { writer.structure(10) { logical.write(to: &$0) } }
    }
}

extension LogicalType {
    fileprivate func write(to writer: inout CompactWriter) {
        switch self {
        case .string: writer.structure(1) { _ in }
        case .map: writer.structure(2) { _ in }
        case .list: writer.structure(3) { _ in }
        case .enumeration: writer.structure(4) { _ in }
        case .decimal(let scale, let precision):
            writer.structure(5) {
                $0.int32(1, scale)
                $0.int32(2, precision)
            }
        case .date: writer.structure(6) { _ in }
        case .timestamp(let isUTC, let unit):
            writer.structure(8) {
                $0.boolean(1, isUTC)
                $0.structure(2) { $0.structure(unit.rawValue) { _ in } }
            }
        case .integer(let bits, let isSigned):
            writer.structure(10) {
                $0.byte(1, Int8(truncatingIfNeeded: bits))
                $0.boolean(2, isSigned)
            }
        case .null: writer.structure(11) { _ in }
        case .json: writer.structure(12) { _ in }
        case .bson: writer.structure(13) { _ in }
        case .uuid: writer.structure(14) { _ in }
        case .float16: writer.structure(15) { _ in }
        case .time, .other: preconditionFailure("a logical type that is never written")
        }
    }
}

extension RowGroupMetadata {
    fileprivate func write(to writer: inout CompactWriter, index: Int) {
        writer.list(1, .structure, count: chunks.count) { writer in
            for chunk in chunks {
                writer.element { writer in
                    writer.int64(2, 0)
                    writer.structure(3) { chunk.write(to: &$0) }
                }
            }
        }
        writer.int64(2, unpackedBytes)
        writer.int64(3, rowCount)
        if let first = chunks.first { writer.int64(5, first.firstOffset) }
        writer.int64(6, chunks.reduce(0) { $0 + $1.packedBytes })
        if let ordinal = Int16(exactly: index) { writer.int16(7, Int(ordinal)) }
    }
}

extension ChunkMetadata {
    /// Where its first page starts.
    var firstOffset: Int64 {
        guard let dictionaryOffset, dictionaryOffset > 0, dictionaryOffset < dataOffset else { return dataOffset }
        return dictionaryOffset
    }

    fileprivate func write(to writer: inout CompactWriter) {
        writer.int32(1, type.rawValue)
        writer.list(2, .int32, count: encodings.count) { writer in
            for encoding in encodings { writer.element(int32: encoding) }
        }
        writer.list(3, .binary, count: path.count) { writer in
            for name in path { writer.element(name.utf8) }
        }
        writer.int32(4, codec)
        writer.int64(5, valueCount)
        writer.int64(6, unpackedBytes)
        writer.int64(7, packedBytes)
        writer.int64(9, dataOffset)
        if let dictionaryOffset { writer.int64(11, dictionaryOffset) }
        if let statistics { writer.structure(12) { statistics.write(to: &$0) } }
    }
}

extension ChunkStatistics {
    fileprivate func write(to writer: inout CompactWriter) {
        if let nullCount { writer.int64(3, nullCount) }
        if let greatest { writer.binary(5, greatest) }
        if let least { writer.binary(6, least) }
    }
}

extension PageHeader {
    /// The bytes of a dictionary page's or a version 1 data page's header.
    var encoded: [UInt8] {
        var writer = CompactWriter()
        writer.element { writer in
            writer.int32(1, type)
            writer.int32(2, unpackedBytes)
            writer.int32(3, packedBytes)
            writer.structure(type == PageType.dictionary.rawValue ? 7 : 5) { writer in
                writer.int32(1, valueCount)
                writer.int32(2, encoding)
                guard type == PageType.data.rawValue else { return }
                writer.int32(3, levelEncoding)
                writer.int32(4, levelEncoding)
            }
        }
        return writer.bytes
    }
}
