/// What an editor may put before UTF-8 text; no part of it.
private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

extension Collection<UInt8> {
    /// Where a file's text begins: behind its byte order mark, if it has one.
    var textStart: Index {
        starts(with: byteOrderMark) ? index(startIndex, offsetBy: byteOrderMark.count) : startIndex
    }

    /// Where the bracket is that opens a file's JSON array; nil when the file begins with something else.
    var arrayStart: Index? {
        guard let first = self[textStart...].firstIndex(where: { $0 > 32 }), self[first] == UInt8(ascii: "[") else {
            return nil
        }
        return first
    }
}
