"""The deliberate bugs: each is compiled in with `-DMUTANTS` only, chosen by RUNNER_MUTANT, and must be caught."""

MUTANTS = {
    "skip-for-update": "the job's row is read without FOR UPDATE at the start",
    "ignore-commit-tag": "whatever the answer to COMMIT is, the epoch counts as committed",
    "assume-committed": "a connection lost during COMMIT counts as committed",
    "ignore-update-count": "the compare-and-set of the job's row is not looked at",
    "positions-apart": "rows are committed first, positions in a second transaction",
    "dead-letters-apart": "dead letters are written before the epoch's transaction",
    "reuse-live-directory": "a start goes on with the dead process's RocksDB",
    "restore-newest": "the newest checkpoint is restored, whatever epoch the sink has",
    "replay-emits": "output of replayed epochs is kept and written with the next one",
    "replay-skipped": "journaled boundaries are ignored: the restart draws new ones behind the sink's epoch",
    "offset-plus-one": "consumption after a restart begins one record too late",
    "drop-last-at-stop": "at SIGTERM the record behind the last batch is taken for consumed",
    "late-is-less": "a row is late when its window's end < watermark, equality is not",
    "watermark-forgotten": "the watermark does not come back with a checkpoint",
    "changes-forgotten": "a checkpoint does not write the changed groups first",
    "totals-forgotten": "running totals do not come back with a checkpoint",
}

# The round that a bug should not survive comes early in its run; the others follow all the same.
EARLY = {
    "skip-for-update": "orphan", "ignore-commit-tag": "cut rollback", "assume-committed": "cut drop-before",
    "ignore-update-count": "taken_over", "positions-apart": "kill_in_phase beforeCommit",
    "dead-letters-apart": "kill_at_random", "reuse-live-directory": "kill_in_phase manifestWritten",
    "restore-newest": "checkpoint_ahead", "replay-emits": "kill_at_random", "replay-skipped": "kill_at_random",
    "offset-plus-one": "kill_at_random", "drop-last-at-stop": "terminate", "late-is-less": "add_partition",
    "watermark-forgotten": "terminate", "changes-forgotten": "kill_at_random", "totals-forgotten": "terminate",
}
