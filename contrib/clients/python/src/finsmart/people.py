"""Keys: who may call; and changes that wait for a second person."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import cast

from .pages import pages
from .shapes import Approval, ApprovalState, Key, NewKey, Role
from .transport import JSON, Body, Transport, path


class Keys:
    """`client.keys`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self) -> Iterator[Key]:
        """All there ever were, oldest first."""
        return pages(self._transport, path("v1", "keys"), {})

    def get(self, id: str) -> Key:
        """One key."""
        return cast(Key, self._transport.json("GET", path("v1", "keys", id)))

    def create(
        self, name: str, role: Role, *, expires: datetime | str | None = None, idempotency_key: str | None = None
    ) -> NewKey:
        """Makes a key. Its secret, `["key"]`, is told this once. `expires`: a time with its zone."""
        if isinstance(expires, datetime):
            if expires.tzinfo is None:
                raise ValueError("expires has no time zone: give it one, such as datetime.timezone.utc")
            expires = expires.isoformat()
        request = {"name": name, "role": role} | ({"expires": expires} if expires is not None else {})
        body = Body(JSON, json.dumps(request).encode())
        made = self._transport.json("POST", path("v1", "keys"), body=body, acts=True, idempotency_key=idempotency_key)
        return cast(NewKey, made)

    def revoke(self, id: str, *, idempotency_key: str | None = None) -> Key:
        """Ends a key."""
        gone = self._transport.json("DELETE", path("v1", "keys", id), acts=True, idempotency_key=idempotency_key)
        return cast(Key, gone)


class Approvals:
    """`client.approvals`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, *, state: ApprovalState | None = None) -> Iterator[Approval]:
        """Changes that wait, or waited, for a second person; newest first."""
        return pages(self._transport, path("v1", "approvals"), {"state": state})

    def get(self, id: str) -> Approval:
        """One of them."""
        return cast(Approval, self._transport.json("GET", path("v1", "approvals", id)))

    def approve(self, id: str, *, idempotency_key: str | None = None) -> Approval:
        """Makes the change. Forbidden for who asked for it."""
        where = path("v1", "approvals", id, "approve")
        return cast(Approval, self._transport.json("POST", where, acts=True, idempotency_key=idempotency_key))

    def refuse(self, id: str, reason: str, *, idempotency_key: str | None = None) -> Approval:
        """Refuses it, with a reason."""
        body = Body(JSON, json.dumps({"reason": reason}).encode())
        where = path("v1", "approvals", id, "refuse")
        return cast(Approval, self._transport.json("POST", where, body=body, acts=True, idempotency_key=idempotency_key))
