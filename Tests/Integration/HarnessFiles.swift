import Glibc

/// What kept a test from running.
struct HarnessError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

func environmentVariable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
}

func readFile(_ path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw HarnessError("cannot read \(path)") }
    defer { fclose(file) }
    return String(decoding: readAll(file), as: UTF8.self)
}

func writeFile(_ path: String, _ text: String) throws {
    guard let file = fopen(path, "w") else { throw HarnessError("cannot write \(path)") }
    defer { fclose(file) }
    let bytes = Array(text.utf8)
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw HarnessError("cannot write \(path)") }
}

func listFolder(_ path: String) throws -> [String] {
    try shell("ls '\(path)'").split(separator: "\n").map(String.init)
}

/// The output of a shell command; throws when it fails.
func shell(_ command: String) throws -> String {
    guard let pipe = popen(command, "r") else { throw HarnessError("cannot run \(command)") }
    let output = String(decoding: readAll(pipe), as: UTF8.self)
    let status = pclose(pipe)
    guard status == 0 else { throw HarnessError("\(command) failed with \(status): \(output.suffix(2000))") }
    return output
}

private func readAll(_ file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return bytes }
        bytes.append(contentsOf: buffer[..<count])
    }
}
