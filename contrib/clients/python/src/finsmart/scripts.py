"""Scripts and their versions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from .pages import pages
from .shapes import Script, ScriptVersion, ScriptWhole
from .transport import JSON, Body, Transport, path

LUA = "text/x-lua"


class Scripts:
    """`client.scripts`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[Script]:
        """All there are, by name."""
        return pages(self._transport, path("v1", "scripts"), {})

    def get(self, name: str) -> ScriptWhole:
        """One, with its versions and which were active when."""
        return cast(ScriptWhole, self._transport.json("GET", path("v1", "scripts", name)))

    def text(self, name: str, version: str = "active") -> str:
        """A version's text: its hash, 8 to 64 digits of it, or the active one."""
        return self._transport.call("GET", path("v1", "scripts", name, "versions", version), accept=LUA).body.decode()

    def put(self, name: str, source: str | Path, *, activate: bool = False, idempotency_key: str | None = None) -> ScriptVersion:
        """Sends a version: its text, or the `Path` of its file. The same text again is the same version.

        `activate`: it becomes the active one, too (which needs the permission for that).
        """
        text = source.read_bytes() if isinstance(source, Path) else source.encode()
        body = Body(LUA, text)
        version: ScriptVersion = self._transport.json(
            "PUT", path("v1", "scripts", name), body=body, acts=True, idempotency_key=idempotency_key
        )
        return self.activate(name, version["version"]) if activate else version

    def activate(self, name: str, version: str, *, idempotency_key: str | None = None) -> ScriptVersion:
        """Makes a version the active one: jobs run it unless they name another. NeedsApproval where that waits."""
        body = Body(JSON, json.dumps({"version": version}).encode())
        where = path("v1", "scripts", name, "activate")
        return cast(ScriptVersion, self._transport.change("POST", where, body=body, idempotency_key=idempotency_key))

    def rollback(self, name: str, *, idempotency_key: str | None = None) -> ScriptVersion:
        """Makes the version that was active before the active one again. NeedsApproval where that waits."""
        where = path("v1", "scripts", name, "rollback")
        return cast(ScriptVersion, self._transport.change("POST", where, idempotency_key=idempotency_key))
