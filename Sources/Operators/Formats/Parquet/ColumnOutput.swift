/// One column of a batch while it is filled from pages.
struct ColumnOutput {
    private let type: DataType
    private let capacity: Int
    private let values: Values
    private let flags: Buffer<UInt8>
    private var hasNull = false
    private var owners: [AnyObject] = []
    /// For each row 0, or why it is bad.
    private(set) var faults: Buffer<UInt8>?

    init(_ type: DataType, capacity: Int) {
        self.type = type
        self.capacity = capacity
        flags = Buffer(repeating: 1, count: capacity)
        values = Values(zeros: capacity, of: type)
    }

    /// Marks a row without a value.
    @inline(__always)
    mutating func setNull(_ row: Int) {
        flags.pointer[row] = 0
        hasNull = true
    }

    /// Puts values at the rows from `row` on that are not NULL.
    ///
    /// - Parameters:
    ///   - rows: of these rows, as many as there are values and NULLs.
    ///   - indices: where in the page each value lies.
    mutating func put(_ page: ConvertedPage, _ indices: UnsafePointer<UInt32>, at row: Int, rows: Int) {
        for owner in page.owners where !(owners.last === owner) { owners.append(owner) }
        switch (page.values, values) {
        case (.boolean(let from), .boolean(let to)): scatter(from, to, indices, row, rows)
        case (.int64(let from), .int64(let to)): scatter(from, to, indices, row, rows)
        case (.double(let from), .double(let to)): scatter(from, to, indices, row, rows)
        case (.interval(let from), .interval(let to)): scatter(from, to, indices, row, rows)
        case (.bytes(let from), .bytes(let to)): scatter(from.views, to.views, indices, row, rows)
        case (.decimal(let from), .decimal(let to)):
            scatter(from.coefficients, to.coefficients, indices, row, rows)
            scatter(from.scales, to.scales, indices, row, rows)
        default: preconditionFailure("a page of another physical form than its column")
        }
        guard let codes = page.faults else { return }
        let all = faults ?? Buffer(repeating: 0, count: capacity)
        scatter(codes, all, indices, row, rows)
        faults = all
    }

    @inline(__always)
    private func scatter<T>(
        _ from: Buffer<T>, _ to: Buffer<T>, _ indices: UnsafePointer<UInt32>, _ row: Int, _ rows: Int
    ) {
        let (source, target, valid) = (from.pointer, to.pointer, flags.pointer)
        var value = 0
        for row in row..<(row + rows) where valid[row] != 0 {
            target[row] = source[Int(indices[value])]
            value &+= 1
        }
    }

    /// Puts the text of an array at a row.
    func set(_ view: StringView, at row: Int) {
        if case .bytes(let to) = values { to.views.pointer[row] = view }
    }

    /// Keeps the memory alive that views point into.
    mutating func keep(_ owner: AnyObject) { owners.append(owner) }

    /// Marks a row as bad by a code of `FaultMarks`.
    mutating func mark(_ row: Int, _ code: UInt8) {
        let all = faults ?? Buffer(repeating: 0, count: capacity)
        if all.pointer[row] == 0 { all.pointer[row] = code }
        faults = all
    }

    func column(_ count: Int) -> Column {
        var built = values
        if case .bytes(let vector) = values { built = .bytes(BytesVector(views: vector.views, owners: owners)) }
        return Column(type: type, count: count, values: built, validity: hasNull ? Validity(flags) : .all)
    }

    /// Marks the rows that are NULL as bad.
    mutating func refuseNulls(_ count: Int) {
        guard hasNull else { return }
        let all = faults ?? Buffer(repeating: 0, count: capacity)
        for row in 0..<count where flags.pointer[row] == 0 { all.pointer[row] = FaultMarks.code(.missingNotNull) }
        faults = all
    }
}
