/// One entry of the catalogue: a signature and how to make its kernel.
struct Overload: Sendable {
    let reference: FunctionReference
    /// Whether a row can fail in it: division, a cast, an overflow.
    let canFail: Bool
    /// Makes the kernel for one call; called once per query and lane.
    let prepare: @Sendable (CallSite) -> Kernel

    var arguments: [DataType] { reference.arguments }
    var result: DataType { reference.result }
}

/// What is known of a call before any row.
struct CallSite {
    let function: FunctionReference
    /// The value of each argument that is the same for all rows.
    let constants: [Scalar?]
    let settings: EvaluationSettings

    /// Argument `index` as text, when it is a literal that is not NULL.
    func text(_ index: Int) -> String? {
        guard index < constants.count, case .bytes(let bytes)? = constants[index] else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// What a session would hold in PostgreSQL.
package struct EvaluationSettings: Sendable {
    /// For casts between `timestamp` and `timestamptz` and for the fields of a `timestamptz`.
    package var timezone: TimeZoneRules

    package init(timezone: TimeZoneRules = .utc) {
        self.timezone = timezone
    }
}
