import CSIMD

/// Two records of the same shape, read side by side.
///
/// Within one record each step waits for the place where the one before ended; of two records the processor does
/// one while it waits for the other.
struct JSONPair {
    var first: JSONCursor
    var second: JSONCursor

    /// Reads both into `row.row` and the row after it, as `JSONCursor.speculate` does. False when one does not fit.
    // hot: row
    mutating func speculate(_ shape: JSONShape.View, _ row: inout JSONRow) -> Bool {
        var (one, two) = (first.at, second.at)
        let (endOne, endTwo) = (first.end, second.end)
        let rowIndex = row.row
        var step = shape.steps
        let lastStep = step + shape.stepCount
        while step < lastStep {
            let literal = UnsafeRawPointer(step).assumingMemoryBound(to: UInt8.self)
            let mask = step.pointee.mask
            guard one <= endOne, two <= endTwo, simd_equal32(literal, one) & simd_equal32(literal, two) & mask == mask
            else { return false }
            one += Int(step.pointee.literalCount)
            two += Int(step.pointee.literalCount)
            let plan = step.pointee.plan
            switch step.pointee.kind {
            case .text:
                guard let (stopOne, stopTwo) = closingQuotes(one, two) else {
                    guard rareSteps(&one, &two, step, &row) else { return false }
                    break
                }
                let values = plan.pointee.values + rowIndex &* 16
                storeView(one, count: stopOne - one, values)
                storeView(two, count: stopTwo - two, values + 16)
                (one, two) = (stopOne, stopTwo)
            case .integer:
                guard let (a, nextOne) = shortInteger(one), let (b, nextTwo) = shortInteger(two),
                    min(a, b) >= plan.pointee.low, max(a, b) <= plan.pointee.high
                else { return false }
                store(a, b, plan, rowIndex)
                (one, two) = (nextOne, nextTwo)
            case .instant:
                guard let (a, nextOne) = shortInteger(one), let (b, nextTwo) = shortInteger(two),
                    let timeOne = instant(a, plan), let timeTwo = instant(b, plan)
                else { return false }
                store(timeOne, timeTwo, plan, rowIndex)
                (one, two) = (nextOne, nextTwo)
            case .skippedText:
                guard let (stopOne, stopTwo) = closingQuotes(one, two) else {
                    guard rareSteps(&one, &two, step, &row) else { return false }
                    break
                }
                (one, two) = (stopOne, stopTwo)
            case .literal:
                break
            case .end:
                guard one == endOne, two == endTwo else { return false }
            default:
                guard rareSteps(&one, &two, step, &row) else { return false }
            }
            step += 1
        }
        return shape.nullCount == 0 || storeNulls(shape, &row)
    }

    @inline(__always)
    private func closingQuotes(
        _ one: UnsafePointer<UInt8>, _ two: UnsafePointer<UInt8>
    ) -> (UnsafePointer<UInt8>, UnsafePointer<UInt8>)? {
        guard let stopOne = plainTextEnd(one, first.end), let stopTwo = plainTextEnd(two, second.end),
            stopOne.pointee == UInt8(ascii: "\""), stopTwo.pointee == UInt8(ascii: "\"")
        else { return nil }
        return (stopOne, stopTwo)
    }

    @inline(__always)
    private func store(_ one: Int64, _ two: Int64, _ plan: UnsafeMutablePointer<FieldPlan>, _ row: Int) {
        plan.pointee.values.storeBytes(of: one, toByteOffset: row &* 8, as: Int64.self)
        plan.pointee.values.storeBytes(of: two, toByteOffset: row &* 8 &+ 8, as: Int64.self)
    }

    /// The same step of both, one after the other.
    @inline(__always)
    private mutating func rareSteps(
        _ one: inout UnsafePointer<UInt8>, _ two: inout UnsafePointer<UInt8>,
        _ step: UnsafeMutablePointer<JSONShape.Step>, _ row: inout JSONRow
    ) -> Bool {
        guard let nextOne = first.rareStep(one, step, &row) else { return false }
        row.row &+= 1
        let nextTwo = second.rareStep(two, step, &row)
        row.row &-= 1
        guard let nextTwo else { return false }
        one = nextOne
        two = nextTwo
        return true
    }

    @inline(never)
    private mutating func storeNulls(_ shape: JSONShape.View, _ row: inout JSONRow) -> Bool {
        guard first.storeNulls(shape, &row) else { return false }
        row.row &+= 1
        let isGood = second.storeNulls(shape, &row)
        row.row &-= 1
        return isGood
    }
}
