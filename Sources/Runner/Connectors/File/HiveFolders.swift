/// The columns that a file has by where it lies: `year=2025/month=1/part-0.parquet`, as Hive, Spark and `partition_by`
/// lay files out.
enum HiveFolders {
    /// The folders of a path that are a name and a value, outermost first; `nil` is a NULL.
    static func columns(_ path: String) -> [(name: String, value: String?)] {
        var found: [(name: String, value: String?)] = []
        for folder in path.split(separator: "/").dropLast() {
            guard let sign = folder.firstIndex(of: "="), sign > folder.startIndex else { continue }
            let value = plain(folder[folder.index(after: sign)...])
            found.append((plain(folder[..<sign]), value == "__HIVE_DEFAULT_PARTITION__" ? nil : value))
        }
        return found
    }

    /// Without the escapes, `%` and two hexadecimal digits for a byte.
    private static func plain(_ text: Substring) -> String {
        let bytes = Array(text.utf8)
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
