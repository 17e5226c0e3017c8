/// Takes a record apart that the strict parser has accepted.
struct JSONShapeLearner {
    struct Part {
        var literal: [UInt8]
        var kind: JSONShape.Step.Kind
        var depth: Int
        var field: Int32
    }

    private let plan: JSONPlan
    private var cursor: JSONCursor
    private var literalStart: UnsafePointer<UInt8>
    private var parts: [Part] = []
    private var literalBytes = 0
    private var hasValue: Set<Int32> = []
    private var seen: Set<UnsafeMutablePointer<KeyEntry>> = []

    private init(_ bytes: UnsafePointer<UInt8>, count: Int, depthMax: Int, _ plan: JSONPlan) {
        self.plan = plan
        cursor = JSONCursor(bytes, count: count, depthMax: depthMax)
        literalStart = bytes
    }

    /// The record's shape; `nil` when it has something that no literal can stand for, or too much of everything.
    static func learn(_ bytes: UnsafePointer<UInt8>, count: Int, depthMax: Int, _ plan: JSONPlan) -> JSONShape? {
        var learner = JSONShapeLearner(bytes, count: count, depthMax: depthMax, plan)
        learner.cursor.skipSpace()
        guard learner.cursor.take("{"), learner.object(plan.root, depth: 1) else { return nil }
        learner.cursor.at = learner.cursor.end
        learner.emit(.end, field: -1, depth: 0)
        guard learner.parts.count <= JSONShape.stepsMax, learner.literalBytes <= JSONShape.literalBytesMax else {
            return nil
        }
        let nulls = (0..<Int32(plan.fieldCount)).filter { !learner.hasValue.contains($0) }
        return JSONShape(learner.parts, nullFields: nulls, plan.fields)
    }

    /// Ends the literal here.
    private mutating func emit(_ kind: JSONShape.Step.Kind, field: Int32, depth: Int) {
        let literal = Array(UnsafeBufferPointer(start: literalStart, count: cursor.at - literalStart))
        literalBytes += literal.count
        parts.append(Part(literal: literal, kind: kind, depth: depth, field: field))
    }

    private mutating func object(_ node: UnsafeMutablePointer<ObjectNode>, depth: Int) -> Bool {
        cursor.skipSpace()
        if cursor.take("}") { return true }
        while parts.count <= JSONShape.stepsMax {
            var key = TextToken(cursor.at)
            guard cursor.take("\""), cursor.string(&key), !key.hasEscape else { return false }
            cursor.skipSpace()
            guard cursor.take(":") else { return false }
            cursor.skipSpace()
            let entry = node.pointee.find(key.start, count: key.count).entry
            // Two spellings of one key: which counts is the strict parser's business.
            if entry >= 0, !seen.insert(node.pointee.entries + Int(entry)).inserted { return false }
            guard entry < 0 ? skipped(depth) : wanted(node.pointee.entries[Int(entry)], depth) else { return false }
            cursor.skipSpace()
            if cursor.take("}") { return true }
            guard cursor.take(",") else { return false }
            cursor.skipSpace()
        }
        return false
    }

    private mutating func skipped(_ depth: Int) -> Bool {
        switch cursor.peek {
        case UInt8(ascii: "\""):
            guard textValue(.skippedText, field: -1, depth) else { return false }
            return true
        case UInt8(ascii: "{"), UInt8(ascii: "["): emit(.skippedValue, field: -1, depth: depth)
        default: emit(.skippedScalar, field: -1, depth: depth)
        }
        return pass(depth)
    }

    /// Passes a value that does not belong to the literals.
    private mutating func pass(_ depth: Int) -> Bool {
        guard cursor.skipValue(depth: depth) else { return false }
        literalStart = cursor.at
        return true
    }

    /// A text: its quotes belong to the literals.
    private mutating func textValue(_ kind: JSONShape.Step.Kind, field: Int32, _ depth: Int) -> Bool {
        cursor.at += 1
        emit(kind, field: field, depth: depth)
        var text = TextToken(cursor.at)
        guard cursor.string(&text) else { return false }
        cursor.at -= 1
        literalStart = cursor.at
        cursor.at += 1
        return true
    }

    private mutating func wanted(_ entry: KeyEntry, _ depth: Int) -> Bool {
        if cursor.peek == UInt8(ascii: "n") { return cursor.takeNull() }
        if let child = entry.child {
            guard entry.field < 0, cursor.take("{") else { return false }
            return object(child, depth: depth + 1)
        }
        var field = entry.field
        while field >= 0 {
            hasValue.insert(field)
            field = plan.fields[Int(field)].next
        }
        let kind = kind(plan.fields[Int(entry.field)])
        if kind == .text || kind == .timeText { return textValue(kind, field: entry.field, depth) }
        emit(kind, field: entry.field, depth: depth)
        return pass(depth)
    }

    /// Whether the integer here has so few digits that the next ones will fit into the short way.
    private var isShort: Bool {
        var cursor = cursor
        var number = NumberToken(cursor.at)
        return cursor.number(&number) && number.count <= 14 && number.exponent == 0
    }

    private func kind(_ field: FieldPlan) -> JSONShape.Step.Kind {
        guard field.next < 0 else { return .value }
        let isNumber = cursor.peek != UInt8(ascii: "\"")
        switch field.kind {
        case .text: return field.high == .max ? .text : .value
        case .integer, .bigint: return isNumber && isShort ? .integer : .value
        case .time where !isNumber: return .timeText
        case .time: return isShort && field.instants != .refused ? .instant : .value
        case .real, .double: return .double
        case .numeric: return isNumber ? .numeric : .value
        default: return .value
        }
    }
}
