/// The group keys of a batch as small numbers, so that a table finds their groups in a plain array: no hash, no
/// comparison.
///
/// ```
///  category text        "Toys"  3      by dictionary, 4 bits
///  payment  text        "COD"   2      by dictionary, 3 bits
///  quantity integer     14      5      by distance, 4 bits         code of the row: 3 << 7 | 2 << 4 | 5
/// ```
/// Equal keys have equal codes as long as `version` stays. Keys of too many values have none: then the codes are given
/// up for a while, longer each time.
struct KeyCodes: ~Copyable {
    /// A code has so many bits, at most: an array of the groups of one window then takes 512 KB.
    static let bitsMax = 16
    /// How far apart integers may be that have codes, beside NULL's.
    static let distanceMax: UInt64 = (1 << 16) - 2
    /// Batches without codes after they were given up.
    static let pauses = 64...4096

    /// For each row the code of its key.
    private(set) var codes: UnsafeMutablePointer<UInt32>
    /// For each code the lane that owns its key, once somebody wrote it here; 0 before.
    private(set) var lanes: UnsafeMutablePointer<UInt8>
    /// Grows when keys get other codes.
    private(set) var version = 1
    /// Codes are below it.
    private(set) var codeCount = 1
    private var columns: [ColumnCodes]
    private let isPossible: Bool
    private var capacity = 0
    /// Codes of one column.
    private var scratch: UnsafeMutablePointer<UInt32>
    private var pauseLeft = 0
    private var nextPause = KeyCodes.pauses.lowerBound
    private var batchesSincePause = 0
    /// Rows that a table did not find by their code, weighed against all rows.
    private var debt = 0

    init(keyTypes: [DataType]) {
        let kinds = keyTypes.map { ColumnCodes($0.physical) }
        columns = kinds.compactMap { $0 }
        isPossible = columns.count == kinds.count
        codes = .allocate(capacity: 1)
        scratch = .allocate(capacity: 1)
        lanes = .allocate(capacity: 1)
        lanes.initialize(to: 0)
    }

    deinit {
        codes.deallocate()
        scratch.deallocate()
        lanes.deallocate()
    }

    /// Fills the codes of a batch's rows; false when its keys have none.
    mutating func fill(_ keys: [Column], count: Int) -> Bool {
        guard isPossible else { return false }
        if pauseLeft > 0 {
            pauseLeft -= 1
            return false
        }
        reserve(count)
        batchesSincePause += 1
        var bits = 0
        var isNew = false
        for (index, key) in keys.enumerated() {
            let before = (columns[index].version, columns[index].bits)
            let target = index == 0 ? codes : scratch
            guard columns[index].fill(key, into: target) else { return giveUp() }
            bits += columns[index].bits
            guard bits <= KeyCodes.bitsMax else { return giveUp() }
            if index > 0 { append(scratch, bits: columns[index].bits, to: codes, count) }
            isNew = isNew || before != (columns[index].version, columns[index].bits)
        }
        if isNew || codeCount != 1 << bits { renew(1 << bits) }
        return true
    }

    private mutating func reserve(_ count: Int) {
        guard count > capacity else { return }
        codes.deallocate()
        scratch.deallocate()
        capacity = count
        codes = .allocate(capacity: count)
        codes.initialize(repeating: 0, count: count)
        scratch = .allocate(capacity: count)
    }

    /// All codes mean other keys from now on.
    private mutating func renew(_ codeCount: Int) {
        version += 1
        self.codeCount = codeCount
        lanes.deallocate()
        lanes = .allocate(capacity: codeCount)
        lanes.initialize(repeating: 0, count: codeCount)
    }

    private mutating func giveUp() -> Bool {
        if batchesSincePause > nextPause * 4 { nextPause = KeyCodes.pauses.lowerBound }
        pauseLeft = nextPause
        nextPause = min(nextPause * 2, KeyCodes.pauses.upperBound)
        batchesSincePause = 0
        debt = 0
        for index in columns.indices { columns[index].forget() }
        renew(1)
        return false
    }

    /// Says how many rows of the last batch had to be found without their codes. When these are more than a quarter for
    /// longer than it takes to meet all keys once, codes cost more than they save.
    mutating func note(missing: Int, of count: Int) {
        debt = max(0, debt + 4 * missing - count)
        if debt > 4 * codeCount + 1 << 16 { _ = giveUp() }
    }
}

/// The codes of one key column.
private enum ColumnCodes {
    case integers(IntegerCodes)
    case booleans
    case strings(StringCodes)

    /// Nil for values that have no codes.
    init?(_ type: PhysicalType) {
        switch type {
        case .int64: self = .integers(IntegerCodes())
        case .boolean: self = .booleans
        case .bytes: self = .strings(StringCodes())
        case .double, .decimal, .interval: return nil
        }
    }

    /// Codes are below `1 << bits`.
    var bits: Int {
        switch self {
        case .integers(let codes): codes.bits
        case .booleans: 2
        case .strings(let codes): codes.bits
        }
    }

    /// Grows when values get other codes.
    var version: Int {
        if case .integers(let codes) = self { codes.version } else { 0 }
    }

    mutating func forget() {
        switch self {
        case .integers: self = .integers(IntegerCodes())
        case .booleans: break
        case .strings: self = .strings(StringCodes())
        }
    }

    /// Fills the codes of a column's rows; false when not all have one.
    mutating func fill(_ column: Column, into codes: UnsafeMutablePointer<UInt32>) -> Bool {
        let flags = column.validity.flags.map { UnsafePointer($0.pointer) }
        switch (self, column.values) {
        case (.integers(var known), .int64(let buffer)):
            let isFilled = known.fill(buffer.pointer, flags, column.count, into: codes)
            self = .integers(known)
            return isFilled
        case (.booleans, .boolean(let buffer)):
            for row in 0..<column.count {
                codes[row] = flags.map { $0[row] == 0 } ?? false ? 0 : UInt32(buffer.pointer[row]) &+ 1
            }
            return true
        case (.strings(let known), .bytes(let vector)):
            return known.fill(vector.views.pointer, flags, column.count, into: codes)
        default: preconditionFailure("a key of another physical form than planned")
        }
    }
}

/// Appends the bits of one column's codes to those of the columns before it.
// hot: loop
@inline(never)
private func append(
    _ column: UnsafePointer<UInt32>, bits: Int, to codes: UnsafeMutablePointer<UInt32>, _ count: Int
) {
    let shift = UInt32(truncatingIfNeeded: bits)
    for row in 0..<count { codes[row] = codes[row] &<< shift | column[row] }
}
