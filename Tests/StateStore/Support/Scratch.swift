import Glibc

@testable import StateStore

/// A directory that is removed with this object.
final class Scratch {
    let path: String

    init() {
        var template = Array("/tmp/millrace-state-XXXXXX".utf8CString)
        path = template.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress, let made = mkdtemp(start) else { fatalError("mkdtemp failed") }
            return String(cString: made)
        }
    }

    deinit { removeTree(path) }

    /// A path inside the directory.
    func callAsFunction(_ name: String) -> String { path + "/" + name }
}

/// Names in a directory, sorted, without `.` and `..`.
func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var result: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
            pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != "." && name != ".." { result.append(name) }
    }
    return result.sorted()
}

func removeTree(_ path: String) {
    for name in names(in: path) { removeTree(path + "/" + name) }
    if rmdir(path) != 0 { unlink(path) }
}

func readBytes(_ path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var result: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
        let count = fread(&chunk, 1, chunk.count, file)
        if count == 0 { return result }
        result += chunk[..<count]
    }
}

func writeBytes(_ bytes: [UInt8], to path: String) {
    guard let file = fopen(path, "w") else { fatalError("cannot write \(path)") }
    defer { fclose(file) }
    fwrite(bytes, 1, bytes.count, file)
}

/// Bytes of all files below a directory.
func treeBytes(_ path: String) -> Int {
    var info = stat()
    guard lstat(path, &info) == 0 else { return 0 }
    if info.st_mode & S_IFMT != S_IFDIR { return Int(info.st_size) }
    return names(in: path).reduce(0) { $0 + treeBytes(path + "/" + $1) }
}
