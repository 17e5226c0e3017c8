import Operators

extension PostgresParameter {
    /// A timestamptz; what PostgreSQL has no room for becomes its infinity.
    static func timestamp(_ micros: Int64?) -> PostgresParameter {
        guard let micros else { return .text(nil) }
        let bounded =
            TimeLimits.isTimestamp(micros)
            ? micros : micros < 0 ? TimeLimits.negativeInfinity : TimeLimits.infinity
        return .binary(withUnsafeBytes(of: bounded.bigEndian) { Array($0) }, type: WireType.timestamptz.oid)
    }
}
