"""Rows as other libraries have them, by way of Arrow. None of those libraries is needed until it is asked for."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .transport import Body

ARROW = "application/vnd.apache.arrow.stream"
NDJSON = "application/x-ndjson"
CSV = "text/csv"

_BY_SUFFIX = {
    ".csv": CSV,
    ".json": "application/json",
    ".ndjson": NDJSON,
    ".jsonl": NDJSON,
    ".arrows": ARROW,
    ".arrow": "application/vnd.apache.arrow.file",
    ".feather": "application/vnd.apache.arrow.file",
}


def _file(path: Path) -> Body:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    return Body(_BY_SUFFIX.get(suffixes[-1] if suffixes else "", "application/octet-stream"), path)


def _polars(frame: Any) -> Body | None:
    """A frame of polars writes Arrow by itself."""
    write = getattr(frame, "write_ipc_stream", None)
    if write is None:
        return None
    out = io.BytesIO()
    write(out)
    return Body(ARROW, out.getvalue())


def _arrow(frame: Any) -> Body:
    """Anything that hands out an Arrow stream: a pyarrow table, a pandas frame, a result of a database."""
    import pyarrow

    out = io.BytesIO()
    reader = pyarrow.RecordBatchReader.from_stream(frame)
    with pyarrow.ipc.new_stream(out, reader.schema) as writer:
        for batch in reader:
            writer.write_batch(batch)
    return Body(ARROW, out.getvalue())


def body_of(rows: Any) -> Body:
    """What is sent for rows: a path, a frame, or a list of dictionaries."""
    if isinstance(rows, (str, Path)):
        return _file(Path(rows))
    if isinstance(rows, (bytes, bytearray)):
        raise TypeError("bytes may be in any format: write them to a file with the right suffix, or send a frame")
    if hasattr(rows, "__arrow_c_stream__"):
        return _polars(rows) or _arrow(rows)
    if isinstance(rows, Iterable) and not isinstance(rows, Mapping):
        lines = [json.dumps(row, allow_nan=False, default=_plain) for row in rows]
        return Body(NDJSON, "".join(line + "\n" for line in lines).encode())
    raise TypeError(f"rows are a path, a frame, or a list of dictionaries, not {type(rows).__name__}")


def _plain(value: Any) -> str:
    """Dates and times as text."""
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} cannot be sent as JSON")
