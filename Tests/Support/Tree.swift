import Glibc

/// Where things are: the tree, the programs under test, and what the environment offers.
package enum Tree {
    package static let root = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()

    /// The runner under test: in MILLRACE_BIN, else next to the running tests.
    package static var runner: String {
        get throws {
            let folders = [variable("MILLRACE_BIN"), programFolder, "\(root)/.build/release", "\(root)/.build/debug"]
            for folder in folders.compactMap({ $0 }) where access(folder + "/runner", X_OK) == 0 {
                return folder + "/runner"
            }
            throw HarnessError("no runner is built: swift build --product runner")
        }
    }

    /// The folder of the test program itself; its configuration is then that of the runner, too.
    private static var programFolder: String? {
        guard let path = CommandLine.arguments.first, let end = path.lastIndex(of: "/") else { return nil }
        return String(path[..<end])
    }

    /// `../shared` or where MILLRACE_SHARED says: data that a test may use but does not need.
    package static let shared = variable("MILLRACE_SHARED")

    /// Whether all must run that can be installed: what is missing is then a failure, not a reason to skip.
    package static let isStrict = variable("MILLRACE_STRICT") != nil

    package static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    package static func read(_ path: String) throws -> String {
        guard let file = fopen(path, "r") else { throw HarnessError("cannot read \(path)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { return String(decoding: bytes, as: UTF8.self) }
            bytes += buffer[..<count]
        }
    }

    package static func write(_ path: String, _ text: String) throws {
        guard let file = fopen(path, "w") else { throw HarnessError("cannot write \(path)") }
        defer { fclose(file) }
        let bytes = Array(text.utf8)
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw HarnessError("cannot write \(path)") }
    }

    /// Names in a folder, sorted.
    package static func list(_ path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// A new folder that is removed with everything in it when the tests end.
    package static func scratch() -> String {
        Scratch.shared.next()
    }
}
