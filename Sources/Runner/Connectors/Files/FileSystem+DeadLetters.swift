import Operators
import StateStore

extension FileSystem {
    /// Adds records and rows that could not be used behind the committed ones, one JSON object a line.
    ///
    /// Whoever has dealt with them may remove the file or its beginning; what follows then starts anew.
    func append(
        _ letters: [DeadLetter], of epoch: Epoch, _ next: inout FileManifest
    ) throws(FileFailure) {
        guard !letters.isEmpty else { return }
        let path = target.path(target.letters)
        var lines: [UInt8] = []
        for letter in letters { FileSystem.append(letter, of: epoch, job: next.job, to: &lines) }
        let start = min(next.letterBytes, try files.size(path) ?? 0)
        try files.write(lines, to: path, at: start)
        next.letterBytes = start + Int64(lines.count)
    }

    /// `{"job":"j","epoch":3,"source":...,"topic":...,"partition":0,"offset":1,"reason":...,"detail":...,"record":...}`
    private static func append(_ letter: DeadLetter, of epoch: Epoch, job: String, to out: inout [UInt8]) {
        func field(_ name: String, _ text: String?) {
            out += ",\"\(name)\":".utf8
            if let text { JSONText.append(text.utf8, to: &out) } else { out += "null".utf8 }
        }
        func field(_ name: String, number: Int64?) {
            out += ",\"\(name)\":\(number.map { "\($0)" } ?? "null")".utf8
        }
        out += "{\"job\":".utf8
        JSONText.append(job.utf8, to: &out)
        field("epoch", number: epoch.rawValue)
        field("source", letter.source)
        field("topic", letter.topic)
        field("partition", number: letter.partition.map { Int64($0) })
        field("offset", number: letter.offset)
        field("reason", letter.reason)
        field("detail", letter.detail)
        // Bytes that are no text are kept as hexadecimal digits.
        let text = String(validating: letter.record, as: UTF8.self)
        field(
            text == nil ? "record_hex" : "record",
            text ?? String(decoding: TextKernels.hexadecimal(letter.record), as: UTF8.self))
        out += "}\n".utf8
    }
}
