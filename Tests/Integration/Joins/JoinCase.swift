/// A random query over tables `l` and `r`, as the job has it and as PostgreSQL has it.
struct JoinQuery {
    var columns: String
    var here: String
    var there: String
    /// For CREATE MATERIALIZED VIEW: the rows change.
    var isGrouped = false

    private static let kinds = ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN"]
    private static let pair = "l_id bigint, l_k text, l_n integer, r_id bigint, r_k text, r_n integer"
    private static let pairValues = "a.id, a.k, a.n, b.id, b.k, b.n"

    init(_ random: inout JoinRandom) {
        switch random.below(10) {
        case 0: self.init(unbounded: &random)
        case 1..<6: self.init(interval: &random)
        case 6..<8: self.init(windows: &random)
        default: self.init(groups: &random)
        }
    }

    /// One or two equalities of columns.
    private static func equalities(_ random: inout JoinRandom) -> String {
        random.pick(["a.k = b.k", "a.k = b.k", "a.n = b.n", "a.k = b.k AND a.n = b.n", "b.n = a.n + 1", "b.k = a.k"])
    }

    /// What else may be asked of a pair.
    private static func extra(_ random: inout JoinRandom) -> String {
        guard random.chance(40) else { return "" }
        return " AND "
            + random.pick([
                "a.n < b.n", "a.n IS NOT NULL", "b.n > 0", "a.id <> b.id", "coalesce(a.n, 0) <> coalesce(b.n, 1)",
                "(a.n > b.n OR a.k IS NULL)",
            ])
    }

    /// A side with fewer of its rows.
    private static func side(_ table: String, _ random: inout JoinRandom) -> String {
        let condition = random.pick(["n > 0", "k IS NOT NULL", "id % 3 <> 0", "n IS NULL OR n < 4"])
        return random.chance(65) ? table : "(SELECT * FROM \(table) WHERE \(condition))"
    }

    /// What WHERE asks of joined rows.
    private static func filter(_ random: inout JoinRandom) -> String {
        guard random.chance(25) else { return "" }
        return " WHERE " + random.pick(["a.id IS NULL OR b.id IS NULL", "a.n > 0", "b.id IS NOT NULL", "a.k = 'k0'"])
    }

    /// The bound of both times; either may be left out of it, not both.
    private static func bound(_ random: inout JoinRandom) -> String {
        func length() -> String {
            random.pick(["0 seconds", "1 second", "90 seconds", "10 minutes", "1 hour", "5 hours"])
        }
        let (before, after) = (length(), length())
        return random.pick([
            "b.at BETWEEN a.at - interval '\(before)' AND a.at + interval '\(after)'",
            "b.at >= a.at - interval '\(before)' AND b.at < a.at + interval '\(after)'",
            "a.at BETWEEN b.at - interval '\(before)' AND b.at + interval '\(after)'",
            "a.at - b.at <= interval '\(before)' AND b.at - a.at < interval '\(after)'",
            "a.at = b.at",
        ])
    }

    private init(unbounded random: inout JoinRandom) {
        let query =
            "SELECT \(Self.pairValues) FROM \(Self.side("l", &random)) a JOIN \(Self.side("r", &random)) b ON "
            + Self.equalities(&random) + Self.extra(&random) + Self.filter(&random)
        (columns, here, there) = (Self.pair, query, query)
    }

    private init(interval random: inout JoinRandom) {
        let kind = random.pick(Self.kinds)
        let sides = "\(Self.side("l", &random)) a \(kind) \(Self.side("r", &random)) b"
        let condition = "\(Self.equalities(&random)) AND \(Self.bound(&random))\(Self.extra(&random))"
        if kind == "JOIN", random.chance(30) {
            let query = "SELECT a.k, count(*) AS n, sum(b.n) AS total FROM \(sides) ON \(condition) GROUP BY a.k"
            (columns, here, there) = ("", query, query)
            isGrouped = true
            return
        }
        let query = "SELECT \(Self.pairValues) FROM \(sides) ON \(condition)\(Self.filter(&random))"
        (columns, here, there) = (Self.pair, query, query)
    }

    private static let sizes = ["10 minutes", "1 hour", "6 hours", "1 day"]

    private static func window(_ table: String, _ size: String, _ condition: String) -> (here: String, there: String) {
        (
            "(SELECT * FROM tumble(\(table), at, interval '\(size)')\(condition))",
            "(SELECT *, date_bin('\(size)', at, '2000-01-03') AS window_start FROM \(table)\(condition))"
        )
    }

    private init(windows random: inout JoinRandom) {
        let size = random.pick(Self.sizes)
        let left = Self.window("l", size, random.chance(30) ? " WHERE n > 0" : "")
        let right = Self.window("r", size, random.chance(30) ? " WHERE k IS NOT NULL" : "")
        let kind = random.pick(Self.kinds)
        var condition = " ON a.window_start = b.window_start AND \(Self.equalities(&random))"
        if kind == "JOIN" { condition += Self.extra(&random) }
        let filter = Self.filter(&random)
        columns = Self.pair
        here = "SELECT \(Self.pairValues) FROM \(left.here) a \(kind) \(right.here) b\(condition)\(filter)"
        there = "SELECT \(Self.pairValues) FROM \(left.there) a \(kind) \(right.there) b\(condition)\(filter)"
    }

    private init(groups random: inout JoinRandom) {
        let size = random.pick(Self.sizes)
        let kind = random.pick(Self.kinds)
        func side(_ table: String, _ condition: String) -> (here: String, there: String) {
            let values = "window_start, k, count(*) AS c, max(n) AS m"
            return (
                "(SELECT \(values) FROM tumble(\(table), at, interval '\(size)')\(condition) GROUP BY window_start, k)",
                "(SELECT \(values) FROM "
                    + "(SELECT *, date_bin('\(size)', at, '2000-01-03') AS window_start FROM \(table)) x"
                    + "\(condition) GROUP BY window_start, k)"
            )
        }
        let left = side("l", random.chance(30) ? " WHERE id % 2 = 0" : "")
        let right = side("r", random.chance(30) ? " WHERE n > 0" : "")
        let condition =
            " ON a.window_start = b.window_start AND a.k = b.k"
            + (kind == "JOIN" && random.chance(40)
                ? " AND a.c < b.m" : "")
        columns = "l_start timestamptz, l_k text, l_c bigint, r_start timestamptz, r_k text, r_m integer"
        let values = "SELECT a.window_start, a.k, a.c, b.window_start, b.k, b.m FROM "
        here = "\(values)\(left.here) a \(kind) \(right.here) b\(condition)"
        there = "\(values)\(left.there) a \(kind) \(right.there) b\(condition)"
    }
}
