/// Codes of integers, dates and times that lie close together: how far they are from the lowest one.
///
/// ```
///  values   12   10   NULL   14          lowest 10, 3 bits: 10 to 16 have codes
///  codes     3    1    0      5
/// ```
struct IntegerCodes: BitwiseCopyable {
    /// The value whose code is 1.
    private var lowest: Int64 = 0
    private var hasValues = false
    /// Codes are below `1 << bits`.
    private(set) var bits = 1
    /// Grows when values get other codes.
    private(set) var version = 0

    /// The distance of the last value that has a code.
    private var reach: UInt64 { (1 &<< UInt64(bits)) &- 2 }

    /// Fills the codes of a column; false when its values and earlier ones lie too far apart.
    mutating func fill(
        _ values: UnsafePointer<Int64>, _ flags: UnsafePointer<UInt8>?, _ count: Int,
        into codes: UnsafeMutablePointer<UInt32>
    ) -> Bool {
        if hasValues && fillDistances(values, flags, count, from: lowest, into: codes) <= reach { return true }
        guard widen(values, flags, count) else { return false }
        _ = fillDistances(values, flags, count, from: lowest, into: codes)
        return true
    }

    /// Gives codes to the values of a column, too, and to what lies between.
    @inline(never)
    private mutating func widen(
        _ values: UnsafePointer<Int64>, _ flags: UnsafePointer<UInt8>?, _ count: Int
    ) -> Bool {
        var (low, high) = (Int64.max, Int64.min)
        for row in 0..<count where flags.map({ $0[row] != 0 }) ?? true {
            low = min(low, values[row])
            high = max(high, values[row])
        }
        // NULLs alone.
        if low > high { return true }
        if hasValues {
            low = min(low, lowest)
            high = max(high, lowest.addingReportingOverflow(Int64(reach)).overflow ? .max : lowest &+ Int64(reach))
        }
        let distance = UInt64(bitPattern: high) &- UInt64(bitPattern: low)
        guard distance <= KeyCodes.distanceMax else { return false }
        bits = Int.bitWidth - (Int(distance) + 1).leadingZeroBitCount
        lowest = low
        hasValues = true
        version += 1
        return true
    }
}

/// Fills distances from a value, plus one, and 0 for NULL; gives the largest distance.
// hot: loop
@inline(never)
private func fillDistances(
    _ values: UnsafePointer<Int64>, _ flags: UnsafePointer<UInt8>?, _ count: Int, from lowest: Int64,
    into codes: UnsafeMutablePointer<UInt32>
) -> UInt64 {
    var farthest: UInt64 = 0
    if let flags {
        for row in 0..<count {
            let distance = flags[row] == 0 ? 0 : UInt64(bitPattern: values[row] &- lowest)
            farthest = max(farthest, distance)
            codes[row] = flags[row] == 0 ? 0 : UInt32(truncatingIfNeeded: distance &+ 1)
        }
    } else {
        for row in 0..<count {
            let distance = UInt64(bitPattern: values[row] &- lowest)
            farthest = max(farthest, distance)
            codes[row] = UInt32(truncatingIfNeeded: distance &+ 1)
        }
    }
    return farthest
}
