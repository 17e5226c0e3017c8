"""Random grouped queries: each as the job has it and as PostgreSQL has it."""
from fuzz.windowed.windows import Window

CONDITIONS = ["i > 0", "k IS NOT NULL", "b", "NOT b OR d < 0", "id % 3 <> 0", "l IS DISTINCT FROM 0", "x LIKE '%e%'",
              "n BETWEEN -100 AND 50000", "k IN ('a', 'b')", "e > 0", "day >= '2020-01-01'", "g = 2", "m IS NULL"]
KEYS = ["k", "g", "b", "day", "x", "n", "e", "l", "upper(k)", "g % 3", "coalesce(k, 'none')", "length(x)", "d > 0",
        "CASE WHEN i > 0 THEN 'plus' WHEN i < 0 THEN 'minus' END", "extract(year FROM day)", "left(x, 2)", "k || x",
        "b AND d > 0", "round(n, -3)", "i IS NULL", "iv", "m", "m / 2", "id / 3", "n * g", "(at AT TIME ZONE 'UTC')::date", "at"]
EXACT = ["i", "g", "l", "n", "m", "i::bigint * g", "n * g", "abs(n)", "id", "coalesce(i, 0)"]
ORDERED = ["i", "l", "n", "m", "d", "e", "x", "k", "day", "at", "iv", "upper(x)", "n / 7"]
ANY = ORDERED + ["b", "g", "d > 0", "id"]
FILTERS = ["b", "i > 0", "k = 'a'", "x IS NOT NULL", "id % 2 = 0", "g = 99"]
SPREADS = ["stddev", "stddev_pop", "variance", "var_pop", "var_samp", "stddev_samp"]
COMPARES = ["<", "<=", ">", ">=", "<>", "="]


def pick_unique(random, choices, most):
    return random.sample(choices, min(most, len(choices)))


class Aggregate:
    """One call: its text in both, and whether its value is a number that goes on well in sums."""

    def __init__(self, random, plain=False):
        self.there = None
        self.number = False
        kinds = ["count", "sum", "avg", "extreme", "star"]
        if not plain:
            kinds += ["logic", "spread", "distinct", "sum_distinct", "cont", "disc", "mode", "array", "text", "ends", "bits",
                      "doubles", "intervals", "spread_doubles"]
        getattr(self, random.choice(kinds))(random)
        if random.random() < 0.2:
            test = f" FILTER (WHERE {random.choice(FILTERS)})"
            self.there = (self.there or self.here).replace("@", test)
            self.here = self.here.replace("@", test)
        self.there = (self.there or self.here).replace("@", "")
        self.here = self.here.replace("@", "")

    def star(self, random):
        self.here, self.number = "count(*)@", True

    def count(self, random):
        self.here, self.number = f"count({random.choice(ANY)})@", True

    def sum(self, random):
        self.here, self.number = f"sum({random.choice(EXACT)})@", True

    def avg(self, random):
        self.here, self.number = f"avg({random.choice(EXACT)})@", True

    def extreme(self, random):
        self.here = f"{random.choice(['min', 'max'])}({random.choice(ORDERED)})@"

    def logic(self, random):
        self.here = f"{random.choice(['bool_and', 'bool_or', 'every'])}({random.choice(['b', 'd > 0', 'i IS NULL'])})@"

    def spread(self, random):
        # Of m it would have more than the 38 digits that there are here.
        self.here = f"{random.choice(SPREADS)}({random.choice(['i', 'g', 'n', 'l', 'id'])})@"

    def spread_doubles(self, random):
        """Order of summation shows in the last digits."""
        call = f"{random.choice(SPREADS)}({random.choice(['d', 'd / 8'])})@"
        self.here = f"round(({call})::numeric, 5)"

    def doubles(self, random):
        """Eighths: exact in any order."""
        self.here = f"{random.choice(['sum', 'avg'])}({random.choice(['d', 'd * 2', 'i::double precision'])})@"

    def intervals(self, random):
        self.here = f"sum({random.choice(['iv', 'iv * 2'])})@"

    def distinct(self, random):
        self.here, self.number = f"count(DISTINCT {random.choice(ANY)})@", True

    def sum_distinct(self, random):
        self.here, self.number = f"{random.choice(['sum', 'avg'])}(DISTINCT {random.choice(EXACT)})@", True

    def cont(self, random):
        share = random.choice(["0", "0.5", "0.9", "0.123", "1"])
        order = random.choice(["d", "i", "d DESC", "g", "n"])
        self.here = f"percentile_cont({share}) WITHIN GROUP (ORDER BY {order})@"

    def disc(self, random):
        share = random.choice(["0", "0.5", "0.25", "0.99", "1"])
        order = random.choice(ORDERED) + random.choice(["", " DESC"])
        self.here = f"percentile_disc({share}) WITHIN GROUP (ORDER BY {order})@"

    def mode(self, random):
        self.here = f"mode() WITHIN GROUP (ORDER BY {random.choice(['g', 'k', 'x', 'day', 'b', 'm'])})@"

    def order(self, random):
        return random.choice(["id", "id DESC", "at, id", "k NULLS FIRST, id", "n DESC, id", "b, id DESC", "x, id"])

    def array(self, random):
        if random.random() < 0.3:
            value = random.choice(["k", "g", "n", "day", "b", "l", "m"])
            way = random.choice(["", " DESC", " NULLS FIRST"])
            self.here = f"(array_agg(DISTINCT {value} ORDER BY {value}{way})@)::text"
            return
        value = random.choice(["i", "x", "n", "b", "day", "d", "l", "e"])
        self.here = f"(array_agg({value} ORDER BY {self.order(random)})@)::text"

    def text(self, random):
        if random.random() < 0.3:
            self.here = "string_agg(DISTINCT k, ',' ORDER BY k)@"
            return
        value = random.choice(["x", "k", "n::text", "coalesce(x, '-')"])
        mark = random.choice(["','", "''", "' | '"])
        self.here = f"string_agg({value}, {mark} ORDER BY {self.order(random)})@"

    def ends(self, random):
        value = random.choice(["i", "x", "n", "b", "e", "at"])
        order, back = random.choice([("id", "id DESC"), ("at, id", "at DESC, id DESC")])
        if random.random() < 0.5:
            self.here, self.there = f"first_value({value} ORDER BY {order})@", f"(array_agg({value} ORDER BY {order})@)[1]"
        else:
            self.here, self.there = f"last_value({value} ORDER BY {order})@", f"(array_agg({value} ORDER BY {back})@)[1]"

    def bits(self, random):
        self.here = f"{random.choice(['bit_and', 'bit_or', 'bit_xor'])}({random.choice(['i', 'l', 'g'])})@"


class Query:
    """A sink `name` with the rows of `here`; `there` gives the same rows, of closed windows only where `mark` is set."""

    def __init__(self, random, name, mark, kinds, late=False):
        self.random, self.name, self.mark, self.late = random, name, mark, late
        self.kind = random.choice(kinds)
        self.emit = random.choice(["", "", "changes"])
        getattr(self, self.kind)()

    def chance(self, share):
        return self.random.random() < share

    def base(self):
        """The rows below, the same text for both."""
        chance = self.random.random()
        condition = self.random.choice(CONDITIONS)
        if chance < 0.1:
            return f"(SELECT * FROM t WHERE {condition})"
        if chance < 0.2:
            other = self.random.choice(CONDITIONS)
            return f"(SELECT * FROM t WHERE {condition} UNION ALL SELECT * FROM t WHERE {other})"
        return "u" if chance < 0.3 else "t"

    def keys(self, most=3):
        return pick_unique(self.random, KEYS, self.random.randint(0, most))

    def where(self):
        if self.chance(0.3):
            return " WHERE " + " AND ".join(pick_unique(self.random, CONDITIONS, self.random.randint(1, 2)))
        return ""

    def having(self, calls):
        if not self.chance(0.25):
            return "", ""
        call = self.random.choice(calls)
        if not call.number:
            return " HAVING count(*) > 1", " HAVING count(*) > 1"
        test = f" {self.random.choice(COMPARES)} {self.random.choice(['0', '1', '2', '5'])}"
        return f" HAVING {call.here}{test}", f" HAVING {call.there}{test}"

    def calls(self, plain=False, most=5):
        calls = [Aggregate(self.random, plain) for _ in range(self.random.randint(1, most))]
        if self.chance(0.2):
            first = Aggregate(self.random, True)
            if first.number:
                first.here = f"coalesce({first.here}, 0) * 2 - count(*)"
                first.there = f"coalesce({first.there}, 0) * 2 - count(*)"
                calls.append(first)
        return calls

    def closed(self, changes, end="window_end"):
        if changes or self.mark is None:
            return ""
        return f"{end} <= '{self.mark.isoformat()}'"

    def emitted(self, changes):
        return ", emit = 'changes'" if changes else ""

    def wrapped(self, text, test):
        return f"SELECT * FROM ({text}) q WHERE {test}" if test else text

    def columns(self, keys, calls, bounds=()):
        """Both select lists; keys are named k1, k2 ..."""
        named = [f"{key} AS k{place}" for place, key in enumerate(keys, 1)]
        here = list(bounds) + named + [f"{call.here} AS a{place}" for place, call in enumerate(calls, 1)]
        there = list(bounds) + named + [f"{call.there} AS a{place}" for place, call in enumerate(calls, 1)]
        return ", ".join(here), ", ".join(there)

    def window(self, *kinds):
        """A row may be late for some windows of hop(...) only, or for a session that it would have made longer: only of
        windows that follow each other the dead letters say which rows are in."""
        plain = [kind for kind in kinds if not self.late or kind in ("tumble", "days")]
        window = Window(self.random, plain or ["tumble"])
        if self.late:
            window.slide = None
        return window

    def windowed(self, *kinds):
        """Groups in windows: the most usual query."""
        self.changes = self.emit == "changes"
        kinds = kinds or ("tumble", "tumble", "hop", "days", "session")
        window, base, keys, where, calls = self.window(*kinds), self.base(), self.keys(), self.where(), self.calls()
        if window.kind == "session":
            keys = [key for key in keys if key != "at"]
            plain = [key for key in keys if key.isalpha()]
            if plain and self.chance(0.5):
                window.by = self.random.choice(plain)
        here_columns, there_columns = self.columns(keys, calls, ("window_start", "window_end"))
        here_having, there_having = self.having(calls)
        by = ", ".join(["window_start", "window_end"] + keys)
        self.here = f"SELECT {here_columns} FROM {window.here(base)}{where} GROUP BY {by}{here_having}"
        text = f"SELECT {there_columns} FROM {window.there(base, where, keys)}{where} GROUP BY {by}{there_having}"
        self.there = self.wrapped(text, self.closed(self.changes))

    def sessions(self):
        """Sessions, which mostly are read as they change."""
        self.emit = self.random.choice(["", "changes", "changes"])
        self.windowed("session")

    def groups(self):
        """GROUP BY without windows."""
        self.changes = True
        base, keys, where, calls = self.base(), self.keys(), self.where(), self.calls()
        here_columns, there_columns = self.columns(keys, calls)
        here_having, there_having = self.having(calls)
        by = " GROUP BY " + ", ".join(str(place) for place in range(1, len(keys) + 1)) if keys else ""
        self.here = f"SELECT {here_columns} FROM {base}{' AS base' if base[0] == '(' else ''}{where}{by}{here_having}"
        self.there = f"SELECT {there_columns} FROM {base}{' AS base' if base[0] == '(' else ''}{where}{by}{there_having}"

    def running(self):
        """A total over the windows of a key."""
        self.changes = self.emit == "changes"
        window = self.window("tumble", "days")
        window.slide = None
        base, keys, where = self.base(), self.keys(2), self.where()
        keys = [key for key in keys if key != "at"]
        part = pick_unique(self.random, keys, self.random.randint(0, len(keys)))
        partition = f"PARTITION BY {', '.join(part)} " if part else ""
        inner = self.random.choice(["sum(i)", "count(*)", "sum(n)", "max(i)", "sum(l)", "count(DISTINCT k)", "sum(d)"])
        outer = self.random.choice(["sum", "count", "max", "min", "avg"])
        running = f"{outer}({inner}) OVER ({partition}ORDER BY window_start)"
        calls = self.calls(True, 2)
        columns, _ = self.columns(keys, calls, ("window_start", "window_end"))
        having, _ = self.having(calls)
        by = ", ".join(["window_start", "window_end"] + keys)
        shape = "SELECT {}, {} AS total FROM {}{} GROUP BY {}{}"
        self.here = shape.format(columns, running, window.here(base), where, by, having)
        self.there = self.wrapped(
            shape.format(columns, running, window.there(base), where, by, having), self.closed(self.changes))

    def top(self):
        """The first groups of each window, by number or rank or LIMIT."""
        self.changes = self.emit == "changes"
        window = self.window("tumble", "hop", "days")
        base, keys, where = self.base(), self.keys(2), self.where()
        keys = [key for key in keys if key != "at"] or ["k"]
        measure = self.random.choice(["count(*)", "sum(i)", "max(n)", "sum(n)", "avg(g)", "max(x)", "min(day)", "max(e)"])
        way = self.random.choice(["", " DESC", " NULLS FIRST", " DESC NULLS LAST"])
        function = self.random.choice(["row_number", "rank", "dense_rank"])
        names = [f"k{place}" for place in range(1, len(keys) + 1)]
        part = pick_unique(self.random, names[:-1], self.random.randint(0, 1))
        ties = names if function == "row_number" else []
        limit = self.random.randint(1, 4)
        columns, _ = self.columns(keys, [])
        by = ", ".join(["window_start", "window_end"] + keys)
        shape = (f"SELECT * FROM (SELECT *, {function}() OVER (PARTITION BY {', '.join(['window_start'] + part)}"
                 f" ORDER BY {', '.join(['v' + way] + ties)}) AS place FROM (SELECT window_start, window_end, {columns},"
                 f" {measure} AS v FROM {{}}{where} GROUP BY {by}) g) r WHERE place <= {limit}")
        self.here = shape.format(window.here(base))
        self.there = self.wrapped(shape.format(window.there(base)), self.closed(self.changes))
        if self.chance(0.3):
            self.here = (f"SELECT window_start, window_end, {columns}, {measure} AS v FROM {window.here(base)}{where} GROUP BY"
                         f" {by} ORDER BY v{way}, {', '.join(names)} LIMIT {limit}")
            shape = (f"SELECT window_start, window_end, {', '.join(names)}, v FROM (SELECT *, row_number() OVER"
                     f" (PARTITION BY window_start ORDER BY {', '.join(['v' + way] + names)}) AS place FROM (SELECT"
                     f" window_start, window_end, {columns}, {measure} AS v FROM {{}}{where} GROUP BY {by}) g) r"
                     f" WHERE place <= {limit}")
            self.there = self.wrapped(shape.format(window.there(base)), self.closed(self.changes))

    def ranked(self):
        """The first groups of no window, by a number that changes."""
        self.changes = True
        base, keys, where = self.base(), self.keys(2) or ["k"], self.where()
        names = [f"k{place}" for place in range(1, len(keys) + 1)]
        measure = self.random.choice(["count(*)", "sum(i)", "max(n)", "sum(n)", "avg(g)", "max(x)", "sum(g) % 5", "max(e)"])
        way = self.random.choice(["", " DESC", " NULLS FIRST", " DESC NULLS LAST"])
        function = self.random.choice(["row_number", "rank", "dense_rank"])
        part = pick_unique(self.random, names[:-1] + ["n % 3"], self.random.randint(0, 1))
        partition = f"PARTITION BY {', '.join(part)} " if part else ""
        ties = names if function == "row_number" else []
        columns, _ = self.columns(keys, [])
        by = ", ".join(str(place) for place in range(1, len(keys) + 1))
        having, _ = self.having([Aggregate(self.random, True)])
        limit = f" WHERE place <= {self.random.randint(1, 9)}" if self.chance(0.8) else ""
        self.here = self.there = (
            f"SELECT * FROM (SELECT *, {function}() OVER ({partition}ORDER BY {', '.join(['v' + way] + ties)}) AS place"
            f" FROM (SELECT {columns}, {measure} AS v, count(*) AS n FROM {base}{' AS base' if base[0] == '(' else ''}"
            f"{where} GROUP BY {by}{having}) g) r{limit}")

    def first_rows(self):
        """The first rows of each key over all rows, which change."""
        self.changes = True
        key = self.random.choice(["k", "g", "b", "m", "iv", "e", "day", "upper(k)", "k, g", "m, b"])
        way = self.random.choice(["", " DESC", " NULLS FIRST", " DESC NULLS LAST"])
        order = self.random.choice(["i", "n", "x", "at", "e"]) + way
        # Rows that came twice are equal in all their columns.
        base, limit = self.base(), self.random.randint(1, 4)
        values = ", ".join(dict.fromkeys(["id", "x", "n", "at"] + [part for part in key.split(", ") if "(" not in part]))
        if "(" in key:
            values = f"{key} AS part, {values}"
        number = f"row_number() OVER (PARTITION BY {key} ORDER BY {order}, id) AS place"
        self.here = self.there = (f"SELECT * FROM (SELECT {values}, {number} FROM {base}"
                                  f"{' AS base' if base[0] == '(' else ''}) r WHERE place <= {limit}")

    def distinct_on(self):
        """The first row of each key, over all rows or of each window."""
        key = self.random.choice(["k", "g", "b", "m", "day", "k, g", "iv, b"])
        order = self.random.choice(["n", "at", "x", "e", "i"]) + self.random.choice(["", " DESC", " NULLS FIRST"])
        base, where = self.base(), self.where()
        if self.chance(0.5):
            self.changes = True
            self.here = self.there = (f"SELECT DISTINCT ON ({key}) {key}, id, x AS text, at AS moment FROM {base}"
                                      f"{' AS base' if base[0] == '(' else ''}{where} ORDER BY {key}, {order}, id DESC")
            return
        self.changes = False
        window = self.window("tumble", "hop", "days")
        shape = (f"SELECT DISTINCT ON (window_start, {key}) window_start, window_end, {key}, id, x AS text FROM {{}}{where}"
                 f" ORDER BY window_start, {key}, {order}, id DESC")
        self.here = shape.format(window.here(base))
        self.there = self.wrapped(shape.format(window.there(base)), self.closed(False))

    def filled(self):
        """Windows without rows have a row, too."""
        self.changes = False
        window = self.window("tumble")
        # How far a job that ends fills behind its last row depends on what its WHERE left out.
        window.slide, where = None, self.where() if self.mark is not None else ""
        window.size = self.random.choice(["10 minutes", "1 hour", "90 minutes"])
        window.options += ", fill => true"
        base = f"(SELECT * FROM t{where})"
        self.here = (f"SELECT window_start, window_end, count(*) AS n, sum(n) AS total, max(x) AS most FROM {window.here(base)}"
                     " GROUP BY window_start, window_end")
        low, high = (f"(SELECT {call}(window_start) FROM {window.there(base)})" for call in ("min", "max"))
        last = f"greatest({high}, '{self.mark.isoformat()}')" if self.mark is not None else high
        self.there = self.wrapped(
            f"SELECT s AS window_start, s + '{window.size}' AS window_end, count(id), sum(n), max(x) FROM generate_series("
            f"{low}, {last}, interval '{window.size}') AS s LEFT JOIN {base} b ON at >= s AND at < s + '{window.size}'"
            " GROUP BY s", self.closed(False))

    def filled_keys(self):
        """Windows without rows of each key, to the watermark."""
        if self.mark is None:
            return self.filled()
        self.changes = False
        window = self.window("tumble")
        window.slide, base, keys = None, f"(SELECT * FROM t{self.where()})", self.keys(2) or ["k"]
        # How the values of these were written, 1.5 or 1.50, only rows tell.
        keys = [key for key in keys if key not in ("at", "m", "m / 2", "iv", "round(n, -3)", "n * g")] or ["g"]
        window.size = self.random.choice(["10 minutes", "1 hour", "90 minutes"])
        window.options += ", fill => true"
        names = [f"k{place}" for place in range(1, len(keys) + 1)]
        named = ", ".join(f"{key} AS {name}" for key, name in zip(keys, names))
        self.here = (f"SELECT window_start, window_end, {named}, count(*) AS n, sum(n) AS total, max(x) AS most"
                     f" FROM {window.here(base)} GROUP BY {', '.join(['window_start', 'window_end'] + keys)}")
        first = (f"SELECT {named}, min(window_start) AS low FROM {window.there(base)} GROUP BY"
                 f" {', '.join(str(place) for place in range(1, len(keys) + 1))}")
        same = " AND ".join(f"b.{name} IS NOT DISTINCT FROM g.{name}" for name in names)
        shown = ", ".join(f"g.{name}" for name in names)
        self.there = self.wrapped(
            f"SELECT s AS window_start, s + '{window.size}' AS window_end, {shown}, count(id), sum(n), max(x) FROM ({first}) g"
            f" CROSS JOIN LATERAL generate_series(low, '{self.mark.isoformat()}', interval '{window.size}') AS s"
            f" LEFT JOIN (SELECT v.*, {named} FROM {base} v) b ON {same} AND at >= s AND at < s + '{window.size}'"
            f" GROUP BY s, {shown}", self.closed(False))

    def two_levels(self):
        """Groups of a window's groups, or over all closed windows."""
        window = self.window("tumble", "hop", "days")
        base, keys, where = self.base(), self.keys(2), self.where()
        keys = [key for key in keys if key != "at"]
        columns, _ = self.columns(keys, [])
        inner = self.random.choice(["count(*)", "sum(i)", "sum(n)", "max(l)", "avg(n)", "sum(d)", "count(DISTINCT x)"])
        by = ", ".join(["window_start", "window_end"] + keys)
        of_window = self.chance(0.5)
        self.changes = not of_window
        over = pick_unique(self.random, [f"k{place}" for place in range(1, len(keys) + 1)], self.random.randint(0, len(keys)))
        outer = ", ".join(f"{self.random.choice(['sum', 'max', 'count', 'min', 'avg'])}(v) AS o{place}" for place in (1, 2))
        group = (["window_start", "window_end"] if of_window else []) + over
        head = ", ".join(group + [outer])
        tail = " GROUP BY " + ", ".join(group) if group else ""
        if not group and self.mark is not None:
            # Over no closed window at all there is a row in PostgreSQL, and none in a job that goes on.
            tail = " HAVING count(*) > 0"
        columns = f"window_start, window_end, {columns + ', ' if columns else ''}{inner} AS v"
        below = f"SELECT {columns} FROM {{}}{where} GROUP BY {by}"
        self.here = f"SELECT {head} FROM ({below.format(window.here(base))}) g{tail}"
        closed = self.wrapped(below.format(window.there(base)), self.closed(False))
        self.there = f"SELECT {head} FROM ({closed}) g{tail}"

    def distinct(self):
        """SELECT DISTINCT, in windows or over all."""
        keys = self.keys(3) or ["k"]
        where, base = self.where(), self.base()
        columns, _ = self.columns(keys, [])
        if self.chance(0.5):
            self.changes = True
            self.here = self.there = f"SELECT DISTINCT {columns} FROM {base}{' AS base' if base[0] == '(' else ''}{where}"
            return
        self.changes = False
        window = self.window("tumble", "hop", "days")
        shape = f"SELECT DISTINCT window_start, window_end, {columns} FROM {{}}{where}"
        self.here = shape.format(window.here(base))
        self.there = self.wrapped(shape.format(window.there(base)), self.closed(False))

    def truncated(self):
        """A window that GROUP BY of the truncated event time makes."""
        self.changes = True
        start = self.random.choice([
            "date_trunc('hour', at)", "date_trunc('day', at)", "date_bin('15 minutes', at, '2001-01-01 00:00:01+00')",
            "date_trunc('month', at)", "date_trunc('week', at)", "date_trunc('day', at, 'Europe/Berlin')"])
        keys, where, calls = self.keys(2), self.where(), self.calls()
        keys = [key for key in keys if "at" not in key]
        here_columns, there_columns = self.columns(keys, calls, (f"{start} AS start",))
        here_having, there_having = self.having(calls)
        by = ", ".join(str(place) for place in range(1, len(keys) + 2))
        self.here = f"SELECT {here_columns} FROM t{where} GROUP BY {by}{here_having}"
        self.there = f"SELECT {there_columns} FROM t{where} GROUP BY {by}{there_having}"

    def statement(self):
        options = f"connector = 'postgres', connection = 'warehouse'{self.emitted(self.changes)}"
        return f"CREATE MATERIALIZED VIEW {self.name} WITH ({options}) AS\n{self.here};\n"
