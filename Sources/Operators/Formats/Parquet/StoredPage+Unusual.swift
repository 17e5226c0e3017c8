import Glibc

extension StoredPage {
    /// Reads values in an encoding that only some writers use, and gives the memory that they point into.
    static func unusual(
        _ bytes: FileBytes, _ encoding: PageEncoding?, _ column: ParquetColumn, countMax: Int
    ) throws(ParquetError) -> (StoredPage, FileBytes) {
        switch (encoding, column.stored) {
        case (.deltaBinaryPacked, .int32), (.deltaBinaryPacked, .int64):
            let numbers = try DeltaNumbers(bytes, countMax: countMax)
            // Differences of 32-bit numbers wrap around in 32 bits.
            if column.stored == .int32 {
                for index in 0..<numbers.count {
                    numbers.values[index] = Int64(Int32(truncatingIfNeeded: numbers.values[index]))
                }
            }
            return (StoredPage(values: .integer(numbers.values), count: numbers.count), bytes)
        case (.deltaLengthBytes, .bytes): return (try lengths(bytes, countMax), bytes)
        case (.deltaBytes, .bytes): return try prefixes(bytes, nil, countMax)
        case (.deltaBytes, .fixedBytes): return try prefixes(bytes, column.typeLength, countMax)
        case (.byteStreamSplit, let stored):
            guard let width = stored.width(column.typeLength) else { break }
            let joined = try join(bytes, width)
            return (try StoredPage(plain: joined, stored, width: column.typeLength, countMax: countMax), joined)
        default: break
        }
        throw .column(
            column.name, "its values are \(column.stored) in encoding \(encoding.map { "\($0)" } ?? "?"), not read")
    }

    /// All lengths, then all bytes.
    private static func lengths(_ bytes: FileBytes, _ countMax: Int) throws(ParquetError) -> StoredPage {
        let lengths = try DeltaNumbers(bytes, countMax: countMax)
        let views = Buffer<StringView>(capacity: lengths.count)
        var at = lengths.consumed
        for index in 0..<lengths.count {
            let length = lengths.values[index]
            guard length >= 0, length <= bytes.count - at else { throw tooLong(length, bytes) }
            views[index] = StringView(bytes.start + at, count: Int(length))
            at += Int(length)
        }
        return StoredPage(values: .bytes(views), count: lengths.count)
    }

    private static func tooLong(_ length: Int64, _ bytes: FileBytes) -> ParquetError {
        .corrupt(offset: bytes.fileOffset, "a value of \(length) bytes in a page with \(bytes.count)")
    }

    /// How much each value shares with the one before it, then what follows, as lengths and bytes.
    private static func prefixes(
        _ bytes: FileBytes, _ width: Int?, _ countMax: Int
    ) throws(ParquetError) -> (StoredPage, FileBytes) {
        let shared = try DeltaNumbers(bytes, countMax: countMax)
        guard let rest = bytes.dropping(shared.consumed) else { throw tooLong(0, bytes) }
        let own = try DeltaNumbers(rest, countMax: countMax)
        guard own.count == shared.count else {
            throw .corrupt(offset: bytes.fileOffset, "\(shared.count) beginnings for \(own.count) values")
        }
        let total = try unpackedLength(shared, own, bytes, width)
        let memory = Buffer<UInt8>(capacity: total)
        let views = Buffer<StringView>(capacity: own.count)
        var (from, to, previous) = (own.consumed, 0, 0)
        for index in 0..<own.count {
            let (prefix, suffix) = (Int(shared.values[index]), Int(own.values[index]))
            guard suffix <= rest.count - from else { throw tooLong(Int64(suffix), bytes) }
            memcpy(memory.pointer + to, memory.pointer + previous, prefix)
            memcpy(memory.pointer + to + prefix, rest.start + from, suffix)
            views[index] = StringView(memory.pointer + to, count: prefix + suffix)
            from += suffix
            previous = to
            to += prefix + suffix
        }
        let made = FileBytes(made: memory, count: total, fileOffset: bytes.fileOffset)
        return (StoredPage(values: .bytes(views), count: own.count), made)
    }

    /// The bytes of all values together, checked before any is written.
    private static func unpackedLength(
        _ shared: DeltaNumbers, _ own: DeltaNumbers, _ bytes: FileBytes, _ width: Int?
    ) throws(ParquetError) -> Int {
        var (total, last): (Int64, Int64) = (0, 0)
        for index in 0..<own.count {
            let (prefix, suffix) = (shared.values[index], own.values[index])
            guard prefix >= 0, prefix <= last, suffix >= 0, suffix <= bytes.count else {
                throw .corrupt(offset: bytes.fileOffset, "a value that shares \(prefix) of \(last) bytes")
            }
            last = prefix + suffix
            if let width, last != Int64(width) { throw tooLong(last, bytes) }
            total += last
            guard total <= ParquetLimits.pageBytesMax else {
                throw .corrupt(
                    offset: bytes.fileOffset, "a page of more than \(ParquetLimits.pageBytesMax) bytes")
            }
        }
        return Int(total)
    }

    /// The first bytes of all values, then the second bytes, and so on.
    private static func join(_ bytes: FileBytes, _ width: Int) throws(ParquetError) -> FileBytes {
        guard bytes.count % width == 0 else {
            throw .corrupt(offset: bytes.fileOffset, "\(bytes.count) bytes for values of \(width)")
        }
        let count = bytes.count / width
        let memory = Buffer<UInt8>(capacity: bytes.count)
        for byte in 0..<width {
            for value in 0..<count { memory.pointer[value * width + byte] = bytes.start[byte * count + value] }
        }
        return FileBytes(made: memory, count: bytes.count, fileOffset: bytes.fileOffset)
    }
}

extension StoredType {
    /// Bytes of a value that is split into streams; `nil` for those that are not.
    fileprivate func width(_ typeLength: Int) -> Int? {
        switch self {
        case .int32, .float: 4
        case .int64, .double: 8
        case .fixedBytes: typeLength
        default: nil
        }
    }
}
