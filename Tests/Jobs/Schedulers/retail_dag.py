"""Airflow: every five minutes what has come since the last run, exactly once, then a report of it.

The runner waits for the topic, reads up to where it ended when the run began, commits, checkpoints and ends. Its exit code is
the task's state: 0 success; 99 nothing to read, which BashOperator takes for "skipped" by itself; anything else failed, and
is tried again. A run that was killed anywhere is made good by the next one. 65 and 78 (bad records with on_error = 'fail', a
job that is wrong) come back on every try: read the log instead of raising `retries`.

Set MILLRACE_JOB to the job's file, and what the job needs (KAFKA_BROKERS, RUNNER_CONN_...) in the worker's environment.
The state directory must be the same in every run: keep it on a disk that all workers see, or pin the task to one worker.
"""
from datetime import datetime, timedelta

from airflow import DAG

try:
    from airflow.providers.standard.operators.bash import BashOperator
except ImportError:
    from airflow.operators.bash import BashOperator

with DAG(
    dag_id="retail_5m",
    schedule="*/5 * * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    # Two runs of one job never overlap: the second would end with 75.
    max_active_runs=1,
    default_args={"retries": 3, "retry_delay": timedelta(seconds=30)},
) as dag:
    # The last line of stdout becomes the task's XCom: {"job":"retail_5m","records":120034,...}.
    catch_up = BashOperator(
        task_id="catch_up",
        bash_command=(
            'runner start "$MILLRACE_JOB" --state-dir "$MILLRACE_STATE" '
            "--until-caught-up --skip-if-empty --wait-for-topic 10m -o json"
        ),
        append_env=True,
        do_xcom_push=True,
        skip_on_exit_code=99,
    )
    report = BashOperator(
        task_id="report",
        bash_command=(
            "python3 -c 'import json, os; line = json.loads(os.environ[\"LINE\"]); "
            "print(line[\"records\"], \"records up to epoch\", line[\"epoch\"])'"
        ),
        env={"LINE": "{{ ti.xcom_pull(task_ids='catch_up') }}"},
        append_env=True,
    )
    catch_up >> report
