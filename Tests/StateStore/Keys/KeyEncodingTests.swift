import Testing

@testable import StateStore

/// The laws of the key encodings: order of bytes = order of values, equal bytes = equal values, and back again.
@Suite struct KeyEncodingTests {
    static func encode(_ body: (inout KeyWriter) -> Void) -> [UInt8] {
        var writer = KeyWriter(capacity: 16)
        body(&writer)
        return Array(writer.bytes)
    }

    static func decode<Value>(
        _ bytes: [UInt8], _ body: (inout KeyReader) throws(StoreError) -> Value
    ) throws -> Value {
        try bytes.withUnsafeBytes { bytes in
            var reader = KeyReader(bytes)
            let value = try body(&reader)
            #expect(reader.isAtEnd)
            return value
        }
    }

    /// Checks all pairs: `isBefore` says how the values are ordered, bytes must agree.
    static func expectOrder<Value>(
        _ values: [Value], _ encoded: [[UInt8]], isBefore: (Value, Value) -> Bool
    ) {
        for left in values.indices {
            for right in values.indices {
                let first = encoded[left]
                let second = encoded[right]
                #expect(
                    first.lexicographicallyPrecedes(second) == isBefore(values[left], values[right]),
                    "\(values[left]) and \(values[right])")
                #expect(
                    (first == second)
                        == (!isBefore(values[left], values[right]) && !isBefore(values[right], values[left])),
                    "\(values[left]) and \(values[right])")
            }
        }
    }

    @Test func `integers keep their order and come back`() throws {
        var random = SeededRandom(1)
        var values: [Int64] = [.min, .min + 1, -256, -255, -1, 0, 1, 255, 256, .max - 1, .max]
        for shift in 0..<64 { values.append(Int64(bitPattern: random.next() >> UInt64(shift))) }
        let encoded = values.map { value in Self.encode { $0.writeInt64(value) } }
        Self.expectOrder(values, encoded, isBefore: <)
        for (value, bytes) in zip(values, encoded) {
            #expect(bytes.count == 9)
            #expect(try Self.decode(bytes) { (reader) throws(StoreError) in try reader.readInt64() } == value)
        }
    }

    @Test func `doubles keep PostgreSQL's order: NaN last and equal to itself, both zeros equal`() throws {
        var random = SeededRandom(2)
        var values: [Double] = [
            -.infinity, -.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, -0.0, 0.0, .leastNonzeroMagnitude,
            .leastNormalMagnitude, 0.1, 1, .greatestFiniteMagnitude, .infinity, .nan, -.nan, .signalingNaN,
            Double(nan: 7, signaling: false),
        ]
        for _ in 0..<60 { values.append(Double(bitPattern: random.next())) }
        let encoded = values.map { value in Self.encode { $0.writeDouble(value) } }
        Self.expectOrder(values, encoded) { left, right in
            if left.isNaN { return false }
            return right.isNaN || left < right
        }
        for (value, bytes) in zip(values, encoded) {
            let back = try #require(
                try Self.decode(bytes) { (reader) throws(StoreError) in try reader.readDouble() })
            #expect(back == value || back.isNaN && value.isNaN)
            #expect(back.bitPattern != (-0.0).bitPattern)
        }
    }

    @Test func `bytes keep their order, also around zeros and in front of another column`() throws {
        var random = SeededRandom(3)
        var values: [[UInt8]] = [[], [0], [0, 0], [0, 1], [0, 0xFF], [1], [0xFF], [0xFF, 0xFF], [0x61], [0x61, 0]]
        for _ in 0..<150 { values.append(random.bytes(countMax: 6)) }
        let pairs = values.map { ($0, Int64.random(in: -1...1, using: &random)) }
        let encoded = pairs.map { pair in
            Self.encode { writer in
                pair.0.withUnsafeBytes { writer.writeBytes($0) }
                writer.writeInt64(pair.1)
            }
        }
        Self.expectOrder(pairs, encoded) { left, right in
            if left.0 == right.0 { return left.1 < right.1 }
            return left.0.lexicographicallyPrecedes(right.0)
        }
        for (pair, bytes) in zip(pairs, encoded) {
            let back = try Self.decode(bytes) { (reader) throws(StoreError) in
                var buffer = ByteBuffer()
                let isValue = try reader.readBytes(into: &buffer)
                return (isValue, buffer.array, try reader.readInt64())
            }
            #expect(back.0 && back.1 == pair.0 && back.2 == pair.1)
        }
    }

    @Test func `booleans and NULLs: false, true, NULL`() throws {
        let encoded = [
            Self.encode { $0.writeBool(false) }, Self.encode { $0.writeBool(true) }, Self.encode { $0.writeNull() },
        ]
        Self.expectOrder([0, 1, 2], encoded, isBefore: <)
        let back = try encoded.map { bytes in
            try Self.decode(bytes) { (reader) throws(StoreError) in try reader.readBool() }
        }
        #expect(back == [false, true, nil])
    }

    @Test func `NULL comes after every value of every type and reads back as NULL`() throws {
        let null = Self.encode { $0.writeNull() }
        let largest = [
            Self.encode { $0.writeInt64(.max) }, Self.encode { $0.writeDouble(.nan) },
            Self.encode { $0.writeDecimal(coefficient: .max, scale: 0) },
            Self.encode { writer in [0xFF, 0xFF].withUnsafeBytes { writer.writeBytes($0) } },
        ]
        for bytes in largest { #expect(bytes.lexicographicallyPrecedes(null)) }
        #expect(try Self.decode(null) { (reader) throws(StoreError) in try reader.readInt64() } == nil)
        #expect(try Self.decode(null) { (reader) throws(StoreError) in try reader.readDouble() } == nil)
        #expect(try Self.decode(null) { (reader) throws(StoreError) in try reader.readDecimal() == nil })
        let isValue = try Self.decode(null) { (reader) throws(StoreError) in
            var buffer = ByteBuffer()
            return try reader.readBytes(into: &buffer)
        }
        #expect(!isValue)
    }

    @Test func `bytes that are no key are refused`() {
        var random = SeededRandom(4)
        for _ in 0..<5000 {
            let bytes = random.bytes(countMax: 12)
            bytes.withUnsafeBytes { bytes in
                var buffer = ByteBuffer()
                var reader = KeyReader(bytes)
                _ = try? reader.readDecimal()
                _ = try? reader.readBool()
                reader = KeyReader(bytes)
                _ = try? reader.readBytes(into: &buffer)
                _ = try? reader.readInt64()
            }
        }
        let broken: [[UInt8]] = [[], [2], [0], [0, 0x80], [0, 0x90, 1], [0, 0x90, 1, 3], [0, 0x90, 1, 0]]
        for bytes in broken {
            #expect(throws: StoreError.self) {
                try Self.decode(bytes) { (reader) throws(StoreError) in try reader.readDecimal() }
            }
        }
    }
}
