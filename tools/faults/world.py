"""What a fault run stands on: private services, the job's file, runner processes."""
import os
import re
import signal
import subprocess
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
JOB = "retail_5m"


class Failure(Exception):
    """A round did not end as it must."""


class Unreached(Failure):
    """The run could not bring about the fault that it wanted: nothing is known about the runner."""


class World:
    """Services, folders and the runner under test."""

    def __init__(self, folder, runner, brokers=None, postgres=True):
        self.folder, self.runner = folder, runner
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("RUNNER_")}
        os.makedirs(folder, exist_ok=True)
        os.chmod(folder, 0o755)
        self.owns_kafka = brokers is None
        self.brokers = brokers or self.start("kafka")["KAFKA_BROKERS"]
        if postgres:
            self.start("postgres")
        self.environment["KAFKA_BROKERS"] = self.brokers
        self.count = 0
        self.asked = []
        self.runners, self.ended = [], []
        self.topic = self.database = None

    def make_site(self, name, partitions):
        """A topic, a database and a folder of states for one job, apart from all others."""
        self.topic, self.database = "events-" + name, "site_" + name.replace("-", "_")
        self.states = f"{self.folder}/{name}"
        os.makedirs(self.states, exist_ok=True)
        os.environ["PGDATABASE"] = "postgres"
        subprocess.run(["psql", "-X", "-q", "-c", f"CREATE DATABASE {self.database}"], check=True, timeout=60)
        os.environ["PGDATABASE"] = self.database
        self.environment["RUNNER_CONN_WAREHOUSE"] = self.warehouse(os.environ["PGPORT"])
        if self.owns_kafka:
            self.kafka_topics("--create", "--topic", self.topic, "--partitions", str(partitions))

    def folder_of_others(self, name, partitions=3):
        """A topic and a folder of states for a job without PostgreSQL."""
        self.topic, self.states = "events-" + name, f"{self.folder}/{name}"
        os.makedirs(self.states, exist_ok=True)
        if self.owns_kafka:
            self.kafka_topics("--create", "--topic", self.topic, "--partitions", str(partitions))

    def warehouse(self, port):
        return f"postgres://postgres@127.0.0.1:{port}/{self.database}"

    def services(self, *words):
        run = subprocess.run([ROOT + "/tools/services", *words], capture_output=True, text=True, timeout=180)
        if run.returncode != 0:
            raise Failure(f"tools/services {' '.join(words)}: {run.stderr.strip()}")
        return run.stdout

    def start(self, service):
        """Starts a service and takes its variables into the environment."""
        lines = self.services("start", service, self.folder).split()
        told = dict(line.split("=", 1) for line in lines)
        told.pop("PGDATABASE", None)
        told.pop("RUNNER_CONN_WAREHOUSE", None)
        self.environment.update(told)
        os.environ.update({name: value for name, value in told.items() if name.startswith("PG")})
        return told

    def kill_postgres(self):
        self.services("kill", "postgres", self.folder)

    def stop(self):
        self.services("stop", self.folder)
        if os.path.isdir(self.folder + "/sink"):
            self.services("stop", self.folder + "/sink")

    def kafka_topics(self, *words):
        home = os.environ["KAFKA_HOME"]
        run = subprocess.run(
            ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", home + "/libs/*",
             "org.apache.kafka.tools.TopicCommand", "--bootstrap-server", self.brokers, *words],
            capture_output=True, text=True, timeout=120)
        if run.returncode != 0:
            raise Failure(f"kafka-topics {' '.join(words)}: {run.stdout} {run.stderr}")

    def write_job(self, commit="100 milliseconds", checkpoint="500 milliseconds", emit="1300 milliseconds",
                  idle="1 hour"):
        """The reference job as it is, but for its intervals, which are short so that more happens in a second. Rows are
        emitted less often than checkpoints are made, also on a slow machine: a checkpoint finds unwritten ones."""
        with open(ROOT + "/Tests/Jobs/002_retail_5m.sql", encoding="utf-8") as file:
            text = file.read()
        text, one = re.subn(r"emit_interval = '[^']*'", f"emit_interval = '{emit}'", text)
        text, two = re.subn(r"idle_timeout( *)= '[^']*'", rf"idle_timeout\1= '{idle}'", text)
        text, three = re.subn(r"'test-topic-streaming'", f"'{self.topic}'", text)
        if (one, two, three) != (1, 1, 1):
            raise Failure("the reference job has changed: its intervals were not found")
        path = self.states + "/job.sql"
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"SET commit_interval = '{commit}';\nSET checkpoint_interval = '{checkpoint}';\n{text}")
        self.job = path

    def spawn(self, state="state", until_caught_up=False, phase=None, warehouse=None, mutant=None, lanes=2,
              inject=None):
        """A runner on a state directory; `inject` is what strace does to its system calls."""
        self.count += 1
        environment = dict(self.environment)
        if phase:
            environment["RUNNER_FAULT_PHASE"] = phase
        if warehouse:
            environment["RUNNER_CONN_WAREHOUSE"] = warehouse
        if mutant:
            environment["RUNNER_MUTANT"] = mutant
        words = [self.runner, "start", self.job, "--state-dir", f"{self.states}/{state}", "-p", str(lanes)]
        if inject:
            words = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + inject.split(":")[0], "-e",
                     "inject=" + inject] + words
        if until_caught_up:
            words += ["--until-caught-up", "-o", "json"]
        runner = Runner(words, environment, f"{self.states}/log-{self.count:04d}")
        self.ended += [old for old in self.runners if old.process.poll() is not None]
        self.runners = [old for old in self.runners if old.process.poll() is None] + [runner]
        return runner

    def ask_checkpoint(self, state):
        """Asks the job for a checkpoint, and does not wait for it."""
        words = [self.runner, "checkpoint", JOB, "--state-dir", f"{self.states}/{state}", "--timeout", "2"]
        asked = subprocess.Popen(words, env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.asked = [old for old in self.asked if old.poll() is None] + [asked]

    def kill_runners(self):
        for runner in self.runners:
            runner.kill()

    def kills(self):
        """How many runners ended by kill -9, whoever sent it."""
        return sum(runner.process.poll() == -signal.SIGKILL for runner in self.runners + self.ended)


class Runner:
    """One process; its words go to files."""

    def __init__(self, words, environment, log):
        self.log = log
        self.began = time.monotonic()
        with open(log + ".out", "wb") as out, open(log + ".err", "wb") as err:
            self.process = subprocess.Popen(words, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err)

    def wait(self, seconds, what="to end"):
        """The exit code; a negative one names the signal. Fails when it takes longer."""
        try:
            return self.process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            stacks = self.stacks()
            self.process.kill()
            self.process.wait()
            raise Failure(f"the runner was given {seconds} s {what}; {self.tail()}{stacks}") from None

    def stacks(self):
        lines = []
        for task in sorted(os.listdir(f"/proc/{self.process.pid}/task")):
            try:
                base = f"/proc/{self.process.pid}/task/{task}/"
                with open(base + "comm") as comm, open(base + "wchan") as wait:
                    lines.append(f"{comm.read().strip()}: {wait.read().strip()}")
            except OSError:
                pass
        return "\n  threads: " + ", ".join(lines)

    def wait_for(self, pattern, seconds):
        """Waits until the runner has said something; False when it ended or the time is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if re.search(pattern, self.errors()):
                return True
            if self.process.poll() is not None:
                return re.search(pattern, self.errors()) is not None
            time.sleep(0.02)
        return False

    def send(self, number):
        if self.process.poll() is None:
            self.process.send_signal(number)

    def kill(self):
        """kill -9, also of a stopped process."""
        self.send(signal.SIGKILL)
        return self.process.wait(timeout=30)

    def errors(self):
        with open(self.log + ".err", encoding="utf-8", errors="replace") as file:
            return file.read()

    def tail(self):
        """The end of what it said; of a crash its beginning, where the backtrace names the thread and the place."""
        lines = self.errors().strip().split("\n")
        crash = next((at for at, line in enumerate(lines) if "Program crashed" in line or "Fatal error" in line), None)
        shown, what = (lines[-6:], "ends with") if crash is None else (lines[crash:crash + 40], "tells of a crash")
        return f"log {self.log}.err {what}:\n    " + "\n    ".join(line[:400] for line in shown)
