"""What pyarrow and DuckDB do in the Parquet tests.

    peers.py present                      exits 0 when both can be imported
    peers.py read pyarrow|duckdb FILE     prints the types, then each row, values as in canon()
    peers.py statistics FILE              prints min, max and null count of each chunk as pyarrow sees them
    peers.py bounds FILE                  prints each min, max and null count that pyarrow finds to be another one
    peers.py filters FILE                 prints each filter that finds other rows than a scan of them all (key: "key")
    peers.py write DIR                    writes files by both, each with FILE.rows: its rows as in canon()

A row is a JSON list of text or null.
"""
import datetime
import decimal
import json
import math
import os
import struct
import sys
import uuid

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

EPOCH = datetime.datetime(1970, 1, 1)


def canon(array):
    """A column as texts that depend on nobody's way of printing."""
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if isinstance(array.type, pa.ExtensionType) or isinstance(array.type, pa.BaseExtensionType):
        array = array.storage
    kind = array.type
    if pa.types.is_list(kind):
        return [listed(canon(value.values)) if value.is_valid else None for value in array]
    if pa.types.is_dictionary(kind):
        return canon(array.dictionary_decode())
    if pa.types.is_timestamp(kind):
        return [None if v is None else str(v) for v in array.cast(pa.timestamp("us", kind.tz), safe=False)
                .cast(pa.int64()).to_pylist()]
    if pa.types.is_date32(kind):
        return [None if v is None else str(v) for v in array.cast(pa.int32()).to_pylist()]
    return [None if v is None else text(v, kind) for v in array.to_pylist()]


def listed(values):
    return "[" + ",".join("null" if value is None else f"<{value}>" for value in values) + "]"


def text(value, kind):
    if pa.types.is_boolean(kind):
        return "true" if value else "false"
    if pa.types.is_floating(kind):
        return struct.pack(">d", value).hex()
    if pa.types.is_decimal(kind):
        return format(value, "f")
    if isinstance(value, uuid.UUID):
        return value.bytes.hex()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def rows(table):
    columns = [canon(table.column(index)) for index in range(table.num_columns)]
    return [list(row) for row in zip(*columns)]


def read(by, path):
    if by == "pyarrow":
        table = pq.read_table(path)
        print(json.dumps([str(field.type) for field in table.schema]))
        for row in rows(table):
            print(json.dumps(row))
        return
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    described = connection.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()
    print(json.dumps([column[1] for column in described]))
    # UUIDs have an Arrow type of their own, so they are taken as text; blobs and the rest by way of Arrow.
    def taken(name, kind):
        if kind == "UUID":
            return f'replace(CAST("{name}" AS VARCHAR), \'-\', \'\') AS "{name}"'
        if kind == "UUID[]":
            return f'list_transform("{name}", lambda x: replace(CAST(x AS VARCHAR), \'-\', \'\')) AS "{name}"'
        return f'"{name}"'

    chosen = ", ".join(taken(name, kind) for name, kind, *_ in described)
    table = connection.sql(f"SELECT {chosen} FROM read_parquet('{path}')").to_arrow_table()
    for row in rows(table):
        print(json.dumps(row))


def statistics(path):
    file = pq.ParquetFile(path).metadata
    for group in range(file.num_row_groups):
        for column in range(file.num_columns):
            found = file.row_group(group).column(column).statistics
            bounds = [found.min_raw, found.max_raw] if found.has_min_max else [None, None]
            bounds = [v.hex() if isinstance(v, bytes) else None if v is None else str(v) for v in bounds]
            print(json.dumps([bounds[0], bounds[1], str(found.null_count)]))


def order(values, kind):
    """Values as what they are compared by: numbers, or bytes from the first on."""
    if isinstance(values.type, pa.BaseExtensionType):
        return order(values.storage, values.type)
    if pa.types.is_decimal(values.type):
        with decimal.localcontext() as context:
            context.prec = 60
            return [None if v is None else int(v.scaleb(values.type.scale)) for v in values.to_pylist()]
    if pa.types.is_timestamp(values.type) or pa.types.is_date32(values.type):
        whole = pa.int64() if pa.types.is_timestamp(values.type) else pa.int32()
        return values.cast(whole).to_pylist()
    if pa.types.is_string(values.type):
        return values.cast(pa.binary()).to_pylist()
    return values.to_pylist()


def bounds(path):
    file = pq.ParquetFile(path)
    for group in range(file.num_row_groups):
        table = file.read_row_group(group)
        for index, name in enumerate(table.column_names):
            array = pa.concat_arrays(table.column(name).chunks)
            kind = array.type
            found = file.metadata.row_group(group).column(index).statistics
            known = [v for v in order(array, kind) if v is not None]
            counted = [v for v in known if v == v]
            least, greatest = (min(counted), max(counted)) if counted else (None, None)
            raw = [found.min_raw, found.max_raw] if found.has_min_max else [None, None]
            if pa.types.is_decimal(kind):
                raw = [int.from_bytes(v, "big", signed=True) if isinstance(v, bytes) else v for v in raw]
            # NaN counts as no value; a bound of over 256 bytes is left out, and then the other one, too.
            if any(isinstance(v, bytes) and len(v) > 256 for v in [least, greatest]):
                least, greatest = None, None
            zeros = [math.copysign(1, v) for v in raw if v == 0 and pa.types.is_floating(kind)]
            if raw != [least, greatest] or found.null_count != len(array) - len(known) or (
                    pa.types.is_floating(kind) and any(
                        v == 0 and math.copysign(1, v) != sign for v, sign in zip(raw, [-1, 1]))):
                print(json.dumps([name, str(group), f"{raw} {zeros} {found.null_count}",
                                  f"{[least, greatest]} {len(array) - len(known)}"]))


def filters(path):
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"CREATE TABLE whole AS SELECT * FROM read_parquet('{path}')")
    columns = connection.execute("DESCRIBE whole").fetchall()
    file = pq.ParquetFile(path)
    sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
    edges = [sum(sizes[:group]) for group in range(len(sizes) + 1)]
    tried = 0
    for name, kind, *_ in columns:
        probes = set()
        for first, end in zip(edges, edges[1:]):
            probes |= set(connection.execute(
                f'SELECT min("{name}")::VARCHAR, max("{name}")::VARCHAR, any_value("{name}")::VARCHAR '
                f"FROM whole WHERE key >= {first} AND key < {end}").fetchall()[0])
        conditions = [f'"{name}" IS NULL', f'"{name}" IS NOT NULL']
        for probe in probes - {None}:
            value = "'" + probe.replace("'", "''") + f"'::{kind}"
            conditions += [f'"{name}" {sign} {value}' for sign in ["=", "<", ">", "<=", ">=", "<>"]]
        for condition in conditions:
            ids = [connection.execute(
                f"SELECT list(key ORDER BY key) FROM {source} WHERE {condition}").fetchall()[0][0]
                for source in [f"read_parquet('{path}')", "whole"]]
            tried += 1
            if ids[0] != ids[1]:
                lengths = [len(found or []) for found in ids]
                print(json.dumps([condition, f"{lengths[0]} rows", f"instead of {lengths[1]}"]))
    print(json.dumps([str(tried), str(len(columns))]))


def sample(count):
    """A table with every type, a third of the values missing in every other column, few values in some."""
    state = 42

    def dice(limit):
        nonlocal state
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        return (state >> 33) % limit

    def column(make, kind, nullable):
        return pa.array([None if nullable and dice(3) == 0 else make(i) for i in range(count)], kind)

    words = ["", "a", "web", "thirteen bytes", "日本語のテキスト", "x" * 100]
    with decimal.localcontext() as context:
        context.prec = 60
        return pa.table({
            "b": column(lambda i: dice(2) == 0, pa.bool_(), True),
            "i8": column(lambda i: dice(256) - 128, pa.int8(), False),
            "i16": column(lambda i: dice(65536) - 32768, pa.int16(), True),
            "i32": column(lambda i: dice(1 << 31) - dice(1 << 31), pa.int32(), False),
            "i64": column(lambda i: dice(1 << 31) * dice(1 << 31) - i, pa.int64(), True),
            "u8": column(lambda i: dice(256), pa.uint8(), True),
            "u16": column(lambda i: dice(65536), pa.uint16(), False),
            "u32": column(lambda i: (1 << 32) - 1 - dice(1 << 31), pa.uint32(), True),
            "u64": column(lambda i: (1 << 64) - 1 - dice(1 << 31), pa.uint64(), True),
            "f": column(lambda i: struct.unpack("f", struct.pack("f", dice(1 << 20) / 7))[0], pa.float32(), True),
            "d": column(lambda i: [dice(1 << 30) / 7, float("inf"), -0.0][i % 3], pa.float64(), False),
            "n9": column(lambda i: decimal.Decimal(dice(1 << 29) - (1 << 28)).scaleb(-2), pa.decimal128(9, 2), True),
            "n18": column(lambda i: decimal.Decimal(dice(1 << 31) * 99 - (1 << 30)).scaleb(-6), pa.decimal128(18, 6),
                          True),
            "n38": column(lambda i: decimal.Decimal(-(10 ** 38 - 1 - i)).scaleb(-10), pa.decimal128(38, 10), False),
            "t": column(lambda i: words[dice(len(words))], pa.string(), True),
            "long": column(lambda i: "row " * dice(20) + str(i), pa.string(), False),
            "raw": column(lambda i: bytes([dice(256) for _ in range(dice(30))]), pa.binary(), True),
            "id": column(lambda i: bytes([dice(256) for _ in range(16)]), pa.binary(16), True),
            "day": column(lambda i: dice(80000) - 30000, pa.int32(), True).cast(pa.date32()),
            "utc": column(lambda i: dice(1 << 31) * 1_000_003 - 10 ** 14, pa.int64(), True).cast(
                pa.timestamp("us", "UTC")),
            "wall": column(lambda i: dice(1 << 31) * 1_000_003, pa.int64(), False).cast(pa.timestamp("us")),
            "ms": column(lambda i: dice(1 << 31) * 1_003, pa.int64(), True).cast(pa.timestamp("ms", "UTC")),
            "gone": pa.array([None] * count, pa.int64()),
        })


def keep(path, table):
    with open(path + ".rows", "w", encoding="utf-8") as out:
        for row in rows(table):
            out.write(json.dumps(row) + "\n")


def write(folder):
    table = sample(3000)
    for codec in ["none", "snappy", "zstd", "lz4"]:
        for version in ["1.0", "2.0"]:
            for dictionary in [True, False]:
                name = f"arrow-{codec}-v{version[0]}-{'dictionary' if dictionary else 'plain'}.parquet"
                path = os.path.join(folder, name)
                pq.write_table(table, path, compression=codec, data_page_version=version, use_dictionary=dictionary,
                               row_group_size=1100, data_page_size=2000, write_statistics=True)
                keep(path, table)
    path = os.path.join(folder, "arrow-int96.parquet")
    times = table.select(["utc", "wall"])
    pq.write_table(times, path, use_deprecated_int96_timestamps=True)
    keep(path, times)
    path = os.path.join(folder, "arrow-nanos.parquet")
    nanos = pa.table({"ns": pa.array([None, 1_600_000_000_123_456_000, -1_000], pa.int64()).cast(
        pa.timestamp("ns", "UTC"))})
    pq.write_table(nanos, path)
    keep(path, nanos)
    path = os.path.join(folder, "arrow-null.parquet")
    nothing = pa.table({"i": pa.array([1, None, 3]), "none": pa.nulls(3),
                        "lists": pa.array([[None, None], [], None], pa.list_(pa.null()))})
    pq.write_table(nothing, path)
    keep(path, nothing)
    path = os.path.join(folder, "arrow-nested.parquet")
    nested = pa.table({
        "context": pa.array([{"source": "web", "tags": ["a", None]}, {"source": None, "tags": []}, None]),
        "deep": pa.array([[[1]], [], None]), "things": pa.array([[{"a": 1}], [], None]),
        "map": pa.array([[("a", 1)], [], None], pa.map_(pa.string(), pa.int64()))})
    pq.write_table(nested, path)
    lists(folder, table)
    for codec in ["uncompressed", "snappy", "zstd", "lz4_raw"]:
        path = os.path.join(folder, f"duckdb-{codec}.parquet")
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        connection.register("sample", table)
        connection.execute(f"COPY sample TO '{path}' (FORMAT parquet, COMPRESSION {codec}, ROW_GROUP_SIZE 2048)")
        keep(path, table)
    for codec in ["gzip"]:
        path = os.path.join(folder, f"duckdb-{codec}-v2.parquet")
        connection.execute(f"COPY sample TO '{path}' (FORMAT parquet, COMPRESSION {codec}, PARQUET_VERSION v2)")
        keep(path, table)
    unusual(folder, table)


def lists(folder, table):
    """Rows of lists: none, empty, with NULLs, and one that is longer than a page."""
    state = 7
    sizes = []
    for _ in range(400):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        sizes.append((state >> 33) % 7)
    sizes[100] = 1500
    columns = {}
    for name in table.column_names:
        values = table.column(name).combine_chunks()
        if isinstance(values, pa.ChunkedArray):
            values = pa.concat_arrays(values.chunks)
        if name == "d":
            # An element of an array is a number of JSON here, which has no zero below zero.
            values = pa.array([None if value is None else value + 0.0 for value in values.to_pylist()], values.type)
        offsets, at = [], 0
        for size in sizes:
            # A size of six stands for no list at all.
            offsets.append(None if size == 6 else at)
            at += 0 if size == 6 else size
        columns[name] = pa.ListArray.from_arrays(pa.array(offsets + [at], pa.int32()), values)
    table = pa.table(columns)
    for version in ["1.0", "2.0"]:
        for dictionary in [True, False]:
            for compliant in [True, False]:
                name = f"lists-v{version[0]}-{'dictionary' if dictionary else 'plain'}-{'element' if compliant else 'item'}"
                path = os.path.join(folder, f"arrow-{name}.parquet")
                pq.write_table(table, path, compression="zstd", data_page_version=version, use_dictionary=dictionary,
                               row_group_size=150, data_page_size=300, write_batch_size=10,
                               use_compliant_nested_type=compliant)
                keep(path, table)
    path = os.path.join(folder, "duckdb-lists.parquet")
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    connection.register("lists", table)
    connection.execute(f"COPY lists TO '{path}' (FORMAT parquet)")
    keep(path, table)


def unusual(folder, table):
    """Encodings, codecs and stored types that not every writer uses by itself."""

    def write(name, columns, **options):
        path = os.path.join(folder, f"arrow-{name}.parquet")
        pq.write_table(columns, path, **options)
        keep(path, columns)

    write("gzip", table, compression="gzip", row_group_size=1100, data_page_size=2000)
    # A dictionary that grows too large is given up in the middle of a chunk.
    write("fallback", table, dictionary_pagesize_limit=500, data_page_size=1000, write_batch_size=50)
    write("integer-decimals", table.select(["n9", "n18", "n38"]), store_decimal_as_integer=True)
    numbers = ["i8", "i16", "i32", "i64", "u8", "u32", "u64", "day", "utc", "ms", "gone"]
    extremes = pa.table({
        "i32": pa.array([2 ** 31 - 1, -2 ** 31] * 300 + list(range(500)) + [7] * 300, pa.int32()),
        "i64": pa.array([2 ** 63 - 1, -2 ** 63] * 300 + list(range(500)) + [7] * 300, pa.int64())})
    texts = ["t", "long", "raw"]
    split = ["f", "d", "i32", "i64", "id", "n38"]
    sorted_texts = pa.table({"t": pa.array(sorted(f"https://example.org/shop/{i % 700}/{i}" for i in range(3000)))})
    for version in ["1.0", "2.0"]:
        for name, columns, encoding in [
                ("delta", table.select(numbers), "DELTA_BINARY_PACKED"), ("extremes", extremes, "DELTA_BINARY_PACKED"),
                ("delta-lengths", table.select(texts), "DELTA_LENGTH_BYTE_ARRAY"),
                ("delta-texts", table.select(texts + ["id"]), "DELTA_BYTE_ARRAY"),
                ("delta-sorted", sorted_texts, "DELTA_BYTE_ARRAY"),
                ("split", table.select(split), "BYTE_STREAM_SPLIT")]:
            write(f"{name}-v{version[0]}", columns, use_dictionary=False, data_page_version=version,
                  column_encoding={column: encoding for column in columns.column_names}, data_page_size=3000,
                  write_batch_size=100)
    pq.write_table(table, os.path.join(folder, "arrow-brotli.parquet"), compression="brotli")


def main():
    command, *arguments = sys.argv[1:]
    if command == "read":
        read(*arguments)
    elif command == "statistics":
        statistics(*arguments)
    elif command == "bounds":
        bounds(*arguments)
    elif command == "filters":
        filters(*arguments)
    elif command == "write":
        write(*arguments)


main()
