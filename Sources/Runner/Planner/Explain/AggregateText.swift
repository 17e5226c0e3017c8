import Operators

extension AggregateCall.Function {
    /// The name in SQL.
    var sqlName: String {
        switch self {
        case .countRows, .count: "count"
        case .sum: "sum"
        case .avg: "avg"
        case .min: "min"
        case .max: "max"
        case .boolAnd: "bool_and"
        case .boolOr: "bool_or"
        case .bitAnd: "bit_and"
        case .bitOr: "bit_or"
        case .bitXor: "bit_xor"
        case .stddevSamp: "stddev_samp"
        case .stddevPop: "stddev_pop"
        case .varSamp: "var_samp"
        case .varPop: "var_pop"
        case .firstValue: "first_value"
        case .lastValue: "last_value"
        case .arrayAgg: "array_agg"
        case .stringAgg: "string_agg"
        case .percentileCont: "percentile_cont"
        case .percentileDisc: "percentile_disc"
        case .mode: "mode"
        case .smallest: "smallest"
        case .approxCountDistinct: "approx_count_distinct"
        }
    }

    /// Never NULL: 0 over no rows.
    var isCount: Bool { self == .count || self == .countRows || self == .approxCountDistinct }

    /// Written with WITHIN GROUP.
    var isOverSortedGroup: Bool { self == .percentileCont || self == .percentileDisc || self == .mode }
}

/// An aggregate call as SQL: `string_agg(DISTINCT name, ', ' ORDER BY name) FILTER (WHERE paid)`.
struct AggregateText {
    struct Key {
        var text: String
        var order: AggregateOrder

        var written: String {
            let direction = order.isDescending ? " DESC" : ""
            guard order.putsNullsFirst != order.isDescending else { return text + direction }
            return text + direction + (order.putsNullsFirst ? " NULLS FIRST" : " NULLS LAST")
        }
    }

    let function: AggregateCall.Function
    let argument: String?
    let isDistinct: Bool
    let order: [Key]
    let parameter: AggregateCall.Parameter?
    let filter: String?

    var text: String {
        let keys = order.map(\.written).joined(separator: ", ")
        let filter = self.filter.map { " FILTER (WHERE \($0))" } ?? ""
        var constant = ""
        switch parameter {
        case .fraction(let value)?: constant = "\(value)"
        case .text(let bytes)?: constant = literalText(.bytes(bytes), .text)
        case .count(let count)?: constant = "\(count)"
        case nil: break
        }
        if function == .smallest, parameter == .count(0) { return "all of \(argument ?? "")" }
        if function.isOverSortedGroup {
            return "\(function.sqlName)(\(constant)) WITHIN GROUP (ORDER BY \(keys))\(filter)"
        }
        let inside = [
            (isDistinct ? "DISTINCT " : "") + (function == .countRows ? "*" : argument ?? ""), constant,
        ].filter { !$0.isEmpty }.joined(separator: ", ")
        return "\(function.sqlName)(\(inside)\(keys.isEmpty ? "" : " ORDER BY " + keys))\(filter)"
    }
}
