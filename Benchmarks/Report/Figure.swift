/// What a figure is called. Its unit says which way is better: a rate (`rows/s`) should be high, all else low.
struct FigureName: Hashable {
    let suite: String
    /// What is measured: `retail, blackhole`.
    let subject: String
    /// What of it: `CPU`.
    let figure: String
    let unit: String

    init(_ suite: String, _ subject: String, _ figure: String, _ unit: String) {
        self.suite = suite
        self.subject = subject
        self.figure = figure
        self.unit = unit
    }

    var isRate: Bool { unit.hasSuffix("/s") }
}

/// A figure with all its runs and what it is compared with.
struct Figure {
    let name: FigureName
    /// One value a run, in the order of the runs.
    var runs: [Double] = []
    /// Who it is compared with, and how many times as good as theirs it is.
    var besides: [(label: String, ratio: Double)] = []

    init(name: FigureName) {
        self.name = name
    }

    private var sorted: [Double] { runs.sorted() }
    var min: Double { sorted.first ?? 0 }
    var max: Double { sorted.last ?? 0 }

    /// The middle of the runs; of an even number the mean of both.
    var median: Double {
        let sorted = sorted
        guard !sorted.isEmpty else { return 0 }
        let upper = sorted[sorted.count / 2]
        return sorted.count % 2 == 1 ? upper : (upper + sorted[sorted.count / 2 - 1]) / 2
    }

    /// How many times as good as another median of the same unit.
    func ratio(to other: Double) -> Double {
        let (good, bad) = name.isRate ? (median, other) : (other, median)
        return bad == 0 ? 0 : good / bad
    }
}

/// Something that was compared with what it must be.
struct BenchCheck {
    let suite: String
    let subject: String
    let isRight: Bool
    /// One number for the whole result.
    let hash: String
    /// What was compared: `1,604,632 groups equal a plain recomputation of the same events`.
    let text: String
}

/// FNV-1a, for result hashes.
func resultHash(_ text: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash
}
