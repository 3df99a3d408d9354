"""Staying logged in over a page refresh without a token in the address bar or within reach of scripts.

Streamlit talks over a websocket and so cannot set a cookie. After a login the page gets a ticket that is good
once and for a minute; the browser hands it in by POST and gets the token back as an HttpOnly cookie.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field

TICKET_LIFETIME_S = 60.0


@dataclass
class Tickets:
    """Time is given in by the caller (seconds, monotonic)."""

    _waiting: dict[str, tuple[str, float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def issue(self, token: str, now_s: float) -> str:
        ticket = secrets.token_urlsafe(32)
        with self._lock:
            self._waiting = {old: kept for old, kept in self._waiting.items() if kept[1] > now_s}
            self._waiting[ticket] = (token, now_s + TICKET_LIFETIME_S)
        return ticket

    def waits(self, ticket: str, now_s: float) -> bool:
        """Whether it can still be taken."""
        with self._lock:
            return ticket in self._waiting and self._waiting[ticket][1] > now_s

    def take(self, ticket: str, now_s: float) -> str | None:
        """The token, once; None for a ticket that is unknown, used or too old."""
        with self._lock:
            token, until_s = self._waiting.pop(ticket, (None, 0.0))
        return token if until_s > now_s else None


TICKETS = Tickets()
