#!/usr/bin/env python3
"""The independent judge of the retail job: recomputes it from the topic and compares both ways, column by column.

It shares no code with Millrace: Python's json and exact fractions, kcat to read the topic (read_committed), psql to read
the tables. It reads the topic exactly up to the positions stored in millrace.job, and checks besides the tables:

  audit    each epoch was committed exactly once, in order, without a gap, under incarnations that only rise
  ledger   of every epoch: consumed = accepted + late + invalid + dead_lettered, each recounted from the topic
  xmin     every row was written by a transaction that advanced the job's row, so rows and positions are one commit

Example
  PGPORT=5432 PGUSER=postgres tools/oracle.py --brokers 127.0.0.1:9092 --topic test-topic-streaming --job retail_5m

The audit table is filled by the event trigger that `--install` makes before the job's first start.
"""
import argparse
import collections
import datetime
import json
import os
import subprocess
import sys
import threading

WINDOW_SECONDS = 300
COLUMNS = ["transaction_id", "customer_id", "category", "brand", "product_name", "quantity", "price", "payment_method",
           "timestamp"]
TYPES = {"customer_id": 64, "quantity": 32, "price": 32}
UTC = datetime.timezone.utc

AUDIT_SQL = """
CREATE SCHEMA IF NOT EXISTS audit;
CREATE TABLE audit.job_update (
    number bigserial PRIMARY KEY, name text, old_epoch bigint, epoch bigint, old_incarnation bigint,
    incarnation bigint, positions jsonb, watermark timestamptz, old_ledger jsonb, ledger jsonb,
    xid bigint, at timestamptz DEFAULT clock_timestamp());
CREATE FUNCTION audit.note() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    INSERT INTO audit.job_update (name, old_epoch, epoch, old_incarnation, incarnation, positions, watermark,
                                  old_ledger, ledger, xid)
    VALUES (NEW.name, OLD.epoch, NEW.epoch, OLD.incarnation, NEW.incarnation, NEW.positions, NEW.watermark,
            OLD.ledger, NEW.ledger, (txid_current() % 4294967296));
    RETURN NULL;
END $body$;
-- How long every COMMIT of an epoch takes.
CREATE TABLE audit.pace (seconds double precision);
INSERT INTO audit.pace VALUES (0);
CREATE FUNCTION audit.wait() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_sleep(seconds) FROM audit.pace WHERE seconds > 0;
    RETURN NULL;
END $body$;
-- Errors that the server answers now and then, in the middle of an epoch's transaction or at its COMMIT.
CREATE TABLE audit.fault (state text, share double precision, moment text);
CREATE FUNCTION audit.fail() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE fault record;
BEGIN
    FOR fault IN SELECT * FROM audit.fault WHERE moment = TG_ARGV[0] LOOP
        IF random() < fault.share THEN RAISE EXCEPTION 'made for the test' USING ERRCODE = fault.state; END IF;
    END LOOP;
    RETURN NULL;
END $body$;
CREATE FUNCTION audit.attach() RETURNS event_trigger LANGUAGE plpgsql AS $body$
DECLARE made record;
BEGIN
    FOR made IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' LOOP
        IF made.object_identity = 'millrace.job' THEN
            EXECUTE 'CREATE TRIGGER audit AFTER UPDATE ON millrace.job FOR EACH ROW EXECUTE FUNCTION audit.note()';
        END IF;
        IF made.object_identity = 'millrace.epoch' THEN
            EXECUTE 'CREATE CONSTRAINT TRIGGER pace AFTER INSERT ON millrace.epoch DEFERRABLE INITIALLY DEFERRED '
                    'FOR EACH ROW EXECUTE FUNCTION audit.wait()';
            EXECUTE 'CREATE TRIGGER fail_now AFTER INSERT ON millrace.epoch '
                    'FOR EACH ROW EXECUTE FUNCTION audit.fail(''statement'')';
            EXECUTE 'CREATE CONSTRAINT TRIGGER fail_late AFTER INSERT ON millrace.epoch DEFERRABLE INITIALLY DEFERRED '
                    'FOR EACH ROW EXECUTE FUNCTION audit.fail(''commit'')';
        END IF;
    END LOOP;
END $body$;
CREATE EVENT TRIGGER audit_attach ON ddl_command_end EXECUTE FUNCTION audit.attach();
"""


class Mismatch(Exception):
    """What the job wrote is not what the topic says."""


def psql(sql):
    """Output lines of a query, COPY's text format or one field a line."""
    run = subprocess.run(["psql", "-X", "-q", "-At", "-v", "ON_ERROR_STOP=1", "-c", sql], capture_output=True,
                         env={**os.environ, "PGTZ": "UTC", "PGCLIENTENCODING": "UTF8"})
    if run.returncode != 0:
        raise RuntimeError("psql: " + run.stderr.decode(errors="replace").strip())
    text = run.stdout.decode()
    return text.split("\n")[:-1] if text else []


def copy(sql):
    return psql(f"COPY ({sql}) TO STDOUT")


def activity():
    """What the server's sessions of a job are doing, in one line."""
    try:
        lines = psql("SELECT pid, state, wait_event, left(query, 60) FROM pg_stat_activity "
                     "WHERE application_name LIKE 'millrace/%'")
    except RuntimeError as error:
        return f"PostgreSQL does not say what it does: {error}"
    return "PostgreSQL: " + ("; ".join(lines) or "no session of a job")


ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v"}


def field(value):
    """A value in COPY's text format."""
    if value is None:
        return "\\N"
    return "".join(ESCAPES.get(c, c) for c in str(value))


def timestamp(seconds):
    return datetime.datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S+00")


def rounded(total, count, digits):
    """total / count as a decimal text, half away from zero."""
    scaled = abs(total) * 10 ** digits
    quotient, rest = divmod(scaled, count)
    quotient += 1 if 2 * rest >= count else 0
    text = str(quotient).rjust(digits + 1, "0")
    sign = "-" if total < 0 and quotient else ""
    return f"{sign}{text[:-digits]}.{text[-digits:]}"


class Record:
    """One Kafka record, judged by the rules of the job's source table."""

    def __init__(self, partition, offset, stamp_millis, value, skew_seconds):
        self.partition, self.offset, self.value = partition, offset, value
        self.row = None
        self.time = None
        self.reason = None
        if value is None:
            self.reason = "tombstone"
            return
        try:
            found = json.loads(value.decode("utf-8"), parse_constant=self.refuse)
        except (ValueError, UnicodeDecodeError):
            self.reason = "malformed"
            return
        self.reason = self.fault(found, stamp_millis, skew_seconds)
        if self.reason is None or self.reason == "missing_event_time":
            self.row = found

    @staticmethod
    def refuse(word):
        raise ValueError(word)

    def fault(self, found, stamp_millis, skew_seconds):
        if not isinstance(found, dict):
            return "not_an_object"
        for name in COLUMNS:
            value = found.get(name)
            if value is None:
                if name == "transaction_id":
                    return "missing_not_null"
                continue
            if name in TYPES:
                if isinstance(value, str):
                    # A number as text is taken; the feed has no such text.
                    return "invalid_value"
                if isinstance(value, bool) or not isinstance(value, int):
                    return "type_mismatch"
                if not -(1 << TYPES[name] - 1) <= value < 1 << TYPES[name] - 1:
                    return "out_of_range"
            elif name == "timestamp":
                if isinstance(value, bool) or not isinstance(value, int):
                    return "type_mismatch"
            elif not isinstance(value, str):
                return "type_mismatch"
            elif "\0" in value:
                return "nul_in_text"
        time = found.get("timestamp")
        if time is None:
            return "missing_event_time"
        if time > stamp_millis / 1000 + skew_seconds:
            return "future_timestamp"
        self.time = time
        return None

    def detail_line(self):
        values = [self.row.get(name) for name in COLUMNS]
        if values[-1] is not None:
            values[-1] = timestamp(values[-1])
        return "\t".join(field(value) for value in values)


class Group:
    __slots__ = ("price", "prices", "quantity", "quantities", "amount", "amounts")

    def __init__(self):
        self.price = self.prices = self.quantity = self.quantities = self.amount = self.amounts = 0

    def add(self, row):
        price, quantity = row.get("price"), row.get("quantity")
        if price is not None:
            self.price += price
            self.prices += 1
        if quantity is not None:
            self.quantity += quantity
            self.quantities += 1
        if price is not None and quantity is not None:
            self.amount += price * quantity
            self.amounts += 1


class Oracle:
    """Follows the committed positions; `check` may be called again and again as they advance."""

    def __init__(self, brokers, topic, job, delay_seconds=3600, skew_seconds=3600, start=0, exact_watermark=True, pure=False):
        self.brokers, self.topic, self.job = brokers, topic, job
        self.delay, self.skew, self.start = delay_seconds, skew_seconds, start
        self.exact_watermark = exact_watermark
        # Nothing may be late: then the tables are a function of the topic alone, whatever the epochs were.
        self.pure = pure
        self.read = {}
        self.pending = collections.defaultdict(collections.deque)
        self.positions = {}
        self.groups = {}
        self.detail = collections.Counter()
        self.letters = {}
        self.latest = {}
        self.epoch = 0
        self.incarnation = 0
        self.watermark = None
        self.number = 0
        self.totals = collections.Counter()

    # -- the topic ---------------------------------------------------------------------------------------------

    def fetch(self, partition, end):
        """Reads records of a partition up to the offset `end`, at least."""
        start = self.read.get(partition, self.start)
        if start >= end:
            return
        # It ends at the partition's end, which a topic that is being fed may never reach: so we stop it ourselves.
        kcat = subprocess.Popen(
            ["kcat", "-C", "-q", "-e", "-b", self.brokers, "-t", self.topic, "-p", str(partition), "-o", str(start),
             "-X", "isolation.level=read_committed", "-X", "check.crcs=true", "-X", "fetch.wait.max.ms=50",
             "-u", "-f", "%o %T %S\n%s\n"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        timer = threading.Timer(120, kcat.kill)
        timer.start()
        try:
            while self.read.get(partition, self.start) < end:
                head = kcat.stdout.readline()
                if not head:
                    if kcat.wait() != 0:
                        raise RuntimeError(f"kcat ended with {kcat.returncode}: "
                                           + kcat.stderr.read().decode(errors="replace"))
                    return
                offset, stamp, size = (int(word) for word in head.split())
                value = kcat.stdout.read(max(size, 0))
                kcat.stdout.read(1)
                if offset < self.read.get(partition, self.start):
                    raise RuntimeError(f"kcat gives offset {offset} of partition {partition} twice")
                self.pending[partition].append(
                    Record(partition, offset, stamp, None if size < 0 else value, self.skew))
                self.read[partition] = offset + 1
        finally:
            timer.cancel()
            kcat.kill()
            kcat.communicate()

    def take(self, partition, end):
        """The records of a partition from where the last epoch ended up to `end`."""
        self.fetch(partition, end)
        queue, taken = self.pending[partition], []
        while queue and queue[0].offset < end:
            taken.append(queue.popleft())
        return taken

    # -- the computation ---------------------------------------------------------------------------------------

    def apply(self, record, counts):
        """Counts one record and lets it take part in every table that it belongs to."""
        counts["consumed"] += 1
        if record.reason == "tombstone":
            counts["invalid"] += 1
            return
        reason = record.reason
        if record.row is not None:
            self.detail[record.detail_line()] += 1
        if reason is None:
            time = record.time
            self.latest[record.partition] = max(time, self.latest.get(record.partition, time))
            window = time // WINDOW_SECONDS * WINDOW_SECONDS
            if self.watermark is not None and window + WINDOW_SECONDS <= self.watermark:
                reason = "late"
                if self.pure:
                    raise Mismatch(f"partition {record.partition} offset {record.offset} is late by the oracle's own "
                                   "watermark, which this feed cannot make")
            else:
                key = (record.row.get("category"), record.row.get("payment_method"), window)
                if key not in self.groups:
                    self.groups[key] = Group()
                self.groups[key].add(record.row)
        if reason is None:
            counts["accepted"] += 1
        else:
            counts["dead_lettered"] += 1
            self.letters[(record.partition, record.offset)] = (reason, record.value)

    def advance_watermark(self, positions):
        """The rule of the job language over partitions that are never idle."""
        if any(partition not in self.latest for partition in positions):
            return
        candidate = min(self.latest[partition] for partition in positions) - self.delay
        self.watermark = candidate if self.watermark is None else max(candidate, self.watermark)

    def prefetch(self, lines):
        """Reads all partitions at once up to the last positions."""
        ends = {}
        for line in lines:
            for entry in json.loads(line.split("\t")[5]):
                ends[entry["partition"]] = entry["offset"]
        threads = [threading.Thread(target=self.fetch, args=pair) for pair in ends.items()]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def follow(self):
        """Replays the epochs that the audit trigger saw since the last call."""
        lines = copy("SELECT number, old_epoch, epoch, old_incarnation, incarnation, positions, "
                     "extract(epoch FROM watermark)::bigint, old_ledger, ledger FROM audit.job_update "
                     f"WHERE name = '{self.job}' AND number > {self.number} ORDER BY number")
        self.prefetch(lines)
        for line in lines:
            number, old, new, old_inc, inc, positions, watermark, old_ledger, ledger = line.split("\t")
            self.number = int(number)
            self.step(int(old), int(new), int(old_inc), int(inc), json.loads(positions),
                      None if watermark == "\\N" else int(watermark), json.loads(old_ledger), json.loads(ledger))

    def step(self, old, new, old_inc, inc, positions, watermark, old_ledger, ledger):
        if old != self.epoch:
            raise Mismatch(f"audit: an update leaves epoch {old}, the last committed one is {self.epoch}")
        if old_inc != self.incarnation:
            raise Mismatch(f"audit: an update leaves incarnation {old_inc}, the last one is {self.incarnation}")
        if new == old:
            if inc <= old_inc:
                raise Mismatch(f"audit: incarnation {old_inc} is followed by {inc}")
            self.incarnation = inc
            return
        if new != old + 1 or inc != old_inc:
            raise Mismatch(f"audit: epoch {old} of incarnation {old_inc} is followed by {new} of {inc}")
        counts = collections.Counter()
        ends = {entry["partition"]: entry["offset"] for entry in positions if entry["topic"] == self.topic}
        for partition, end in sorted(ends.items()):
            if end < self.positions.get(partition, self.start):
                raise Mismatch(f"epoch {new}: partition {partition} goes back from {self.positions[partition]} to {end}")
            for record in self.take(partition, end):
                self.apply(record, counts)
        lost = set(self.positions) - set(ends)
        if lost:
            raise Mismatch(f"epoch {new}: partitions {sorted(lost)} are gone from the positions")
        self.positions = ends
        self.epoch = new
        self.advance_watermark(ends)
        if self.exact_watermark:
            if watermark != self.watermark:
                raise Mismatch(f"epoch {new}: the watermark is {watermark}, the topic says {self.watermark}")
        else:
            self.watermark = watermark
        told = {name: ledger[name] - old_ledger[name] for name in ledger}
        wanted = {name: counts[name] for name in ("consumed", "accepted", "late", "invalid", "dead_lettered")}
        if told != wanted:
            raise Mismatch(f"epoch {new}: the ledger says {told}, the topic says {wanted}")
        self.totals.update(counts)

    # -- the comparison ----------------------------------------------------------------------------------------

    def retail_lines(self):
        lines = []
        by_group = collections.defaultdict(list)
        for (category, method, window), group in self.groups.items():
            by_group[(category, method)].append((window, group))
        for (category, method), windows in by_group.items():
            total, counted = 0, 0
            for window, group in sorted(windows, key=lambda pair: pair[0]):
                total += group.amount
                counted += group.amounts
                lines.append("\t".join(field(value) for value in (
                    category, method, timestamp(window), timestamp(window + WINDOW_SECONDS),
                    rounded(group.price, group.prices, 2) if group.prices else None,
                    group.quantity if group.quantities else None, group.amount if group.amounts else None,
                    total if counted else None)))
        return lines

    def letter_lines(self):
        return ["\t".join([field(self.topic), str(partition), str(offset), reason, "\\\\x" + value.hex()])
                for (partition, offset), (reason, value) in self.letters.items()]

    @staticmethod
    def compare(what, wanted, found):
        if not isinstance(wanted, collections.Counter):
            wanted = collections.Counter(wanted)
        found = collections.Counter(found)
        if wanted == found:
            return
        missing, extra = wanted - found, found - wanted
        text = [f"{what}: {sum(missing.values())} rows missing, {sum(extra.values())} rows too many "
                f"(of {sum(wanted.values())})"]
        text += [f"  missing  {line[:300]}" for line in sorted(missing)[:5]]
        text += [f"  too many {line[:300]}" for line in sorted(extra)[:5]]
        raise Mismatch("\n".join(text))

    def check(self, tables=True):
        """Raises Mismatch unless everything agrees. `tables`: the job has written all that its positions promise."""
        self.follow()
        row = copy(f"SELECT epoch, incarnation, positions, ledger FROM millrace.job WHERE name = '{self.job}'")
        epoch, incarnation, positions, ledger = row[0].split("\t")
        if (int(epoch), int(incarnation)) != (self.epoch, self.incarnation):
            # A runner that is still alive has moved on between the two queries.
            raise Mismatch(f"millrace.job says epoch {epoch} incarnation {incarnation}, the audit says "
                           f"{self.epoch} and {self.incarnation}")
        ends = {entry["partition"]: entry["offset"] for entry in json.loads(positions)}
        if ends != self.positions:
            raise Mismatch(f"millrace.job says positions {ends}, the audit says {self.positions}")
        told, wanted = json.loads(ledger), {name: self.totals[name] for name in json.loads(ledger)}
        if told != wanted:
            raise Mismatch(f"the ledger in all says {told}, the topic says {wanted}")
        self.check_epochs()
        self.compare("transaction_detail", self.detail, copy("SELECT * FROM public.transaction_detail"))
        self.compare("dead letters", self.letter_lines(), copy(
            'SELECT topic, partition, "offset", reason, record FROM millrace.dead_letter '
            f"WHERE job = '{self.job}'"))
        if tables:
            self.compare("retail", self.retail_lines(), copy(
                "SELECT category, payment_method, window_start, window_end, avg_price, total_quantity, "
                "total_amount, running_total FROM public.retail"))
        self.check_transactions()

    def check_epochs(self):
        epochs = [int(line) for line in copy(
            f"SELECT e.epoch FROM millrace.epoch e JOIN millrace.job j USING (job_uuid) WHERE j.name = '{self.job}' "
            "ORDER BY 1")]
        if epochs and (epochs[-1] != self.epoch or epochs != list(range(epochs[0], epochs[-1] + 1))):
            raise Mismatch(f"millrace.epoch holds {epochs[:3]}...{epochs[-3:]}, the job stands at {self.epoch}")

    def check_transactions(self):
        """Every row's writer must be a transaction that advanced the job's row."""
        for table in ("public.transaction_detail", "public.retail", "millrace.dead_letter", "millrace.epoch"):
            found = copy(f"SELECT t.xmin::text::bigint, count(*) FROM {table} t WHERE NOT EXISTS (SELECT FROM "
                         "audit.job_update a WHERE a.epoch <> a.old_epoch AND a.xid = t.xmin::text::bigint) "
                         "GROUP BY 1 ORDER BY 1 LIMIT 3")
            if found:
                raise Mismatch(f"{table}: rows of transactions that advanced no epoch (xmin, rows): {found}")

    def summary(self):
        return (f"epoch {self.epoch}, incarnation {self.incarnation}, {self.totals['consumed']} records, "
                f"{sum(self.detail.values())} detail rows, {len(self.groups)} groups, {len(self.letters)} dead letters")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--brokers", default="127.0.0.1:9092")
    parser.add_argument("--topic", default="test-topic-streaming")
    parser.add_argument("--job", default="retail_5m")
    parser.add_argument("--idle", action="store_true", help="partitions may have been idle: believe the watermarks")
    parser.add_argument("--install", action="store_true", help="make the audit trigger, then exit")
    options = parser.parse_args()
    if options.install:
        psql(AUDIT_SQL)
        return 0
    oracle = Oracle(options.brokers, options.topic, options.job, exact_watermark=not options.idle)
    try:
        oracle.check()
    except Mismatch as error:
        print(f"MISMATCH {error}")
        return 1
    print("ok: " + oracle.summary())
    return 0


if __name__ == "__main__":
    sys.exit(main())
