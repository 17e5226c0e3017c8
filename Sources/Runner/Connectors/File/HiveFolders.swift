/// The columns that a file has by where it lies: `year=2025/month=1/part-0.parquet`, as Hive, Spark and `partition_by`
/// lay files out.
enum HiveFolders {
    /// The folders of a path that are a name and a value, outermost first; `nil` is a NULL.
    static func columns(_ path: String) -> [(name: String, value: String?)] {
        var found: [(name: String, value: String?)] = []
        // By bytes: a value that begins with an accent makes one character of it and the sign before.
        for folder in path.utf8.split(separator: UInt8(ascii: "/")).dropLast() {
            guard let sign = folder.firstIndex(of: UInt8(ascii: "=")), sign > folder.startIndex else { continue }
            let value = plain(Array(folder[folder.index(after: sign)...]))
            found.append((plain(Array(folder[..<sign])), value == "__HIVE_DEFAULT_PARTITION__" ? nil : value))
        }
        return found
    }

    /// Without the escapes, `%` and two hexadecimal digits for a byte.
    private static func plain(_ bytes: [UInt8]) -> String {
        var out: [UInt8] = []
        var at = 0
        while at < bytes.count {
            let digits = at + 2 < bytes.count ? bytes[(at + 1)...(at + 2)] : []
            if bytes[at] == UInt8(ascii: "%"), let byte = UInt8(String(decoding: digits, as: UTF8.self), radix: 16) {
                out.append(byte)
                at += 3
            } else {
                out.append(bytes[at])
                at += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }
}
