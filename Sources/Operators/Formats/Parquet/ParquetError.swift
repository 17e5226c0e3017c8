/// Why a Parquet file can't be read or written. Offsets count from the start of the file.
package enum ParquetError: Error, Equatable, Sendable {
    /// The file is none, or lacks its end.
    case notParquet(String)
    /// Bytes that the file's own metadata promises are not there.
    case truncated(offset: Int64, wanted: Int64)
    /// Bytes that no correct writer wrote.
    case corrupt(offset: Int64, String)
    /// Correct, but by a part of the format that is not read or written here.
    case unsupported(String)
    /// A column that is not in the file, or of another type than wanted.
    case column(String, String)
    /// A value that the format can't hold; nothing of its batch was taken.
    case value(column: String, row: Int, String)
    /// What the place said that the bytes come from.
    case input(String)
}

extension ParquetError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notParquet(let why): "not a Parquet file: \(why)"
        case .truncated(let offset, let wanted):
            "the Parquet file is cut short: \(wanted) bytes from byte \(offset) on are not all there"
        case .corrupt(let offset, let what): "the Parquet file is damaged at byte \(offset): \(what)"
        case .unsupported(let what): what
        case .column(let name, let what): "column \"\(name)\": \(what)"
        case .value(let column, let row, let what): "column \"\(column)\", row \(row): \(what)"
        case .input(let what): what
        }
    }
}

/// Bounds on what a file may ask for.
package enum ParquetLimits {
    /// Largest footer.
    package static let footerBytesMax = 256 << 20
    /// Largest page, compressed or not.
    package static let pageBytesMax = 512 << 20
    /// Largest page header.
    static let headerBytesMax = 16 << 20
    /// Structures inside each other in the metadata.
    static let depthMax = 32
}
