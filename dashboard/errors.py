"""What can go wrong between the dashboard and the hub; the words for people are in dashboard.notices."""

from __future__ import annotations


class HubError(Exception):
    """The hub answered, and said no: RFC 9457's title and detail, and its list of single faults."""

    def __init__(self, status: int, title: str, detail: str = "", errors: tuple[str, ...] = ()) -> None:
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors


class LoginNeededError(HubError):
    """401: no token, an unknown or an expired one, or a wrong password."""


class NotAllowedError(HubError):
    """403: the role does not reach."""


class NotUnderstoodError(HubError):
    """An answer that is none of ours: another program on that address, or a hub of another version."""


class HubAwayError(Exception):
    """Nobody answers at the hub's address (`url`), or not in time; `reason` is the network's own word."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"no answer from {url}: {reason}")
        self.url = url
        self.reason = reason
