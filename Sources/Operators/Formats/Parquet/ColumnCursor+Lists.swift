/// Elements of lists that were read and not yet put into rows: the levels of some, side by side with the values.
///
///     repetition   0 1 1 0 0 0 1          0 begins a row
///     definition   3 2 3 0 1 3 3          3 a value, 2 a NULL, 1 a row with an empty list, 0 a row without a list
///     rows         [a,null,b] NULL [] [c,d]
struct ListBlock {
    static let levelsMax = 1_024

    var repetitions: RunLengthReader?
    /// Rows of the row group that were not given yet.
    var rowsLeft: Int64
    fileprivate var starts = Buffer<UInt32>(capacity: 0)
    fileprivate var elements: Column?
    fileprivate var faults: Buffer<UInt8>?
    fileprivate var count = 0
    fileprivate var at = 0

    init(rowsLeft: Int64) { self.rowsLeft = rowsLeft }
}

extension ColumnCursor {
    /// Reads the next `count` rows of a column of lists as arrays; there must be as many.
    mutating func readLists(_ count: Int, _ emptyLevel: Int) throws(ParquetError) -> ColumnOutput {
        var out = ColumnOutput(.array(conversion.wanted), capacity: count)
        let arena = Arena()
        out.keep(arena)
        var json: [UInt8] = []
        for row in 0..<count {
            let isThere = try readList(row, UInt32(emptyLevel), &json, &out, room: room(arena))
            if isThere { out.set(json.withUnsafeBytes { arena.view(of: $0) }, at: row) } else { out.setNull(row) }
        }
        lists.rowsLeft -= Int64(count)
        if lists.rowsLeft == 0, lists.at < lists.count || pageLeft > 0 || valuesLeft > 0 {
            throw corrupt("more lists than its row group has rows")
        }
        return out
    }

    /// Bytes that the arrays of one batch may still take: a few bytes of a damaged file can say "a billion NULLs".
    private func room(_ arena: Arena) -> Int { ParquetLimits.pageBytesMax - arena.allocatedBytes }

    /// Puts the next list into `json`; false when it is NULL.
    private mutating func readList(
        _ row: Int, _ emptyLevel: UInt32, _ json: inout [UInt8], _ out: inout ColumnOutput, room: Int
    ) throws(ParquetError) -> Bool {
        guard try hasLevel() else { throw corrupt("its chunk ends before all rows are read") }
        guard lists.starts.pointer[lists.at] == 0 else { throw corrupt("it begins in the middle of a list") }
        let first = levelRoom.pointer[lists.at]
        json.removeAll(keepingCapacity: true)
        json.append(UInt8(ascii: "["))
        if first > emptyLevel { addElement(row, &json, &out) }
        lists.at += 1
        while try hasLevel(), lists.starts.pointer[lists.at] != 0 {
            guard first > emptyLevel, levelRoom.pointer[lists.at] > emptyLevel else {
                throw corrupt("a list that goes on without an element")
            }
            json.append(UInt8(ascii: ","))
            addElement(row, &json, &out)
            lists.at += 1
            guard json.count <= room else {
                throw .column(column.name, "lists of more than \(ParquetLimits.pageBytesMax) bytes at once")
            }
        }
        json.append(UInt8(ascii: "]"))
        return first >= emptyLevel
    }

    private mutating func addElement(_ row: Int, _ json: inout [UInt8], _ out: inout ColumnOutput) {
        guard let elements = lists.elements else { return }
        ArrayJSON.append(elements, row: lists.at, to: &json)
        if let code = lists.faults?.pointer[lists.at], code != 0 { out.mark(row, code) }
    }

    /// Whether a level lies at `lists.at`, after reading more where that is needed; false behind the last.
    private mutating func hasLevel() throws(ParquetError) -> Bool {
        if lists.at < lists.count { return true }
        if pageLeft == 0 {
            guard valuesLeft > 0 else { return false }
            try nextPage()
        }
        if lists.starts.capacity == 0 {
            lists.starts = Buffer(capacity: ListBlock.levelsMax)
            levelRoom = Buffer(capacity: ListBlock.levelsMax)
            indexRoom = Buffer(capacity: ListBlock.levelsMax)
        }
        let count = min(pageLeft, ListBlock.levelsMax)
        guard lists.repetitions?.read(count, into: lists.starts.pointer) == true else {
            throw corrupt("its repetition levels end too early")
        }
        guard levels?.read(count, into: levelRoom.pointer) == true else {
            throw corrupt("its definition levels end too early")
        }
        var out = ColumnOutput(conversion.wanted, capacity: count)
        var values = 0
        for index in 0..<count {
            let level = Int(levelRoom.pointer[index])
            guard level <= column.definitionMax else {
                throw corrupt("a definition level of \(level), and \(column.definitionMax) is the highest")
            }
            if level == column.definitionMax { values += 1 } else { out.setNull(index) }
        }
        if values > 0 {
            guard let page, readIndices(values, page.count) else { throw corrupt("fewer values than it says") }
            out.put(page, indexRoom.pointer, at: 0, rows: count)
        }
        pageLeft -= count
        lists.elements = out.column(count)
        lists.faults = out.faults
        lists.count = count
        lists.at = 0
        return true
    }
}
