import Runner

/// What a run of `bench` found: figures by name, checks, and remarks.
struct BenchReport {
    /// The command line, without the program.
    let command: String
    let seed: UInt64
    private(set) var figures: [Figure] = []
    private(set) var checks: [BenchCheck] = []
    /// What a reader of the figures must know: what was left out and why, verdicts.
    private(set) var notes: [String] = []
    private var places: [FigureName: Int] = [:]
    /// Programs and libraries that took part, in the order that they were named.
    private(set) var versions: [(name: String, version: String)] = [("Millrace", millraceVersion)]
    let machine = Machine()
    let loadAtStart = Machine.loadAverage

    init(command: String, seed: UInt64) {
        self.command = command
        self.seed = seed
    }

    /// Adds one run's value of a figure.
    mutating func add(_ name: FigureName, _ value: Double) {
        if let place = places[name] {
            figures[place].runs.append(value)
            return
        }
        places[name] = figures.count
        var figure = Figure(name: name)
        figure.runs = [value]
        figures.append(figure)
    }

    /// The figure of a name, when it was measured.
    func figure(_ name: FigureName) -> Figure? { places[name].map { figures[$0] } }

    /// Sets a figure beside another one of this report; nothing happens when either was not measured.
    mutating func compare(_ name: FigureName, with other: FigureName, as label: String) {
        guard let peer = figure(other) else { return }
        compare(name, with: peer.median, as: label)
    }

    /// Sets a figure beside a number, such as a goal.
    mutating func compare(_ name: FigureName, with value: Double, as label: String) {
        guard let place = places[name] else { return }
        figures[place].besides.append((label, figures[place].ratio(to: value)))
    }

    mutating func check(_ suite: String, _ subject: String, isRight: Bool, hash: UInt64, _ text: String) {
        checks.append(
            BenchCheck(
                suite: suite, subject: subject, isRight: isRight, hash: String(hash, radix: 16), text: text))
    }

    mutating func note(_ text: String) {
        guard !notes.contains(text) else { return }
        notes.append(text)
        Terminal.say(text)
    }

    mutating func used(_ name: String, _ version: String) {
        guard !versions.contains(where: { $0.name == name }) else { return }
        versions.append((name, version))
    }

    /// Figures count only when something was checked and everything was right.
    var isRight: Bool { !checks.isEmpty && checks.allSatisfy(\.isRight) }
}
