/// Collects the values of one column until its row group is written.
struct ChunkBuilder {
    let field: ParquetField
    let element: SchemaElement
    private let codec: ParquetCodec
    /// The definition level of each row, or element of a list: `field.definitionMax` for a value. Empty for a column
    /// without NULLs by declaration.
    private(set) var levels: [UInt32] = []
    /// For lists, 0 where a row begins and 1 where one goes on.
    private(set) var repetitions: [UInt32] = []
    private(set) var rowCount = 0
    private(set) var nullCount = 0
    /// Values in PLAIN encoding (booleans a byte each), unless there is a dictionary.
    private(set) var plain: [UInt8] = []
    private(set) var dictionary: ByteDictionary?
    private(set) var numbers: [UInt32] = []
    /// The width of a value, 0 when it varies.
    let width: Int

    /// A dictionary that is larger, or of which more than half of the values are new, is given up.
    private static let dictionaryCountMax = 1 << 16
    private static let dictionaryBytesMax = 1 << 20
    private static let dictionaryTrial = 2_048

    init(_ field: ParquetField, _ options: ParquetOptions) {
        self.field = field
        element = field.element
        codec = options.codec
        width =
            switch element.type {
            case .boolean: 1
            case .int32, .float: 4
            case .int64, .double: 8
            case .fixedBytes: element.typeLength
            default: 0
            }
        if options.usesDictionaries, element.type != .boolean { dictionary = ByteDictionary(isVariable: width == 0) }
    }

    /// Memory that is held, about.
    var heldBytes: Int {
        plain.count + (numbers.count + levels.count + repetitions.count) * 4 + (dictionary?.plain.count ?? 0)
    }

    /// Rows; for lists their elements, and one for each that has none.
    var levelCount: Int { field.isList ? levels.count : rowCount }

    mutating func append(_ column: PreparedColumn) {
        rowCount += column.count
        let validity = column.validity
        if element.repetition == .optional {
            for row in 0..<column.count { levels.append(validity.isValid(row) ? 1 : 0) }
        }
        for row in 0..<column.count {
            if validity.isValid(row) { add(column.values, row) } else { nullCount += 1 }
        }
    }

    mutating func append(_ prepared: PreparedLists) {
        let (lists, column) = (prepared.lists, prepared.elements)
        rowCount += lists.count
        let (empty, full) = (UInt32(field.emptyLevel), UInt32(field.definitionMax))
        for row in 0..<lists.count {
            let range = lists.range(row)
            guard lists.validity.isValid(row), !range.isEmpty else {
                levels.append(lists.validity.isValid(row) ? empty : 0)
                repetitions.append(0)
                nullCount += 1
                continue
            }
            for index in range {
                repetitions.append(index == range.lowerBound ? 0 : 1)
                let isValue = column.validity.isValid(index)
                levels.append(isValue ? full : full - 1)
                if isValue { add(column.values, index) } else { nullCount += 1 }
            }
        }
    }

    @inline(__always)
    private mutating func add(_ values: Values, _ row: Int) {
        switch values {
        case .boolean(let flags): plain.append(flags.pointer[row])
        case .int64(let numbers):
            if width == 4 {
                add(Int32(truncatingIfNeeded: numbers.pointer[row]))
            } else {
                add(numbers.pointer[row])
            }
        case .double(let numbers):
            if width == 4 {
                add(Float(numbers.pointer[row]).bitPattern)
            } else {
                add(numbers.pointer[row].bitPattern)
            }
        case .decimal(let numbers): add(decimal: numbers.coefficients.pointer[row])
        case .bytes(let vector): vector.views.pointer[row].withBytes { add($0) }
        case .interval: preconditionFailure("intervals are refused before")
        }
    }

    @inline(__always)
    private mutating func add<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value.littleEndian) { add($0) }
    }

    private mutating func add(decimal value: Int128) {
        switch width {
        case 4 where element.type == .int32: add(Int32(truncatingIfNeeded: value))
        case 8 where element.type == .int64: add(Int64(truncatingIfNeeded: value))
        default:
            withUnsafeBytes(of: value.bigEndian) { add(UnsafeRawBufferPointer(rebasing: $0[(16 - width)...])) }
        }
    }

    private mutating func add(_ value: UnsafeRawBufferPointer) {
        if dictionary != nil {
            numbers.append(dictionary?.number(value) ?? 0)
            if numbers.count & 1023 == 0, let dictionary, isTooLarge(dictionary) { giveUp(dictionary) }
            return
        }
        if width == 0 { appendLittleEndian(UInt32(truncatingIfNeeded: value.count), to: &plain) }
        plain.append(contentsOf: value)
    }

    private func isTooLarge(_ dictionary: borrowing ByteDictionary) -> Bool {
        dictionary.count > ChunkBuilder.dictionaryCountMax || dictionary.plain.count > ChunkBuilder.dictionaryBytesMax
            || (dictionary.count > ChunkBuilder.dictionaryTrial && dictionary.count * 2 > numbers.count)
    }

    private mutating func giveUp(_ dictionary: ByteDictionary) {
        for number in numbers { dictionary.append(number, to: &plain) }
        numbers = []
        self.dictionary = nil
    }
}
