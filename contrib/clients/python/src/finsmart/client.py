"""The way in."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import cast

from .data import Datasets
from .jobs import Jobs
from .people import Approvals, Keys
from .scripts import Scripts
from .shapes import Health, Journal, Key, Ready, Version
from .transport import Transport, path


def _context(ca: str | Path | None, certificate: str | Path | None, certificate_key: str | Path | None) -> ssl.SSLContext | None:
    """What TLS trusts, and who we are; None: the system's authorities, and nobody."""
    if certificate_key and not certificate:
        raise ValueError("certificate_key goes with certificate")
    if not ca and not certificate:
        return None
    context = ssl.create_default_context(cafile=str(ca) if ca else None)
    if certificate:
        context.load_cert_chain(str(certificate), str(certificate_key) if certificate_key else None)
    return context


class Client:
    """A finsmart server.

    `url`: "http://127.0.0.1:8080", "https://..." or "unix:/run/finsmart.sock". The key is given as `key`, or stands in the file
    `key_file`. `ca` is a file of authorities to trust instead of the system's; `certificate` and `certificate_key` are those
    of a client, for servers that ask for one. `tries` counts how often a request is sent where there is no answer, or
    one of 429 or 503. `cache` keeps answers and asks whether they are still good.

    Threads may share a client. It hangs up at the end of a `with`, or with `close()`.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        key_file: str | Path | None = None,
        ca: str | Path | None = None,
        certificate: str | Path | None = None,
        certificate_key: str | Path | None = None,
        timeout: float = 60.0,
        tries: int = 6,
        cache: bool = False,
    ) -> None:
        if key and key_file:
            raise ValueError("a client has a key or a key_file, not both")
        if key_file:
            key = Path(key_file).read_text(encoding="ascii").strip()
        tls = _context(ca, certificate, certificate_key)
        self._transport = Transport(url, key, tls=tls, timeout=timeout, tries=tries, cache=cache)
        self.jobs = Jobs(self._transport)
        self.datasets = Datasets(self._transport, self.jobs)
        self.scripts = Scripts(self._transport)
        self.keys = Keys(self._transport)
        self.approvals = Approvals(self._transport)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hangs up."""
        self._transport.close()

    def health(self) -> Health:
        """Does it answer, and is what it is told kept? Needs no key. Unavailable where it is failing."""
        return cast(Health, self._transport.json("GET", path("v1", "health")))

    def ready(self) -> Ready:
        """May new work be sent there? Needs no key. Unavailable where it may not."""
        return cast(Ready, self._transport.json("GET", path("v1", "ready")))

    def version(self) -> Version:
        """What program runs there."""
        return cast(Version, self._transport.json("GET", path("v1", "version")))

    def roles(self) -> dict[str, list[str]]:
        """What each role may do."""
        return cast("dict[str, list[str]]", self._transport.json("GET", path("v1", "roles"))["roles"])

    def me(self) -> Key:
        """Whose key this is."""
        return cast(Key, self._transport.json("GET", path("v1", "me")))

    def journal(self) -> Journal:
        """How far the journal is."""
        return cast(Journal, self._transport.json("GET", path("v1", "journal")))

    def metrics(self) -> str:
        """Figures in Prometheus's text format."""
        return self._transport.call("GET", path("metrics"), accept="*/*").body.decode()
