import Glibc
import Operators

/// Reads one file in pieces, from any position that is a record's start.
final class FileReading {
    private let path: String
    private let options: FileSourceOptions
    private var descriptor: Int32 = -1
    private var header: CSVHeader?
    /// Where the records begin: behind a byte order mark, a header, an array's bracket.
    private var firstRecord: Int64?
    private var isArray = false
    /// Bytes to read for a batch, after what the last one took.
    private var pieceBytes = 256 << 10
    /// No record may be longer.
    private static let recordBytesMax = 64 << 20

    init(path: String, options: FileSourceOptions) {
        self.path = path
        self.options = options
    }

    deinit { close() }

    func close() {
        if descriptor >= 0 { Glibc.close(descriptor) }
        descriptor = -1
    }

    /// Up to `max` records from a position on.
    func read(from position: Int64, max: Int) throws(SourceError) -> FileBlock {
        try begin()
        let start = Swift.max(position, firstRecord ?? 0)
        while true {
            let piece = try piece(at: start, bytes: pieceBytes)
            if piece.isShort { try checkIsSame(start) }
            let block = FileBlock(piece, start: start, header: header, recordsMax: max)
            let isOpen = options.follows || !piece.isShort
            let hasFilled =
                isArray
                ? try block.fillArray(isLast: piece.isShort, path)
                : block.fillLines(
                    options.layout, takesRest: !isOpen,
                    isLast: !isOpen || pieceBytes >= FileReading.recordBytesMax)
            if hasFilled || piece.isShort {
                let used = Int(block.next - start)
                if block.count > 0 {
                    // A quarter more than the last batch took, so that little is read twice.
                    pieceBytes = Swift.min(8 << 20, Swift.max(64 << 10, used / block.count * max * 5 / 4))
                }
                return block
            }
            guard pieceBytes < FileReading.recordBytesMax else {
                throw .badInput(
                    path: path, line: 0,
                    reason: "the record at byte \(start) is longer than 64 MB, or a quote is not closed")
            }
            pieceBytes *= 4
        }
    }

    /// At the end of what there is to read: whether the path still names the file that is open, with all of its bytes.
    private func checkIsSame(_ position: Int64) throws(SourceError) {
        var (named, opened) = (stat(), stat())
        guard stat(path, &named) == 0, fstat(descriptor, &opened) == 0 else {
            throw .fileGone(path: path, position: position)
        }
        guard opened.st_size >= position else {
            throw .fileChanged(path: path, position: position, reason: "it now has \(opened.st_size) bytes")
        }
        guard named.st_ino == opened.st_ino, named.st_dev == opened.st_dev else {
            throw .fileChanged(path: path, position: position, reason: "another file has its name now")
        }
    }

    /// What begins like a file of another kind has no records to judge one by one.
    private func refuseForeign(_ bytes: UnsafeRawBufferPointer) throws(SourceError) {
        let kinds: [(start: [UInt8], what: String)] = [
            ([0xFF, 0xFE], "it is UTF-16 text: make it UTF-8, iconv -f UTF-16 -t UTF-8 does"),
            ([0xFE, 0xFF], "it is UTF-16 text: make it UTF-8, iconv -f UTF-16 -t UTF-8 does"),
            ([0x1F, 0x8B], "it is compressed with gzip: unpack it first"),
            ([0x28, 0xB5, 0x2F, 0xFD], "it is compressed with zstd: unpack it first"),
            ([0x50, 0x4B, 0x03, 0x04], "it is a ZIP archive or a spreadsheet: save it as CSV"),
            (Array("PAR1".utf8), "it is a Parquet file: its format is 'parquet'"),
        ]
        if let kind = kinds.first(where: { bytes.starts(with: $0.start) }) {
            throw .badInput(path: path, line: 0, reason: kind.what)
        }
    }

    /// Lines that end with a carriage return alone would all be one.
    private func refuseCarriageReturns(_ bytes: UnsafeRawBufferPointer) throws(SourceError) {
        guard !bytes.contains(0x0A) else { return }
        var isQuoted = false
        for byte in bytes.dropLast() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard byte == 0x0D, !isQuoted else { continue }
            throw .badInput(
                path: path, line: 0,
                reason: "its lines end with a carriage return alone: make it line feeds, tr '\\r' '\\n' does")
        }
    }

    /// Opens the file and finds where its records begin.
    private func begin() throws(SourceError) {
        if descriptor < 0 {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                if errno == ENOENT { throw .fileGone(path: path, position: 0) }
                throw .unreadable(path, errno)
            }
            _ = posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        }
        guard firstRecord == nil else { return }
        let piece = try piece(at: 0, bytes: 1 << 20)
        let bytes = piece.bytes
        try refuseForeign(bytes)
        var at = bytes.textStart
        if let layout = options.layout {
            try refuseCarriageReturns(bytes)
            if layout.hasHeader { at = try readHeader(piece, layout, from: at) }
        } else if let bracket = bytes.arrayStart {
            isArray = true
            at = bracket + 1
        }
        // An empty file that is followed may still get its header.
        if piece.count > 0 { firstRecord = Int64(at) }
    }

    private func readHeader(_ piece: FilePiece, _ layout: CSVLayout, from at: Int) throws(SourceError) -> Int {
        let bytes = piece.bytes
        guard piece.count > at else { return at }
        let first = piece.start + at
        let found = CSVScan.end(first, piece.start + piece.count, layout)
        if found == nil, !piece.isShort || options.follows {
            guard piece.isShort else { throw .badInput(path: path, line: 1, reason: "the header has no end") }
            return at
        }
        let count = found?.count ?? piece.count - at
        guard let header = CSVHeader(UnsafeRawBufferPointer(rebasing: bytes[at..<at + count]), layout) else {
            throw .badInput(path: path, line: 1, reason: "the header is no record of CSV")
        }
        self.header = header
        return found.map { $0.next - UnsafePointer(piece.start) } ?? piece.count
    }

    private func piece(at position: Int64, bytes: Int) throws(SourceError) -> FilePiece {
        let piece = FilePiece(capacity: bytes)
        while piece.count < bytes {
            let count = pread(descriptor, piece.start + piece.count, bytes - piece.count, off_t(position) + piece.count)
            if count == 0 {
                piece.isShort = true
                break
            }
            if count < 0 {
                if errno == EINTR { continue }
                throw .unreadable(path, errno)
            }
            piece.count += count
        }
        return piece
    }
}

/// Bytes of a file.
final class FilePiece {
    let start: UnsafeMutablePointer<UInt8>
    var count = 0
    /// The file's end was met.
    var isShort = false

    init(capacity: Int) { start = .allocate(capacity: capacity) }

    deinit { start.deallocate() }

    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }
}
