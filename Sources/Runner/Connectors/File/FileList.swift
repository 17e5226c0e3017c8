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
}
