"""Datasets and their rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

from .frames import ARROW, CSV, NDJSON, body_of
from .jobs import Job, Jobs
from .pages import pages
from .shapes import Dataset, Row
from .transport import Query, Transport, path

RowList = list[Row]


class Rows:
    """Rows that were asked for; each of its methods fetches them, in its own form.

    Times come as nanoseconds in frames, and as text in dictionaries.
    """

    def __init__(self, transport: Transport, dataset: str, query: Query) -> None:
        self._transport, self._where, self._query = transport, path("v1", "datasets", dataset, "rows"), query

    def __iter__(self) -> Iterator[Row]:
        """One dictionary after the other, while they come."""
        with self._transport.stream(self._where, self._query, accept=NDJSON) as response:
            for line in response:
                yield json.loads(line)

    def dicts(self) -> RowList:
        """All as dictionaries."""
        return list(self)

    def arrow(self) -> Any:
        """A `pyarrow.Table`."""
        import pyarrow

        with self._transport.stream(self._where, self._query, accept=ARROW) as response:
            return pyarrow.ipc.open_stream(response).read_all()

    def pandas(self) -> Any:
        """A `pandas.DataFrame`; needs pyarrow besides."""
        return self.arrow().to_pandas()

    def polars(self) -> Any:
        """A `polars.DataFrame`."""
        import polars

        with self._transport.stream(self._where, self._query, accept=ARROW) as response:
            return polars.read_ipc_stream(response.read())

    def csv(self) -> str:
        """CSV with a header."""
        with self._transport.stream(self._where, self._query, accept=CSV) as response:
            return response.read().decode()

    def save(self, file: str | Path) -> None:
        """Writes an Arrow stream (`.arrows`), CSV (`.csv`) or NDJSON (`.ndjson`), by the file's suffix."""
        forms = {".arrows": ARROW, ".csv": CSV, ".ndjson": NDJSON}
        target = Path(file)
        if target.suffix not in forms:
            raise ValueError(f"{target}: the suffix is none of {', '.join(forms)}")
        with self._transport.stream(self._where, self._query, accept=forms[target.suffix]) as response:
            with target.open("wb") as out:
                while piece := response.read(1 << 20):
                    out.write(piece)


class Datasets:
    """`client.datasets`."""

    def __init__(self, transport: Transport, jobs: Jobs) -> None:
        self._transport, self._jobs = transport, jobs

    def list(self) -> Iterator[Dataset]:
        """All there are, by name, without their symbols."""
        return pages(self._transport, path("v1", "datasets"), {})

    def get(self, name: str) -> Dataset:
        """One, with its symbols."""
        return cast(Dataset, self._transport.json("GET", path("v1", "datasets", name)))

    def rows(
        self,
        name: str,
        *,
        symbol: str | None = None,
        start: str | None = None,
        end: str | None = None,
        columns: Sequence[str] | None = None,
        limit: int | None = None,
        resample: str | None = None,
    ) -> Rows:
        """Rows of one symbol in time order, from `start` to `end` inclusive (dates, or RFC 3339 times).

        `symbol` may be left out where the dataset has one. `resample` makes bars of a longer interval: "5m", "1d".
        """
        if isinstance(columns, str):
            columns = [columns]
        query: Query = {
            "symbol": symbol,
            "from": start,
            "to": end,
            "columns": ",".join(columns) if columns is not None else None,
            "limit": limit,
            "resample": resample,
        }
        return Rows(self._transport, name, query)

    def as_of(self, name: str, time: str, *, symbol: str | None = None) -> RowList:
        """The last row of each symbol at or before a time; a date means its end."""
        query: Query = {"time": time, "symbol": symbol}
        return cast(RowList, self._transport.json("GET", path("v1", "datasets", name, "asof"), query))

    def send(
        self,
        name: str,
        rows: Any,
        *,
        symbol: str | None = None,
        kind: str | None = None,
        timezone: str | None = None,
        calendar: str | None = None,
        on_error: str | None = None,
        replace: bool = False,
        idempotency_key: str | None = None,
    ) -> Job:
        """Sends rows, which a job imports; `client.datasets.send(...).wait().result()` says what came of it.

        `rows`: the path of a file (CSV, JSON, NDJSON, Arrow; what it is follows from the suffix, else it is looked at), a
        frame of pandas, polars or pyarrow, or a list of dictionaries.
        """
        query: Query = {
            "symbol": symbol,
            "kind": kind,
            "timezone": timezone,
            "calendar": calendar,
            "on_error": on_error,
            "replace": replace or None,
        }
        info = self._transport.json(
            "POST",
            path("v1", "datasets", name, "rows"),
            query,
            body=body_of(rows),
            acts=True,
            idempotency_key=idempotency_key,
        )
        return Job(self._jobs, info)

    def remove(self, name: str, *, idempotency_key: str | None = None) -> None:
        """Removes a dataset for good. NeedsApproval where that waits."""
        self._transport.change("DELETE", path("v1", "datasets", name), idempotency_key=idempotency_key)
