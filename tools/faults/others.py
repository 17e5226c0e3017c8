"""The fault run with other sinks than PostgreSQL: MySQL, files and a topic of a second Kafka, alone or together.

No event is late, so what each sink must hold is a function of the topic alone. After every round the feed rests, the job
catches up, and every sink is read by a program that is not ours: the mariadb client, kcat with
isolation.level=read_committed, Python's json over the files' lines.
"""
import collections
import datetime
import glob
import json
import os
import random
import shutil
import signal
import subprocess
import time

import oracle as judge
from faults.feed import Events, Feed
from faults.rounds import CALLS, PHASES
from faults.world import Failure

NAMES = ["mysql", "files", "kafka"]
JOB = "others"
DELAY_SECONDS = 3600
DETAIL = [name for name in judge.COLUMNS]
WINDOWS = ["category", "payment_method", "window_start", "n", "total"]
TOTALS = ["category", "n", "total"]
SOURCE = """SET job_name = '{job}';
SET commit_interval = '100 milliseconds';
SET checkpoint_interval = '500 milliseconds';
CREATE TABLE purchases (
    transaction_id text NOT NULL, customer_id bigint, category text, brand text, product_name text, quantity integer,
    price integer, payment_method text, "timestamp" timestamptz
) WITH (connector = 'kafka', bootstrap_servers = '${{KAFKA_BROKERS}}', topic = '{topic}', format = 'json',
        event_time = 'timestamp', watermark_delay = '1 hour', on_error = '{on_error}');
"""
COLUMNS = """transaction_id text, customer_id bigint, category text, brand text, product_name text, quantity integer,
    price integer, payment_method text, "timestamp" timestamptz"""
AGGREGATES = "count(*) AS n, sum(price::bigint * quantity)::bigint AS total"


def job_text(topic, sinks):
    """Each sink gets every row, the windows when they close, and (but for files) totals that change."""
    # Dead letters need a database or Kafka.
    text = SOURCE.format(job=JOB, topic=topic, on_error="skip" if sinks == ["files"] else "dead_letter")
    options = {
        "mysql": "connector = 'mysql', connection = 'workshop', table = '{name}'",
        "files": "connector = 'file', path = '${{OUT}}/{name}', format = 'json'",
        "kafka": "connector = 'kafka', bootstrap_servers = '${{SINK_BROKERS}}', topic = '{name}', format = 'json', "
                 "partitions = 2",
    }
    for sink in sinks:
        def clause(name):
            return options[sink].format(name=name)
        text += f"CREATE TABLE {sink}_detail ({COLUMNS}) WITH ({clause('detail')});\n"
        text += f"INSERT INTO {sink}_detail SELECT * FROM purchases;\n"
        text += (f"CREATE MATERIALIZED VIEW {sink}_windows WITH ({clause('windows')}, emit = 'final') AS\n"
                 f"SELECT category, payment_method, window_start, {AGGREGATES}\n"
                 "FROM tumble(purchases, \"timestamp\", interval '5 minutes')\n"
                 "GROUP BY category, payment_method, window_start;\n")
        if sink != "files":
            text += (f"CREATE MATERIALIZED VIEW {sink}_totals WITH ({clause('totals')}, emit = 'changes', "
                     "emit_interval = '700 milliseconds') AS\n"
                     f"SELECT category, {AGGREGATES} FROM purchases GROUP BY category;\n")
    return text


def line(values):
    return "\t".join(judge.field(value) for value in values)


class Topic(judge.Oracle):
    """What the topic says that every sink must hold."""

    def __init__(self, brokers, topic):
        super().__init__(brokers, topic, JOB, pure=True)
        self.windows = collections.defaultdict(lambda: [0, 0, 0])
        self.sums = collections.defaultdict(lambda: [0, 0, 0])
        self.partitions = 0

    def ends(self):
        found = subprocess.run(["kcat", "-Q", "-b", self.brokers]
                               + [word for partition in range(self.partitions)
                                  for word in ("-t", f"{self.topic}:{partition}:-1")],
                               capture_output=True, text=True, timeout=60, check=True).stdout
        return {int(text.split("[")[1].split("]")[0]): int(text.split()[-1]) for text in found.splitlines()}

    def advance(self, ends):
        for partition, end in sorted(ends.items()):
            for record in self.take(partition, end):
                self.count(record)

    def count(self, record):
        self.totals["consumed"] += 1
        if record.reason is not None and record.reason != "tombstone":
            self.letters[(record.partition, record.offset)] = (record.reason, record.value)
        if record.row is None:
            return
        row = record.row
        self.detail[record.detail_line()] += 1
        product = None
        if row.get("price") is not None and row.get("quantity") is not None:
            product = row["price"] * row["quantity"]
        groups = [self.sums[row.get("category")]]
        if record.reason is None:
            self.latest[record.partition] = max(record.time, self.latest.get(record.partition, record.time))
            start = record.time // judge.WINDOW_SECONDS * judge.WINDOW_SECONDS
            groups.append(self.windows[(row.get("category"), row.get("payment_method"), start)])
        for group in groups:
            group[0] += 1
            if product is not None:
                group[1] += 1
                group[2] += product

    def closed(self):
        """Windows that the watermark has passed: all partitions have spoken, and no event is late."""
        mark = min(self.latest.values()) - DELAY_SECONDS if len(self.latest) == self.partitions else None
        return [line([*key[:2], judge.timestamp(key[2]), count, total if products else None])
                for key, (count, products, total) in self.windows.items()
                if mark is not None and key[2] + judge.WINDOW_SECONDS <= mark]

    def changing(self):
        return [line([key, count, total if products else None]) for key, (count, products, total) in self.sums.items()]


def instant(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment.astimezone(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S+00")


def json_line(row, names):
    if sorted(row) != sorted(names):
        raise judge.Mismatch(f"a row has {sorted(row)}, not {sorted(names)}")
    return line([instant(row[name]) if name in ("timestamp", "window_start") and row[name] is not None else row[name]
                 for name in names])


class MySQL:
    """A MariaDB server of the run's own."""
    name = "mysql"

    def __init__(self, world):
        self.world = world
        self.port = world.start("mysql")["MYSQL_PORT"]
        self.suffix = ""

    def query(self, sql):
        found = subprocess.run(
            ["mariadb", "--no-defaults", "-h127.0.0.1", f"-P{self.port}", "-uroot", "-N", "-B",
             "--default-character-set=utf8mb4", "workshop", "-e", sql], capture_output=True, timeout=120)
        if found.returncode != 0:
            raise RuntimeError("mariadb: " + found.stderr.decode(errors="replace").strip())
        text = found.stdout.decode()
        return text.split("\n")[:-1] if text else []

    def rows(self, table, names):
        columns = ", ".join(f"DATE_FORMAT(`{name}`, '%Y-%m-%d %H:%i:%S+00')" if name in ("timestamp", "window_start")
                            else f"`{name}`" for name in names)
        return ["\t".join("\\N" if value == "NULL" else value for value in text.split("\t"))
                for text in self.query(f"SELECT {columns} FROM {table}{self.suffix}")]

    def detail(self):
        return self.rows("detail", DETAIL)

    def windows(self):
        return self.rows("windows", WINDOWS)

    def totals(self):
        return self.rows("totals", TOTALS)

    def letters(self):
        return {(int(text.split("\t")[0]), int(text.split("\t")[1])): (text.split("\t")[2], text.split("\t")[3])
                for text in self.query("SELECT `partition`, `offset`, reason, COALESCE(HEX(record), '') "
                                       "FROM millrace_dead_letter")}

    def count_letters(self):
        return int(self.query("SELECT count(*) FROM millrace_dead_letter")[0])

    def away(self, in_good_order):
        self.world.services("stop" if in_good_order else "kill", "mysql", self.world.folder)

    def back(self):
        self.world.start("mysql")

    def tamper(self, check):
        """Deliberate damage to a copy of a table: each must be found."""
        changes = [
            ("a row is lost", "detail", "DELETE FROM detail_copy LIMIT 1"),
            ("a row is doubled", "detail", "INSERT INTO detail_copy SELECT * FROM detail LIMIT 1"),
            ("a window is off by one", "windows", "UPDATE windows_copy SET n = n + 1 LIMIT 1"),
            ("a total is old", "totals", "UPDATE totals_copy SET total = total - 7 LIMIT 1"),
        ]
        self.suffix = "_copy"
        for what, _, change in changes:
            for table in ("detail", "windows", "totals"):
                self.query(f"DROP TABLE IF EXISTS {table}_copy; CREATE TABLE {table}_copy AS SELECT * FROM {table}")
            self.query(change)
            yield f"mysql: {what}", check
        self.suffix = ""


class Files:
    """A folder."""
    name = "files"

    def __init__(self, world):
        self.world, self.folder = world, f"{world.states}/out"
        os.makedirs(self.folder, exist_ok=True)

    def rows(self, table, names):
        found = []
        for path in sorted(glob.glob(f"{self.folder}/{table}/*")):
            if not path.endswith(".json") and not path.endswith(".ndjson"):
                raise judge.Mismatch(f"files: {path} is no file that readers expect")
            with open(path, encoding="utf-8") as file:
                found += [json_line(json.loads(text), names) for text in file]
        return found

    def detail(self):
        return self.rows("detail", DETAIL)

    def windows(self):
        return self.rows("windows", WINDOWS)

    totals = letters = None

    def tamper(self, check):
        kept = self.folder
        for what in ("a line is lost", "a line is doubled", "a whole file comes twice"):
            self.folder = kept + "-copy"
            shutil.rmtree(self.folder, ignore_errors=True)
            shutil.copytree(kept, self.folder)
            path = sorted(glob.glob(f"{self.folder}/detail/*"))[-1]
            with open(path, encoding="utf-8") as file:
                lines = file.readlines()
            if what == "a whole file comes twice":
                shutil.copy(path, path.replace(".", "-again.", 1) if "." not in self.folder else
                            f"{os.path.dirname(path)}/again-{os.path.basename(path)}")
            else:
                with open(path, "w", encoding="utf-8") as file:
                    file.writelines(lines[1:] if what == "a line is lost" else lines + lines[:1])
            yield f"files: {what}", check
            self.folder = kept


class Kafka:
    """A second Kafka, which may be away while the one that the job reads is there."""
    name = "kafka"

    def __init__(self, world):
        self.world = world
        self.folder = world.folder + "/sink"
        os.makedirs(self.folder, exist_ok=True)
        self.brokers = self.start()

    def start(self):
        found = self.world.services("start", "kafka", self.folder).split()
        return dict(text.split("=", 1) for text in found)["KAFKA_BROKERS"]

    def records(self, topic):
        """Key and value of all records that a reader of committed ones sees, by partition and offset."""
        found = subprocess.run(
            ["kcat", "-C", "-q", "-e", "-b", self.brokers, "-t", topic, "-o", "beginning", "-X",
             "isolation.level=read_committed", "-X", "check.crcs=true", "-u", "-f", "%p %o %K %S\n%k%s\n"],
            capture_output=True, timeout=120)
        if found.returncode != 0:
            raise RuntimeError(f"kcat {topic}: {found.stderr.decode(errors='replace')}")
        rest, records = found.stdout, []
        while rest:
            head, rest = rest.split(b"\n", 1)
            partition, offset, key, size = (int(word) for word in head.split())
            length = max(key, 0) + max(size, 0)
            body, rest = rest[:length], rest[length + 1:]
            records.append((partition, offset, body[:max(key, 0)] if key >= 0 else None,
                            None if size < 0 else body[max(key, 0):]))
        return records

    def detail(self):
        return [json_line(json.loads(value), DETAIL) for *_, value in self.records("detail")]

    def windows(self):
        return self.latest("windows", WINDOWS, once=True)

    def totals(self):
        return self.latest("totals", TOTALS)

    def latest(self, topic, names, once=False):
        newest = {}
        for _, _, key, value in sorted(self.records(topic)):
            if once and key in newest:
                raise judge.Mismatch(f"kafka: the window {key!r} comes twice")
            newest[key] = value
        return [json_line(json.loads(value), names) for value in newest.values() if value is not None]

    def letters(self):
        """Partition and offset are in headers; the values as a multiset say enough."""
        return None

    def letter_values(self):
        return [value for *_, value in self.records(f"millrace.job.{JOB}.dead_letter")]

    def away(self, in_good_order):
        self.world.services("stop" if in_good_order else "kill", "kafka", self.folder)

    def back(self):
        self.start()

    def tamper(self, check):
        value = self.records("detail")[0][3]
        subprocess.run(["kcat", "-P", "-b", self.brokers, "-t", "detail", "-p", "0"], input=value + b"\n", check=True,
                       timeout=60)
        yield "kafka: a record is doubled", check


class OtherRun:
    """One job's life under faults."""

    def __init__(self, world, sinks, options):
        world.folder_of_others(JOB)
        self.world, self.options, self.hit = world, options, {}
        made = {"mysql": MySQL, "files": Files, "kafka": Kafka}
        self.sinks = [made[name](world) for name in sinks]
        for sink in self.sinks:
            if sink.name == "files":
                world.environment["OUT"] = sink.folder
            if sink.name == "kafka":
                world.environment["SINK_BROKERS"] = sink.brokers
        with open(f"{world.states}/job.sql", "w", encoding="utf-8") as file:
            file.write(job_text(world.topic, sinks))
        world.job = f"{world.states}/job.sql"
        self.feed = Feed(Events(options.seed), world.brokers, world.topic, 3, options.rate)
        self.topic = Topic(world.brokers, world.topic)
        self.topic.partitions = 3
        self.random = random.Random(options.seed)

    def plan(self):
        kinds = [f"kill_in_phase {phase} {number}" for number in range(1, len(self.sinks) + 1) for phase in PHASES
                 if number == 1 or phase.endswith("Commit")]
        kinds += ["terminate", "terminate_twice", "two_in_one_directory"]
        for sink in self.sinks:
            if sink.name != "files":
                kinds += [f"away {sink.name} stopped", f"away {sink.name} killed", f"dead_while_away {sink.name}"]
                if self.options.rounds > 40 or self.options.only == "away_a_minute":
                    kinds.append(f"away_a_minute {sink.name}")
        if shutil.which("strace"):
            kinds += ["kill_at_call", "kill_at_call"]
        while len(kinds) < self.options.rounds:
            kinds.append("kill_at_random" if self.random.random() < 0.7 else self.random.choice(kinds))
        self.random.shuffle(kinds)
        if self.options.only:
            chosen = [kind for kind in kinds + ["kill_at_random"] if kind.startswith(self.options.only)]
            if not chosen:
                raise Failure(f"no round is called {self.options.only}: {', '.join(sorted(set(kinds)))}")
            kinds = chosen
        return kinds[:self.options.rounds] if self.options.rounds < len(kinds) else kinds

    def play(self):
        self.feed.put(2000)
        self.feed.start()
        try:
            for number, name in enumerate(self.plan()):
                began = time.monotonic()
                self.random = random.Random(f"{self.options.seed} {number} {name}")
                try:
                    method, *words = name.split()
                    getattr(self, method)(*words)
                    self.settle()
                except (Failure, judge.Mismatch, RuntimeError, OSError, subprocess.SubprocessError) as error:
                    raise Failure(f"round {number} ({name}): {error}") from error
                if self.options.verbose:
                    print(f"{number:4} {time.monotonic() - began:5.1f} s  {name}: {self.summary()}", flush=True)
            self.prove()
        finally:
            self.world.kill_runners()
            self.feed.stop()

    def summary(self):
        return (f"{self.topic.totals['consumed']} records, {sum(self.topic.detail.values())} rows, "
                f"{len(self.topic.closed())} closed windows, {len(self.topic.letters)} dead letters")

    # -- the rounds ----------------------------------------------------------------------------------------------

    def spawn(self, **words):
        words.setdefault("lanes", self.random.choice([1, 2, 3]))
        return self.world.spawn(**words)

    def note(self, what):
        self.hit[what] = self.hit.get(what, 0) + 1

    @staticmethod
    def expect(runner, codes, seconds, what):
        code = runner.wait(seconds, what)
        if code not in codes:
            raise Failure(f"expected exit {codes} {what}, got {code}; {runner.tail()}")

    def epoch(self):
        """The newest epoch that the runner says it has committed."""
        try:
            with open(f"{self.world.states}/state/status.json", encoding="utf-8") as file:
                return json.load(file)["epoch"]
        except (OSError, ValueError, KeyError):
            return 0

    def progress(self, runner, epochs, seconds=60):
        base, until = self.epoch(), time.monotonic() + seconds
        while self.epoch() < base + epochs:
            if runner.process.poll() is not None:
                raise Failure(f"the runner ended with {runner.process.returncode}; {runner.tail()}")
            if time.monotonic() > until:
                runner.kill()
                raise Failure(f"no {epochs} epochs in {seconds} s; {runner.tail()}")
            time.sleep(0.05)

    def kill_at_random(self):
        runner = self.spawn()
        time.sleep(self.random.uniform(0.02, 2.5))
        if runner.kill() != -signal.SIGKILL:
            raise Failure(f"the runner ended by itself; {runner.tail()}")
        self.note("kill -9 at random")

    def kill_in_phase(self, phase, number):
        """A phase of a commit comes once for each system: the number picks the system of some epoch."""
        count = int(number) + len(self.sinks) * self.random.randint(0, 2) if phase.endswith("Commit") else \
            self.random.randint(1, 4)
        runner = self.spawn(phase=f"{phase}:{count}")
        self.expect(runner, [-signal.SIGKILL], 60, f"in phase {phase}:{count}")
        self.note(phase)

    def kill_at_call(self):
        call, count = self.random.choice(CALLS), int(2 ** self.random.uniform(0, 7))
        runner = self.spawn(inject=f"{call}:signal=KILL:when={count}")
        until = time.monotonic() + 5
        while runner.process.poll() is None and time.monotonic() < until:
            time.sleep(0.02)
        reached = runner.process.poll() is not None
        if reached and runner.process.returncode != -signal.SIGKILL:
            raise Failure(f"the runner ended with {runner.process.returncode} at {call}; {runner.tail()}")
        runner.kill()
        self.note("kill -9 at a system call" if reached else "kill -9 at a system call, not reached in time")

    def terminate(self):
        runner = self.spawn()
        self.progress(runner, 1)
        time.sleep(self.random.uniform(0, 1))
        runner.send(signal.SIGTERM)
        self.expect(runner, [0], 30, "after SIGTERM")
        self.note("SIGTERM")

    def terminate_twice(self):
        runner = self.spawn()
        self.progress(runner, 1)
        runner.send(signal.SIGTERM)
        # Within 0.3 s the second would count as the first one's echo.
        time.sleep(self.random.uniform(0.3, 0.5))
        runner.send(signal.SIGTERM)
        self.expect(runner, [0, 128 + signal.SIGTERM], 15, "after two SIGTERM")
        self.note("SIGTERM twice")

    def two_in_one_directory(self):
        first = self.spawn()
        self.progress(first, 1)
        self.expect(self.spawn(), [75], 15, "as the second runner of a directory")
        self.progress(first, 2)
        first.kill()
        self.note("two runners, one directory")

    def sink(self, name):
        return next(sink for sink in self.sinks if sink.name == name)

    def away(self, name, how):
        """The sink's server is gone for a while under load; the runner waits, and goes on when it is back."""
        self.without(name, how == "stopped", self.random.uniform(0.5, 4))
        self.note(f"{name} {how} and started again")

    def away_a_minute(self, name):
        """Longer than a transaction may be open and than connections are tried."""
        self.without(name, False, 61)
        self.note(f"{name} away for a minute")

    def without(self, name, in_good_order, seconds):
        runner, sink = self.spawn(), self.sink(name)
        self.progress(runner, 2)
        sink.away(in_good_order)
        try:
            time.sleep(seconds)
            if runner.process.poll() is not None:
                raise Failure(f"the runner ended with {runner.process.returncode} while {name} was away; "
                              + runner.tail())
        finally:
            sink.back()
        self.progress(runner, 3, 120)
        runner.send(signal.SIGTERM)
        self.expect(runner, [0], 60, "after SIGTERM")

    def dead_while_away(self, name):
        """The runner is killed while the sink's server is gone: only the next start finds out what was committed."""
        runner, sink = self.spawn(), self.sink(name)
        self.progress(runner, 2)
        sink.away(False)
        try:
            time.sleep(self.random.uniform(0, 2))
            runner.kill()
        finally:
            sink.back()
        self.note(f"kill -9 while {name} was away")

    # -- the judgement -------------------------------------------------------------------------------------------

    def settle(self):
        """The feed rests, the job catches up, every sink must hold what the topic says."""
        with self.feed.lock:
            # What kcat still holds may come while the job catches up: then once more.
            ends = None
            while ends != (now := self.topic.ends()):
                ends = now
                runner = self.spawn(until_caught_up=True)
                self.expect(runner, [0], 120, "to catch up")
            self.topic.advance(ends)
            self.check()

    def check(self, only=None):
        for sink in self.sinks:
            if only and sink.name != only:
                continue
            compare = judge.Oracle.compare
            compare(f"{sink.name} detail", self.topic.detail, sink.detail())
            compare(f"{sink.name} windows", self.topic.closed(), sink.windows())
            if sink.totals:
                compare(f"{sink.name} totals", self.topic.changing(), sink.totals())
        self.check_letters()

    def check_letters(self):
        """The first system of the job keeps them; files keep none."""
        keeper = next((sink for sink in self.sinks if sink.name != "files"), None)
        if keeper is None:
            return
        if keeper.name == "mysql":
            wanted = {place: (reason, (value or b"").hex().upper())
                      for place, (reason, value) in self.topic.letters.items()}
            found = keeper.letters()
            if wanted != found or keeper.count_letters() != len(found):
                missing, extra = wanted.keys() - found.keys(), found.keys() - wanted.keys()
                raise judge.Mismatch(f"mysql dead letters: {len(missing)} missing, {len(extra)} too many, "
                                     f"{keeper.count_letters() - len(found)} doubled: {sorted(missing)[:3]} "
                                     f"{sorted(extra)[:3]}")
        else:
            wanted = collections.Counter(value for _, value in self.topic.letters.values())
            if wanted != collections.Counter(keeper.letter_values()):
                raise judge.Mismatch("kafka dead letters: not those of the topic")

    def prove(self):
        """A judge that never finds anything proves nothing."""
        count = 0
        for sink in self.sinks:
            for what, _ in sink.tamper(None):
                count += 1
                try:
                    self.check(only=sink.name)
                except judge.Mismatch:
                    continue
                raise Failure(f"the judge does not see: {what}")
        self.tampered = count


def others(world, sinks, options):
    """The whole run."""
    unknown = [name for name in sinks if name not in NAMES]
    if unknown or not sinks:
        raise Failure(f"--sinks takes {', '.join(NAMES)}, not {', '.join(unknown) or 'nothing'}")
    run = OtherRun(world, [name for name in NAMES if name in sinks], options)
    print(f"seed {options.seed}, sinks {', '.join(sinks)}, runner {world.runner}", flush=True)
    began = time.monotonic()
    run.play()
    print(f"{time.monotonic() - began:.0f} s, seed {options.seed}: {run.summary()}")
    print(f"  {world.kills():5}  runners ended by kill -9, {world.count} started")
    for what in sorted(run.hit):
        print(f"  {run.hit[what]:5}  {what}")
    missing = [phase for phase in PHASES if phase not in run.hit]
    if missing and not options.only:
        raise Failure(f"phases that no kill has hit: {', '.join(missing)}")
    print(f"phases hit: {len(PHASES) - len(missing)} of {len(PHASES)}")
    print(f"judge: {run.tampered} of {run.tampered} changes of the sinks found")
    print("torture: all agreed")
