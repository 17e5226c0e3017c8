import Operators

/// PostgreSQL's aggregates by name: which there are, and what type each gives.
enum AggregateResolution {
    /// Those that work.
    static let names = ["avg", "bool_and", "bool_or", "count", "every", "max", "min", "sum"]

    /// Those of PostgreSQL and of job-language that a later release has.
    static let later: Set<String> = [
        "approx_count_distinct", "stddev", "stddev_pop", "stddev_samp", "variance", "var_pop", "var_samp",
        "percentile_cont", "percentile_disc", "mode", "array_agg", "string_agg", "first_value", "last_value",
        "jsonb_agg", "json_agg", "jsonb_object_agg", "json_object_agg", "bit_and", "bit_or", "bit_xor", "corr",
        "covar_pop", "covar_samp", "regr_slope", "range_agg", "xmlagg",
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
            case .boolean, .uuid, .jsonb, .bytea, .array, .record: return nil
            }
        case "bool_and", "every": return type == .boolean || type == .unknown ? (.boolAnd, .boolean, .boolean) : nil
        case "bool_or": return type == .boolean || type == .unknown ? (.boolOr, .boolean, .boolean) : nil
        default: return nil
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
