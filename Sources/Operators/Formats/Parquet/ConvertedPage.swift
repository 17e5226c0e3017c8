/// The values of a page or a dictionary as values of the wanted type, still without NULLs.
struct ConvertedPage {
    let values: Values
    let count: Int
    /// For each value 0, or which fault makes a bad record of every row that has it; `nil` when none has one.
    let faults: Buffer<UInt8>?
    /// Keep the memory alive that views point into.
    let owners: [AnyObject]
}

/// Which values of a page are bad; memory is taken with the first.
struct FaultMarks {
    private(set) var flags: Buffer<UInt8>?
    private let count: Int

    init(count: Int) { self.count = count }

    @inline(never)
    mutating func mark(_ index: Int, _ fault: RecordFault) {
        let flags = self.flags ?? Buffer(repeating: 0, count: count)
        flags[index] = FaultMarks.code(fault)
        self.flags = flags
    }

    static func code(_ fault: RecordFault) -> UInt8 {
        UInt8(truncatingIfNeeded: (RecordFault.allCases.firstIndex(of: fault) ?? 0) + 1)
    }

    static func fault(_ code: UInt8) -> RecordFault { RecordFault.allCases[Int(code) - 1] }
}
