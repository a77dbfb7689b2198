"""Lists that come in pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .transport import Query, Transport


def pages(transport: Transport, where: str, query: Query) -> Iterator[Any]:
    """Each item of a list; a page is asked for when it is needed."""
    after: str | None = None
    while True:
        page = transport.json("GET", where, {**query, "after": after} if after else query)
        yield from page["items"]
        after = page["next"]
        if not after:
            return
