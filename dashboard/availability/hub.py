"""The hub's calls about free and promised stock. Knows nothing of Streamlit."""

from __future__ import annotations

from typing import Any

from msgspec import Raw

from dashboard.availability.models import Available, Reservation
from dashboard.client import Hub
from dashboard.models import Page


class Promises:
    """Raises what dashboard.client.Hub raises."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def available(self, site: str | None) -> list[Available]:
        return list(self._hub.walk("/stock/available", Page[Available], {"site": site}))

    def reservations(self, site: str | None) -> list[Reservation]:
        """Those of which something is open, newest first."""
        query: dict[str, Any] = {"site": site, "open": True}
        return list(self._hub.walk("/reservations", Page[Reservation], query))

    def release(self, reservation: Reservation, reason: str) -> None:
        self._hub.change("POST", f"/reservations/{reservation.id}/release", Raw, {"reason": reason})
