import Glibc

extension TimeZoneRules {
    /// Loads a zone by its IANA name, in any case, or by a POSIX string.
    ///
    /// Files are looked up in `$TZDIR`, else /usr/share/zoneinfo; a name can't leave that folder. `UTC` needs no file.
    /// - Parameter posixOffsets: take `+07` alone as a POSIX offset, west of UTC, as `AT TIME ZONE` does. Settings must
    ///   not: there PostgreSQL reads it the other way round.
    /// - Throws: `TimeError.unknownTimeZone` with similar names, `ambiguousOffset`, or `damagedTimeZone`.
    package static func load(_ name: String, posixOffsets: Bool = false) throws(TimeError) -> TimeZoneRules {
        let upper = name.uppercased()
        if upper == "UTC" || upper == "Z" || upper == "ETC/UTC" { return utc }
        guard isSafe(name) else { throw .unknownTimeZone(name: name, similar: []) }
        if let first = name.utf8.first, !posixOffsets, first == 43 || first == 45 || first &- 48 <= 9 {
            throw .ambiguousOffset(name)
        }
        if let bytes = read(path(of: name)), bytes.starts(with: "TZif".utf8) {
            return try TimeZoneFile(bytes, name: name).rules()
        }
        let known = ZoneNames.all(in: directory)
        let lower = name.lowercased()
        if let spelled = known.first(where: { $0.lowercased() == lower }), let bytes = read(path(of: spelled)) {
            return try TimeZoneFile(bytes, name: spelled).rules()
        }
        // A longer word is a misspelled city rather than an abbreviation.
        if name.prefix(while: \.isLetter).count <= 5, let rule = PosixRule(name) {
            return TimeZoneRules(
                name: name, transitions: [], offsets: [], initialOffset: rule.offset,
                footer: rule.summer == nil ? nil : rule)
        }
        throw .unknownTimeZone(name: name, similar: ZoneNames.similar(to: name, in: known))
    }

    static var directory: String {
        guard let set = getenv("TZDIR"), set[0] != 0 else { return "/usr/share/zoneinfo" }
        return String(cString: set)
    }

    private static func path(of name: String) -> String { "\(directory)/\(name)" }

    /// Only names made of plain parts: no empty part, no leading dot, nothing but letters, digits and `_+-,.:<>/`.
    private static func isSafe(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= 200 else { return false }
        let plain = name.utf8.allSatisfy { byte in
            let letter = byte | 0x20
            return (letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")) || (byte >= 43 && byte <= 58)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "<") || byte == UInt8(ascii: ">")
        }
        return plain
            && name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy { part in
                part.first.map { $0 != UInt8(ascii: ".") } ?? false
            }
    }

    /// A whole file of at most 1 MiB; `nil` when it can't be read or is no plain file.
    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 20 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var filled = 0
        while filled < bytes.count {
            let got = bytes.withUnsafeMutableBytes { buffer in
                Glibc.read(file, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
            }
            guard got > 0 else { return nil }
            filled += got
        }
        return bytes
    }
}
