import Glibc

/// The names of all zone files, for spelling help; only read when a name was not found.
enum ZoneNames {
    /// Names relative to `directory`, sorted; without the `posix` and `right` copies.
    static func all(in directory: String) -> [String] {
        var names: [String] = []
        collect(directory, prefix: "", depth: 0, into: &names)
        return names.sorted()
    }

    private static func collect(_ directory: String, prefix: String, depth: Int, into names: inout [String]) {
        guard depth < 4, names.count < 5000, let stream = opendir(directory) else { return }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let first = name.first, first.isLetter, !name.contains("."), name != "posix", name != "right",
                name != "posixrules", name != "localtime", name != "leapseconds"
            else { continue }
            var status = stat()
            guard stat("\(directory)/\(name)", &status) == 0 else { continue }
            if status.st_mode & S_IFMT == S_IFDIR {
                collect("\(directory)/\(name)", prefix: "\(prefix)\(name)/", depth: depth + 1, into: &names)
            } else {
                names.append(prefix + name)
            }
        }
    }

    /// At most three names that differ little from `name`, or whose last part is `name`; best first.
    static func similar(to name: String, in known: [String]) -> [String] {
        let wanted = Array(name.lowercased().utf8)
        let limit = max(1, wanted.count / 4)
        var found: [(distance: Int, name: String)] = []
        for candidate in known {
            let bytes = Array(candidate.lowercased().utf8)
            let city = bytes.split(separator: UInt8(ascii: "/")).last.map(Array.init) ?? bytes
            let distance = min(editDistance(wanted, bytes), editDistance(wanted, city))
            if distance <= limit { found.append((distance, candidate)) }
        }
        return found.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
    }

    private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        guard abs(a.count - b.count) <= 8 else { return Int.max }
        var row = Array(0...b.count)
        for i in 0..<a.count {
            var diagonal = row[0]
            row[0] = i + 1
            for j in 0..<b.count {
                let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
