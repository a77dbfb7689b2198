"""What the server answers, as typed dictionaries. Times are texts: RFC 3339, UTC, up to nanoseconds."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

Role = Literal["viewer", "analyst", "risk", "compliance", "integrator", "administrator"]
JobState = Literal["queued", "running", "done", "failed", "cancelled"]
ApprovalState = Literal["waiting", "approved", "refused", "expired"]
Row = dict[str, Any]
JobKind = Literal["backtest", "sweep", "run", "test", "check"]


class Column(TypedDict):
    """A column of a dataset."""

    name: str
    type: str


Symbol = TypedDict("Symbol", {"symbol": str, "rows": int, "from": str | None, "to": str | None})
"""A symbol of a dataset, with the times of its first and last row."""

Dataset = TypedDict(
    "Dataset",
    {
        "name": str,
        "kind": str,
        "rows": int,
        "symbol_count": int,
        "from": str | None,
        "to": str | None,
        "timezone": str | None,
        "calendar": str | None,
        "hash": str,
        "columns": list[Column],
        "symbols": NotRequired[list[Symbol]],
        "problem": NotRequired[str],
    },
)
"""A dataset. `symbols` is there where one was asked for. One that cannot be read has its name and `problem` only."""


class Script(TypedDict):
    """A script of a list."""

    name: str
    active: str | None
    latest: str
    version_count: int


class ScriptVersion(TypedDict):
    """A version of a script; `version` is the SHA-256 of its text."""

    name: NotRequired[str]
    version: str
    size: int
    added: str
    added_by: str
    active: bool


class Activation(TypedDict):
    """A version became the active one."""

    version: str
    time: str
    by: str


class ScriptWhole(Script):
    """A script with its versions, oldest first, and which were active when."""

    versions: list[ScriptVersion]
    history: list[Activation]


class Key(TypedDict):
    """A key: who may call."""

    id: str
    name: str
    role: Role
    created: str
    expires: str | None
    revoked: str | None
    created_by: str | None


class NewKey(Key):
    """A key that was just made; `key` is its secret, told this once."""

    key: str


class Progress(TypedDict):
    """How far a job is; `total` is None where nobody knows."""

    label: str
    unit: str
    done: float
    total: float | None


class JobInfo(TypedDict):
    """A job as the server tells it."""

    id: str
    kind: str
    state: JobState
    script: str | None
    version: str | None
    by: str
    submitted: str
    started: str | None
    ended: str | None
    exit_status: int | None
    reason: str | None
    progress: Progress | None
    request: NotRequired[dict[str, Any]]


class Approval(TypedDict):
    """A change that waits, or waited, for a second person; `change` is what will stand in the journal."""

    id: str
    state: ApprovalState
    change: dict[str, Any]
    by: str
    requested: str
    decided: str | None
    decided_by: str | None
    reason: str | None


class Version(TypedDict):
    """What program runs there."""

    program: str
    version: str
    api: int
    started: str


class Health(TypedDict):
    """`status` is ok or failing."""

    status: str
    reason: NotRequired[str]


class Ready(TypedDict):
    """May new work be sent there?"""

    ready: bool
    reason: NotRequired[str]


class Journal(TypedDict):
    """How far the journal is: the last act, and the last one that is durable."""

    last_act: int
    durable_act: int
    segment: str
    segment_bytes: int
    durability: str
    failure: str | None
