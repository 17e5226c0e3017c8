/// A Swift type that a row function takes or gives: how it is read from an operand and written to a column.
protocol ColumnValue: BitwiseCopyable {
    associatedtype Reader: RowReader where Reader.Value == Self
    associatedtype Writer: RowWriter where Writer.Value == Self
}

/// Random access to an operand's values; NULL rows give some value.
protocol RowReader {
    associatedtype Value
    init(_ operand: Operand)
    subscript(_ row: Int) -> Value { get }
}

/// A column being filled front to back or in any order.
protocol RowWriter {
    associatedtype Value
    init(count: Int)
    func set(_ row: Int, _ value: Value)
    /// Fills a row that is NULL.
    func clear(_ row: Int)
    func values(owners: [AnyObject]) -> Values
}

/// Values that lie in one buffer as they are.
struct BufferReader<Element: BufferValue>: RowReader {
    let input: Input<Element>

    init(_ operand: Operand) { input = Input(Element.buffer(operand.column.values), step: operand.step) }

    @inline(__always)
    subscript(_ row: Int) -> Element { input[row] }
}

struct BufferWriter<Element: BufferValue>: RowWriter {
    let buffer: Buffer<Element>

    init(count: Int) { buffer = Buffer(capacity: count) }

    @inline(__always)
    func set(_ row: Int, _ value: Element) { buffer.pointer[row] = value }

    @inline(__always)
    func clear(_ row: Int) { buffer.pointer[row] = Element.empty }

    func values(owners: [AnyObject]) -> Values { Element.values(buffer, owners) }
}

/// A value of a physical type that is one buffer.
protocol BufferValue: ColumnValue {
    static var empty: Self { get }
    static func buffer(_ values: Values) -> Buffer<Self>
    static func values(_ buffer: Buffer<Self>, _ owners: [AnyObject]) -> Values
}

/// The binder's casts make other forms impossible; a wrong one is a broken program.
func wrongForm() -> Never { preconditionFailure("an argument of another physical form than its signature") }

extension Int64: BufferValue {
    typealias Reader = BufferReader<Int64>
    typealias Writer = BufferWriter<Int64>
    static var empty: Int64 { 0 }
    static func buffer(_ values: Values) -> Buffer<Int64> {
        if case .int64(let buffer) = values { buffer } else { wrongForm() }
    }
    static func values(_ buffer: Buffer<Int64>, _ owners: [AnyObject]) -> Values { .int64(buffer) }
}

extension Double: BufferValue {
    typealias Reader = BufferReader<Double>
    typealias Writer = BufferWriter<Double>
    static var empty: Double { 0 }
    static func buffer(_ values: Values) -> Buffer<Double> {
        if case .double(let buffer) = values { buffer } else { wrongForm() }
    }
    static func values(_ buffer: Buffer<Double>, _ owners: [AnyObject]) -> Values { .double(buffer) }
}

extension UInt8: BufferValue {
    typealias Reader = BufferReader<UInt8>
    typealias Writer = BufferWriter<UInt8>
    static var empty: UInt8 { 0 }
    static func buffer(_ values: Values) -> Buffer<UInt8> {
        if case .boolean(let buffer) = values { buffer } else { wrongForm() }
    }
    static func values(_ buffer: Buffer<UInt8>, _ owners: [AnyObject]) -> Values { .boolean(buffer) }
}

extension Interval: BufferValue {
    typealias Reader = BufferReader<Interval>
    typealias Writer = BufferWriter<Interval>
    static var empty: Interval { Interval() }
    static func buffer(_ values: Values) -> Buffer<Interval> {
        if case .interval(let buffer) = values { buffer } else { wrongForm() }
    }
    static func values(_ buffer: Buffer<Interval>, _ owners: [AnyObject]) -> Values { .interval(buffer) }
}

extension StringView: BufferValue {
    typealias Reader = BufferReader<StringView>
    typealias Writer = BufferWriter<StringView>
    static var empty: StringView { StringView() }
    static func buffer(_ values: Values) -> Buffer<StringView> {
        if case .bytes(let vector) = values { vector.views } else { wrongForm() }
    }
    static func values(_ buffer: Buffer<StringView>, _ owners: [AnyObject]) -> Values {
        .bytes(BytesVector(views: buffer, owners: owners))
    }
}

extension Bool: ColumnValue {
    struct Reader: RowReader {
        let input: Input<UInt8>
        init(_ operand: Operand) { input = Input(UInt8.buffer(operand.column.values), step: operand.step) }
        @inline(__always)
        subscript(_ row: Int) -> Bool { input[row] != 0 }
    }

    struct Writer: RowWriter {
        let buffer: Buffer<UInt8>
        init(count: Int) { buffer = Buffer(capacity: count) }
        @inline(__always)
        func set(_ row: Int, _ value: Bool) { buffer.pointer[row] = value ? 1 : 0 }
        @inline(__always)
        func clear(_ row: Int) { buffer.pointer[row] = 0 }
        func values(owners: [AnyObject]) -> Values { .boolean(buffer) }
    }
}

extension Decimal: ColumnValue {
    struct Reader: RowReader {
        let coefficients: Input<Int128>
        let scales: Input<UInt8>
        init(_ operand: Operand) {
            guard case .decimal(let vector) = operand.column.values else { wrongForm() }
            coefficients = Input(vector.coefficients, step: operand.step)
            scales = Input(vector.scales, step: operand.step)
        }
        @inline(__always)
        subscript(_ row: Int) -> Decimal { Decimal(coefficient: coefficients[row], scale: Int(scales[row])) }
    }

    struct Writer: RowWriter {
        let vector: DecimalVector
        init(count: Int) { vector = DecimalVector(capacity: count) }
        @inline(__always)
        func set(_ row: Int, _ value: Decimal) {
            vector.coefficients.pointer[row] = value.coefficient
            vector.scales.pointer[row] = value.scale
        }
        @inline(__always)
        func clear(_ row: Int) { set(row, Decimal(coefficient: 0, scale: 0)) }
        func values(owners: [AnyObject]) -> Values { .decimal(vector) }
    }
}
