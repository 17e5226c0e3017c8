import Runner

/// The flags that every suite takes.
struct BenchOptions {
    let isQuick: Bool
    /// Measured runs of every figure.
    let runs: Int
    let seed: UInt64
    let format: String
    /// Parts of the suite that were asked for; empty: all.
    var only: [String]
    let peers: [String]
    /// Where pictures go; nil: none.
    let picture: String?
    /// The binary that is measured.
    let runner: String
    /// A Python with what peers and pictures need.
    let python: String
    /// Other systems and how they are run: the folder that has `run.sh`.
    let peersFolder: String
    let environment: [String: String]

    init(_ arguments: Arguments, _ environment: [String: String], parts: [String], peers known: [String]) throws {
        isQuick = arguments.has("quick")
        runs = try arguments.integer("runs", in: 1...1_000) ?? (isQuick ? 1 : 5)
        seed = UInt64(try arguments.integer("seed", in: 0...1_000_000_000) ?? 1)
        format = try arguments.word("output", among: ["table", "markdown", "json"]) ?? "table"
        only = try arguments.words("only", among: parts)
        peers = try arguments.words("with", among: known)
        picture = arguments.value("picture")
        let own = CommandLine.arguments.first ?? "bench"
        let folder = own.contains("/") ? String(own[..<(own.lastIndex(of: "/") ?? own.startIndex)]) : "."
        runner = arguments.value("runner") ?? folder + "/runner"
        python = arguments.value("python") ?? environment["MILLRACE_PYTHON"] ?? ".build/python/bin/python3"
        peersFolder =
            arguments.value("peers") ?? environment["MILLRACE_SHARED"].map { $0 + "/peers" } ?? "../shared/peers"
        self.environment = environment
    }

    /// Whether a part is to be run.
    func wants(_ part: String) -> Bool { only.isEmpty || only.contains(part) }

    /// Whether a peer is to be run beside.
    func has(_ peer: String) -> Bool { peers.contains(peer) }

    /// The flags for `--help`: what the suite adds, then what all have.
    static func flags(_ own: [Flag], quick: String, parts: [String], peers: [String]) -> [Flag] {
        var flags = own
        if !parts.isEmpty {
            flags.append(Flag("only", value: "NAMES", "of \(parts.joined(separator: ", ")); default all"))
        }
        if !peers.isEmpty {
            flags.append(Flag("with", value: "PEERS", "beside \(peers.joined(separator: ", ")), in the same run"))
        }
        if peers.contains("duckdb") {
            flags.append(
                Flag("python", value: "PATH", "with duckdb and numpy; default .build/python (tools/setup python)"))
        }
        if peers.contains("flink") {
            flags.append(
                Flag("peers", value: "DIR", "the peers' folder, with run.sh; default ../shared/peers"))
        }
        return flags + [
            Flag("runs", value: "N", "measured runs of every figure; default 5"),
            Flag("seed", value: "N", "decides the events; default 1"), Flag("quick", quick),
            Flag("output", short: "o", value: "FORMAT", "table, markdown or json"),
            Flag("picture", value: "DIR", "also an SVG of the figures there; needs matplotlib (tools/setup python)"),
            Flag("runner", value: "PATH", "the binary to measure; default the one beside bench"),
        ]
    }
}

extension Arguments {
    /// A list of known words, `retail,items`.
    func words(_ name: String, among known: [String]) throws(UsageError) -> [String] {
        guard let text = value(name) else { return [] }
        let words = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        if let strange = words.first(where: { !known.contains($0) }) {
            throw UsageError("--\(name) takes some of \(known.joined(separator: ", ")), not \"\(strange)\"")
        }
        return words
    }

    /// A list of whole numbers, `1000,1000000`.
    func integers(_ name: String, or fallback: [Int]) throws(UsageError) -> [Int] {
        guard let text = value(name) else { return fallback }
        var result: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(part), (1...1_000_000_000).contains(number) else {
                throw UsageError("--\(name): \(part) is not a number from 1 to 1,000,000,000")
            }
            result.append(number)
        }
        return result
    }
}
