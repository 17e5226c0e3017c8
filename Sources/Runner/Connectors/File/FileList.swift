import Glibc

/// The files that a path with wildcards names.
enum FileList {
    /// Regular files in the order of their names, as glob(3) finds them; a plain path is itself.
    static func matching(_ pattern: String) throws(SourceError) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        let code = glob(pattern, GLOB_ERR | GLOB_BRACE, nil, &found)
        switch code {
        case 0: break
        case GLOB_NOMATCH: return []
        case GLOB_ABORTED:
            throw .badInput(
                path: pattern, line: 0, reason: "a folder can't be read: \(String(cString: strerror(errno)))")
        default: throw .badInput(path: pattern, line: 0, reason: "out of memory")
        }
        var paths: [String] = []
        for index in 0..<Int(found.gl_pathc) {
            guard let path = found.gl_pathv[index].map({ String(cString: $0) }) else { continue }
            var status = stat()
            if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG { paths.append(path) }
        }
        return paths.sorted()
    }

    /// Why a path has no file.
    static func nothing(_ pattern: String) -> SourceError {
        var status = stat()
        guard stat(pattern, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            return .badInput(path: pattern, line: 0, reason: "no such file")
        }
        let folder = pattern.hasSuffix("/") ? pattern : pattern + "/"
        return .badInput(path: pattern, line: 0, reason: "it is a folder; its files are path = '\(folder)*'")
    }

    /// A file's length in bytes; nil when it is not there.
    static func length(_ path: String) -> Int64? {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// Where a reader stands that has read the file as it is: at an array's closing bracket; behind the last line's end
    /// when the rest of the line may still come; else at the file's end. Nil when it is not there.
    static func end(_ path: String, _ options: FileSourceOptions) -> Int64? {
        guard let length = length(path) else { return nil }
        guard options.layout == nil || options.follows else { return length }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        // Reading says what is wrong.
        guard descriptor >= 0 else { return length }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        func read(_ at: Int64, _ count: Int) -> ArraySlice<UInt8> {
            let found = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, count, off_t(at)) }
            return bytes[..<max(0, found)]
        }
        let isArray = options.layout == nil && read(0, bytes.count).arrayStart != nil
        guard isArray || options.follows else { return length }
        var at = length
        while at > 0 {
            let start = max(0, at - Int64(bytes.count))
            let found = read(start, Int(at - start))
            guard found.count == Int(at - start) else { return length }
            let last = isArray ? found.lastIndex(where: { $0 > 32 }) : found.lastIndex(of: UInt8(ascii: "\n"))
            if let last, isArray { return found[last] == UInt8(ascii: "]") ? start + Int64(last) : length }
            if let last { return start + Int64(last) + 1 }
            at = start
        }
        return isArray ? length : 0
    }
}
