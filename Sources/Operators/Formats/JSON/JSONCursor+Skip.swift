extension JSONCursor {
    /// Passes any one value and checks all of it. `depth` objects and arrays are open around it.
    ///
    /// Iterative: one bit for each open container tells what it is, so depth costs no stack.
    // hot: row
    @inline(never)
    mutating func skipValue(depth: Int) -> Bool {
        var objects: UInt128 = 0
        var open = 0
        while true {
            // A value comes next.
            switch peek {
            case UInt8(ascii: "\""):
                at += 1
                var string = TextToken(at)
                guard self.string(&string) else { return false }
            case UInt8(ascii: "{"):
                at += 1
                skipSpace()
                if !take("}") {
                    open += 1
                    guard depth + open <= depthMax else { return fail(.tooDeep) }
                    objects = objects << 1 | 1
                    guard skipKey() else { return false }
                    continue
                }
                guard depth + open + 1 <= depthMax else { return fail(.tooDeep) }
            case UInt8(ascii: "["):
                at += 1
                skipSpace()
                if !take("]") {
                    open += 1
                    guard depth + open <= depthMax else { return fail(.tooDeep) }
                    objects <<= 1
                    continue
                }
                guard depth + open + 1 <= depthMax else { return fail(.tooDeep) }
            default:
                guard skipScalar() else { return false }
            }
            // A value has ended: close what ends with it.
            while true {
                if open == 0 { return true }
                skipSpace()
                let inObject = objects & 1 == 1
                if take(",") {
                    skipSpace()
                    if inObject, !skipKey() { return false }
                    break
                }
                guard take(inObject ? "}" : "]") else { return fail(.malformed) }
                objects >>= 1
                open -= 1
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    // hot: row
    @inline(__always)
    mutating func skipScalar() -> Bool {
        switch peek {
        case UInt8(ascii: "t"): return takeTrue()
        case UInt8(ascii: "f"): return takeFalse()
        case UInt8(ascii: "n"): return takeNull()
        default:
            var number = NumberToken(at)
            return self.number(&number)
        }
    }

    /// `"key" :` and the white space after it.
    private mutating func skipKey() -> Bool {
        guard take("\"") else { return fail(.malformed) }
        var key = TextToken(at)
        guard string(&key) else { return false }
        skipSpace()
        guard take(":") else { return fail(.malformed) }
        skipSpace()
        return true
    }
}
