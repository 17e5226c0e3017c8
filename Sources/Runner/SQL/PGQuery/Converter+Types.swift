import CPGQuery

extension Converter {
    func typeName(_ type: PgQuery__TypeName) throws(Diagnostic) -> TypeName {
        let start = offset(type.location)
        if type.setof != 0 { throw notSupported("SETOF", at: start) }
        if type.pct_type != 0 { throw notSupported("%TYPE", at: start) }
        var parts = nodes(type.n_names, type.names).compactMap(nameText)
        if parts.count > 1, parts[0] == "pg_catalog" { parts.removeFirst() }
        var result = TypeName(name: parts.joined(separator: "."), arrayDimensions: type.n_array_bounds, at: start)
        var modifiers = try each(type.n_typmods, type.typmods) { (node) throws(Diagnostic) in
            try modifier(node, at: start)
        }
        if result.name == "interval", let mask = modifiers.first {
            modifiers.removeFirst()
            if mask != intervalFullRange { result.intervalFields = IntervalFields(postgresMask: mask) }
        }
        result.modifiers = modifiers
        return result
    }

    private func modifier(_ node: PGNode, at start: Int) throws(Diagnostic) -> Int {
        guard node.pointee.node_case == PG_QUERY__NODE__NODE_A_CONST else {
            throw Diagnostic(.error, .badType, "a type's modifier is a whole number", at: start)
        }
        let constant = node.pointee.a_const.pointee
        guard constant.val_case == PG_QUERY__A__CONST__VAL_IVAL else {
            throw Diagnostic(.error, .badType, "a type's modifier is a whole number", at: offset(constant.location))
        }
        return Int(constant.ival.pointee.ival)
    }
}

/// INTERVAL_FULL_RANGE of PostgreSQL: no field was named, only a precision.
private let intervalFullRange = 0x7FFF

extension IntervalFields {
    /// From the bits of INTERVAL_MASK in PostgreSQL's datetime.h.
    init(postgresMask mask: Int) {
        let bits: [(Int, IntervalFields)] = [
            (2, .year), (1, .month), (3, .day), (10, .hour), (11, .minute), (12, .second),
        ]
        self = []
        for (bit, field) in bits where mask & (1 << bit) != 0 { insert(field) }
    }
}
