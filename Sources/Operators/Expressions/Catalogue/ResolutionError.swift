/// Why no function or operator fits; types are without precision, scale and limit.
package enum ResolutionError: Error, Sendable {
    /// No function has this name; compare with `Catalogue.functionNames`.
    case noSuchFunction(name: String, arguments: [DataType])
    /// Functions of this name exist, but none for these types.
    case noMatchingFunction(name: String, arguments: [DataType], offered: [FunctionReference])
    case noSuchOperator(symbol: String, operands: [DataType])
    /// Several fit equally well: a cast of a literal decides.
    case ambiguous(name: String, arguments: [DataType], offered: [FunctionReference])
    /// PostgreSQL has it, a stream job can't; the reason says what to use instead.
    case refused(name: String, reason: String)
}

extension ResolutionError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noSuchFunction(let name, let arguments), .noMatchingFunction(let name, let arguments, _):
            return "function \(name)(\(Self.list(arguments))) does not exist"
        case .noSuchOperator(let symbol, let operands):
            let types = operands.map(\.description)
            let form = types.count == 1 ? "\(symbol) \(types[0])" : types.joined(separator: " \(symbol) ")
            return "operator does not exist: \(form)"
        case .ambiguous(let name, let arguments, _):
            return "\(name)(\(Self.list(arguments))) is not unique: cast an argument to say which one is meant"
        case .refused(let name, let reason): return "\(name) can't be used in a job: \(reason)"
        }
    }

    private static func list(_ types: [DataType]) -> String {
        types.map(\.description).joined(separator: ", ")
    }
}

/// Functions whose value depends on more than the row: a replay after a crash would give other rows.
enum Refusals {
    static let clock = "its value changes from run to run; use the event time, or the column _kafka_timestamp"
    static let chance = "its value changes from run to run, so a replay would give other rows"

    static let functions: [String: String] = {
        var all: [String: String] = [:]
        for name in [
            "now", "current_timestamp", "current_date", "current_time", "localtime", "localtimestamp",
            "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday",
        ] {
            all[name] = clock
        }
        for name in ["random", "setseed", "gen_random_uuid", "uuid_generate_v4", "nextval", "pg_sleep"] {
            all[name] = chance
        }
        return all
    }()
}
