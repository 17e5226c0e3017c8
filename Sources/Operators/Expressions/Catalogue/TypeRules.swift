/// Where a cast stands: what may happen unasked, on assignment to a column, or only by `CAST`.
package enum CastContext: Int, Comparable, Sendable {
    case implicit, assignment, explicit

    package static func < (a: CastContext, b: CastContext) -> Bool { a.rawValue < b.rawValue }
}

/// PostgreSQL's families of types, within which functions prefer to stay.
enum TypeCategory: Hashable, Sendable {
    case boolean, number, string, dateTime, timeSpan, user, array, unknown
}

extension DataType {
    var category: TypeCategory {
        switch self {
        case .boolean: .boolean
        case .smallint, .integer, .bigint, .numeric, .real, .double: .number
        case .text: .string
        case .timestamptz, .timestamp, .date: .dateTime
        case .interval: .timeSpan
        case .uuid, .jsonb, .bytea, .record: .user
        case .array: .array
        case .unknown: .unknown
        }
    }

    /// Whether PostgreSQL prefers this type within its category.
    var isPreferred: Bool {
        switch self {
        case .boolean, .double, .text, .timestamptz, .interval: true
        default: false
        }
    }

    /// The type without precision, scale and limit, by which functions are chosen.
    package var unmodified: DataType {
        switch self {
        case .numeric: .numeric
        case .text: .text
        case .array(let element): .array(element.unmodified)
        default: self
        }
    }
}

/// Which types turn into which, as in PostgreSQL 15's `pg_cast`.
package enum TypeRules {
    /// Whether PostgreSQL casts `from` to `to` in this context. `unknown` literals turn into anything.
    package static func canCast(from: DataType, to: DataType, in context: CastContext) -> Bool {
        let from = from.unmodified
        let to = to.unmodified
        if from == to || from == .unknown { return true }
        if to == .unknown { return false }
        return needed(from, to).map { $0 <= context } ?? false
    }

    /// The least context that allows the cast, or `nil` when there is none.
    static func needed(_ from: DataType, _ to: DataType) -> CastContext? {
        if let rank = numberRank(from), let target = numberRank(to) { return rank <= target ? .implicit : .assignment }
        switch (from, to) {
        case (.record, _), (_, .record): return nil
        case (.array, .text): return .assignment
        case (.text, .array): return .explicit
        case (.array(let a), .array(let b)): return needed(a, b)
        case (.array, _), (_, .array): return nil
        case (_, .text): return .assignment
        case (.text, _): return .explicit
        case (.boolean, .integer), (.integer, .boolean): return .explicit
        case (.date, .timestamp), (.date, .timestamptz), (.timestamp, .timestamptz): return .implicit
        case (.timestamptz, .timestamp), (.timestamptz, .date), (.timestamp, .date): return .assignment
        case (.jsonb, .boolean), (.jsonb, .smallint), (.jsonb, .integer), (.jsonb, .bigint), (.jsonb, .numeric),
            (.jsonb, .real), (.jsonb, .double):
            return .explicit
        default: return nil
        }
    }

    private static func numberRank(_ type: DataType) -> Int? {
        switch type {
        case .smallint: 0
        case .integer: 1
        case .bigint: 2
        case .numeric: 3
        case .real: 4
        case .double: 5
        default: nil
        }
    }

    /// The type that CASE, COALESCE, GREATEST, IN and UNION ALL give these inputs; `nil` when they do not match.
    /// Only `unknown` inputs give text.
    package static func commonType(_ types: [DataType]) -> DataType? {
        guard let first = types.first else { return nil }
        if types.allSatisfy({ $0 == first }) { return first == .unknown ? .text : first }
        var chosen: DataType = .unknown
        for type in types.lazy.map(\.unmodified) where type != .unknown {
            if chosen == .unknown {
                chosen = type
            } else if type != chosen {
                guard type.category == chosen.category else { return nil }
                if !chosen.isPreferred && canCast(from: chosen, to: type, in: .implicit)
                    && !canCast(from: type, to: chosen, in: .implicit)
                {
                    chosen = type
                }
            }
        }
        if chosen == .unknown { return .text }
        return types.allSatisfy { canCast(from: $0, to: chosen, in: .implicit) } ? chosen : nil
    }
}
