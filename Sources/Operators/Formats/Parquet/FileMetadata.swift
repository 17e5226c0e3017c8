/// How values lie in a file.
enum StoredType: Int, Sendable {
    case boolean = 0, int32, int64, int96, float, double, bytes, fixedBytes
}

/// Whether a field can be missing or repeat.
enum Repetition: Int {
    case required = 0, optional, repeated
}

/// What an older writer says that a stored value means.
enum ConvertedType: Int {
    case utf8 = 0, map, mapKeyValue, list, enumeration, decimal, date, timeMillis, timeMicros, timestampMillis
    case timestampMicros, uint8, uint16, uint32, uint64, int8, int16, int32, int64, json, bson, interval
}

/// What a newer writer says that a stored value means.
enum LogicalType: Equatable {
    case string, map, list, enumeration, date, json, bson, uuid, float16, null
    case decimal(scale: Int, precision: Int)
    case time
    case timestamp(isUTC: Bool, unit: TimeUnit)
    case integer(bits: Int, isSigned: Bool)
    /// By its number in the format.
    case other(Int)
}

/// The unit of a stored time; the raw value is its number in the format.
enum TimeUnit: Int, Sendable {
    case millis = 1, micros, nanos
}

/// One node of the schema, in the order of a walk from the root.
struct SchemaElement {
    var name = ""
    var type: StoredType?
    var typeLength = 0
    var repetition = Repetition.required
    var childCount = 0
    var converted: ConvertedType?
    var scale = 0
    var precision = 0
    var logical: LogicalType?
}

/// The least and the greatest value of a chunk, in PLAIN encoding without length.
struct ChunkStatistics {
    var nullCount: Int64?
    var least: [UInt8]?
    var greatest: [UInt8]?
}

/// Where the pages of a column in a row group lie.
struct ChunkMetadata {
    var type = StoredType.boolean
    var encodings: [Int] = []
    var path: [String] = []
    var codec = 0
    var valueCount: Int64 = 0
    var unpackedBytes: Int64 = 0
    var packedBytes: Int64 = 0
    var dataOffset: Int64 = 0
    var dictionaryOffset: Int64?
    var statistics: ChunkStatistics?
    /// The chunk lies in another file, or is encrypted.
    var isElsewhere = false
}

struct RowGroupMetadata {
    var chunks: [ChunkMetadata] = []
    var rowCount: Int64 = 0
    var unpackedBytes: Int64 = 0
}

/// A file's footer.
struct FileMetadata {
    var schema: [SchemaElement] = []
    var rowCount: Int64 = 0
    var rowGroups: [RowGroupMetadata] = []
    var createdBy = ""
}

/// What a page holds; the raw values are the format's.
enum PageType: Int {
    case data = 0, index, dictionary, dataV2
}

/// How values are encoded; the raw values are the format's.
enum PageEncoding: Int {
    case plain = 0
    case plainDictionary = 2
    case runLength = 3
    case bitPacked = 4
    case deltaBinaryPacked = 5
    case deltaLengthBytes = 6
    case deltaBytes = 7
    case runLengthDictionary = 8
    case byteStreamSplit = 9
}

/// What stands before each page.
struct PageHeader {
    var type: Int = 0
    var unpackedBytes = 0
    var packedBytes = 0
    var valueCount = 0
    var encoding = 0
    var levelEncoding = PageEncoding.runLength.rawValue
    var repetitionEncoding = PageEncoding.runLength.rawValue
    /// Of a version 2 page: its levels lie before the values and are never compressed.
    var definitionBytes = 0
    var repetitionBytes = 0
    var isCompressed = true
}
