import CSIMD

/// Where the quotes and the values of one record are, for records whose keys come in any order.
///
/// ```
///  {"b": 7, "a": "x"}
///   ^ ^      ^ ^  ^ ^      quotes, all found at once
///        --       ---      values, each put down for the entry of its key
/// ```
struct JSONPlaces: BitwiseCopyable {
    /// From the first byte of a value to the one behind it, which is a comma or the last brace.
    struct Place: BitwiseCopyable {
        /// 0 when the key has not come.
        var start: UInt16 = 0
        var end: UInt16 = 0
    }

    /// Longer records are left to the strict parser.
    static let bytesMax = 4096
    /// How many places of quotes are written for 64 bytes, needed or not.
    private static let strideCount = 12
    /// Places behind the last quote that are the record's end.
    private static let endsCount = 4

    let quotes: UnsafeMutablePointer<UInt16>
    /// By the entries of the plan's root.
    let places: UnsafeMutablePointer<Place>
    let entryCount: Int

    init(entryCount: Int) {
        self.entryCount = entryCount
        quotes = .allocate(capacity: JSONPlaces.bytesMax + JSONPlaces.strideCount + JSONPlaces.endsCount)
        places = .allocate(capacity: max(1, entryCount))
    }

    func free() {
        quotes.deallocate()
        places.deallocate()
    }

    /// Finds the quotes of a record; nil when it has escapes, controls, or characters beyond ASCII.
    ///
    /// How many a part of the record has depends on the data, so the usual number is written without asking.
    // hot: row
    @inline(__always)
    func findQuotes(_ start: UnsafePointer<UInt8>, count: Int) -> Int? {
        var odd: UInt64 = 0
        var found = 0
        var offset = 0
        while offset < count {
            let low = simd_quotes32(start + offset)
            // The padding has room for the second half, whether or not the record reaches there.
            let high = simd_quotes32(start + (offset &+ 32))
            let inside = UInt64.max &>> UInt64(truncatingIfNeeded: max(64 &- (count &- offset), 0))
            odd |= (UInt64(low.odd) | UInt64(high.odd) &<< 32) & inside
            var bits = (UInt64(low.quote) | UInt64(high.quote) &<< 32) & inside
            let next = found &+ bits.nonzeroBitCount
            for index in 0..<JSONPlaces.strideCount {
                quotes[found &+ index] = UInt16(truncatingIfNeeded: offset &+ bits.trailingZeroBitCount)
                bits &= bits &- 1
            }
            found = found &+ JSONPlaces.strideCount
            while bits != 0 {
                quotes[found] = UInt16(truncatingIfNeeded: offset &+ bits.trailingZeroBitCount)
                bits &= bits &- 1
                found = found &+ 1
            }
            found = next
            offset = offset &+ 64
        }
        for index in 0..<JSONPlaces.endsCount { quotes[found &+ index] = UInt16(truncatingIfNeeded: count) }
        return odd == 0 ? found : nil
    }
}

/// 1 when two bytes are equal, else 0: without a branch, which `?:` may become.
@inline(__always)
func isEqual(_ byte: UInt8, _ other: UInt8) -> Int {
    Int(truncatingIfNeeded: (UInt(byte ^ other) &- 1) &>> UInt(UInt.bitWidth - 1))
}
