"""DuckDB's batch over the same events as files: no stream, no state, no sink.

Usage: duckdb_job.py FILES COLUMNS QUERY THREADS      (python3 with the package duckdb)
Prints wall and CPU seconds, rows, the sum of the column `last`, and the version.
"""
import sys
import time

import duckdb

files, columns, query, threads = sys.argv[1:5]
database = duckdb.connect()
database.execute(f"SET threads = {threads}")
database.execute("SET preserve_insertion_order = false")
source = f"(SELECT * FROM read_json('{files}', format = 'newline_delimited', columns = {{{columns}}}))"
wall, cpu = time.monotonic(), time.process_time()
database.execute("CREATE TABLE result AS " + query.replace("FROM events", f"FROM {source} AS events"))
wall, cpu = time.monotonic() - wall, time.process_time() - cpu
rows, total = database.execute("SELECT count(*), sum(last) FROM result").fetchone()
print(wall, cpu, rows, float(total), duckdb.__version__)
