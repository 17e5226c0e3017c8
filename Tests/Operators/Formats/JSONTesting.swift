import Glibc

@testable import Operators

/// Keeps the bytes of records alive.
final class RecordBytes {
    let memory: UnsafeMutableRawPointer
    let records: [UnsafeRawBufferPointer]

    init(_ texts: [[UInt8]]) {
        let total = texts.reduce(0) { $0 + $1.count }
        memory = .allocate(byteCount: max(1, total), alignment: 1)
        var at = memory
        var records: [UnsafeRawBufferPointer] = []
        for text in texts {
            text.withUnsafeBytes { if let base = $0.baseAddress { at.copyMemory(from: base, byteCount: text.count) } }
            records.append(UnsafeRawBufferPointer(start: at, count: text.count))
            at += text.count
        }
        self.records = records
    }

    deinit { memory.deallocate() }
}

extension JSONDecoder {
    func decode(_ texts: [[UInt8]]) -> DecodedBatch {
        let bytes = RecordBytes(texts)
        return bytes.records.withUnsafeBufferPointer { decode($0, owner: bytes) }
    }

    func decode(_ texts: [String]) -> DecodedBatch { decode(texts.map { Array($0.utf8) }) }
}

/// A value of a column as PostgreSQL would show it; `NULL` for none.
func show(_ column: Column, _ row: Int) -> String {
    switch (column[row], column.type) {
    case (.null, _): "NULL"
    case (.boolean(let value), _): value ? "t" : "f"
    case (.int64(let value), .timestamptz): TimeText.string { TimeText.write(timestamptz: value, offset: 0, to: $0) }
    case (.int64(let value), .timestamp): TimeText.string { TimeText.write(timestamp: value, to: $0) }
    case (.int64(let value), .date): TimeText.string { TimeText.write(date: value, to: $0) }
    case (.int64(let value), _): "\(value)"
    case (.double(let value), .real): "\(Float(value))"
    case (.double(let value), _): "\(value)"
    case (.decimal(let value), _): show(value)
    case (.interval(let value), _): TimeText.string { TimeText.write(interval: value, to: $0) }
    case (.bytes(let bytes), .uuid), (.bytes(let bytes), .bytea):
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    case (.bytes(let bytes), _): String(decoding: bytes, as: UTF8.self)
    }
}

func show(_ decimal: Decimal) -> String {
    var digits = String(decimal.coefficient.magnitude)
    let scale = Int(decimal.scale)
    if digits.count <= scale { digits = String(repeating: "0", count: scale + 1 - digits.count) + digits }
    let point = digits.index(digits.endIndex, offsetBy: -scale)
    let text = scale == 0 ? digits : "\(digits[..<point]).\(digits[point...])"
    return decimal.coefficient < 0 ? "-\(text)" : text
}

/// All columns of a row with ` | ` between.
func show(_ batch: Batch, _ row: Int) -> String {
    batch.columns.map { show($0, row) }.joined(separator: " | ")
}

/// What a decoder with one field makes of one record: the value, or the fault.
func decodeOne(_ text: String, _ type: DataType, notNull: Bool = false, format: TimestampFormat = .auto) throws
    -> String
{
    let field = FieldSpec(path: ["v"], type: type, notNull: notNull, timestamps: format)
    let decoded = try JSONDecoder(fields: [field]).decode([text])
    return decoded.bad.first?.fault.rawValue ?? show(decoded.batch, 0)
}

/// The folder with data outside the repository, when it is there.
func sharedData(_ path: String) -> String? {
    let set = getenv("MILLRACE_SHARED").map { String(cString: $0) }
    let root = #filePath.split(separator: "/").dropLast(5).joined(separator: "/")
    for base in [set, "/\(root)/shared"].compactMap(\.self) {
        let full = "\(base)/data/\(path)"
        if access(full, R_OK) == 0 { return full }
    }
    return nil
}

/// Rounds of a random test: `usual`, or `MILLRACE_FUZZ_ROUNDS`.
func fuzzRounds(_ usual: Int) -> Int {
    getenv("MILLRACE_FUZZ_ROUNDS").flatMap { Int(String(cString: $0)) } ?? usual
}

/// Where a random test begins: `usual`, or `MILLRACE_FUZZ_SEED`.
func fuzzSeed(_ usual: UInt64) -> UInt64 {
    getenv("MILLRACE_FUZZ_SEED").flatMap { UInt64(String(cString: $0)) } ?? usual
}
