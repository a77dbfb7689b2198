"""Requests and answers: connections, tries again with back-off, the copies of answers that ETags keep fresh."""

from __future__ import annotations

import collections
import http.client
import json
import random
import socket
import ssl
import threading
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from .errors import ConnectionFailed, NeedsApproval, problem

_T = TypeVar("_T")
Query = Mapping[str, "str | int | bool | None"]

JSON = "application/json"
_LOST = (OSError, http.client.HTTPException)
_CACHED = 256  # answers that are kept, at most
_LONGEST = 10.0  # seconds between two tries, where the server names none


@dataclass(frozen=True)
class Body:
    """What is sent: bytes, or a file that is read anew at each try."""

    type: str
    source: bytes | Path

    def __post_init__(self) -> None:
        if isinstance(self.source, Path):
            self.source.open("rb").close()  # one that cannot be read is told now, as that

    @contextmanager
    def open(self) -> Iterator[tuple[bytes | IO[bytes], int]]:
        """The content and its length."""
        if isinstance(self.source, bytes):
            yield self.source, len(self.source)
        else:
            with self.source.open("rb") as file:
                yield file, self.source.stat().st_size


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path: str, timeout: float) -> None:
        super().__init__("localhost", timeout=timeout)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def _dialler(url: str, tls: ssl.SSLContext | None, timeout: float) -> Callable[[], http.client.HTTPConnection]:
    """What makes a connection to a server's URL."""
    parts = urllib.parse.urlsplit(url)
    if parts.scheme == "unix":
        return lambda: _UnixConnection(url.removeprefix("unix:"), timeout)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(f"{url!r} is no address of a server; expected http://HOST:PORT, https://HOST:PORT or unix:PATH")
    host, port = parts.hostname, parts.port
    if parts.scheme == "https":
        context = tls or ssl.create_default_context()
        return lambda: http.client.HTTPSConnection(host, port, timeout=timeout, context=context)
    return lambda: http.client.HTTPConnection(host, port, timeout=timeout)


def path(*segments: str) -> str:
    """A path of segments, each quoted: `path("v1", "jobs", "7")`."""
    return "/" + "/".join(urllib.parse.quote(segment, safe="") for segment in segments)


def _target(where: str, query: Query | None) -> str:
    pairs = {
        name: str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in (query or {}).items()
        if value is not None
    }
    return where + ("?" + urllib.parse.urlencode(pairs) if pairs else "")


def _seconds(headers: http.client.HTTPMessage) -> float | None:
    """What Retry-After says, where it is a number of seconds."""
    text = headers.get("Retry-After", "")
    return float(text) if text.isdigit() else None


def _refusal(answer: Answer) -> tuple[Exception, bool]:
    """An answer that is a refusal, and whether the same request may be good later."""
    try:
        document = json.loads(answer.body)
    except ValueError:
        document = None
    if not isinstance(document, dict):
        document = {"title": http.client.responses.get(answer.status, ""), "detail": answer.body[:200].decode("utf-8", "replace")}
    error = problem(answer.status, document, _seconds(answer.headers))
    under_way = answer.status == 409 and error.field == "Idempotency-Key"
    return error, answer.status in (429, 503) or under_way


class Transport:
    """Sends requests. Threads may share one: each has a connection of its own."""

    def __init__(
        self, url: str, key: str | None, *, tls: ssl.SSLContext | None, timeout: float, tries: int, cache: bool
    ) -> None:
        self._dial = _dialler(url, tls, timeout)
        self._key = key
        self._tries = max(1, tries)
        self._cache: collections.OrderedDict[str, tuple[str, Answer]] | None = collections.OrderedDict() if cache else None
        self._lock = threading.Lock()  # of the cache and the list of connections
        self._mine = threading.local()
        self._all: list[http.client.HTTPConnection] = []

    def close(self) -> None:
        """Hangs up."""
        with self._lock:
            for connection in self._all:
                connection.close()
            self._all.clear()
            self._mine = threading.local()

    # ---- one request ----

    def call(
        self,
        method: str,
        where: str,
        query: Query | None = None,
        *,
        body: Body | None = None,
        accept: str = JSON,
        acts: bool = False,
        idempotency_key: str | None = None,
    ) -> Answer:
        """A whole answer of a status below 300. `acts`: it gets an Idempotency-Key, the same for each try."""
        target = _target(where, query)
        headers = self._headers(accept, body, acts, idempotency_key)
        name = f"{accept} {target}" if method == "GET" and self._cache is not None else None
        kept = self._kept(name)
        if kept:
            headers["If-None-Match"] = kept[0]
        answer = self._again(lambda: self._send(method, target, headers, body))
        if answer.status == 304 and kept:
            return kept[1]
        self._keep(name, answer)
        return answer

    def json(self, method: str, where: str, query: Query | None = None, **more: Any) -> Any:
        """The same, of JSON."""
        return json.loads(self.call(method, where, query, **more).body)

    def change(self, method: str, where: str, **more: Any) -> Any:
        """The same, of what acts and may need a second person: NeedsApproval then."""
        answer = self.call(method, where, acts=True, **more)
        if answer.status == 202:
            raise NeedsApproval(json.loads(answer.body))
        return json.loads(answer.body)

    @contextmanager
    def stream(self, where: str, query: Query | None = None, *, accept: str) -> Iterator[http.client.HTTPResponse]:
        """An answer that is read while it comes, over a connection of its own."""
        target, headers = _target(where, query), self._headers(accept, None, False, None)
        opened: list[http.client.HTTPConnection] = []

        def begin() -> http.client.HTTPResponse | Answer:
            while opened:
                opened.pop().close()
            opened.append(self._dial())
            opened[0].request("GET", target, None, headers)
            response = opened[0].getresponse()
            if response.status == 200:
                return response
            return Answer(response.status, response.headers, response.read())

        try:
            response = self._again(begin)
            assert isinstance(response, http.client.HTTPResponse)
            try:
                yield response
            except http.client.IncompleteRead as lost:
                raise ConnectionFailed("the server broke off its answer; its log says why") from lost
        finally:
            while opened:
                opened.pop().close()

    # ---- how ----

    def _headers(self, accept: str, body: Body | None, acts: bool, idempotency_key: str | None) -> dict[str, str]:
        headers = {"Accept": accept, "User-Agent": "finsmart-python"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        if body:
            headers["Content-Type"] = body.type
        if acts:
            headers["Idempotency-Key"] = idempotency_key or str(uuid.uuid4())
        return headers

    def _send(self, method: str, target: str, headers: dict[str, str], body: Body | None) -> Answer:
        connection = self._connection()
        try:
            try:
                with (body or Body("", b"")).open() as (content, length):
                    fields = {**headers, "Content-Length": str(length)} if body else headers
                    connection.request(method, target, content if body else None, fields)
            except (BrokenPipeError, ConnectionResetError):
                pass  # it may have refused what it was being sent, and its answer says why
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        except BaseException:
            connection.close()  # the next request of this thread connects anew
            raise

    def _connection(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._mine, "connection", None)
        if connection is None:
            connection = self._dial()
            self._mine.connection = connection
            with self._lock:
                self._all.append(connection)
        return connection

    def _again(self, send: Callable[[], _T]) -> _T:
        """Sends until there is an answer that no later try can better."""
        for attempt in range(self._tries):
            wait: float | None = None
            error: Exception
            try:
                answer = send()
                if not isinstance(answer, Answer) or answer.status < 400:
                    return answer
                error, again = _refusal(answer)
                wait = _seconds(answer.headers)
                if not again:
                    raise error
            except ssl.SSLCertVerificationError as untrusted:
                raise ConnectionFailed(f"the server's certificate is not trusted: {untrusted.verify_message}") from untrusted
            except _LOST as lost:
                error = ConnectionFailed(f"no answer: {lost or type(lost).__name__}")
                error.__cause__ = lost
            if attempt + 1 < self._tries:
                time.sleep(wait if wait is not None else min(_LONGEST, 0.1 * 2**attempt) * random.uniform(0.5, 1.0))
        raise error

    # ---- copies of answers ----

    def _kept(self, name: str | None) -> tuple[str, Answer] | None:
        if name is None or self._cache is None:
            return None
        with self._lock:
            if name in self._cache:
                self._cache.move_to_end(name)
            return self._cache.get(name)

    def _keep(self, name: str | None, answer: Answer) -> None:
        etag = answer.headers.get("ETag")
        if name is None or self._cache is None or answer.status != 200 or not etag:
            return
        with self._lock:
            self._cache[name] = (etag, answer)
            self._cache.move_to_end(name)
            while len(self._cache) > _CACHED:
                self._cache.popitem(last=False)
