import Foundation
import Testing

@testable import Operators

/// Python with pyarrow and DuckDB, when there is one.
enum Peers {
    static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("peers.py")

    static let python: String? = {
        var root = script
        for _ in 0..<5 { root.deleteLastPathComponent() }
        let named: String? = ProcessInfo.processInfo.environment["MILLRACE_PYTHON"]
        let own = root.appendingPathComponent(".build/python/bin/python3").path
        for candidate in [named, own, "/usr/bin/python3"] {
            guard let candidate, FileManager.default.isExecutableFile(atPath: candidate) else { continue }
            if (try? run(candidate, ["present"])) != nil { return candidate }
        }
        return nil
    }()

    /// Whether tests with them should run; where all must run, they run and fail.
    static let areWanted = python != nil || ProcessInfo.processInfo.environment["MILLRACE_STRICT"] != nil

    static func lines(_ arguments: [String]) throws -> [[String?]] {
        let text = try run(try #require(python, "no python3 with pyarrow and duckdb: run tools/setup"), arguments)
        return try rows(text)
    }

    static func rows(_ text: String) throws -> [[String?]] {
        try text.split(separator: "\n").map { try JSONDecoder().decode([String?].self, from: Data($0.utf8)) }
    }

    private static func run(_ python: String, _ arguments: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [script.path] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = arguments == ["present"] ? FileHandle.nullDevice : FileHandle.standardError
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw ParquetError.input("python: \(process.terminationStatus)") }
        return String(decoding: data, as: UTF8.self)
    }

    /// Decoders of two modules have one name.
    private typealias JSONDecoder = Foundation.JSONDecoder
}

/// A folder that goes with its owner.
final class ParquetFolder {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "millrace-parquet-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func put(_ bytes: [UInt8], _ name: String) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    static func bytes(_ file: String) throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: file))) }
}

/// A value as `canon` in peers.py has it.
func canon(_ column: Column, _ row: Int) -> String? {
    switch (column[row], column.type) {
    case (.null, _): nil
    case (.boolean(let value), _): value ? "true" : "false"
    case (.int64(let value), .timestamptz), (.int64(let value), .timestamp):
        "\(value + TimeLimits.unixMicrosAtEpoch)"
    case (.int64(let value), .date): "\(value + TimeLimits.unixSecondsAtEpoch / 86_400)"
    case (.int64(let value), _): "\(value)"
    case (.double(let value), _): hex(withUnsafeBytes(of: value.bitPattern.bigEndian) { Array($0) })
    case (.decimal(let value), _): show(value)
    case (.interval(let value), _): "\(value)"
    case (.bytes, .array(let element)): canon(elements(of: column, row, element))
    case (.bytes(let bytes), .uuid), (.bytes(let bytes), .bytea): hex(bytes)
    case (.bytes(let bytes), _): String(decoding: bytes, as: UTF8.self)
    }
}

/// The elements of one array.
private func elements(of column: Column, _ row: Int, _ type: DataType) -> Column {
    let unnester = RowUnnester(
        UnnestSpec(column: 0, form: .array(type), keepsEmpty: false), settings: EvaluationSettings())
    var errors = RowErrors()
    let one = Column(type: column.type, scalars: [column[row]])
    let made = unnester.expand(Batch(count: 1, columns: [one]), errors: &errors)
    return errors.isEmpty ? made.batch.columns[1] : Column(type: .text, scalars: [.text(errors.all[0].message)])
}

private func canon(_ elements: Column) -> String {
    "[" + (0..<elements.count).map { canon(elements, $0).map { "<\($0)>" } ?? "null" }.joined(separator: ",") + "]"
}

func hex(_ bytes: [UInt8]) -> String { bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() }

func canon(_ batch: Batch) -> [[String?]] {
    (0..<batch.count).map { row in batch.columns.map { canon($0, row) } }
}

/// The first row in which two tables differ; `nil` when none does. (The macro's comparison takes hours for long ones.)
func difference(_ found: [[String?]], _ wanted: [[String?]]) -> String? {
    for row in 0..<min(found.count, wanted.count) where found[row] != wanted[row] {
        let column = zip(found[row], wanted[row]).enumerated().first { $1.0 != $1.1 }
        let (a, b) = column?.element ?? (nil, nil)
        return "row \(row), column \(column?.offset ?? -1): \(a ?? "NULL") instead of \(b ?? "NULL")"
    }
    return found.count == wanted.count ? nil : "\(found.count) rows instead of \(wanted.count)"
}

/// All rows of a file, its columns by their own types; those that are not read are left out.
func readAll(
    _ bytes: [UInt8], fields: [FieldSpec]? = nil, from row: Int64 = 0, rowsMax: Int = 1000, limit: Int = .max
) throws -> (rows: [[String?]], bad: [BadRecord], types: [DataType]) {
    let reader = try ParquetReader(ParquetMemory(bytes))
    let fields =
        fields ?? reader.columns.compactMap { column in column.type.map { FieldSpec(path: column.path, type: $0) } }
    var cursor = try reader.cursor(fields, from: row)
    var rows: [[String?]] = []
    var bad: [BadRecord] = []
    while rows.count < limit, let decoded = try cursor.next(rowsMax: rowsMax) {
        rows += canon(decoded.batch)
        bad += decoded.bad
    }
    return (rows, bad, fields.map(\.type))
}

/// Rows of every type that is written, made from a seed.
enum ParquetSample {
    static let fields: [ParquetField] = [
        ParquetField("b", .boolean), ParquetField("s", .smallint), ParquetField("i", .integer, isNullable: false),
        ParquetField("l", .bigint), ParquetField("n9", .numeric(NumericShape(precision: 9, scale: 2))),
        ParquetField("n18", .numeric(NumericShape(precision: 18, scale: 6))),
        ParquetField("n38", .numeric(NumericShape(precision: 38, scale: 10))), ParquetField("f", .real),
        ParquetField("d", .double), ParquetField("t", .text), ParquetField("v", .text(limit: 20)),
        ParquetField("utc", .timestamptz), ParquetField("wall", .timestamp), ParquetField("day", .date),
        ParquetField("u", .uuid), ParquetField("j", .jsonb), ParquetField("y", .bytea),
        ParquetField("gone", .bigint),
    ]

    static func batch(_ count: Int, seed: UInt64) -> Batch {
        var dice = Dice(seed: seed)
        let columns = fields.map { field in
            let scalars = (0..<count).map { row -> Scalar in
                if field.name == "gone" || (field.isNullable && dice.below(4) == 0) { return .null }
                return scalar(field.type, row, &dice)
            }
            return Column(type: field.type, scalars: scalars)
        }
        return Batch(count: count, columns: columns)
    }

    static func scalar(_ type: DataType, _ row: Int, _ dice: inout Dice) -> Scalar {
        let wild = Int64(bitPattern: dice.next())
        switch type {
        case .boolean: return .boolean(wild & 1 == 0)
        case .smallint: return .int64(Int64(Int16(truncatingIfNeeded: wild)))
        case .integer: return .int64(Int64(Int32(truncatingIfNeeded: wild)))
        case .bigint: return .int64(wild)
        case .timestamptz, .timestamp: return .int64(wild >> 6)
        case .date: return .int64(wild % 100_000)
        case .numeric(let shape?):
            let limit: Int128 = shape.precision == 9 ? 999_999_999 : shape.precision == 18 ? 1 << 59 : 1 << 126
            return .decimal(Decimal(coefficient: Int128(wild) * Int128(wild) % limit, scale: shape.scale))
        case .real: return .double(Double(Float(wild)))
        case .double: return .double([Double(wild), -0.0, .infinity, 1e-300][dice.below(4)])
        case .uuid: return .bytes((0..<16).map { _ in UInt8(dice.below(256)) })
        case .bytea: return .bytes((0..<dice.below(40)).map { _ in UInt8(dice.below(256)) })
        case .jsonb: return .text(#"{"n": \#(row), "s": "käse"}"#)
        default: return .text(["", "a", "web", "thirteen bytes", "日本語のテキスト"][dice.below(5)])
        }
    }

    /// Of each of those types but JSON a column of arrays, and one that is never NULL.
    static let listFields: [ParquetField] = fields.filter { $0.type != .jsonb }.map {
        ParquetField($0.name, .array($0.type), isNullable: $0.isNullable)
    }

    static func lists(_ count: Int, seed: UInt64) -> Batch {
        var dice = Dice(seed: seed)
        let columns = listFields.map { field in
            let scalars = (0..<count).map { row -> Scalar in
                guard case .array(let type) = field.type, field.name != "gone" else { return .null }
                let size = dice.below(8)
                if size == 7 && field.isNullable { return .null }
                let values = (0..<(row == count / 2 ? 700 : size)).map { _ in
                    dice.below(5) == 0 ? Scalar.null : element(type, row, &dice)
                }
                return .bytes(ArrayForm.json(values, type))
            }
            return Column(type: field.type, scalars: scalars)
        }
        return Batch(count: count, columns: columns)
    }

    /// A value that its text gives back in whichever way it is read: times after year 1, zero without a sign.
    private static func element(_ type: DataType, _ row: Int, _ dice: inout Dice) -> Scalar {
        switch (type, scalar(type, row, &dice)) {
        case (.timestamptz, .int64(let value)), (.timestamp, .int64(let value)), (.date, .int64(let value)):
            .int64(value.magnitude > 1 << 60 ? 0 : abs(value))
        case (_, .double(let value)): .double(value + 0.0)
        case (_, let value): value
        }
    }

    /// Every type with statistics, and what is hard about them: numbers that are none, zeros of both signs, infinite
    /// times, values that are longer than a bound may be, none at all.
    static let boundFields: [ParquetField] =
        [ParquetField("key", .bigint, isNullable: false)] + fields
        + [ParquetField("hard", .double), ParquetField("hard_real", .real), ParquetField("long", .text)]

    /// Five batches: of any values; of one value only; with hard ones; mostly NULL; of any values again.
    static func bounds(rows: Int) -> [Batch] {
        var dice = Dice(seed: 11)
        return (0..<5).map { group in
            let columns = boundFields.enumerated().map { position, field in
                let same = scalar(field.type, 7, &dice)
                let scalars = (group * rows..<(group + 1) * rows).map { row -> Scalar in
                    if position == 0 { return .int64(Int64(row)) }
                    if field.name == "gone" { return .null }
                    if group == 2, let value = hard(field, row) { return value }
                    if field.isNullable && (group == 3 ? row % rows != 5 : dice.below(4) == 0) { return .null }
                    return group == 1 ? same : bounded(field.type, row, &dice)
                }
                return Column(type: field.type, scalars: scalars)
            }
            return Batch(count: rows, columns: columns)
        }
    }

    private static func bounded(_ type: DataType, _ row: Int, _ dice: inout Dice) -> Scalar {
        switch (type, scalar(type, row, &dice)) {
        // Times that readers can print.
        case (.timestamptz, .int64(let value)), (.timestamp, .int64(let value)): .int64(value >> 6)
        case (_, let value): value
        }
    }

    private static func hard(_ field: ParquetField, _ row: Int) -> Scalar? {
        switch field.name {
        case "hard", "hard_real": .double([Double.nan, 0, -0.0, 1, -.infinity][row % 5])
        case "d", "f": .double(row % 2 == 0 ? 0 : -0.0)
        case "long": .text(row % 3 == 0 ? "short" : String(repeating: "y", count: 250 + row % 13))
        case "t": .text(["", "\u{7F}", "\u{FFFF}", "🦊", "\0"][row % 5])
        case "utc", "wall":
            [.int64(TimeLimits.infinity), .int64(TimeLimits.negativeInfinity), .int64(0), nil][row % 4]
        default: nil
        }
    }

    static func file(
        _ batches: [Batch], _ options: ParquetOptions = ParquetOptions(), of fields: [ParquetField] = fields
    ) throws -> [UInt8] {
        var writer = try ParquetWriter(fields, options: options)
        var bytes: [UInt8] = []
        for batch in batches {
            try writer.append(splitting: batch)
            bytes += writer.takeBytes()
        }
        try writer.finish()
        return bytes + writer.takeBytes()
    }
}
