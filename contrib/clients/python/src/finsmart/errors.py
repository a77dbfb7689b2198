"""What can go wrong. Every exception of this package is an Error."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class Error(Exception):
    """Anything that this package raises."""


class ConnectionFailed(Error):
    """The server gave no answer, or broke one off: it cannot be reached, or the connection was lost at every try."""


class JobFailed(Error):
    """A result was asked for of a job that has none: it failed or was cancelled."""

    def __init__(self, job: str, state: str, reason: str | None) -> None:
        super().__init__(f"job {job} is {state}: {reason}" if reason else f"job {job} is {state}")
        self.job = job
        """Its id."""
        self.state = state
        """`failed` or `cancelled`."""
        self.reason = reason
        """Why, in words."""


class NeedsApproval(Error):
    """A change was asked for that one person alone cannot make: it waits for a second one."""

    def __init__(self, approval: Mapping[str, Any]) -> None:
        super().__init__(f"approval {approval['id']}: it waits for a second person")
        self.approval = approval
        """An `Approval`: what waits."""


class Problem(Error):
    """The server refused a request: a problem document (RFC 9457). Each status has a class below."""

    def __init__(self, status: int, document: Mapping[str, Any], retry_after: float | None = None) -> None:
        self.status = status
        """Of HTTP."""
        self.title = str(document.get("title", ""))
        """The words of the status."""
        self.detail = str(document.get("detail", ""))
        """What was wrong, and what was expected."""
        self.field: str | None = document.get("field")
        """A JSON pointer into the body, or the name of a query parameter or header; None where no one thing is at fault."""
        self.hint: str | None = document.get("hint")
        """What to do."""
        self.retry_after = retry_after
        """Seconds to wait before the next try, where the server said so."""
        text = f"{status} {self.title}: {self.detail}"
        if self.field:
            text += f" (at {self.field})"
        if self.hint:
            text += f"; {self.hint}"
        super().__init__(text)


class BadRequest(Problem):
    """400: the request cannot be read."""


class Unauthorized(Problem):
    """401: no key, or one that is unknown, revoked or expired."""


class Forbidden(Problem):
    """403: the role of the key has not the permission."""


class NotFound(Problem):
    """404: there is nothing of that name."""


class Conflict(Problem):
    """409: it contradicts what is, such as cancelling a job that has ended."""


class TooLarge(Problem):
    """413: more than the server's limits allow."""


class Unprocessable(Problem):
    """422: what was sent makes no sense; `field` says which part."""


class TooManyRequests(Problem):
    """429: more calls, or more waiting jobs, than are allowed; still so after all tries."""


class Unavailable(Problem):
    """503: the journal has failed, there is no memory, or too many connections; still so after all tries."""


_CLASSES: dict[int, type[Problem]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    413: TooLarge,
    422: Unprocessable,
    429: TooManyRequests,
    503: Unavailable,
}


def problem(status: int, document: Mapping[str, Any], retry_after: float | None = None) -> Problem:
    """The exception of a status."""
    return _CLASSES.get(status, Problem)(status, document, retry_after)
