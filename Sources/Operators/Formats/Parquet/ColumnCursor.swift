/// Reads the values of one column in one row group, page by page.
struct ColumnCursor {
    private let input: any ParquetInput
    let column: ParquetColumn
    let conversion: ValueConversion
    private let codec: PagePacking
    /// Where the next page starts, and where the chunk ends.
    private var position: Int64
    private let end: Int64
    /// Values, NULLs included, in the pages to come.
    var valuesLeft: Int64
    private var dictionary: ConvertedPage?

    // Of the current page:
    var pageLeft = 0
    private var pageOffset: Int64 = 0
    var levels: RunLengthReader?
    var page: ConvertedPage?
    /// Where the page's values point into its dictionary; `nil` when they are its own.
    private var indices: RunLengthReader?
    private var nextValue = 0

    var levelRoom = Buffer<UInt32>(capacity: 0)
    var indexRoom = Buffer<UInt32>(capacity: 0)
    var lists: ListBlock

    init(
        _ input: any ParquetInput, _ column: ParquetColumn, _ chunk: ChunkMetadata, _ conversion: ValueConversion,
        rowCount: Int64
    ) throws(ParquetError) {
        self.input = input
        self.column = column
        self.conversion = conversion
        guard !chunk.isElsewhere else {
            throw .column(column.name, "its values lie in another file, or are encrypted")
        }
        guard let codec = PagePacking(chunk.codec) else {
            throw .column(
                column.name,
                "compressed with \(PagePacking.foreignName(chunk.codec)), which is not read; "
                    + "there are none, snappy, gzip, zstd and lz4")
        }
        self.codec = codec
        position = chunk.firstOffset
        let (end, overflow) = position.addingReportingOverflow(chunk.packedBytes)
        guard position >= 4, chunk.packedBytes >= 0, !overflow, end <= input.byteCount else {
            throw .corrupt(
                offset: input.byteCount - 8,
                "the footer puts \(chunk.packedBytes) bytes of column \"\(column.name)\" at byte \(position)")
        }
        let isCountRight = column.emptyLevel == nil ? chunk.valueCount == rowCount : chunk.valueCount >= rowCount
        guard chunk.type == column.stored, isCountRight else {
            throw .corrupt(
                offset: position,
                "column \"\(column.name)\" does not fit the schema: \(chunk.type) instead of "
                    + "\(column.stored), \(chunk.valueCount) values for \(rowCount) rows")
        }
        self.end = end
        valuesLeft = chunk.valueCount
        lists = ListBlock(rowsLeft: rowCount)
    }

    /// Reads the next `count` rows; there must be as many.
    mutating func read(_ count: Int) throws(ParquetError) -> ColumnOutput {
        if let emptyLevel = column.emptyLevel { return try readLists(count, emptyLevel) }
        var out = ColumnOutput(conversion.wanted, capacity: count)
        if levelRoom.capacity < count {
            levelRoom = Buffer(capacity: count)
            indexRoom = Buffer(capacity: count)
        }
        var done = 0
        while done < count {
            if pageLeft == 0 { try nextPage() }
            let rows = min(pageLeft, count - done)
            let values = try readLevels(rows, at: done, into: &out)
            if values > 0 {
                guard let page, readIndices(values, page.count) else { throw corrupt("fewer values than it says") }
                out.put(page, indexRoom.pointer, at: done, rows: rows)
            }
            pageLeft -= rows
            done += rows
        }
        return out
    }

    func corrupt(_ what: String) -> ParquetError {
        .corrupt(offset: pageOffset, "a page of column \"\(column.name)\": \(what)")
    }

    /// How many of the next rows have a value; marks those that have none.
    private mutating func readLevels(
        _ rows: Int, at first: Int, into out: inout ColumnOutput
    ) throws(ParquetError) -> Int {
        guard levels != nil else { return rows }
        let room = levelRoom.pointer
        guard levels?.read(rows, into: room) == true else { throw corrupt("its definition levels end too early") }
        var values = 0
        for row in 0..<rows {
            if room[row] == UInt32(column.definitionMax) { values += 1 } else { out.setNull(first + row) }
        }
        return values
    }

    /// Where in the page each of the next values lies; false when the page has fewer.
    mutating func readIndices(_ count: Int, _ available: Int) -> Bool {
        let room = indexRoom.pointer
        guard indices != nil else {
            guard count <= available - nextValue else { return false }
            for index in 0..<count { room[index] = UInt32(truncatingIfNeeded: nextValue &+ index) }
            nextValue += count
            return true
        }
        guard indices?.read(count, into: room) == true else { return false }
        var highest: UInt32 = 0
        for index in 0..<count { highest = max(highest, room[index]) }
        return Int(highest) < available
    }
}

extension ColumnCursor {
    /// Moves on to the next data page, reading a dictionary on the way.
    mutating func nextPage() throws(ParquetError) {
        while pageLeft == 0 {
            guard position < end, valuesLeft > 0 else { throw corrupt("its chunk ends before all rows are read") }
            pageOffset = position
            let header = try readHeader()
            guard header.packedBytes >= 0, header.unpackedBytes >= 0, header.valueCount >= 0,
                Int64(header.packedBytes) <= end - position
            else { throw corrupt("it reaches past its chunk") }
            guard header.packedBytes <= ParquetLimits.pageBytesMax, header.unpackedBytes <= ParquetLimits.pageBytesMax
            else { throw corrupt("larger than \(ParquetLimits.pageBytesMax) bytes") }
            switch PageType(rawValue: header.type) {
            case .dictionary: try readDictionary(header, try FileBytes(input, at: position, count: header.packedBytes))
            case .data, .dataV2: try readData(header, try FileBytes(input, at: position, count: header.packedBytes))
            case .index, nil: break
            }
            position += Int64(header.packedBytes)
        }
    }

    /// Headers have no length: this tries with more bytes until one makes sense.
    private mutating func readHeader() throws(ParquetError) -> PageHeader {
        var wanted: Int64 = 512
        while true {
            let count = min(wanted, end - position)
            let bytes = try FileBytes(input, at: position, count: Int(count))
            var reader = CompactReader(bytes)
            do throws(ParquetError) {
                let header = try PageHeader(&reader)
                position += Int64(reader.consumed)
                return header
            } catch {
                guard reader.ranOut, count == wanted, wanted < ParquetLimits.headerBytesMax else { throw error }
                wanted *= 16
            }
        }
    }

    private mutating func readDictionary(_ header: PageHeader, _ packed: FileBytes) throws(ParquetError) {
        guard dictionary == nil, levels == nil, page == nil else { throw corrupt("a dictionary behind data") }
        let encoding = PageEncoding(rawValue: header.encoding)
        guard encoding == .plain || encoding == .plainDictionary else {
            throw corrupt("a dictionary in encoding \(header.encoding)")
        }
        let bytes = try unpack(packed, header.unpackedBytes)
        let stored = try StoredPage(
            plain: bytes, column.stored, width: column.typeLength, countMax: header.valueCount)
        guard stored.count == header.valueCount else { throw corrupt("a dictionary with fewer values than it says") }
        dictionary = conversion.apply(stored, bytes)
    }

    private func unpack(_ packed: FileBytes, _ count: Int) throws(ParquetError) -> FileBytes {
        if codec == .codec(.none) || (count == 0 && packed.count == 0) {
            guard packed.count == count else { throw corrupt("\(packed.count) bytes instead of \(count)") }
            return packed
        }
        return try FileBytes(packed, codec, count: count)
    }

    private mutating func readData(_ header: PageHeader, _ packed: FileBytes) throws(ParquetError) {
        guard Int64(header.valueCount) <= valuesLeft else { throw corrupt("more values than its chunk has") }
        levels = nil
        let values: FileBytes
        if header.type == PageType.data.rawValue {
            values = try splitVersion1(header, try unpack(packed, header.unpackedBytes))
        } else {
            values = try splitVersion2(header, packed)
        }
        try readValues(header, values)
        valuesLeft -= Int64(header.valueCount)
        pageLeft = header.valueCount
    }

    private var levelBits: Int { Int.bitWidth - column.definitionMax.leadingZeroBitCount }

    /// Levels led by their length in four bytes, then values, all compressed together.
    private mutating func splitVersion1(_ header: PageHeader, _ bytes: FileBytes) throws(ParquetError) -> FileBytes {
        var rest = bytes
        if column.emptyLevel != nil {
            lists.repetitions = RunLengthReader(
                try takeLevels(&rest, "repetition", header.repetitionEncoding), bitWidth: 1)
        }
        guard column.definitionMax > 0 else { return rest }
        levels = RunLengthReader(try takeLevels(&rest, "definition", header.levelEncoding), bitWidth: levelBits)
        return rest
    }

    private func takeLevels(
        _ bytes: inout FileBytes, _ kind: String, _ encoding: Int
    ) throws(ParquetError) -> FileBytes {
        guard encoding == PageEncoding.runLength.rawValue else {
            throw corrupt("\(kind) levels in encoding \(encoding), which is long out of use")
        }
        guard bytes.count >= 4 else { throw corrupt("no room for \(kind) levels") }
        let count = Int(UnsafeRawPointer(bytes.start).loadUnaligned(as: UInt32.self))
        guard let runs = bytes.part(4, count: count), let rest = bytes.dropping(4 + count) else {
            throw corrupt("\(kind) levels of \(count) bytes in \(bytes.count)")
        }
        bytes = rest
        return runs
    }

    /// Levels that are not compressed, with their lengths in the header, then values.
    private mutating func splitVersion2(_ header: PageHeader, _ packed: FileBytes) throws(ParquetError) -> FileBytes {
        let (repetition, definition) = (header.repetitionBytes, header.definitionBytes)
        guard repetition >= 0, definition >= 0, let starts = packed.part(0, count: repetition),
            let runs = packed.part(repetition, count: definition), let rest = packed.dropping(repetition + definition)
        else { throw corrupt("levels of \(repetition) and \(definition) bytes in \(packed.count)") }
        let count = header.unpackedBytes - repetition - definition
        guard count >= 0 else { throw corrupt("levels that are longer than the page") }
        if column.emptyLevel != nil { lists.repetitions = RunLengthReader(starts, bitWidth: 1) }
        if column.definitionMax > 0 { levels = RunLengthReader(runs, bitWidth: levelBits) }
        if !header.isCompressed {
            guard rest.count == count else { throw corrupt("\(rest.count) bytes instead of \(count)") }
            return rest
        }
        // A page of NULLs has nothing to unpack, and some writers then write nothing at all.
        return count == 0 ? try emptyPart(rest) : try unpack(rest, count)
    }

    private func emptyPart(_ bytes: FileBytes) throws(ParquetError) -> FileBytes {
        guard let empty = bytes.part(0, count: 0) else { throw corrupt("no bytes") }
        return empty
    }

    private mutating func readValues(_ header: PageHeader, _ bytes: FileBytes) throws(ParquetError) {
        nextValue = 0
        indices = nil
        switch PageEncoding(rawValue: header.encoding) {
        case .plain:
            let stored = try StoredPage(
                plain: bytes, column.stored, width: column.typeLength, countMax: header.valueCount)
            page = conversion.apply(stored, bytes)
        case .plainDictionary, .runLengthDictionary:
            guard let dictionary else { throw corrupt("points into a dictionary that is not there") }
            page = dictionary
            // A page of NULLs alone may lack even the width of its indices.
            let width = bytes.count > 0 ? Int(bytes.start.pointee) : 0
            guard width <= 32, let runs = bytes.dropping(min(1, bytes.count)) else {
                throw corrupt("indices of \(width) bits")
            }
            indices = RunLengthReader(runs, bitWidth: width)
        case .runLength where column.stored == .boolean:
            guard bytes.count >= 4 else { throw corrupt("runs without a length") }
            let count = Int(UnsafeRawPointer(bytes.start).loadUnaligned(as: UInt32.self))
            guard let runs = bytes.part(4, count: count) else { throw corrupt("runs of \(count) bytes") }
            page = conversion.apply(.booleans(), bytes)
            indices = RunLengthReader(runs, bitWidth: 1)
        case .deltaBinaryPacked, .deltaLengthBytes, .deltaBytes, .byteStreamSplit:
            let (stored, bytes) = try StoredPage.unusual(
                bytes, PageEncoding(rawValue: header.encoding), column, countMax: header.valueCount)
            page = conversion.apply(stored, bytes)
        default:
            let name = PageEncoding(rawValue: header.encoding).map { "\($0)" } ?? "\(header.encoding)"
            throw .column(
                column.name,
                "encoding \(name) is not read for \(column.stored); there are PLAIN, RLE_DICTIONARY, DELTA_... and "
                    + "BYTE_STREAM_SPLIT")
        }
    }
}
