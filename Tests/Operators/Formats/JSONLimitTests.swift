import Glibc
import Testing

@testable import Operators

@Suite struct JSONLimitTests {
    @Test func `a million brackets are refused at the limit`() throws {
        let decoder = try JSONDecoder(fields: [
            FieldSpec(path: ["v"], type: .jsonb), FieldSpec(path: ["w"], type: .bigint),
        ])
        for (open, close) in [("[", "]"), ("{\"a\":", "}"), ("[{\"\":", "}]")] {
            for key in ["v", "w", "x"] {
                let text = "{\"\(key)\":" + String(repeating: open, count: 1_000_000)
                let decoded = decoder.decode([text, text + "1" + String(repeating: close, count: 1_000_000) + "}"])
                let faults: Set<RecordFault> = key == "w" ? [.tooDeep, .typeMismatch] : [.tooDeep]
                #expect(
                    decoded.bad.count == 2
                        && decoded.bad.allSatisfy { faults.contains($0.fault) && $0.byteOffset < 1000 })
            }
        }
    }

    @Test func `depth is counted through the plan's objects and may be reached exactly`() throws {
        let decoder = try JSONDecoder(
            fields: [FieldSpec(path: ["v", "w"], type: .bigint)], limits: RecordLimits(depthMax: 4))
        let decoded = decoder.decode([
            #"{"v":{"x":[[1]]}}"#, #"{"v":{"x":[[[1]]]}}"#, #"{"v":{"x":[[[]]]}}"#, #"{"v":{"x":[[{}]]}}"#,
            #"{"y":[[[1]]]}"#, #"{"y":[[[[]]]]}"#,
        ])
        #expect(decoded.bad.map(\.record) == [1, 2, 3, 5])
        #expect(decoded.bad.allSatisfy { $0.fault == .tooDeep })
    }

    @Test func `size is limited`() throws {
        let decoder = try JSONDecoder(fields: [], limits: RecordLimits(bytesMax: 10))
        let decoded = decoder.decode([#"{"a":1234}"#, #"{"a":12345}"#])
        #expect(decoded.batch.count == 1 && decoded.bad.map(\.fault) == [.tooLarge])
    }

    @Test func `many keys and long strings take time in proportion`() throws {
        let decoder = try JSONDecoder(fields: [
            FieldSpec(path: ["v"], type: .text), FieldSpec(path: ["last"], type: .bigint),
        ])
        let many = "{" + (0..<200_000).map { "\"key\($0)\":\($0)," }.joined() + "\"last\":1}"
        let long = "{\"v\":\"" + String(repeating: "x", count: 8_000_000) + "\",\"last\":2}"
        let decoded = decoder.decode([many, long])
        #expect(decoded.bad == [])
        #expect(decoded.batch.columns[1].map(0) == 1 && decoded.batch.columns[1].map(1) == 2)
    }

    /// Records of every length and alignment end right before memory that can't be read.
    @Test func `nothing is read past a page that the record touches`() throws {
        let page = 4096
        let map = mmap(nil, 3 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        let memory = try #require(map)
        try #require(memory != MAP_FAILED && mprotect(memory + 2 * page, page, PROT_NONE) == 0)
        defer { munmap(memory, 3 * page) }
        memset(memory, 0x39, 2 * page)
        let decoder = try JSONDecoder(fields: retailFields)
        let bytes = Array(retailRecord.utf8)
        for distance in 0..<100 {
            for count in (bytes.count - 80)...bytes.count {
                let start = memory + 2 * page - distance - count
                start.copyMemory(from: bytes, byteCount: count)
                let records = [UnsafeRawBufferPointer(start: start, count: count)]
                let decoded = records.withUnsafeBufferPointer { decoder.decode($0, owner: nil) }
                #expect(decoded.batch.count == (count == bytes.count ? 1 : 0), "\(distance) \(count)")
            }
        }
    }
}

extension JSONLimitTests {
    @Test func `what lies behind a record does not change its fault`() throws {
        let records = [
            "1", "-", "1.", "1e", "tru", "\"a", "[1", "{\"v\":1", "{\"v\":1.5", "{\"v\":\"1", "{\"w\":-", "{", " ",
        ]
        let garbage = ["5.5}", ".5}", "e5}", "}", "\"}", "0", "]", "ue}", " ", "\0"].map { Array($0.utf8) }
        for record in records {
            for type in [DataType.bigint, .text, .boolean] {
                let decoder = try JSONDecoder(fields: [FieldSpec(path: ["v"], type: type)])
                let faults = Set(garbage.map { fault(record, followedBy: $0, decoder) })
                #expect(faults.count == 1 && !faults.contains("none"), "\(record) as \(type): \(faults)")
                if record == "1" { #expect(faults == ["not_an_object"]) }
            }
        }
    }

    private func fault(_ record: String, followedBy garbage: [UInt8], _ decoder: JSONDecoder) -> String {
        let memory = Array(record.utf8) + garbage + Array(repeating: 0x39, count: 128)
        return memory.withUnsafeBytes { bytes in
            let text = [UnsafeRawBufferPointer(rebasing: bytes[..<record.utf8.count])]
            let decoded = text.withUnsafeBufferPointer { decoder.decode($0, owner: nil) }
            return decoded.bad.first?.fault.rawValue ?? "none"
        }
    }
}

extension Column {
    fileprivate func map(_ row: Int) -> Int64? {
        guard case .int64(let value) = self[row] else { return nil }
        return value
    }
}
