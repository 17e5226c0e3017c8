"""Windows as a job has them and as PostgreSQL has them: rows with window_start and window_end."""

FUNCTIONS = """
CREATE FUNCTION micros(at timestamptz) RETURNS numeric LANGUAGE sql IMMUTABLE AS
$$ SELECT extract(epoch FROM at) * 1000000 $$;
CREATE FUNCTION shifted(at timestamptz, micros numeric) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
$$ SELECT at + (div(micros, 1000000)::text || ' seconds')::interval + (mod(micros, 1000000)::text || ' microseconds')::interval $$;
-- Windows of a fixed length that begin every `slide` from an origin.
CREATE FUNCTION spans(at timestamptz, slide interval, size interval, origin timestamptz)
RETURNS TABLE (window_start timestamptz, window_end timestamptz) LANGUAGE sql IMMUTABLE AS $$
SELECT shifted(origin, j * s), shifted(origin, j * s + z)
FROM (SELECT extract(epoch FROM slide) * 1000000 AS s, extract(epoch FROM size) * 1000000 AS z,
             micros(at) - micros(origin) AS gone) u,
     generate_series(floor((gone - z) / s) + 1, floor(gone / s), 1) AS j $$;
-- Windows of days or months of a zone's wall clock, from an origin on that clock.
CREATE FUNCTION dates(at timestamptz, slide interval, size interval, origin timestamp, zone text)
RETURNS TABLE (window_start timestamptz, window_end timestamptz) LANGUAGE sql STABLE AS $$
SELECT * FROM (
    SELECT (origin + j::integer * slide) AT TIME ZONE zone AS window_start,
           (origin + j::integer * slide + size) AT TIME ZONE zone AS window_end
    FROM (SELECT extract(epoch FROM at - origin AT TIME ZONE zone) / extract(epoch FROM slide) AS near,
                 extract(epoch FROM size) / extract(epoch FROM slide) AS wide) u,
         -- A month is not always as long as extract takes it to be.
         generate_series(floor(near - wide - abs(near) * 0.03)::integer - 2, ceil(near + abs(near) * 0.03)::integer + 2) AS j) w
WHERE window_start <= at AND at < window_end $$;
"""
SIZES = ["1 second", "1 minute", "7 minutes", "10 minutes", "90 minutes", "1 hour", "5 hours", "24 hours", "100 hours"]
HOPS = [("1 minute", "3 minutes"), ("10 minutes", "1 hour"), ("7 minutes", "20 minutes"), ("1 hour", "90 minutes"),
        ("2 hours", "7 hours"), ("1 hour", "24 hours"), ("30 seconds", "45 seconds")]
DAYS = ["1 day", "2 days", "1 week", "10 days"]
MONTHS = ["1 month", "3 months", "1 year"]
DAY_HOPS = [("1 day", "2 days"), ("2 days", "5 days"), ("1 day", "1 week"), ("1 month", "3 months"), ("2 months", "3 months")]
ZONES = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"]
ORIGINS = ["2000-01-01 00:00:00+00", "2030-06-01 00:10:00.5+00", "1970-01-01 00:00:01+00"]
GAPS = ["1 second", "1 minute", "5 minutes", "20 minutes", "2 hours"]


class Window:
    """One window function: `here(base)` is for FROM of the job, `there(base)` for PostgreSQL."""

    def __init__(self, random, kinds):
        self.kind = random.choice(kinds)
        self.options = ""
        self.zone, self.origin, self.slide = None, None, None
        if self.kind in ("tumble", "hop"):
            self.size = random.choice(SIZES)
            if self.kind == "hop":
                self.slide, self.size = random.choice(HOPS)
            if random.random() < 0.3:
                self.origin = random.choice(ORIGINS)
                self.options += f", origin => '{self.origin}'"
            if random.random() < 0.15:
                self.options += f", timezone => '{random.choice(ZONES)}'"
        elif self.kind == "days":
            self.size = random.choice(DAYS + MONTHS)
            if random.random() < 0.4:
                self.slide, self.size = random.choice(DAY_HOPS)
            self.zone = "UTC"
            if random.random() < 0.7:
                self.zone = random.choice(ZONES)
                self.options += f", timezone => '{self.zone}'"
            if random.random() < 0.3 and not self.is_months():
                self.origin = random.choice(["2024-12-31 05:00:00+00", "2000-01-01 12:00:00+00"])
                self.options += f", origin => '{self.origin}'"
        else:
            self.size = random.choice(GAPS)
        # Sessions may be those of one of the keys; which one is known with them.
        self.by = None

    def is_months(self):
        return "month" in self.size or "year" in self.size

    def here(self, base):
        if self.kind == "session":
            by = f", by => {self.by}" if self.by else ""
            return f"session({base}, at, interval '{self.size}'{by})"
        if self.slide:
            return f"hop({base}, at, interval '{self.slide}', interval '{self.size}'{self.options})"
        return f"tumble({base}, at, interval '{self.size}'{self.options})"

    def there(self, base, where="", keys=()):
        """`where` and `keys` are of the query above: sessions are those of its rows and keys."""
        if self.kind == "session":
            return self.sessions(base, where, [self.by] if self.by else keys)
        slide = self.slide or self.size
        if self.kind == "days":
            origin = "2000-01-01" if self.is_months() else "2000-01-03"
            first = f"timestamp '{origin}'"
            if self.origin:
                first = f"timestamptz '{self.origin}' AT TIME ZONE '{self.zone}'"
            call = f"dates(at, '{slide}', '{self.size}', {first}, '{self.zone}')"
        else:
            origin = self.origin or "2000-01-03 00:00:00+00"
            call = f"spans(at, '{slide}', '{self.size}', '{origin}')"
        return f"(SELECT b.*, w.* FROM {base} b, {call} w) v"

    def sessions(self, base, where, keys):
        parts = ", ".join(keys)
        partition = f"PARTITION BY {parts} " if keys else ""
        outer = ", ".join([f"({key})" for key in keys] + ["session"])
        fresh = (f"CASE WHEN at - lag(at) OVER ({partition}ORDER BY at) < interval '{self.size}' THEN 0 ELSE 1 END")
        return (f"(SELECT c.*, min(at) OVER (PARTITION BY {outer}) AS window_start,"
                f" max(at) OVER (PARTITION BY {outer}) + interval '{self.size}' AS window_end FROM ("
                f"SELECT a.*, sum(fresh) OVER ({partition}ORDER BY at) AS session FROM ("
                f"SELECT b.*, {fresh} AS fresh FROM {base} b{where}) a) c) v")
