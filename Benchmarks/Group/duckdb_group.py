"""DuckDB on the arrays that `bench group --with duckdb` wrote: CPU nanoseconds a row, one line a run, then groups and sum.

Usage: duckdb_group.py FOLDER integer|string|pair AGGREGATES RUNS      (python3 with the packages duckdb and numpy)
"""
import sys
import time

import duckdb
import numpy

folder, keys, aggregates, runs = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
group = numpy.fromfile(f"{folder}/groups", dtype=numpy.int64)
value = numpy.fromfile(f"{folder}/values", dtype=numpy.int64)
columns = {"integer": "g AS a", "string": "'customer' || lpad(g::varchar, 8, '0') AS a", "pair": "g & 1023 AS a, g >> 10 AS b"}
by = "a, b" if keys == "pair" else "a"
calls = "sum(v) AS s" if aggregates == 1 else "sum(v) AS s, count(*) AS c, min(v) AS l, max(v) AS h"
used = "sum(s)" if aggregates == 1 else "sum(s), sum(c), min(l), max(h)"
database = duckdb.connect()
database.execute("SET threads = 1")
arrays = {"column0": group, "column1": value}
database.register("arrays", arrays)
database.execute(f"CREATE TABLE t AS SELECT {columns[keys]}, v::integer AS v FROM "
                 "(SELECT column0 AS g, column1 AS v FROM arrays)")
for _ in range(runs):
    start = time.process_time()
    row = database.execute(f"SELECT count(*), {used} FROM (SELECT {by}, {calls} FROM t GROUP BY {by})").fetchone()
    print(f"{(time.process_time() - start) * 1e9 / len(group):.1f}")
print(row[0], row[1])
print(duckdb.__version__)
