/// The six comparison operators, by PostgreSQL's order of each type.
enum Comparison: String, CaseIterable, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// A comparison as a flat loop, from the two primitives of a type.
@inline(__always)
func comparison<A: BufferValue, B: BufferValue>(
    _ comparison: Comparison, equal: @escaping (A, B) -> Bool, less: @escaping (A, B) -> Bool,
    greater: @escaping (A, B) -> Bool
) -> Kernel {
    switch comparison {
    case .equal: flat(.boolean) { (a: A, b: B, _) -> UInt8 in equal(a, b) ? 1 : 0 }
    case .notEqual: flat(.boolean) { (a: A, b: B, _) -> UInt8 in equal(a, b) ? 0 : 1 }
    case .less: flat(.boolean) { (a: A, b: B, _) -> UInt8 in less(a, b) ? 1 : 0 }
    case .lessOrEqual: flat(.boolean) { (a: A, b: B, _) -> UInt8 in greater(a, b) ? 0 : 1 }
    case .greater: flat(.boolean) { (a: A, b: B, _) -> UInt8 in greater(a, b) ? 1 : 0 }
    case .greaterOrEqual: flat(.boolean) { (a: A, b: B, _) -> UInt8 in less(a, b) ? 0 : 1 }
    }
}

extension FunctionTables {
    static var comparisons: [Overload] {
        Comparison.allCases.flatMap { operation in
            comparedTypes.map { a, b in
                symbol(operation.rawValue, [a, b], .boolean, canFail: false) { site in
                    kernel(operation, a, b, site.settings)
                }
            }
        }
    }

    private static var comparedTypes: [(DataType, DataType)] {
        let integers: [DataType] = [.smallint, .integer, .bigint]
        let floats: [DataType] = [.real, .double]
        let times: [DataType] = [.date, .timestamp, .timestamptz]
        let alone: [DataType] = [.boolean, .numeric, .text, .interval, .uuid, .bytea]
        return [integers, floats, times].flatMap { group in group.flatMap { a in group.map { (a, $0) } } }
            + alone.map { ($0, $0) }
    }

    /// The kernel that compares an `a` with a `b`.
    static func kernel(
        _ operation: Comparison, _ a: DataType, _ b: DataType, _ settings: EvaluationSettings
    ) -> Kernel {
        switch a {
        case .smallint, .integer, .bigint: return integerComparison(operation)
        case .date, .timestamp, .timestamptz:
            return a == b ? integerComparison(operation) : mixedTimes(operation, a, b, settings)
        case .boolean:
            return comparison(
                operation, equal: { (a: UInt8, b: UInt8) in a == b }, less: { $0 < $1 }, greater: { $0 > $1 })
        case .real, .double:
            return comparison(
                operation, equal: { (a: Double, b: Double) in a == b || (a.isNaN && b.isNaN) },
                less: { $0 < $1 || ($1.isNaN && !$0.isNaN) }, greater: { $0 > $1 || ($0.isNaN && !$1.isNaN) })
        case .interval:
            return comparison(
                operation, equal: { (a: Interval, b: Interval) in a.comparable == b.comparable },
                less: { $0.comparable < $1.comparable }, greater: { $0.comparable > $1.comparable })
        case .numeric: return decimalComparison(operation)
        case .jsonb: return jsonEquality
        default:
            return comparison(
                operation, equal: { (a: StringView, b: StringView) in StringView.equal(a, b) },
                less: { StringView.compare($0, $1) < 0 }, greater: { StringView.compare($0, $1) > 0 })
        }
    }

    static func integerComparison(_ operation: Comparison) -> Kernel {
        comparison(operation, equal: { (a: Int64, b: Int64) in a == b }, less: { $0 < $1 }, greater: { $0 > $1 })
    }

    private static func decimalComparison(_ operation: Comparison) -> Kernel {
        rows(.boolean) { (a: Decimal, b: Decimal, _) -> Bool? in
            let order = Decimal.compare(a, b)
            switch operation {
            case .equal: return order == 0
            case .notEqual: return order != 0
            case .less: return order < 0
            case .lessOrEqual: return order <= 0
            case .greater: return order > 0
            case .greaterOrEqual: return order >= 0
            }
        }
    }

    /// Dates and timestamps of different types meet as timestamps, and in the session's zone where one has a zone.
    private static func mixedTimes(
        _ operation: Comparison, _ a: DataType, _ b: DataType, _ settings: EvaluationSettings
    ) -> Kernel {
        let zone = settings.timezone
        let withZone = a == .timestamptz || b == .timestamptz
        let compare = integerComparison(operation)
        return { frame in
            let operands = zip(frame.operands, [a, b]).map { operand, type in
                Operand(TimeCasts.widened(operand.column, type, withZone ? zone : nil), isConstant: operand.isConstant)
            }
            return compare(CallFrame(operands: operands, count: frame.count, log: frame.log))
        }
    }
}

extension FunctionTables {
    /// Equality of two values of one type, as GROUP BY and IS DISTINCT FROM see it.
    static func equality(_ type: DataType, _ settings: EvaluationSettings) -> Kernel {
        kernel(.equal, type, type, settings)
    }
}
