import StateStore

/// Takes the rows of a join out of what its sides have kept.
package struct PairMaker {
    private let unpacker: RowUnpacker
    private let form: PairsForm
    private let condition: ExpressionProgram?
    private let leftTypes: [DataType]
    private let rightTypes: [DataType]
    private let keyTexts: [ExpressionProgram]
    private let keyNames: [String]

    /// Pairs that are asked at once whether they are partners.
    private static let askedMax = 4096

    /// Nil when what is unpacked is no join's. `keys` are the columns of the kept rows that are equal in a pair.
    package init?(_ unpacker: RowUnpacker, keys: [Schema.Field], settings: EvaluationSettings) {
        guard case .pairs(let form) = unpacker.form else { return nil }
        self.unpacker = unpacker
        self.form = form
        condition = form.condition.map { ExpressionProgram($0, settings: settings) }
        leftTypes = Array(unpacker.types.prefix(form.left))
        rightTypes = Array(unpacker.types.dropFirst(form.left))
        keyTexts = keys.enumerated().map { index, key in
            let value = Expression(.column(index), type: key.type)
            return ExpressionProgram(Expression(.cast(value), type: .text), settings: settings)
        }
        keyNames = keys.map(\.name)
    }

    /// Takes a batch of pairs, and of those that were asked for the ones that failed.
    package typealias Give = (Batch, _ asked: Batch, RowErrors) throws(OperatorError) -> Void

    /// The pairs with a row that came after an epoch: the input's columns without the bytes, then those of both sides.
    package func pairs(_ batch: Batch, after last: Epoch, _ give: Give) throws(OperatorError) {
        guard form.givesPairs else { return }
        var made = MadeRows()
        func flush() throws(OperatorError) {
            guard !made.rows.isEmpty else { return }
            let all = self.batch(made, of: batch)
            made = MadeRows()
            guard let condition else { return try give(all, all, RowErrors()) }
            var errors = RowErrors()
            let partners = condition.evaluate(all, errors: &errors).trueRows
            try give(all.gathered(partners), all, errors)
        }
        for row in 0..<batch.count {
            guard case .bytes(let bytes) = batch.columns[unpacker.packed][row] else { continue }
            let (left, right) = try KeptRow.rows(bytes)
            guard !left.isEmpty, !right.isEmpty else { continue }
            let isNew = right.map { $0.epoch > last.rawValue }
            let hasNew = isNew.contains(true)
            var others = DecodedRows(right, rightTypes)
            for kept in left where hasNew || kept.epoch > last.rawValue {
                let values = try unpacker.decode(kept.bytes, leftTypes)
                for index in right.indices where isNew[index] || kept.epoch > last.rawValue {
                    made.add(row, values + (try others.row(index, unpacker)))
                    if made.rows.count == emitRowsMax { try flush() }
                }
            }
        }
        try flush()
    }

    /// The rows of one side that have no partner in what was kept, with NULLs for the other side.
    package func alone(_ batch: Batch, _ give: Give) throws(OperatorError) {
        guard let side = form.alone else { return }
        var made = MadeRows()
        func flush() throws(OperatorError) {
            guard !made.rows.isEmpty else { return }
            let all = self.batch(made, of: batch)
            made = MadeRows()
            try give(all, all, RowErrors())
        }
        for row in 0..<batch.count {
            guard case .bytes(let bytes) = batch.columns[unpacker.packed][row] else { continue }
            let (left, right) = try KeptRow.rows(bytes)
            let own = side == .left ? left : right
            let hasPartner = try partners(batch, row, own, side == .left ? right : left, side)
            for index in own.indices where !hasPartner[index] {
                let values = try unpacker.decode(own[index].bytes, side == .left ? leftTypes : rightTypes)
                let nulls = [Scalar](repeating: .null, count: side == .left ? rightTypes.count : leftTypes.count)
                made.add(row, side == .left ? values + nulls : nulls + values)
                if made.rows.count == emitRowsMax { try flush() }
            }
        }
        try flush()
    }

    /// For each of a key's rows whether it has a partner. One whose condition fails has: it is left out, as the pair
    /// was.
    private func partners(
        _ batch: Batch, _ row: Int, _ own: [KeptRow], _ others: [KeptRow], _ side: PairSide
    ) throws(OperatorError) -> [Bool] {
        guard let condition, !others.isEmpty else { return own.map { _ in !others.isEmpty } }
        var found = [Bool](repeating: false, count: own.count)
        var (made, asked) = (MadeRows(), [Int]())
        func ask() {
            guard !asked.isEmpty else { return }
            var errors = RowErrors()
            let rows = condition.evaluate(self.batch(made, of: batch), errors: &errors).trueRows
            for index in 0..<rows.count { found[asked[Int(rows.pointer[index])]] = true }
            for error in errors.all { found[asked[error.row]] = true }
            (made, asked) = (MadeRows(), [])
        }
        var partners = DecodedRows(others, side == .left ? rightTypes : leftTypes)
        for index in own.indices {
            let values = try unpacker.decode(own[index].bytes, side == .left ? leftTypes : rightTypes)
            for other in others.indices where !found[index] {
                let partner = try partners.row(other, unpacker)
                made.add(row, side == .left ? values + partner : partner + values)
                asked.append(index)
                if asked.count == PairMaker.askedMax { ask() }
            }
        }
        ask()
        return found
    }

    private func batch(_ made: MadeRows, of batch: Batch) -> Batch {
        let repeated = RowList(Buffer(made.list), count: made.list.count)
        var columns = batch.columns.indices.filter { $0 != unpacker.packed }
            .map { batch.columns[$0].gathered(repeated) }
        for (index, type) in unpacker.types.enumerated() {
            columns.append(Column(type: type, scalars: made.rows.map { $0[index] }))
        }
        return Batch(count: made.rows.count, columns: columns)
    }

    /// Refuses a key whose rows have become too many to be kept: leaving pairs out would be a wrong answer.
    package func check(deleted batch: Batch) throws(OperatorError) {
        for row in 0..<batch.count where !batch.columns[unpacker.packed].validity.isValid(row) {
            var errors = RowErrors()
            let values = keyTexts.map { text -> String in
                guard case .bytes(let bytes) = text.evaluate(batch, errors: &errors)[row] else { return "NULL" }
                return String(decoding: bytes.prefix(200), as: UTF8.self)
            }
            let key = zip(keyNames, values).map { "\($0) = \($1)" }.joined(separator: ", ")
            let remedy =
                unpacker.packed > keyNames.count
                ? "bound the times of both sides closer in ON, or join by more columns"
                : "SET state_ttl forgets old ones, as does a bound on the times of both sides in ON"
            throw .unsupported("the rows of one key of a join take more than 64 MiB (\(key)); \(remedy)")
        }
    }
}

/// Rows in the making: their values, and for each the row of the input that it comes from.
private struct MadeRows {
    var list: [Int32] = []
    var rows: [[Scalar]] = []

    mutating func add(_ row: Int, _ values: [Scalar]) {
        list.append(Int32(row))
        rows.append(values)
    }
}

/// Kept rows that are decoded once, when they are first asked for.
private struct DecodedRows {
    private let kept: [KeptRow]
    private let types: [DataType]
    private var decoded: [[Scalar]?]

    init(_ kept: [KeptRow], _ types: [DataType]) {
        self.kept = kept
        self.types = types
        decoded = [[Scalar]?](repeating: nil, count: kept.count)
    }

    mutating func row(_ index: Int, _ unpacker: RowUnpacker) throws(OperatorError) -> [Scalar] {
        if let values = decoded[index] { return values }
        let values = try unpacker.decode(kept[index].bytes, types)
        decoded[index] = values
        return values
    }
}
