import Operators

/// PostgreSQL's aggregates by name: which there are, and what type each gives.
enum AggregateResolution {
    /// Those that work.
    static let names = [
        "approx_count_distinct", "array_agg", "avg", "bit_and", "bit_or", "bit_xor", "bool_and", "bool_or", "count",
        "every", "first_value", "last_value", "max", "min", "mode", "percentile_cont", "percentile_disc", "stddev",
        "stddev_pop", "stddev_samp", "string_agg", "sum", "var_pop", "var_samp", "variance",
    ]

    /// Those of them that also work as running totals, before OVER.
    static let runningNames: Set<String> = ["avg", "bool_and", "bool_or", "count", "every", "max", "min", "sum"]

    /// Those whose rows are sorted by WITHIN GROUP.
    static let sortedGroupNames: Set<String> = ["mode", "percentile_cont", "percentile_disc"]

    /// Those of PostgreSQL that a later release has.
    static let later: Set<String> = [
        "jsonb_agg", "json_agg", "jsonb_object_agg", "json_object_agg", "corr", "covar_pop", "covar_samp", "regr_slope",
        "range_agg", "xmlagg",
    ]

    /// Window functions that a later release has.
    static let windowFunctions: Set<String> = [
        "row_number", "rank", "dense_rank", "percent_rank", "cume_dist", "ntile", "lag", "lead", "nth_value",
    ]

    static func isAggregate(_ name: String) -> Bool { names.contains(name) || later.contains(name) }

    /// The aggregate for an argument of this type, what the argument is cast to, and the result's type; nil when
    /// there is none.
    static func resolve(
        _ name: String, _ type: DataType
    ) -> (function: AggregateCall.Function, argument: DataType, result: DataType)? {
        switch name {
        case "count": return (.count, type == .unknown ? .text : type, .bigint)
        case "sum": return sumType(type).map { (.sum, type.unmodified, $0) }
        case "avg": return averageType(type).map { (.avg, type.unmodified, $0) }
        case "min", "max":
            let function: AggregateCall.Function = name == "min" ? .min : .max
            switch type {
            case .unknown: return (function, .text, .text)
            case .smallint, .integer, .bigint, .numeric, .real, .double, .text, .timestamptz, .timestamp, .date,
                .interval:
                return (function, type.unmodified, type.unmodified)
            case .array(let element) where ArrayOrder.hasOrder(element):
                return (function, type.unmodified, type.unmodified)
            case .boolean, .uuid, .jsonb, .bytea, .array, .record: return nil
            }
        case "bool_and", "every": return type == .boolean || type == .unknown ? (.boolAnd, .boolean, .boolean) : nil
        case "bit_and", "bit_or", "bit_xor":
            guard [.smallint, .integer, .bigint].contains(type) else { return nil }
            return (name == "bit_and" ? .bitAnd : name == "bit_or" ? .bitOr : .bitXor, type, type)
        case "stddev", "stddev_samp": return spreadType(type).map { (.stddevSamp, type.unmodified, $0) }
        case "stddev_pop": return spreadType(type).map { (.stddevPop, type.unmodified, $0) }
        case "variance", "var_samp": return spreadType(type).map { (.varSamp, type.unmodified, $0) }
        case "var_pop": return spreadType(type).map { (.varPop, type.unmodified, $0) }
        case "bool_or": return type == .boolean || type == .unknown ? (.boolOr, .boolean, .boolean) : nil
        default: return valueResolution(name, type)
        }
    }

    /// Those that give values back, or look at nothing but whether they are equal.
    private static func valueResolution(
        _ name: String, _ type: DataType
    ) -> (function: AggregateCall.Function, argument: DataType, result: DataType)? {
        let type = type == .unknown ? .text : type.unmodified
        switch name {
        case "first_value": return (.firstValue, type, type)
        case "last_value": return (.lastValue, type, type)
        case "array_agg": return (.arrayAgg, type, .array(type))
        case "mode": return (.mode, type, type)
        case "percentile_disc": return (.percentileDisc, type, type)
        case "percentile_cont":
            if type == .interval { return (.percentileCont, .interval, .interval) }
            guard TypeRules.canCast(from: type, to: .double, in: .implicit) else { return nil }
            return (.percentileCont, .double, .double)
        case "string_agg": return type == .text ? (.stringAgg, .text, .text) : nil
        case "approx_count_distinct": return (.approxCountDistinct, type, .bigint)
        default: return nil
        }
    }

    /// Whether values of a type can be told apart and put in order one by one.
    static func hasOrder(_ type: DataType) -> Bool {
        switch type {
        case .jsonb, .array, .record: false
        default: true
        }
    }

    private static func spreadType(_ type: DataType) -> DataType? {
        switch type {
        case .smallint, .integer, .bigint, .numeric: .numeric
        case .real, .double: .double
        default: nil
        }
    }

    private static func sumType(_ type: DataType) -> DataType? {
        switch type {
        case .smallint, .integer: .bigint
        case .bigint, .numeric: .numeric
        case .real: .real
        case .double: .double
        case .interval: .interval
        default: nil
        }
    }

    /// Bounds of what one GROUP BY takes.
    static let keysMax = 40
    static let callsMax = 64

    private static func averageType(_ type: DataType) -> DataType? {
        switch type {
        case .smallint, .integer, .bigint, .numeric: .numeric
        case .real, .double: .double
        case .interval: .interval
        default: nil
        }
    }
}
