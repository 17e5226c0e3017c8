"""Reads an Airflow DAG with a stand-in for Airflow and runs its bash commands as BashOperator does, in order.

Says one line a task: name, state (success, skipped or failed), and the last line of stdout, which is its XCom.
"""
import ast
import os
import re
import subprocess
import sys
import types


class DAG:
    def __init__(self, dag_id, schedule, start_date, **words):
        if words.get("catchup") is not False or words.get("max_active_runs") != 1:
            raise SystemExit("the DAG would run for the past, or twice at once")
        DAG.tasks = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


class BashOperator:
    def __init__(self, task_id, bash_command, env=None, append_env=False, do_xcom_push=True, skip_on_exit_code=99):
        self.task_id, self.command, self.env, self.append_env = task_id, bash_command, env or {}, append_env
        self.skip, self.after = skip_on_exit_code, None
        DAG.tasks.append(self)

    def __rshift__(self, other):
        other.after = self
        return other


def main(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    ast.parse(text, path)
    for name, content in (("airflow", {"DAG": DAG}), ("airflow.operators", {}),
                          ("airflow.operators.bash", {"BashOperator": BashOperator})):
        module = types.ModuleType(name)
        module.__dict__.update(content)
        sys.modules[name] = module
    exec(compile(text, path, "exec"), {"__name__": "dag"})
    pushed, states = {}, {}
    for task in DAG.tasks:
        if task.after and states[task.after.task_id] != "success":
            states[task.task_id] = states[task.after.task_id]
            print(task.task_id, states[task.task_id], flush=True)
            continue
        env = {name: re.sub(r"\{\{ ti\.xcom_pull\(task_ids='(\w+)'\) \}\}", lambda found: pushed[found[1]], value)
               for name, value in task.env.items()}
        run = subprocess.run(["bash", "-c", task.command], env={**(os.environ if task.append_env else {}), **env},
                             stdout=subprocess.PIPE, text=True)
        lines = run.stdout.rstrip("\n").split("\n")
        pushed[task.task_id] = lines[-1]
        states[task.task_id] = "success" if run.returncode == 0 else "skipped" if run.returncode == task.skip else "failed"
        print(task.task_id, states[task.task_id], lines[-1], flush=True)


main(sys.argv[1])
