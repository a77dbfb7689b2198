#!/usr/bin/env python3
"""Arrow files and streams between us and pyarrow, pandas and polars, both ways: every type, nulls, empty tables,
several batches, compression, and the refusals."""
import datetime
import decimal
import json
import math
import random
import sys
import tempfile
import pathlib

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import interop

interop.enter()

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather
import pyarrow.ipc

from interop import tool, tool_error

FOLDER = tempfile.TemporaryDirectory()
HERE = pathlib.Path(FOLDER.name)
CASES = []


def case(function):
    CASES.append((function.__name__.replace("_", " "), function))
    return function


def write(table, path, kind="file", **options):
    opener = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with opener(str(path), table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        for batch in table.to_batches():
            writer.write_batch(batch)


def read(path, kind="file"):
    opener = pa.ipc.open_file if kind == "file" else pa.ipc.open_stream
    with pa.memory_map(str(path)) as source:
        return opener(source).read_all()


def dump(path, *options):
    """{column: (type, zone, null count, values)} as our reader sees them."""
    columns, values = {}, None
    for line in tool("dump", path, *options).splitlines():
        if line.startswith("column "):
            name, kind, zone, nulls = line[7:].rsplit(" ", 3)
            values = []
            columns[name] = (kind, None if zone == "-" else zone, int(nulls), values)
        elif not line.startswith("meta "):
            values.append(line)
    return columns


def expected_value(kind, value):
    """A Python value of pyarrow as our tool prints it, before numbers are compared."""
    return None if value is None or (kind == "f64" and isinstance(value, float) and math.isnan(value)) else value


def same(name, kind, line, value):
    value = expected_value(kind, value)
    if line == "null" or value is None:
        assert line == "null" and value is None, f"{name}: {line} for {value!r}"
    elif kind == "f64":
        assert float(line) == float(value), f"{name}: {line} for {value!r}"
    elif kind == "string":
        assert json.loads(line) == value, f"{name}: {line} for {value!r}"
    elif kind == "bool":
        assert line == ("true" if value else "false"), f"{name}: {line} for {value!r}"
    else:
        assert int(line) == int(value), f"{name}: {line} for {value!r}"


def nanoseconds(array):
    """The nanoseconds of a temporal array, by pyarrow's own casts."""
    kind = array.type
    if pa.types.is_dictionary(kind):
        if pa.types.is_string_view(kind.value_type):  # pyarrow has no take() for these
            return array.cast(pa.dictionary(kind.index_type, pa.string())).to_pylist()
        array = array.dictionary_decode()
        kind = array.type
    if pa.types.is_date(kind):
        array = array.cast(pa.timestamp("ms")).cast(pa.timestamp("ns"))
    elif pa.types.is_timestamp(kind):
        array = array.cast(pa.timestamp("ns", kind.tz))
    elif pa.types.is_time(kind):
        array = array.cast(pa.time64("ns"))
    elif pa.types.is_duration(kind):
        array = array.cast(pa.duration("ns"))
    else:
        return array.to_pylist()
    return array.view(pa.int64()).to_pylist()


def check_dump(table, path):
    got = dump(path)
    assert list(got) == table.column_names, f"columns {list(got)}"
    for name in table.column_names:
        kind, zone, nulls, lines = got[name]
        column = table.column(name)
        values = [v for chunk in column.chunks for v in nanoseconds(chunk)]
        assert len(lines) == len(values), f"{name}: {len(lines)} rows for {len(values)}"
        for line, value in zip(lines, values):
            same(name, kind, line, value)
        missing = sum(expected_value(kind, v) is None for v in values)
        assert kind == "f64" or nulls == missing, f"{name}: {nulls} nulls for {missing}"


def column_of(kind, rows, nulls, rng):
    """`rows` random values of a type, extremes first."""
    ints = {"int8": 8, "int16": 16, "int32": 32, "int64": 64}
    day = datetime.date(1970, 1, 1)
    if str(kind) in ints:
        top = 2 ** (ints[str(kind)] - 1)
        values = [-top, top - 1, 0] + [rng.randrange(-top, top) for _ in range(rows)]
    elif pa.types.is_unsigned_integer(kind):
        top = min(2**kind.bit_width, 2**63)
        values = [0, top - 1] + [rng.randrange(top) for _ in range(rows)]
    elif pa.types.is_float16(kind):
        import numpy
        values = [numpy.float16(v) for v in (0.0, -0.0, 65504, 6e-8, 1e-5, math.inf, -math.inf)]
        values += [numpy.float16(rng.uniform(-1000, 1000)) for _ in range(rows)]
    elif pa.types.is_floating(kind):
        values = [0.0, -0.0, math.inf, -math.inf, math.nan] + [rng.gauss(0, 1e6) for _ in range(rows)]
    elif pa.types.is_decimal(kind):
        top = 10**kind.precision - 1
        values = [top, -top, 0] + [rng.randrange(-top, top) for _ in range(rows)]
        with decimal.localcontext(prec=80):
            values = [decimal.Decimal(v).scaleb(-kind.scale) for v in values]
    elif pa.types.is_boolean(kind):
        values = [rng.random() < 0.5 for _ in range(rows)]
    elif pa.types.is_date(kind):
        values = [day + datetime.timedelta(days=rng.randrange(-90000, 90000)) for _ in range(rows)]
    elif pa.types.is_timestamp(kind) or pa.types.is_duration(kind):
        per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[kind.unit]
        values = [rng.randrange(-9 * 10**9 * per_second, 9 * 10**9 * per_second) for _ in range(rows)]
    elif pa.types.is_time(kind):
        per_second = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[kind.unit]
        values = [rng.randrange(86400 * per_second) for _ in range(rows)]
    elif pa.types.is_null(kind):
        return pa.nulls(rows)
    else:
        words = ["", "AAPL", "a longer text than twelve bytes", "zwölf Ärzte €", "日本", "tab\there", 'q"uote']
        values = [rng.choice(words) + str(rng.randrange(9)) for _ in range(rows)]
    values = values[:rows]
    if nulls:
        values = [None if rng.random() < 0.3 else v for v in values]
    return pa.array(values, type=kind)


PLAIN = [pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64(),
         pa.float16(), pa.float32(), pa.float64(), pa.bool_(), pa.date32(), pa.date64(), pa.null(),
         pa.decimal32(9, 3), pa.decimal64(18, 7), pa.decimal128(38, 10), pa.decimal128(20, 0), pa.decimal128(5, 5),
         pa.string(), pa.large_string(), pa.string_view(), pa.time32("s"), pa.time32("ms"), pa.time64("us"),
         pa.time64("ns")]
PLAIN += [pa.timestamp(unit) for unit in ("s", "ms", "us", "ns")]
PLAIN += [pa.timestamp(unit, "America/New_York") for unit in ("s", "ms", "us", "ns")]
PLAIN += [pa.duration(unit) for unit in ("s", "ms", "us", "ns")]


def wide_table(rows, nulls, seed=1):
    rng = random.Random(seed)
    columns = {}
    for kind in PLAIN:
        columns[f"{kind}"] = column_of(kind, rows, nulls, rng)
    for index in (pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()):
        texts = column_of(pa.string(), rows, nulls, rng).dictionary_encode()
        columns[f"dictionary {index}"] = texts.cast(pa.dictionary(index, pa.string()))
    for value in (pa.int64(), pa.float64(), pa.timestamp("ms"), pa.int16(), pa.large_string()):
        columns[f"dictionary of {value}"] = column_of(value, rows, nulls, rng).dictionary_encode()
    return pa.table(columns)


def all_variants(rows, nulls):
    table = wide_table(rows, nulls)
    for kind in ("file", "stream"):
        for codec in (None, "lz4", "zstd"):
            path = HERE / f"variant.{kind}"
            write(table, path, kind, compression=codec)
            check_dump(table, path)


@case
def every_type_from_pyarrow_without_nulls():
    all_variants(50, False)


@case
def every_type_from_pyarrow_with_nulls():
    all_variants(77, True)


@case
def every_type_from_pyarrow_without_rows():
    all_variants(0, False)


@case
def one_row_and_odd_lengths():
    for rows in (1, 7, 8, 9, 63, 64, 65):
        table = wide_table(rows, True, seed=rows)
        write(table, HERE / "odd.arrow")
        check_dump(table, HERE / "odd.arrow")


@case
def several_batches_are_joined():
    parts = [wide_table(n, True, seed=n).select([str(k) for k in PLAIN]) for n in (10, 0, 65, 3)]
    table = pa.concat_tables(parts)
    for kind in ("file", "stream"):
        for codec in (None, "lz4"):
            write(table, HERE / "batches", kind, compression=codec)
            check_dump(table, HERE / "batches")


@case
def sliced_arrays_keep_their_rows():
    table = wide_table(100, True).slice(13, 41)
    write(table, HERE / "sliced.arrow")
    check_dump(table, HERE / "sliced.arrow")


@case
def times_without_a_zone_can_be_a_wall_clocks():
    wall = pd.date_range("2024-01-15 09:30", periods=300, freq="D").insert(0, pd.NaT)
    for unit in ("s", "us", "ns"):
        naive = pa.array(wall).cast(pa.timestamp(unit))
        table = pa.table({"t": naive, "z": naive.cast(pa.timestamp(unit, "Asia/Tokyo")), "n": list(range(301))})
        for parts in (table, pa.concat_tables([table.slice(0, 100), table.slice(100)])):
            write(parts, HERE / "wall.arrow")
            got = dump(HERE / "wall.arrow", "zone=America/New_York")
            assert got["t"][1] == "America/New_York" and got["z"][1] == "Asia/Tokyo"
            want = wall.tz_localize("America/New_York").tz_convert("UTC").tz_localize(None)
            want = ["null" if pd.isna(v) else str(pd.Timestamp(v).value) for v in want]
            assert got["t"][3] == want
            assert got["z"][3][1:] == [str(v) for v in nanoseconds(table["z"].chunk(0))[1:]]
            assert dump(HERE / "wall.arrow")["t"][1] is None
    assert "no/such" in tool_error("dump", HERE / "wall.arrow", "zone=no/such")


@case
def no_columns_at_all():
    write(pa.table({}), HERE / "none.arrow")
    assert dump(HERE / "none.arrow") == {}
    tool("copy", HERE / "none.arrow", HERE / "none2.arrow")
    assert read(HERE / "none2.arrow").num_columns == 0


@case
def dictionaries_grow_and_are_replaced_in_a_stream():
    kind = pa.dictionary(pa.int32(), pa.string())
    schema = pa.schema([("s", kind)])
    words = [["a", "b"], ["a", "b", "c"], ["x", "a"]]
    batches = [pa.record_batch([pa.DictionaryArray.from_arrays(pa.array([0, len(w) - 1, None], pa.int32()), w)],
                               schema=schema) for w in words]
    for deltas in (True, False):
        path = HERE / "delta.arrows"
        options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=deltas)
        with pa.ipc.new_stream(str(path), schema, options=options) as writer:
            for batch in batches:
                writer.write_batch(batch)
        assert dump(path)["s"][3] == ['"a"', '"b"', "null", '"a"', '"c"', "null", '"x"', '"a"', "null"]
    path = HERE / "delta.arrow"
    options = pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
    with pa.ipc.new_file(str(path), schema, options=options) as writer:
        for batch in batches[:2]:
            writer.write_batch(batch)
    assert dump(path)["s"][3] == ['"a"', '"b"', "null", '"a"', '"c"', "null"]


@case
def dictionaries_with_nulls_and_repeated_texts():
    indices = pa.array([0, 1, 2, 3, None], pa.int32())
    table = pa.table({"s": pa.DictionaryArray.from_arrays(indices, pa.array(["a", None, "a", "b"])),
                      "f": pa.DictionaryArray.from_arrays(indices, pa.array([1.5, None, 2.5, 3.5])),
                      "i": pa.DictionaryArray.from_arrays(indices, pa.array([1, None, 2, 3]))})
    write(table, HERE / "nulls.arrow")
    got = dump(HERE / "nulls.arrow")
    assert got["s"][3] == ['"a"', "null", '"a"', '"b"', "null"]
    assert got["f"][3] == ["1.5", "null", "2.5", "3.5", "null"]
    assert got["i"][3] == ["1", "null", "2", "3", "null"]


@case
def feather_as_pandas_writes_it():
    frame = pd.DataFrame({"time": pd.date_range("2024-01-02", periods=5, tz="Europe/Berlin"),
                          "close": [1.5, None, 2.5, 3.5, 4.5], "volume": [1, 2, 3, 4, 5],
                          "symbol": pd.Categorical(["A", "B", "A", None, "B"]), "text": ["x", "y", None, "z", "x"],
                          "flag": [True, False, True, True, False], "day": pd.date_range("2020-01-01", periods=5)})
    path = HERE / "pandas.feather"
    frame.to_feather(path)
    check_dump(pa.feather.read_table(path), path)
    got = dump(path)
    assert got["time"][:2] == ("timestamp", "Europe/Berlin")
    assert got["symbol"][0] == "string" and got["volume"][0] == "i64"


@case
def ipc_as_polars_writes_it():
    frame = pl.DataFrame({"time": pl.datetime_range(datetime.datetime(2024, 1, 1), datetime.datetime(2024, 1, 5),
                                                    eager=True),
                          "close": [1.5, None, 2.5, 3.5, 4.5], "symbol": ["AAPL", "MSFT", None, "AAPL", "ünicode €"],
                          "long": ["a text longer than twelve bytes", "", None, "b", "another long text, it is"],
                          "day": [datetime.date(2024, 1, d) for d in range(1, 6)], "n": [1, 2, None, 4, 5],
                          "ok": [True, None, False, True, True]})
    frame = frame.with_columns(pl.col("symbol").cast(pl.Categorical).alias("category"),
                               pl.col("close").cast(pl.Float32).alias("f32"),
                               pl.duration(seconds=pl.col("n")).alias("took"),
                               pl.col("n").cast(pl.Decimal(20, 4)).alias("decimal"),
                               pl.lit(None).alias("nothing"),
                               pl.col("symbol").cast(pl.Enum(["AAPL", "MSFT", "ünicode €"])).alias("enum"))
    for codec in ("uncompressed", "lz4", "zstd"):
        for writer, kind in ((frame.write_ipc, "file"), (frame.write_ipc_stream, "stream")):
            path = HERE / f"polars.{kind}"
            writer(path, compression=codec)
            check_dump(read(path, kind), path)
            assert dump(path)["category"][3] == dump(path)["symbol"][3]


def canonical(table):
    """The table in the types that we write."""
    columns = {}
    for name in table.column_names:
        column = table.column(name).combine_chunks()
        kind = column.type
        if pa.types.is_dictionary(kind):
            column = column.dictionary_decode()
            kind = column.type
        if pa.types.is_float16(kind):
            column = pa.array([None if v is None else float(v) for v in column.to_pylist()], pa.float64())
        elif pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
            column = pa.array([None if v is None else float(v) for v in column.to_pylist()], pa.float64())
        elif pa.types.is_boolean(kind) or str(kind) in ("int32", "int64"):
            pass
        elif str(kind) in ("int8", "int16", "uint8", "uint16"):
            column = column.cast(pa.int32())
        elif pa.types.is_integer(kind):
            column = column.cast(pa.int64())
        elif pa.types.is_date(kind) or pa.types.is_timestamp(kind):
            zone = getattr(kind, "tz", None) or "UTC"
            column = pa.array(nanoseconds(column), pa.int64()).cast(pa.timestamp("ns", zone))
        elif pa.types.is_time(kind) or pa.types.is_duration(kind):
            column = pa.array(nanoseconds(column), pa.int64())
        else:
            column = column.cast(pa.string())
        columns[name] = column
    return columns


def check_written(table, path, kind, nan_as_null):
    back = read(path, kind)
    back.validate(full=True)
    assert back.column_names == table.column_names
    for name, expected in canonical(table).items():
        got = back.column(name)
        if pa.types.is_string(expected.type):
            assert got.type == pa.dictionary(pa.int32(), pa.string()), f"{name}: {got.type}"
            got = got.cast(pa.string())
        assert got.type == expected.type, f"{name}: {got.type} for {expected.type}"
        want, have = expected.to_pylist(), got.to_pylist()
        if pa.types.is_floating(expected.type):
            have = [None if v is not None and math.isnan(v) else v for v in have]
            want = [None if v is not None and math.isnan(v) else v for v in want]
            assert got.null_count == (have.count(None) if nan_as_null else 0), f"{name}: {got.null_count} nulls"
        if pa.types.is_timestamp(expected.type):
            want, have = nanoseconds(expected), [v for chunk in got.chunks for v in nanoseconds(chunk)]
        assert want == have, f"{name}: {have[:8]} for {want[:8]}"


@case
def pyarrow_reads_every_type_that_we_write():
    for rows, nulls in ((0, False), (1, True), (77, True), (200, False)):
        table = wide_table(rows, nulls, seed=rows)
        write(table, HERE / "in.arrow")
        for kind in ("file", "stream"):
            for codec in ("none", "lz4", "zstd"):
                for batch in ("", "13"):
                    for nan in ("", "nan-as-null"):
                        path = HERE / f"out.{kind}"
                        tool("copy", HERE / "in.arrow", path, *[a for a in (kind, codec, batch, nan) if a])
                        check_written(table, path, kind, bool(nan))


@case
def a_second_copy_is_the_same_bytes():
    write(wide_table(100, True), HERE / "in.arrow")
    tool("copy", HERE / "in.arrow", HERE / "one.arrow")
    tool("copy", HERE / "one.arrow", HERE / "two.arrow")
    assert (HERE / "one.arrow").read_bytes() == (HERE / "two.arrow").read_bytes()


@case
def pandas_and_polars_read_what_we_write():
    table = wide_table(60, True)
    write(table, HERE / "in.arrow")
    texts = table.column("string").to_pylist()
    ints = table.column("int64").to_pylist()
    for codec in ("none", "lz4", "zstd"):
        for kind in ("file", "stream"):
            path = HERE / f"theirs.{kind}"
            tool("copy", HERE / "in.arrow", path, codec, kind, "25", "nan-as-null")
            got = pl.read_ipc(path) if kind == "file" else pl.read_ipc_stream(path)
            assert got["string"].cast(pl.String).to_list() == texts
            assert got["int64"].to_list() == ints
            assert got["bool"].to_list() == table.column("bool").to_pylist()
            assert got["timestamp[ns]"].dtype == pl.Datetime("ns", "UTC")
            assert got["timestamp[ns]"].cast(pl.Int64).to_list() == nanoseconds(table.column("timestamp[ns]").chunk(0))
            assert got["timestamp[ms, tz=America/New_York]"].dtype == pl.Datetime("ns", "America/New_York")
        tool("copy", HERE / "in.arrow", HERE / "theirs.feather", codec)
        frame = pd.read_feather(HERE / "theirs.feather")
        assert [None if pd.isna(v) else v for v in frame["string"]] == texts
        assert str(frame["string"].dtype) == "category"
        assert str(frame["timestamp[ms, tz=America/New_York]"].dtype) == "datetime64[ns, America/New_York]"


@case
def incompressible_and_repetitive_bodies():
    rng = random.Random(5)
    table = pa.table({"noise": [rng.getrandbits(63) for _ in range(30000)], "same": [7] * 30000,
                      "x": [rng.random() for _ in range(30000)]})
    for codec in ("lz4", "zstd"):
        write(table, HERE / "body.arrow", compression=codec)
        tool("copy", HERE / "body.arrow", HERE / "body2.arrow", codec, "7000")
        assert read(HERE / "body2.arrow").equals(table)
        assert pl.read_ipc(HERE / "body2.arrow")["noise"].to_list() == table["noise"].to_pylist()


@case
def schema_metadata_is_kept_and_that_of_pandas_is_not_written_again():
    table = pa.table({"x": [1.0]}).replace_schema_metadata({"symbol": "AAPL", "note": "zwölf €", b"raw": b"\xff\x00"})
    write(table, HERE / "meta.arrow")
    assert "meta symbol=AAPL" in tool("dump", HERE / "meta.arrow")
    tool("copy", HERE / "meta.arrow", HERE / "meta2.arrow")
    assert read(HERE / "meta2.arrow").schema.metadata == {b"symbol": b"AAPL", "note".encode(): "zwölf €".encode()}
    pd.DataFrame({"x": [1.0]}).to_feather(HERE / "meta.feather")
    assert "meta pandas=" in tool("dump", HERE / "meta.feather")
    tool("copy", HERE / "meta.feather", HERE / "meta2.feather")
    assert not read(HERE / "meta2.feather").schema.metadata


@case
def texts_no_longer_in_use_are_not_written():
    kind = pa.dictionary(pa.int32(), pa.string())
    column = pa.DictionaryArray.from_arrays(pa.array([2, None, 2], pa.int32()), ["secret", "other", "kept"])
    write(pa.table({"s": column}, schema=pa.schema([("s", kind)])), HERE / "used.arrow")
    tool("copy", HERE / "used.arrow", HERE / "used2.arrow")
    assert b"secret" not in (HERE / "used2.arrow").read_bytes()
    assert read(HERE / "used2.arrow").column("s").to_pylist() == ["kept", None, "kept"]


@case
def old_framing_and_old_metadata_are_read():
    table = wide_table(20, True).select([str(k) for k in PLAIN if k != pa.string_view()])
    write(table, HERE / "old.arrows", "stream", use_legacy_format=True)
    check_dump(table, HERE / "old.arrows")
    write(table, HERE / "old.arrow", metadata_version=pa.ipc.MetadataVersion.V4)
    check_dump(table, HERE / "old.arrow")


@case
def what_a_frame_cannot_hold_is_refused_by_name_or_skipped():
    nested = {"list": pa.array([[1, 2], None, [3]]), "struct": pa.array([{"a": 1, "b": "x"}, None, {"a": 2, "b": "y"}]),
              "binary": pa.array([b"x", b"y", None]), "fixed": pa.array([b"ab", b"cd", None], pa.binary(2)),
              "map": pa.array([[("k", 1)], None, []], pa.map_(pa.string(), pa.int64())),
              "decimal": pa.array([decimal.Decimal(1)] * 3, pa.decimal256(50, 2)),
              "large_list": pa.array([[["x"]], None, []], pa.large_list(pa.list_(pa.string()))),
              "fixed_list": pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int8(), 2)),
              "views": pa.array([[1], None, []], pa.list_view(pa.int8())),
              "binary_view": pa.array([b"x" * 20, None, b"y"], pa.binary_view()),
              "string_views": pa.array([["x" * 20], None, ["y"]], pa.list_(pa.string_view())),
              "run_end": pa.RunEndEncodedArray.from_arrays([2, 3], [1.5, 2.5]),
              "sparse": pa.UnionArray.from_sparse(pa.array([0, 1, 0], pa.int8()), [pa.array([1, 2, 3]), pa.array(list("abc"))]),
              "dense": pa.UnionArray.from_dense(pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32()),
                                                [pa.array([1, 2]), pa.array(["a"])]),
              "interval": pa.array([pa.MonthDayNano([1, 2, 3])] * 3)}
    for name, column in nested.items():
        table = pa.table({"before": ["p", None, "q"], name: column, "after": pa.array(["long enough to be a view", None, "r"], pa.string_view())})
        for codec in (None, "zstd"):
            write(table, HERE / "nested.arrow", compression=codec)
            message = tool_error("dump", HERE / "nested.arrow")
            assert f"column '{name}' is of Arrow type" in message and "nested.arrow" in message, message
            got = dump(HERE / "nested.arrow", "skip")
            assert list(got) == ["before", "after"]
            assert got["before"][3] == ['"p"', "null", '"q"']
            assert got["after"][3] == ['"long enough to be a view"', "null", '"r"']


@case
def values_that_do_not_fit_are_errors_with_their_row():
    def refused(column):
        write(pa.table({"c": column}), HERE / "big.arrow")
        return tool_error("dump", HERE / "big.arrow")
    message = refused(pa.array([1, 2**63, 3], pa.uint64()))
    assert "column 'c', row 2: 9223372036854775808" in message, message
    assert "column 'c', row 3: the time" in refused(pa.array([0, None, 10**12], pa.timestamp("s")))
    assert "column 'c', row 1: the time" in refused(pa.array([datetime.date(1, 1, 1)]))
    broken = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\1\0\0\0\2\0\0\0"), pa.py_buffer(b"a\xff"))
    assert "column 'c', row 2: the text is not UTF-8" in refused(broken)
    write(pa.table({"c": pa.array([1, None, 3], pa.uint64())}), HERE / "big.arrow")  # what null hides does not matter
    assert dump(HERE / "big.arrow")["c"][3] == ["1", "null", "3"]
    indices = pa.DictionaryArray.from_arrays(pa.array([0, 5], pa.int32()), ["a"], safe=False)
    assert "column 'c', row 2: index 5 into a dictionary of 1 values" in refused(indices)


@case
def files_that_are_no_arrow_say_what_they_are():
    import pyarrow.parquet
    pa.parquet.write_table(pa.table({"x": [1]}), HERE / "x.parquet")
    assert "this is a Parquet file" in tool_error("dump", HERE / "x.parquet")
    (HERE / "x.csv").write_text("time,close\n2024-01-02,1\n")
    assert "neither an Arrow file" in tool_error("dump", HERE / "x.csv")
    (HERE / "empty").write_bytes(b"")
    assert "neither an Arrow file" in tool_error("dump", HERE / "empty")
    assert "there is no such file" in tool_error("dump", HERE / "absent.arrow")
    (HERE / "x.fea").write_bytes(b"FEA1" + bytes(100))
    assert "Feather version 1" in tool_error("dump", HERE / "x.fea")


@case
def a_file_or_stream_cut_anywhere_fails_cleanly():
    table = wide_table(9, True)
    for kind in ("file", "stream"):
        write(table, HERE / "whole", kind)
        whole = (HERE / "whole").read_bytes()
        rng = random.Random(3)
        for size in [rng.randrange(1, len(whole) - 8) for _ in range(40)]:
            (HERE / "cut").write_bytes(whole[:size])
            message = tool_error("dump", HERE / "cut")
            assert "cut:" in message, message


@case
def a_stream_cut_off_reads_up_to_its_last_whole_batch_when_asked():
    table = pa.table({"x": list(range(30)), "s": [str(i % 3) for i in range(30)]})
    sizes = []
    with open(HERE / "tail.arrows", "wb") as sink:
        with pa.ipc.new_stream(sink, table.schema) as writer:
            for batch in table.to_batches(max_chunksize=10):
                writer.write_batch(batch)
                sizes.append(sink.tell())
    whole = (HERE / "tail.arrows").read_bytes()
    (HERE / "tail.arrows").write_bytes(whole[:sizes[1] + 100])
    assert "cut off" in tool_error("dump", HERE / "tail.arrows")
    assert dump(HERE / "tail.arrows", "partial")["x"][3] == [str(i) for i in range(20)]


sys.exit(interop.run(CASES))
