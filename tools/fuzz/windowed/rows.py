"""Random events of one source: in files for the job, in a table for PostgreSQL."""
import json
import os
from datetime import datetime, timedelta, timezone

COLUMNS = [
    ("id", "bigint"), ("k", "text"), ("g", "integer"), ("b", "boolean"), ("i", "integer"), ("l", "bigint"),
    ("n", "numeric(12, 2)"), ("m", "numeric"), ("d", "double precision"), ("es", "text"), ("x", "text"),
    ("day", "date"), ("iv", "interval"), ("at", "timestamptz"),
]
# JSON has no NaN; both compute it from text.
DECLARATION = (", ".join(f"{name} {kind}" for name, kind in COLUMNS)
               + ", e double precision GENERATED ALWAYS AS (es::double precision) STORED")
# Around changes of clocks, the turn of a century, a leap day, and before 1970.
STARTS = ["2025-03-29T20:00:00", "2025-10-25T15:30:00", "1999-12-31T12:00:00", "2024-02-28T22:00:00",
          "1969-12-30T23:59:59.999999"]
KEYS = ["a", "b", "", "ä", "b ", "a\x01", "long long long key of a group", "\U0001f600", "A"]
TEXTS = ["", "'", '"', "\\", "\\n", "tab\t", "line\nline", "ünï €", "\U0001f600\U0001f601", "a,b", "{x}", "NULL", "null",
         "%_", "\x7f", "\u2028", "exactly12byt", "thirteen_byte", "x" * 300, " lead", "$1", "e\u0301"]
BIGINTS = [9223372036854775807, -9223372036854775808, 0, -1, 4611686018427387904, 1 << 53, (1 << 53) + 1]
NUMERICS = ["0", "0.1", "-0.1", "99999999999999999999.5", "-99999999999999999999.5", "0.0000000001", "123.456", "7", "-3", "2.50", "10.0"]
DOUBLES = ["1e300", "-1e300", "NaN", "Infinity", "-Infinity", "5e-324", "0.1", "0.3", "1e-5", "123456789.125", "0"]
# No two are equal: which of two equal ones a group shows depends on the order of rows.
INTERVALS = ["1 day", "01:00:00", "-00:00:00.5", "1 mon", "2 days 03:04:05", "31 days", "700:00:00"]


class Rows:
    """The rows of a case by file, in the order in which they are read; `late` lets some come behind the watermark."""

    def __init__(self, random, late=False):
        self.random = random
        self.delay = random.choice([0, 60, 900, 7200])
        small = random.random() < 0.15
        self.count = random.randint(1, 8) if small else random.choice([60, 200, 600])
        if random.random() < 0.03:
            # Groups that do not fit into 16 MB.
            self.count = 20_000
        self.step = random.choice([1, 20, 300, 1800])
        self.keys = random.sample(KEYS, random.randint(1, 6))
        self.calm = random.random() < 0.3
        start = datetime.fromisoformat(random.choice(STARTS)).replace(tzinfo=timezone.utc)
        sent = []
        at = 0.0
        for number in range(self.count):
            at += 0 if random.random() < 0.1 else random.random() * 2 * self.step
            if random.random() < 0.02:
                at += random.choice([3600, 6 * 3600, 40 * 3600])
            row = self.row(number, start + timedelta(microseconds=self.instant(at)))
            lag = random.random() * self.delay * 0.999
            if late and random.random() < 0.1:
                lag = random.random() * 20 * max(self.delay, 10 * self.step)
            sent.append((self.seconds(row, start) + lag, number, row))
            # Of two that are one record one may be late: the dead letters don't tell which.
            if random.random() < 0.03 and not late:
                sent.append((self.seconds(row, start) + lag, number, row))
        self.files = [[] for _ in range(random.randint(1, 3))]
        for _, _, row in sorted(sent, key=lambda item: item[:2]):
            random.choice(self.files).append(row)
        self.files = [rows for rows in self.files if rows]

    def instant(self, seconds):
        """Microseconds; some lie on the bounds of windows."""
        chance = self.random.random()
        if chance < 0.1:
            return int(seconds) // 300 * 300 * 1_000_000
        return int(seconds) * 1_000_000 if chance < 0.5 else int(seconds * 1_000_000)

    def seconds(self, row, start):
        return (row["at"] - start) / timedelta(seconds=1)

    def row(self, number, at):
        random = self.random
        row = {
            "id": number, "k": random.choice(self.keys), "g": random.randint(0, 4), "b": random.random() < 0.6,
            "i": random.choice([random.randint(-9, 9), random.randint(-100000, 100000), 2147483647, -2147483648])
            if not self.calm else random.randint(0, 5),
            "l": random.choice(BIGINTS) if random.random() < 0.4 else random.randint(-50, 50),
            "n": f"{random.randint(-99999, 99999)}.{random.randint(0, 99):02d}",
            "m": random.choice(NUMERICS), "d": random.randint(-8000, 8000) / 8,
            "es": random.choice(DOUBLES), "x": random.choice(TEXTS),
            "day": f"20{random.randint(10, 30)}-0{random.randint(1, 9)}-1{random.randint(0, 9)}",
            "iv": random.choice(INTERVALS), "at": at,
        }
        for name in row:
            if name not in ("id", "at") and random.random() < 0.12:
                row[name] = None
        return row

    def all(self):
        return [row for rows in self.files for row in rows]

    def mark(self):
        """The watermark after all rows of files that may still grow."""
        highest = [max(row["at"] for row in rows) for rows in self.files]
        return min(highest) - timedelta(seconds=self.delay)

    def line(self, row):
        """JSON: a NULL is a null, or no field at all."""
        fields = []
        for name, _ in COLUMNS:
            value = row[name]
            if value is None:
                if self.random.random() < 0.5:
                    continue
                text = "null"
            elif name == "at":
                text = json.dumps(value.isoformat())
            elif name == "n" or (name == "m" and self.random.random() < 0.5):
                text = value
            else:
                text = json.dumps(value, ensure_ascii=self.random.random() < 0.5)
            fields.append(f'"{name}": {text}')
        if self.random.random() < 0.2:
            self.random.shuffle(fields)
        return "{" + ", ".join(fields) + "}\n"

    def write(self, folder):
        for number, rows in enumerate(self.files):
            with open(os.path.join(folder, f"events-{number}.json"), "w", encoding="utf-8") as file:
                file.writelines(self.line(row) for row in rows)

    def sql(self, without=()):
        """The table of PostgreSQL, without the rows of these numbers."""
        def field(value):
            if value is None:
                return "\\N"
            text = value.isoformat() if isinstance(value, datetime) else repr(value) if isinstance(value, float) else (
                str(value))
            for plain, escaped in [("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")]:
                text = text.replace(plain, escaped)
            return text
        lines = ["\t".join(field(row[name]) for name, _ in COLUMNS) for row in self.all() if row["id"] not in without]
        columns = ", ".join(name for name, _ in COLUMNS)
        return f"CREATE TABLE t ({DECLARATION});\nCOPY t ({columns}) FROM STDIN;\n" + "".join(line + "\n" for line in lines) + "\\.\n"
