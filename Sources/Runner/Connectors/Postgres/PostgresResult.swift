import CLibPQ

/// The answer to a statement; its memory is libpq's.
final class PostgresResult {
    private let handle: OpaquePointer

    /// Takes the result over.
    init(_ handle: OpaquePointer) { self.handle = handle }

    deinit { PQclear(handle) }

    var rows: Int { Int(PQntuples(handle)) }

    var columns: Int { Int(PQnfields(handle)) }

    /// What was done: `COMMIT`, `UPDATE 1`.
    var tag: String { PostgresConnection.text(PQcmdStatus(handle)) }

    /// Rows that an INSERT, UPDATE, DELETE or COPY touched.
    var affectedRows: Int { Int(PostgresConnection.text(PQcmdTuples(handle))) ?? 0 }

    /// A value in text form; `nil` for NULL and for a place that is not there.
    func text(_ row: Int, _ column: Int) -> String? {
        let row = Int32(row)
        let column = Int32(column)
        guard row < PQntuples(handle), column < PQnfields(handle), PQgetisnull(handle, row, column) == 0,
            let pointer = PQgetvalue(handle, row, column)
        else { return nil }
        return String(cString: pointer)
    }

    func integer(_ row: Int, _ column: Int) -> Int64? { text(row, column).flatMap { Int64($0) } }

    func isTrue(_ row: Int, _ column: Int) -> Bool { text(row, column) == "t" }

    /// The first column of all rows.
    var firstColumn: [String] { (0..<rows).compactMap { text($0, 0) } }

    /// A `bytea` in its text form, `\x0a0b...`, as bytes.
    func bytes(_ row: Int, _ column: Int) -> [UInt8]? {
        guard let text = text(row, column), text.hasPrefix("\\x") else { return nil }
        let digits = text.utf8.dropFirst(2).map { $0 <= 0x39 ? $0 &- 0x30 : $0 &- 0x57 }
        guard digits.count % 2 == 0, digits.allSatisfy({ $0 < 16 }) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

/// One parameter of a statement: text, or a type's binary form.
struct PostgresParameter {
    /// `nil` is NULL; text ends with a zero byte.
    var bytes: [UInt8]?
    var isBinary: Bool
    /// Object id; 0 lets the server find out.
    var type: UInt32

    static func text(_ text: String?) -> PostgresParameter {
        PostgresParameter(bytes: text.map { Array($0.utf8) + [0] }, isBinary: false, type: 0)
    }

    static func integer(_ value: Int64?) -> PostgresParameter { text(value.map { String($0) }) }

    /// A type's binary form.
    static func binary(_ bytes: [UInt8], type: UInt32) -> PostgresParameter {
        PostgresParameter(bytes: bytes, isBinary: true, type: type)
    }

    /// `bytea`.
    static func bytes(_ bytes: [UInt8]) -> PostgresParameter { binary(bytes, type: WireType.bytea.oid) }

    typealias Pointers<R> = (
        UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?, UnsafePointer<Int32>?, UnsafePointer<UInt32>?
    ) -> R

    /// The four arrays that libpq wants, valid during `body`.
    static func withPointers<R>(_ parameters: [PostgresParameter], _ body: Pointers<R>) -> R {
        let lengths = parameters.map { Int32(clamping: $0.bytes?.count ?? 0) }
        let formats = parameters.map { Int32($0.isBinary ? 1 : 0) }
        let types = parameters.map(\.type)
        var values: [UnsafePointer<CChar>?] = []
        func descend(_ index: Int) -> R {
            guard index < parameters.count else { return body(values, lengths, formats, types) }
            guard let bytes = parameters[index].bytes else {
                values.append(nil)
                return descend(index + 1)
            }
            return bytes.withUnsafeBytes { raw in
                // An empty binary value needs an address: none would be NULL.
                let address = raw.baseAddress ?? UnsafeRawPointer(bitPattern: 16)
                values.append(address?.assumingMemoryBound(to: CChar.self))
                return descend(index + 1)
            }
        }
        return descend(0)
    }
}
