"""The rounds of a fault run. Each begins with a job at rest and ends with processes dead; the run then restarts the job
with --until-caught-up and asks the oracle."""
import glob
import os
import shutil
import signal
import subprocess
import time

import oracle as judge
from faults.world import JOB, Failure, Unreached

PHASES = ["decoded", "exchanged", "journaled", "checkpointLinked", "manifestWritten", "beforeCommit", "duringCommit",
          "afterCommit"]
LOST_OWNERSHIP = 75
# System calls at which a process may die: what makes files, makes them durable, gives them names, talks to servers.
CALLS = ["openat", "write", "pwrite64", "fsync", "fdatasync", "rename", "link", "unlink", "mkdir", "ftruncate", "sendto",
         "sendmsg", "recvfrom"]
# What PostgreSQL says when the same will work later: serialization, deadlock, cancelled, no room, shutting down,
# too many connections, read only, lock not available.
PASSING_ERRORS = ["40001", "40P01", "57014", "53100", "57P01", "53300", "25006", "55P03"]


class Rounds:
    """What a fault run does to the job; `mutant` is a deliberate bug in every runner."""

    def __init__(self, world, proxy, feed, random_, mutant=None):
        self.world, self.proxy, self.feed, self.random, self.mutant = world, proxy, feed, random_, mutant
        self.partitions = 3
        # Where the next start finds its state.
        self.state = "state"
        self.hit = {}

    # -- small things ------------------------------------------------------------------------------------------

    def spawn(self, **words):
        words.setdefault("state", self.state)
        words.setdefault("lanes", self.random.choice([1, 2, 2, 3]))
        return self.world.spawn(mutant=self.mutant, **words)

    def proxied(self, **words):
        return self.spawn(warehouse=self.world.warehouse(self.proxy.port), **words)

    @staticmethod
    def epoch():
        """The epoch that is committed; -1 when nobody can say."""
        try:
            found = judge.copy(f"SELECT epoch FROM millrace.job WHERE name = '{JOB}'")
            return int(found[0]) if found else -1
        except RuntimeError:
            return -1

    @staticmethod
    def expect_alive(runner):
        if runner.process.poll() is not None:
            raise Failure(f"the runner ended with {runner.process.returncode}; {runner.tail()}")

    def progress(self, runner, epochs, seconds=30):
        """Waits until so many more epochs are committed by the running job."""
        base, until = max(self.epoch(), 0), time.monotonic() + seconds
        while self.epoch() < base + epochs:
            self.expect_alive(runner)
            if time.monotonic() > until:
                runner.kill()
                raise Failure(f"no {epochs} epochs in {seconds} s; {runner.tail()}")
            time.sleep(0.03)

    def expect(self, runner, codes, seconds, what):
        code = runner.wait(seconds, what)
        if code not in codes:
            raise Failure(f"expected exit {codes} {what}, got {code}; {runner.tail()}")
        return code

    def stop(self, runner, seconds=30):
        runner.send(signal.SIGTERM)
        self.expect(runner, [0], seconds, "after SIGTERM")

    def note(self, what):
        self.hit[what] = self.hit.get(what, 0) + 1

    def armed(self, runner, mode, after, seconds=60):
        """Arms the proxy and waits until it has acted. A runner that ends by itself meanwhile is no fault that was not
        reached, but a failure; else Unreached says what everybody was doing."""
        epoch, fed, until = self.epoch(), self.feed.produced, time.monotonic() + seconds
        self.proxy.arm(mode, after)
        while time.monotonic() < until:
            if self.proxy.acted.wait(0.1):
                return
            self.expect_alive(runner)
        seen = (f"{mode} did not come about in {seconds} s: {self.proxy.describe()}; the job went from epoch {epoch} to "
                f"{self.epoch()} while {self.feed.produced - fed} events were fed; {judge.activity()}{runner.stacks()}")
        runner.kill()
        raise Unreached(f"{seen}; {runner.tail()}")

    # -- the rounds --------------------------------------------------------------------------------------------

    def kill_at_random(self):
        """kill -9 at any moment of the first seconds."""
        runner = self.spawn()
        time.sleep(self.random.uniform(0.02, 2.5))
        if runner.kill() != -signal.SIGKILL:
            raise Failure(f"the runner ended by itself; {runner.tail()}")
        self.note("kill -9 at random")

    def kill_in_phase(self, phase):
        """kill -9 when a phase is reached the n-th time."""
        count = self.random.randint(1, 12 if phase in ("decoded", "exchanged") else 4)
        runner = self.spawn(phase=f"{phase}:{count}")
        self.expect(runner, [-signal.SIGKILL], 60, f"in phase {phase}:{count}")
        self.note(phase)

    def terminate(self):
        """SIGTERM: commits, checkpoints, exit 0, and nothing is replayed afterwards."""
        runner = self.spawn()
        self.progress(runner, 1)
        time.sleep(self.random.uniform(0, 1.5))
        self.stop(runner, 15)
        self.note("SIGTERM")

    def terminate_twice(self):
        """A second SIGTERM ends it at once, wherever it is."""
        runner = self.spawn()
        self.progress(runner, 1)
        runner.send(signal.SIGTERM)
        # Within 0.3 s the second would count as the first one's echo.
        time.sleep(self.random.uniform(0.3, 0.5))
        runner.send(signal.SIGTERM)
        self.expect(runner, [0, 128 + signal.SIGTERM], 15, "after two SIGTERM")
        self.note("SIGTERM twice")

    def cut(self, mode):
        """The connection breaks around COMMIT; the runner finds out what happened and goes on."""
        runner = self.proxied()
        self.armed(runner, mode, self.random.randint(1, 5))
        self.progress(runner, 3)
        if self.random.random() < 0.5:
            self.stop(runner)
        else:
            runner.kill()
        self.note(f"COMMIT {mode}")

    def orphan(self):
        """A slow COMMIT of a dead runner is still under way when the next one starts."""
        runner = self.proxied()
        self.progress(runner, 2)
        judge.psql("UPDATE audit.pace SET seconds = 2")
        try:
            self.armed(runner, "orphan", 1)
            time.sleep(0.2)
        finally:
            judge.psql("UPDATE audit.pace SET seconds = 0")
            runner.kill()
        self.note("COMMIT orphan")

    def checkpoint_ahead(self):
        """A checkpoint is made of an epoch whose COMMIT never arrives."""
        before = set(self.checkpoints())
        runner = self.proxied()
        for _ in range(20):
            # Not the same epoch again and again: the runner waits longer each time.
            self.progress(runner, self.random.randint(1, 3))
            self.world.ask_checkpoint(self.state)
            self.armed(runner, "hold", 1, 30)
            # A busy machine takes its time over a checkpoint.
            for _ in range(6):
                time.sleep(0.1)
                newest = max(self.checkpoints(), default=0)
                if newest > self.epoch():
                    break
            if newest > self.epoch():
                runner.kill()
                self.proxy.release()
                self.note("checkpoint ahead of the sink")
                return
            self.proxy.release()
        runner.kill()
        raise Unreached(f"no checkpoint ran ahead of the sink ({len(before)} before); {runner.tail()}")

    def checkpoints(self):
        names = glob.glob(f"{self.world.states}/{self.state}/checkpoints/[0-9]*/manifest")
        return [int(name.split("/")[-2].split(".")[0]) for name in names]

    def crash_postgres(self):
        """kill -9 of the whole server under load; the runner goes on when it is back."""
        self.without_postgres(self.random.uniform(0, 0.5), self.random.uniform(0, 0.5))
        self.note("PostgreSQL kill -9")

    def postgres_away_a_minute(self):
        """PostgreSQL is gone for longer than connections are tried; the same process goes on when it is back."""
        self.without_postgres(0, 61)
        self.note("PostgreSQL away for a minute")

    def without_postgres(self, after, seconds):
        """The server dies under load and is away for so long; the same process goes on."""
        runner = self.spawn()
        self.progress(runner, 2)
        time.sleep(after)
        self.world.kill_postgres()
        try:
            time.sleep(seconds)
            self.expect_alive(runner)
        finally:
            self.world.start("postgres")
        self.progress(runner, 3, 60 + seconds)
        self.stop(runner)

    def terminate_without_postgres(self):
        """SIGTERM while PostgreSQL is down: an end all the same."""
        runner = self.spawn()
        self.progress(runner, 2)
        self.world.kill_postgres()
        time.sleep(self.random.uniform(0, 1))
        runner.send(signal.SIGTERM)
        try:
            code = runner.wait(15, "after SIGTERM without PostgreSQL")
        finally:
            self.world.start("postgres")
        if code < 0:
            raise Failure(f"the runner ended by signal {-code}; {runner.tail()}")
        self.note("SIGTERM while PostgreSQL is down")

    def two_in_one_directory(self):
        """A second runner on one state directory is refused and disturbs nobody."""
        first = self.spawn()
        self.progress(first, 1)
        second = self.spawn()
        self.expect(second, [LOST_OWNERSHIP], 15, "as the second runner of a directory")
        self.progress(first, 2)
        self.stop(first)
        self.note("two runners, one directory")

    def stranger(self):
        """A runner without the job's state is refused, and the one that has it goes on undisturbed."""
        first = self.spawn()
        self.progress(first, 12, 60)
        second = self.spawn(state=f"strange-{self.world.count}")
        code = second.wait(30, "as a runner without state")
        if code in (0, LOST_OWNERSHIP) or "no state of job" not in second.errors():
            raise Failure(f"a runner without state ended with {code}; {second.tail()}")
        self.progress(first, 2)
        self.stop(first)
        self.note("stranger without state")

    def copy_state(self):
        """A copy of the state as it is on disk now, as a backup taken under way would be."""
        copy = f"state-{self.world.count}"
        shutil.copytree(f"{self.world.states}/{self.state}", f"{self.world.states}/{copy}",
                        ignore=shutil.ignore_patterns("live", ".*"), ignore_dangling_symlinks=True)
        return copy

    def two_directories(self):
        """Two runners on copies of one state: exactly one goes on."""
        if not os.path.exists(f"{self.world.states}/{self.state}"):
            self.restart()
        other = self.copy_state()
        pair = [self.spawn(), self.spawn(state=other)]
        until = time.monotonic() + 40
        while all(runner.process.poll() is None for runner in pair) and time.monotonic() < until:
            time.sleep(0.02)
        ended = [runner for runner in pair if runner.process.poll() is not None]
        if len(ended) != 1:
            for runner in pair:
                runner.kill()
            raise Failure(f"{len(ended)} of two runners ended; {pair[0].tail()} {pair[1].tail()}")
        self.expect(ended[0], [LOST_OWNERSHIP], 1, "as the loser of two")
        winner = pair[1 - pair.index(ended[0])]
        self.progress(winner, 3)
        winner.kill()
        self.note("two runners, two directories")
        self.choose([self.state, other][pair.index(winner)], [self.state, other][pair.index(ended[0])])

    def partitioned(self):
        """The network swallows everything while the job's row is locked: another runner gets through all the same, and
        the first one finds it in its place when the network is back."""
        first = self.proxied()
        self.progress(first, 2)
        self.armed(first, "hold", 1)
        other = self.copy_state()
        second = self.spawn(state=other)
        self.progress(second, 2, 60)
        self.proxy.release()
        self.expect(first, [LOST_OWNERSHIP], 40, "when the network is back")
        self.progress(second, 1)
        second.kill()
        self.note("network gone with the row locked")
        self.choose(other, self.state)

    def passing_errors(self):
        """The server answers errors that pass, in the middle of transactions and at COMMIT."""
        runner = self.spawn()
        self.progress(runner, 1)
        # Each of a transaction's statements may fail: more often than this hardly any epoch gets through in the time.
        for state in self.random.sample(PASSING_ERRORS, 3):
            moment = self.random.choice(["statement", "commit"])
            judge.psql(f"INSERT INTO audit.fault VALUES ('{state}', 0.05, '{moment}')")
        try:
            self.progress(runner, 3, 90)
        finally:
            judge.psql("DELETE FROM audit.fault")
        self.progress(runner, 2)
        self.stop(runner)
        self.note("PostgreSQL errors that pass")

    def locked_table(self):
        """Somebody locks a target for a while; the runner waits, and may die while it does."""
        runner = self.spawn()
        self.progress(runner, 2)
        locker = subprocess.Popen(["psql", "-X", "-q", "-c", "BEGIN; LOCK TABLE public.transaction_detail; "
                                   "SELECT pg_sleep(2); COMMIT"], stdout=subprocess.DEVNULL)
        dies = self.random.random() < 0.5
        if dies:
            time.sleep(self.random.uniform(0.3, 1.5))
            self.expect_alive(runner)
            runner.kill()
        if locker.wait(timeout=60) != 0:
            raise Unreached("the table could not be locked")
        if not dies:
            self.progress(runner, 2)
            self.stop(runner)
        self.note("target locked" + (", kill -9 meanwhile" if dies else ""))

    def kill_at_call(self):
        """kill -9 at the n-th system call of a kind, anywhere in a life."""
        call = self.random.choice(CALLS)
        count = int(2 ** self.random.uniform(0, 7))
        runner = self.spawn(inject=f"{call}:signal=KILL:when={count}")
        deadline = time.monotonic() + 5
        while runner.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        reached = runner.process.poll() is not None
        if reached and runner.process.returncode != -signal.SIGKILL:
            raise Failure(f"the runner ended with {runner.process.returncode} at {call}; {runner.tail()}")
        runner.kill()
        self.note("kill -9 at a system call" if reached else "kill -9 at a system call, not reached in time")

    def disk_error(self, call):
        """A call that makes files durable fails once: the runner goes on or ends with an error, and nothing is lost."""
        count = self.random.randint(1, 40)
        runner = self.spawn(inject=f"{call}:error=EIO:when={count}")
        deadline = time.monotonic() + 4
        while runner.process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.02)
        code = runner.process.poll()
        if code is not None and (code <= 0 or not runner.errors().strip()):
            raise Failure(f"the runner ended with {code} after {call} failed; {runner.tail()}")
        runner.kill()
        self.note(f"{call} EIO, " + ("told and ended" if code else "went on"))

    def zombie(self):
        """A runner that was stopped for a while finds another in its place, and ends."""
        first = self.spawn()
        self.progress(first, 2)
        first.send(signal.SIGSTOP)
        other = self.copy_state()
        second = self.spawn(state=other)
        self.progress(second, 2, 60)
        first.send(signal.SIGCONT)
        self.expect(first, [LOST_OWNERSHIP], 30, "as a zombie")
        self.progress(second, 2)
        second.kill()
        self.note("zombie")
        self.choose(other, self.state)

    def choose(self, winner, loser):
        """Goes on with the winner's state, or with the loser's, whose future has become another one."""
        self.world.forsaken = None
        if self.random.random() < 0.7:
            winner, loser = loser, winner
            self.world.forsaken = loser
        else:
            shutil.rmtree(f"{self.world.states}/{loser}", ignore_errors=True)
        self.state = winner

    def taken_over(self):
        """Somebody raised the incarnation without being able to end our connection: the next commit must fail."""
        runner = self.spawn()
        self.progress(runner, 2)
        judge.psql(f"UPDATE millrace.job SET incarnation = incarnation + 1 WHERE name = '{JOB}'")
        self.expect(runner, [LOST_OWNERSHIP], 30, "when its incarnation is past")
        self.note("taken over")

    def add_partition(self):
        """A partition appears; the kill comes when its first records are committed."""
        self.partitions += 1
        runner = self.spawn()
        self.progress(runner, 1)
        self.world.kafka_topics("--alter", "--topic", self.world.topic, "--partitions", str(self.partitions))
        self.feed.set_partitions(self.partitions)
        until = time.monotonic() + 40
        while time.monotonic() < until:
            found = judge.copy(f"SELECT jsonb_array_length(positions) FROM millrace.job WHERE name = '{JOB}'")
            if int(found[0]) == self.partitions:
                break
            self.expect_alive(runner)
            time.sleep(0.01)
        else:
            runner.kill()
            raise Unreached(f"the new partition was not found; {runner.tail()}")
        runner.kill()
        self.note("partition added")

    def restart(self):
        """The job runs until it has caught up. The state of a runner that lost may be refused, but not used wrongly."""
        before = self.epoch()
        runner = self.spawn(until_caught_up=True)
        code = runner.wait(90, "to catch up")
        forsaken, self.world.forsaken = getattr(self.world, "forsaken", None), None
        if code != 0 and forsaken and "bring the" in runner.errors():
            self.note("forsaken state refused")
            shutil.rmtree(f"{self.world.states}/{self.state}", ignore_errors=True)
            self.state = forsaken
            runner = self.spawn(until_caught_up=True)
            code = runner.wait(90, "to catch up")
        elif forsaken:
            self.note("forsaken state taken up")
            shutil.rmtree(f"{self.world.states}/{forsaken}", ignore_errors=True)
        if code != 0:
            raise Failure(f"the restart ended with {code}; {runner.tail()}")
        if self.epoch() <= max(before, 0):
            raise Failure(f"the restart committed nothing; {runner.tail()}")
