import Operators
import StateStore

/// A table of a database, as far as writing rows to it is the same everywhere.
protocol RowTarget: Sendable {
    var table: SinkTable { get }
    var layout: RowLayout { get }
    /// `schema.name`, for people.
    var text: String { get }
}

/// A row that the database refused, and why.
struct RejectedRow {
    var target: any RowTarget
    var operation: RowOperation
    /// As it was sent: a tuple of the layout's fields, or of the key's for a deletion.
    var tuple: [UInt8]
    var error: ServerError

    /// The row as a JSON object, or its beginning, key first: for a line of the log.
    var shortJSON: String {
        let whole = json
        return whole.utf8.count <= 300 ? whole : String(decoding: whole.utf8.prefix(300), as: UTF8.self) + "..."
    }

    /// The row as a JSON object, for people and for the dead letters.
    var json: String {
        var out: [UInt8] = [UInt8(ascii: "{")]
        tuple.withUnsafeBytes { bytes in
            var offset = 2
            for field in target.layout.fields.prefix(TupleRows.fieldCount(bytes, at: 0)) {
                let end = TupleRows.skip(bytes, from: offset, fields: 1)
                if out.count > 1 { out.append(UInt8(ascii: ",")) }
                JSONText.append(field.name.utf8, to: &out)
                out.append(UInt8(ascii: ":"))
                let isNull = TupleRows.length(bytes, at: offset) < 0
                let value = UnsafeRawBufferPointer(rebasing: bytes[offset + 4..<max(offset + 4, end)])
                JSONText.append(
                    value: isNull ? nil : field.text(value), field.wire.isArray ? .text : field.type, to: &out)
                offset = end
            }
        }
        out.append(UInt8(ascii: "}"))
        return String(decoding: out, as: UTF8.self)
    }
}

extension EncodedField {
    /// The text of a value in its wire form, as psql shows it.
    func text(_ value: UnsafeRawBufferPointer) -> [UInt8] {
        func load<T: FixedWidthInteger>(_ type: T.Type, at offset: Int = 0) -> T {
            T(bigEndian: value.loadUnaligned(fromByteOffset: offset, as: type))
        }
        var out: [UInt8] = []
        let writer = ValueText()
        switch (wire, value.count) {
        case (.bool, 1): out.append(UInt8(ascii: value[0] != 0 ? "t" : "f"))
        case (.int2, 2): writer.appendInteger(Int64(load(Int16.self)), type, to: &out)
        case (.int4, 4): writer.appendInteger(Int64(load(Int32.self)), type, to: &out)
        case (.date, 4):
            let days = load(Int32.self)
            let wide =
                days == Int32.max ? TimeLimits.infinity : days == Int32.min ? TimeLimits.negativeInfinity : Int64(days)
            writer.appendInteger(wide, type, to: &out)
        case (.float4, 4): out += FloatingText.text(Double(Float(bitPattern: load(UInt32.self))), isReal: true).utf8
        case (.float8, 8): out += FloatingText.text(Double(bitPattern: load(UInt64.self)), isReal: false).utf8
        case (.numeric, _):
            if let decimal = readNumeric(value) { ValueText.append(decimal, to: &out) }
        case (.interval, 16):
            let parts = [
                Scalar.interval(
                    Interval(
                        months: load(Int32.self, at: 12), days: load(Int32.self, at: 8), micros: load(Int64.self)))
            ]
            _ = writer.append(Column(type: .interval, scalars: parts), row: 0, to: &out)
        case (.jsonb, 1...): out += value.dropFirst()
        case (.array, _): out += value
        case (.text, _), (.bytea, _), (.uuid, _): writer.appendBytes(value, type, to: &out)
        case (_, 8): writer.appendInteger(load(Int64.self), type, to: &out)
        default: writer.appendBytes(value, .bytea, to: &out)
        }
        return out
    }
}
