import Runner

/// A syntax tree as text, so that a test compares one line: `a + b * 2` is `(+ a (* b 2))`.
func text(_ expr: Expr) -> String {
    switch expr.kind {
    case .null: "null"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .numeric(let value): "#\(value)"
    case .string(let value): "'\(value)'"
    case .column(let name): name.text
    case .star(let qualifier): (qualifier.map(\.text) + ["*"]).joined(separator: ".")
    case .field(let value, let name): "(field \(text(value)) \(name.text))"
    case .fieldStar(let value): "(field \(text(value)) *)"
    case .element(let value, let index): "(element \(text(value)) \(text(index)))"
    case .slice(let value, let lower, let upper):
        "(slice \(text(value)) \(lower.map(text) ?? "_") \(upper.map(text) ?? "_"))"
    case .unary(let name, let value): "(\(name) \(text(value)))"
    case .binary(let name, let left, let right): "(\(name) \(text(left)) \(text(right)))"
    case .and(let parts): "(and \(texts(parts)))"
    case .or(let parts): "(or \(texts(parts)))"
    case .not(let part): "(not \(text(part)))"
    case .isNull(let value, let negated): "(is\(not(negated)) null \(text(value)))"
    case .isTruth(let value, let truth, let negated): "(is\(not(negated)) \(truth) \(text(value)))"
    case .isDistinct(let a, let b, let negated): "(is\(not(negated)) distinct \(text(a)) \(text(b)))"
    case .between(let value, let low, let high, let isSymmetric, let negated):
        "(\(negated ? "not " : "")between\(isSymmetric ? " symmetric" : "") \(texts([value, low, high])))"
    case .inList(let value, let list, let negated): "(\(negated ? "not " : "")in \(texts([value] + list)))"
    case .quantified(let value, let name, let array, let isAll):
        "(\(name) \(isAll ? "all" : "any") \(texts([value, array])))"
    case .like(let value, let pattern, let ignoresCase, let negated):
        "(\(negated ? "not " : "")\(ignoresCase ? "ilike" : "like") \(texts([value, pattern])))"
    case .similar(let value, let pattern, let escape, let negated):
        "(\(negated ? "not " : "")similar \(texts([value, pattern] + (escape.map { [$0] } ?? []))))"
    case .cases(let operand, let branches, let otherwise):
        "(case \(operand.map(text) ?? "_") "
            + branches.map { "[\(text($0.when)) \(text($0.then))]" }.joined(separator: " ")
            + " \(otherwise.map(text) ?? "_"))"
    case .coalesce(let parts): "(coalesce \(texts(parts)))"
    case .nullIf(let a, let b): "(nullif \(texts([a, b])))"
    case .greatest(let parts): "(greatest \(texts(parts)))"
    case .least(let parts): "(least \(texts(parts)))"
    case .cast(let value, let type): "(cast \(text(value)) \(text(type)))"
    case .call(let call): text(call)
    case .extract(let field, let value): "(extract \(field.text) \(text(value)))"
    case .atTimeZone(let value, let zone): "(zone \(texts([value, zone])))"
    case .current(let value): "(current \(value))"
    case .array(let parts): "(array\(parts.isEmpty ? "" : " ")\(texts(parts)))"
    case .row(let parts): "(row \(texts(parts)))"
    case .subquery(let query): "(subquery \(text(query)))"
    case .exists(let query): "(exists \(text(query)))"
    case .inSubquery(let value, let query): "(in \(text(value)) \(text(query)))"
    }
}

func texts(_ parts: [Expr]) -> String { parts.map(text).joined(separator: " ") }

private func not(_ negated: Bool) -> String { negated ? " not" : "" }

func text(_ type: TypeName) -> String {
    var result = type.name
    if let fields = type.intervalFields { result += "{\(fields.rawValue)}" }
    if !type.modifiers.isEmpty { result += "(\(type.modifiers.map(String.init).joined(separator: ",")))" }
    return result + String(repeating: "[]", count: type.arrayDimensions)
}

func text(_ call: FunctionCall) -> String {
    var inner = call.arguments.map { ($0.name.map { "\($0.text)=>" } ?? "") + text($0.value) }
    if call.isStar { inner.append("*") }
    if call.isDistinct { inner.insert("distinct", at: 0) }
    if !call.orderBy.isEmpty { inner.append((call.isWithinGroup ? "within " : "order ") + texts(call.orderBy)) }
    if let filter = call.filter { inner.append("filter \(text(filter))") }
    switch call.over {
    case .named(let name): inner.append("over \(name.text)")
    case .inline(let window): inner.append("over \(text(window))")
    case nil: break
    }
    return "\(call.name.text)(\(inner.joined(separator: ", ")))"
}

func texts(_ items: [SortItem]) -> String {
    items.map { item in
        text(item.expr) + (item.isDescending ? " desc" : "") + (item.nulls.map { " nulls \($0)" } ?? "")
    }.joined(separator: " ")
}

func text(_ window: WindowDefinition) -> String {
    var parts: [String] = []
    if let base = window.base { parts.append(base.text) }
    if !window.partitionBy.isEmpty { parts.append("partition \(texts(window.partitionBy))") }
    if !window.orderBy.isEmpty { parts.append("order \(texts(window.orderBy))") }
    if let frame = window.frame { parts.append("\(frame.mode) \(text(frame.start)) to \(text(frame.end))") }
    return "(\(parts.joined(separator: " ")))"
}

private func text(_ bound: WindowFrame.Bound) -> String {
    switch bound {
    case .unboundedPreceding: "start"
    case .preceding(let value): "-\(text(value))"
    case .currentRow: "here"
    case .following(let value): "+\(text(value))"
    case .unboundedFollowing: "end"
    }
}

func text(_ query: Query) -> String {
    var result = query.with.map { "with \($0.name.text) as \(text($0.query)) " }.joined()
    switch query.body {
    case .select(let select): result += text(select)
    case .unionAll(let arms): result += "union(\(arms.map(text).joined(separator: " | ")))"
    case .values(let rows): result += "values(\(rows.map(texts).joined(separator: " | ")))"
    }
    if !query.orderBy.isEmpty { result += " order(\(texts(query.orderBy)))" }
    if let limit = query.limit { result += " limit(\(text(limit)))" }
    if let skip = query.skip { result += " offset(\(text(skip)))" }
    return result
}

private func text(_ select: Select) -> String {
    var result = "select"
    switch select.distinct {
    case .rows: result += " distinct"
    case .on(let keys): result += " distinct on (\(texts(keys)))"
    case nil: break
    }
    result +=
        " "
        + select.targets.map { text($0.expr) + ($0.alias.map { " as \($0.text)" } ?? "") }
        .joined(separator: ", ")
    if !select.from.isEmpty { result += " from \(select.from.map(text).joined(separator: ", "))" }
    if let condition = select.condition { result += " where \(text(condition))" }
    if !select.groupBy.isEmpty { result += " group(\(texts(select.groupBy)))" }
    if let having = select.having { result += " having \(text(having))" }
    for window in select.windows { result += " window \(window.name.text) \(text(window.definition))" }
    return result
}

func text(_ item: FromItem) -> String {
    var result = item.isLateral ? "lateral " : ""
    switch item.kind {
    case .table(let name): result += name.text
    case .function(let call, let withOrdinality): result += text(call) + (withOrdinality ? " ordinality" : "")
    case .subquery(let query): result += "[\(text(query))]"
    case .join(let join):
        result += "(\(join.kind) \(text(join.left)) \(text(join.right))"
        switch join.condition {
        case .always: break
        case .on(let condition): result += " on \(text(condition))"
        case .using(let names): result += " using \(names.map(\.text).joined(separator: ","))"
        }
        result += ")"
    }
    guard let alias = item.alias else { return result }
    result += " as \(alias.name.text)"
    return alias.columnNames.isEmpty ? result : result + "(\(alias.columnNames.map(\.text).joined(separator: ",")))"
}

/// The only statement of a text; errors come out as the text of the first.
func only(_ sql: String) -> StatementKind? {
    let parsed = parseJob(sql)
    return parsed.job.statements.count == 1 && parsed.isValid ? parsed.job.statements[0].kind : nil
}

/// A query as text, or the messages.
func queryText(_ sql: String) -> String {
    let parsed = parseJob(sql)
    guard parsed.isValid, parsed.job.statements.count == 1, case .select(let query) = parsed.job.statements[0].kind
    else { return "errors: " + parsed.diagnostics.map(\.message).joined(separator: "; ") }
    return text(query)
}

/// An expression as text, or the messages.
func exprText(_ sql: String) -> String {
    let all = queryText("select \(sql)")
    return all.hasPrefix("select ") ? String(all.dropFirst(7)) : all
}

/// Everything there is to say about a job, as a person sees it.
func rendered(_ sql: String) -> String {
    DiagnosticRenderer(source: SourceText(name: "job.sql", text: sql)).render(parseJob(sql).diagnostics)
}
