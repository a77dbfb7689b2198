#!/usr/bin/env python3
"""Writes the seeds of tests/fuzz/fuzz_arrow.c: small Arrow files and streams by pyarrow 26.0.1 and polars 2.1.0.
Run by hand: python3 tests/oracles/arrow_seeds.py (see requirements-interop.txt)."""
import datetime
import pathlib

import polars as pl
import pyarrow as pa
import pyarrow.ipc

OUT = pathlib.Path(__file__).resolve().parents[1] / "fuzz/corpus/arrow"


def write(name, table, kind="file", **options):
    opener = pa.ipc.new_file if kind == "file" else pa.ipc.new_stream
    with opener(str(OUT / name), table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        for batch in table.to_batches():
            writer.write_batch(batch)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    plain = pa.table({"t": pa.array([1, 2, 3], pa.timestamp("ns", "UTC")), "f": [1.5, 2.5, 3.5], "i": [1, 2, 3],
                      "j": pa.array([1, 2, 3], pa.int32())})
    nulls = pa.table({"f": [1.5, None, 3.5], "i": [1, None, 3], "b": [True, None, False], "n": pa.nulls(3),
                      "h": pa.array([1.5, None, 2.5], pa.float32()), "u": pa.array([1, None, 2], pa.uint64()),
                      "s": pa.array([1, None, 2], pa.int8()), "d": pa.array([1, None, 2], pa.decimal128(9, 2)),
                      "day": pa.array([1, None, 2], pa.date32()), "ms": pa.array([1, None, 2], pa.time32("ms"))})
    texts = pa.table({"s": ["a", None, "bc"], "l": pa.array(["a", None, "bc"], pa.large_string()),
                      "v": pa.array(["a", None, "a text longer than a view"], pa.string_view()),
                      "d": pa.array(["x", None, "y"]).dictionary_encode(),
                      "e": pa.array([1.5, None, 2.5]).dictionary_encode()})
    nested = pa.table({"l": [[1], None, [2, 3]], "s": [{"a": 1}, None, {"a": 2}], "b": [b"x", None, b"y"],
                       "f": [1.0, 2.0, 3.0]})
    write("plain.arrow", plain)
    write("plain.arrows", plain, "stream")
    write("nulls.arrow", nulls)
    write("texts.arrow", texts)
    write("texts.arrows", texts, "stream")
    write("nested.arrow", nested)
    write("lz4.arrow", plain, compression="lz4")
    write("zstd.arrows", plain, "stream", compression="zstd")
    write("legacy.arrows", plain, "stream", use_legacy_format=True)
    write("batches.arrows", pa.concat_tables([plain, plain.slice(1)]), "stream")
    write("empty.arrow", plain.slice(0, 0))
    write("none.arrow", pa.table({}))
    kind = pa.dictionary(pa.int8(), pa.string())
    with pa.ipc.new_stream(str(OUT / "deltas.arrows"), pa.schema([("s", kind)]),
                           options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)) as writer:
        for words in (["a", "b"], ["a", "b", "c"], ["x"]):
            column = pa.DictionaryArray.from_arrays(pa.array([0, len(words) - 1], pa.int8()), words)
            writer.write_batch(pa.record_batch([column], schema=pa.schema([("s", kind)])))
    frame = pl.DataFrame({"s": ["a", None, "a text longer than a view"], "d": [datetime.date(2024, 1, 1)] * 3})
    frame.write_ipc(OUT / "polars.arrow", compression="lz4")


if __name__ == "__main__":
    main()
