"""Jobs: work that the server does in processes of their own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from .errors import JobFailed
from .pages import pages
from .shapes import JobInfo, JobKind, JobState, Progress
from .transport import JSON, Body, Query, Transport, path

_ENDED = ("done", "failed", "cancelled")
_ANY = "*/*"


class Job:
    """A job as it was when last looked at; `refresh()` and `wait()` look again."""

    def __init__(self, jobs: Jobs, info: JobInfo) -> None:
        self._jobs = jobs
        self.info = info
        """All that the server tells of it."""

    def __repr__(self) -> str:
        return f"<Job {self.id} {self.info['kind']} {self.state}>"

    @property
    def id(self) -> str:
        """Its number, as text."""
        return self.info["id"]

    @property
    def state(self) -> JobState:
        """queued, running, done, failed or cancelled."""
        return self.info["state"]

    @property
    def has_ended(self) -> bool:
        """It is done, failed or cancelled."""
        return self.state in _ENDED

    @property
    def reason(self) -> str | None:
        """Why it failed, in words."""
        return self.info["reason"]

    @property
    def progress(self) -> Progress | None:
        """How far it is, where it says so."""
        return self.info["progress"]

    def refresh(self) -> Job:
        """Looks again; returns itself."""
        self.info = self._jobs.info(self.id)
        return self

    def wait(self, progress: Callable[[Job], object] | None = None, *, timeout: float | None = None) -> Job:
        """Returns when it has ended, whichever way. `progress` is called with it whenever something has changed.

        TimeoutError after `timeout` seconds; the job goes on.
        """
        end = None if timeout is None else time.monotonic() + timeout
        pause, seen = 0.02, None
        while True:
            if progress and self.info != seen:
                seen = self.info
                progress(self)
            if self.has_ended:
                return self
            if end is not None and time.monotonic() + pause > end:
                raise TimeoutError(f"job {self.id} is still {self.state} after {timeout} s")
            time.sleep(pause)
            pause = min(1.0, pause * 1.5)
            self.refresh()

    def result(self) -> Any:
        """What the command printed with --json. JobFailed where it failed or was cancelled."""
        if not self.has_ended:
            self.refresh()
        if self.state in ("failed", "cancelled"):
            raise JobFailed(self.id, self.state, self.reason)
        return self._jobs.transport.json("GET", path("v1", "jobs", self.id, "result"))

    def log(self) -> str:
        """What it wrote to standard error."""
        return self._jobs.transport.call("GET", path("v1", "jobs", self.id, "log"), accept=_ANY).body.decode("utf-8", "replace")

    def file(self, name: str) -> bytes:
        """A file that it left: report.html, journal.fsj, result.json or log.txt."""
        return self._jobs.transport.call("GET", path("v1", "jobs", self.id, "files", name), accept=_ANY).body

    def save(self, name: str, file: str | Path) -> None:
        """Writes one of its files to a file here."""
        with self._jobs.transport.stream(path("v1", "jobs", self.id, "files", name), accept=_ANY) as response:
            with Path(file).open("wb") as out:
                while piece := response.read(1 << 20):
                    out.write(piece)

    def cancel(self) -> Job:
        """Ends it; one that runs has two seconds to end. Conflict where it has ended already."""
        self.info = self._jobs.transport.json("POST", path("v1", "jobs", self.id, "cancel"), acts=True)
        return self


class Jobs:
    """`client.jobs`."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport

    def list(
        self, *, state: JobState | None = None, kind: str | None = None, script: str | None = None, by: str | None = None
    ) -> Iterator[Job]:
        """Jobs, newest first. `by`: the id of the key that sent them."""
        query: Query = {"state": state, "kind": kind, "script": script, "by": by}
        return (Job(self, info) for info in pages(self.transport, path("v1", "jobs"), query))

    def get(self, id: str | int) -> Job:
        """One job."""
        return Job(self, self.info(str(id)))

    def info(self, id: str) -> JobInfo:
        """What the server tells of it now."""
        return cast(JobInfo, self.transport.json("GET", path("v1", "jobs", id)))

    def submit(
        self,
        kind: JobKind,
        script: str | None = None,
        *,
        version: str | None = None,
        plugin: str | None = None,
        data: str | Sequence[str] | None = None,
        symbols: Sequence[str] | None = None,
        start: str | None = None,
        end: str | None = None,
        params: Mapping[str, str | float | bool] | None = None,
        options: Mapping[str, Any] | None = None,
        report: bool = False,
        journal: bool = False,
        tests: str | None = None,
        idempotency_key: str | None = None,
    ) -> Job:
        """Sends a job: a command of finsmart, with a script's parameters (`params`) and the command's long `options`.

        `start` and `end` are the command's --from and --to. `report` leaves a page, `journal` a journal of the run.
        """
        request = {
            "kind": kind,
            "script": script,
            "version": version,
            "plugin": plugin,
            "data": data if data is None or isinstance(data, str) else list(data),
            "symbols": None if symbols is None else list(symbols),
            "from": start,
            "to": end,
            "params": None if params is None else dict(params),
            "options": None if options is None else dict(options),
            "report": report or None,
            "journal": journal or None,
            "tests": tests,
        }
        given = {name: value for name, value in request.items() if value is not None}
        body = Body(JSON, json.dumps(given, allow_nan=False).encode())
        info = self.transport.json("POST", path("v1", "jobs"), body=body, acts=True, idempotency_key=idempotency_key)
        return Job(self, info)
