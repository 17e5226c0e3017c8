/// Values as they lie in a page, one after another without NULLs.
enum StoredValues {
    /// 0 or 1.
    case boolean(Buffer<UInt8>)
    /// 32-bit numbers are widened with their sign.
    case integer(Buffer<Int64>)
    case double(Buffer<Double>)
    /// Views into the page.
    case bytes(Buffer<StringView>)
}

/// What a page or a dictionary holds.
struct StoredPage {
    let values: StoredValues
    let count: Int
}

extension StoredPage {
    /// Reads PLAIN values until the bytes end, `countMax` at most.
    ///
    /// How many there are is not known before: NULLs are not stored.
    init(plain bytes: FileBytes, _ type: StoredType, width: Int, countMax: Int) throws(ParquetError) {
        switch type {
        case .boolean:
            let room = bytes.count > countMax / 8 ? countMax : bytes.count * 8
            let out = Buffer<UInt8>(capacity: room)
            for index in 0..<room { out.pointer[index] = bytes.start[index >> 3] >> UInt8(index & 7) & 1 }
            self.init(values: .boolean(out), count: room)
        case .int32:
            self.init(bytes, Int32.self, countMax) { Int64($0) }
        case .int64:
            self.init(bytes, Int64.self, countMax) { $0 }
        case .float:
            let (out, count) = StoredPage.convert(bytes, UInt32.self, countMax) { Double(Float(bitPattern: $0)) }
            self.init(values: .double(out), count: count)
        case .double:
            let (out, count) = StoredPage.convert(bytes, UInt64.self, countMax) { Double(bitPattern: $0) }
            self.init(values: .double(out), count: count)
        case .int96: self.init(fixed: bytes, width: 12, countMax)
        case .fixedBytes: self.init(fixed: bytes, width: width, countMax)
        case .bytes: try self.init(variable: bytes, countMax)
        }
    }

    private init<T: BitwiseCopyable>(_ bytes: FileBytes, _ type: T.Type, _ countMax: Int, _ widen: (T) -> Int64) {
        let (out, count) = StoredPage.convert(bytes, type, countMax, widen)
        self.init(values: .integer(out), count: count)
    }

    @inline(__always)
    private static func convert<T: BitwiseCopyable, R: BitwiseCopyable>(
        _ bytes: FileBytes, _ type: T.Type, _ countMax: Int, _ body: (T) -> R
    ) -> (Buffer<R>, Int) {
        let count = min(countMax, bytes.count / MemoryLayout<T>.size)
        let out = Buffer<R>(capacity: count)
        let raw = UnsafeRawPointer(bytes.start)
        for index in 0..<count {
            out.pointer[index] = body(raw.loadUnaligned(fromByteOffset: index * MemoryLayout<T>.size, as: type))
        }
        return (out, count)
    }

    private init(fixed bytes: FileBytes, width: Int, _ countMax: Int) {
        let count = min(countMax, bytes.count / width)
        let out = Buffer<StringView>(capacity: count)
        for index in 0..<count { out.pointer[index] = StringView(bytes.start + index * width, count: width) }
        self.init(values: .bytes(out), count: count)
    }

    /// Each value is led by its length in four bytes.
    private init(variable bytes: FileBytes, _ countMax: Int) throws(ParquetError) {
        let raw = UnsafeRawPointer(bytes.start)
        let out = Buffer<StringView>(capacity: min(countMax, bytes.count / 4))
        var (at, count) = (0, 0)
        while count < countMax, bytes.count - at >= 4 {
            let length = Int(raw.loadUnaligned(fromByteOffset: at, as: UInt32.self))
            at += 4
            guard length <= bytes.count - at else {
                throw .corrupt(offset: bytes.fileOffset, "a value of \(length) bytes in a page with \(bytes.count)")
            }
            out.pointer[count] = StringView(raw + at, count: length)
            at += length
            count += 1
        }
        self.init(values: .bytes(out), count: count)
    }

    /// What booleans that are stored as runs point into: false and true.
    static func booleans() -> StoredPage {
        StoredPage(values: .boolean(Buffer([0, 1])), count: 2)
    }
}
