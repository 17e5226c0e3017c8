extension FileMetadata {
    init(_ reader: inout CompactReader) throws(ParquetError) {
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 2:
                try reader.list(type) { (reader, _) throws(ParquetError) in
                    schema.append(try SchemaElement(&reader))
                }
            case 3: rowCount = try reader.integer(type)
            case 4:
                try reader.list(type) { (reader, _) throws(ParquetError) in
                    rowGroups.append(try RowGroupMetadata(&reader))
                }
            case 6: createdBy = try reader.text(type)
            case 8: throw .unsupported("the Parquet file is encrypted")
            default: try reader.skip(type)
            }
        }
    }
}

extension SchemaElement {
    fileprivate init(_ reader: inout CompactReader) throws(ParquetError) {
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 1:
                self.type = StoredType(rawValue: try reader.int32(type))
                if self.type == nil { throw reader.corrupt("a stored type that there is not") }
            case 2: typeLength = try reader.int32(type)
            case 3:
                guard let given = Repetition(rawValue: try reader.int32(type)) else {
                    throw reader.corrupt("a repetition that there is not")
                }
                repetition = given
            case 4: name = try reader.text(type)
            case 5: childCount = try reader.int32(type)
            case 6: converted = ConvertedType(rawValue: try reader.int32(type))
            case 7: scale = try reader.int32(type)
            case 8: precision = try reader.int32(type)
            case 10: logical = try LogicalType(&reader, type)
            default: try reader.skip(type)
            }
        }
    }
}

extension LogicalType {
    /// A union: a structure of which one field is set. `nil` when none is.
    fileprivate init?(_ reader: inout CompactReader, _ type: CompactType) throws(ParquetError) {
        guard type == .structure else { throw reader.corrupt("\(type) instead of a logical type") }
        var found: LogicalType?
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 5, 7, 8, 10: found = try LogicalType(id, &reader, type)
            default:
                try reader.skip(type)
                let plain: [Int: LogicalType] = [
                    1: .string, 2: .map, 3: .list, 4: .enumeration, 6: .date, 11: .null, 12: .json, 13: .bson,
                    14: .uuid, 15: .float16,
                ]
                found = plain[id] ?? .other(id)
            }
        }
        guard let found else { return nil }
        self = found
    }

    /// One with parameters.
    private init(_ kind: Int, _ reader: inout CompactReader, _ type: CompactType) throws(ParquetError) {
        guard type == .structure else { throw reader.corrupt("\(type) instead of a logical type") }
        var (first, second): (Int, Int) = (0, 0)
        var unit: TimeUnit?
        try reader.fields { (reader, id, type) throws(ParquetError) in
            if type == .structure, id == 2 {
                try reader.fields { (reader, id, type) throws(ParquetError) in
                    unit = TimeUnit(rawValue: id)
                    try reader.skip(type)
                }
            } else if type == .isTrue || type == .isFalse {
                if id == 1 { first = type == .isTrue ? 1 : 0 } else { second = type == .isTrue ? 1 : 0 }
            } else if id == 1 || id == 2 {
                let value = try reader.int32(type)
                if id == 1 { first = value } else { second = value }
            } else {
                try reader.skip(type)
            }
        }
        switch kind {
        case 5: self = .decimal(scale: first, precision: second)
        case 7: self = .time
        case 8:
            guard let unit else { throw reader.corrupt("a timestamp without a unit") }
            self = .timestamp(isUTC: first == 1, unit: unit)
        default: self = .integer(bits: first, isSigned: second == 1)
        }
    }
}

extension RowGroupMetadata {
    fileprivate init(_ reader: inout CompactReader) throws(ParquetError) {
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 1:
                try reader.list(type) { (reader, _) throws(ParquetError) in
                    chunks.append(try ChunkMetadata(chunk: &reader))
                }
            case 2: unpackedBytes = try reader.integer(type)
            case 3: rowCount = try reader.integer(type)
            default: try reader.skip(type)
            }
        }
    }
}

extension ChunkMetadata {
    fileprivate init(chunk reader: inout CompactReader) throws(ParquetError) {
        var isThere = false
        var isElsewhere = false
        var found = ChunkMetadata()
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 1:
                isElsewhere = true
                try reader.skip(type)
            case 3 where type == .structure:
                isThere = true
                found = try ChunkMetadata(&reader)
            default: try reader.skip(type)
            }
        }
        self = found
        self.isElsewhere = isElsewhere || !isThere
    }

    private init(_ reader: inout CompactReader) throws(ParquetError) {
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 1:
                guard let given = StoredType(rawValue: try reader.int32(type)) else {
                    throw reader.corrupt("a stored type that there is not")
                }
                self.type = given
            case 3:
                try reader.list(type) { (reader, element) throws(ParquetError) in
                    path.append(try reader.text(element))
                }
            case 4: codec = try reader.int32(type)
            case 5: valueCount = try reader.integer(type)
            case 6: unpackedBytes = try reader.integer(type)
            case 7: packedBytes = try reader.integer(type)
            case 9: dataOffset = try reader.integer(type)
            case 11: dictionaryOffset = try reader.integer(type)
            case 12 where type == .structure: statistics = try ChunkStatistics(&reader)
            default: try reader.skip(type)
            }
        }
    }
}

extension ChunkStatistics {
    fileprivate init(_ reader: inout CompactReader) throws(ParquetError) {
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 3: nullCount = try reader.integer(type)
            case 5: greatest = try reader.binary(type)
            case 6: least = try reader.binary(type)
            default: try reader.skip(type)
            }
        }
    }
}

extension PageHeader {
    init(_ reader: inout CompactReader) throws(ParquetError) {
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 1: self.type = try reader.int32(type)
            case 2: unpackedBytes = try reader.int32(type)
            case 3: packedBytes = try reader.int32(type)
            case 5, 7: try readKind(&reader, type)
            case 8: try readVersion2(&reader, type)
            default: try reader.skip(type)
            }
        }
    }

    private mutating func readKind(_ reader: inout CompactReader, _ type: CompactType) throws(ParquetError) {
        guard type == .structure else { throw reader.corrupt("\(type) instead of a page header") }
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 1: valueCount = try reader.int32(type)
            case 2: encoding = try reader.int32(type)
            case 3 where type == .int32: levelEncoding = try reader.int32(type)
            case 4 where type == .int32: repetitionEncoding = try reader.int32(type)
            default: try reader.skip(type)
            }
        }
    }

    private mutating func readVersion2(_ reader: inout CompactReader, _ type: CompactType) throws(ParquetError) {
        guard type == .structure else { throw reader.corrupt("\(type) instead of a page header") }
        try reader.fields { (reader, id, type) throws(ParquetError) in
            switch id {
            case 1: valueCount = try reader.int32(type)
            case 4: encoding = try reader.int32(type)
            case 5: definitionBytes = try reader.int32(type)
            case 6: repetitionBytes = try reader.int32(type)
            case 7: isCompressed = try reader.boolean(type)
            default: try reader.skip(type)
            }
        }
    }
}
