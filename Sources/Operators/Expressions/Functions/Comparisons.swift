/// The six comparison operators, by PostgreSQL's order of each type.
enum Comparison: String, CaseIterable, Sendable {
    case equal = "="
    case notEqual = "<>"
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

/// A comparison as a flat loop over values of one Swift type.
func comparison<V: OrderedValue & BufferValue>(_ operation: Comparison, of: V.Type) -> Kernel {
    switch operation {
    case .equal: flat(.boolean, Compare<V, IsEqual>())
    case .notEqual: flat(.boolean, Compare<V, IsNotEqual>())
    case .less: flat(.boolean, Compare<V, IsLess>())
    case .lessOrEqual: flat(.boolean, Compare<V, IsLessOrEqual>())
    case .greater: flat(.boolean, Compare<V, IsGreater>())
    case .greaterOrEqual: flat(.boolean, Compare<V, IsGreaterOrEqual>())
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
        case .boolean: return comparison(operation, of: UInt8.self)
        case .real, .double: return comparison(operation, of: Double.self)
        case .interval: return comparison(operation, of: Interval.self)
        case .numeric: return decimalComparison(operation)
        case .jsonb: return jsonEquality
        case .array(let element): return arrayComparison(operation, element, settings)
        default: return comparison(operation, of: StringView.self)
        }
    }

    static func integerComparison(_ operation: Comparison) -> Kernel { comparison(operation, of: Int64.self) }

    private static func decimalComparison(_ operation: Comparison) -> Kernel {
        switch operation {
        case .equal: decimals(DecimalCompare<IsEqual>.self)
        case .notEqual: decimals(DecimalCompare<IsNotEqual>.self)
        case .less: decimals(DecimalCompare<IsLess>.self)
        case .lessOrEqual: decimals(DecimalCompare<IsLessOrEqual>.self)
        case .greater: decimals(DecimalCompare<IsGreater>.self)
        case .greaterOrEqual: decimals(DecimalCompare<IsGreaterOrEqual>.self)
        }
    }

    private static func decimals<Rule: ComparisonRule>(_: DecimalCompare<Rule>.Type) -> Kernel {
        rows(.boolean) { (a: Decimal, b: Decimal, _) -> Bool? in DecimalCompare<Rule>.holds(a, b) }
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
