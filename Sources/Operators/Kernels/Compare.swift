/// Values with an order of PostgreSQL's.
protocol OrderedValue: BitwiseCopyable {
    static func same(_ a: Self, _ b: Self) -> Bool
    static func before(_ a: Self, _ b: Self) -> Bool
}

extension Int64: OrderedValue {
    @inline(__always)
    static func same(_ a: Int64, _ b: Int64) -> Bool { a == b }
    @inline(__always)
    static func before(_ a: Int64, _ b: Int64) -> Bool { a < b }
}

extension UInt8: OrderedValue {
    @inline(__always)
    static func same(_ a: UInt8, _ b: UInt8) -> Bool { a == b }
    @inline(__always)
    static func before(_ a: UInt8, _ b: UInt8) -> Bool { a < b }
}

/// NaN is equal to itself and above all other values.
extension Double: OrderedValue {
    @inline(__always)
    static func same(_ a: Double, _ b: Double) -> Bool { (a == b) != ((a != a) && (b != b)) }
    @inline(__always)
    static func before(_ a: Double, _ b: Double) -> Bool { (a < b) != ((b != b) && (a == a)) }
}

extension Interval: OrderedValue {
    static func same(_ a: Interval, _ b: Interval) -> Bool { a.comparisonMicros == b.comparisonMicros }
    static func before(_ a: Interval, _ b: Interval) -> Bool { a.comparisonMicros < b.comparisonMicros }
}

extension StringView: OrderedValue {
    @inline(__always)
    static func same(_ a: StringView, _ b: StringView) -> Bool { StringView.equal(a, b) }
    @inline(__always)
    static func before(_ a: StringView, _ b: StringView) -> Bool { StringView.compare(a, b) < 0 }
}

/// Which way round a comparison is built from an order's two primitives.
protocol ComparisonRule: Sendable {
    static func holds<V: OrderedValue>(_ a: V, _ b: V) -> Bool
}

enum IsEqual: ComparisonRule {
    @inline(__always)
    static func holds<V: OrderedValue>(_ a: V, _ b: V) -> Bool { V.same(a, b) }
}

enum IsNotEqual: ComparisonRule {
    @inline(__always)
    static func holds<V: OrderedValue>(_ a: V, _ b: V) -> Bool { !V.same(a, b) }
}

enum IsLess: ComparisonRule {
    @inline(__always)
    static func holds<V: OrderedValue>(_ a: V, _ b: V) -> Bool { V.before(a, b) }
}

enum IsLessOrEqual: ComparisonRule {
    @inline(__always)
    static func holds<V: OrderedValue>(_ a: V, _ b: V) -> Bool { !V.before(b, a) }
}

enum IsGreater: ComparisonRule {
    @inline(__always)
    static func holds<V: OrderedValue>(_ a: V, _ b: V) -> Bool { V.before(b, a) }
}

enum IsGreaterOrEqual: ComparisonRule {
    @inline(__always)
    static func holds<V: OrderedValue>(_ a: V, _ b: V) -> Bool { !V.before(a, b) }
}

struct Compare<V: OrderedValue, Rule: ComparisonRule>: BinaryOperation {
    @inline(__always)
    func apply(_ a: V, _ b: V, _ trouble: inout Int64) -> UInt8 { Rule.holds(a, b) ? 1 : 0 }
}

struct BooleanNot: UnaryOperation {
    @inline(__always)
    func apply(_ a: UInt8, _ trouble: inout Int64) -> UInt8 { a ^ 1 }
}
