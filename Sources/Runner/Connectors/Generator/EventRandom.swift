/// A stream of random words that can start anywhere: word i of a seed is `mix(seed + i * step)` (SplitMix64).
package struct EventRandom: Sendable {
    private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var state: UInt64

    /// The stream of `seed`, from word number `position` on.
    package init(seed: UInt64, position: UInt64 = 0) {
        state = seed &+ position &* Self.step
    }

    /// The next 64 random bits.
    @inline(__always)
    package mutating func next() -> UInt64 {
        state &+= Self.step
        return Self.mix(state)
    }

    /// Leaves out so many words.
    @inline(__always)
    package mutating func skip(_ words: UInt64) { state &+= words &* Self.step }

    /// A number from 0 up to, not including, `bound`; 0 for a bound of 0.
    @inline(__always)
    package mutating func below(_ bound: UInt64) -> UInt64 {
        next().multipliedFullWidth(by: bound).high
    }

    /// A number from 0 up to, not including, 1.
    @inline(__always)
    package mutating func fraction() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Spreads a word's bits over all 64, reversibly.
    @inline(__always)
    package static func mix(_ word: UInt64) -> UInt64 {
        var z = word
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
