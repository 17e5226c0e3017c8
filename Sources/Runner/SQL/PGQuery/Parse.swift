import CPGQuery

/// What the parser makes of one statement.
enum ParseOutcome<Value> {
    case parsed(Value)
    case failed(ParserFailure)
}

/// Parses one statement and lends its tree to a closure; the tree is freed when the closure returns.
///
/// To be called on the parser thread only. The closure gets nil for a text without a statement.
func parse<Value>(_ text: [UInt8], _ body: (PGNode?) -> Value) -> ParseOutcome<Value> {
    let result = withCString(text) { pg_query_parse_protobuf($0) }
    defer { pg_query_free_protobuf_parse_result(result) }
    if let error = result.error { return .failed(ParserFailure(error, in: text)) }
    let unpacked = result.parse_tree.data.withMemoryRebound(to: UInt8.self, capacity: result.parse_tree.len) {
        pg_query__parse_result__unpack(nil, result.parse_tree.len, $0)
    }
    guard let unpacked else {
        return .failed(ParserFailure(message: "the parser's answer cannot be unpacked", offset: 0))
    }
    defer { pg_query__parse_result__free_unpacked(unpacked, nil) }
    guard unpacked.pointee.n_stmts > 0, let statement = unpacked.pointee.stmts[0]?.pointee.stmt else {
        return .parsed(body(nil))
    }
    return .parsed(body(statement))
}

/// A node of libpg_query's tree, alive while the closure of `parse` runs.
typealias PGNode = UnsafeMutablePointer<PgQuery__Node>

/// A list as libpg_query keeps it: a count and an array of pointers.
typealias PGList = UnsafeMutablePointer<UnsafeMutablePointer<PgQuery__Node>?>

/// The nodes of a list.
func nodes(_ count: Int, _ list: PGList?) -> [PGNode] {
    guard let list, count > 0 else { return [] }
    return (0..<count).compactMap { list[$0] }
}

/// The string of a C field; empty for none.
func string(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
}

/// The text of a String node; nil for another node.
func nameText(_ node: PGNode) -> String? {
    guard node.pointee.node_case == PG_QUERY__NODE__NODE_STRING else { return nil }
    return string(node.pointee.string.pointee.sval)
}
