/// Numbers that are the same in every run for one seed.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// Bytes with many zeros, FFs and repeats, of a length up to `countMax`.
    mutating func bytes(countMax: Int) -> [UInt8] {
        let alphabet: [UInt8] = [0x00, 0x01, 0x7F, 0xFE, 0xFF, 0x61]
        return (0..<Int.random(in: 0...countMax, using: &self)).map { _ in
            Bool.random(using: &self)
                ? alphabet.randomElement(using: &self) ?? 0 : UInt8.random(in: 0...255, using: &self)
        }
    }
}
