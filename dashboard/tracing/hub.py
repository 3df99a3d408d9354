"""The hub's calls about places and traces. Knows nothing of Streamlit."""

from __future__ import annotations

from dashboard.client import PAGE_ROWS, Hub, Query
from dashboard.models import Page, Stock
from dashboard.tracing.models import DocumentTrace, Trace

MOST_SOLD = 200


class Tracing:
    """Raises what dashboard.client.Hub raises."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def lying(self, site: str, place: str) -> list[Stock]:
        """All that lies in a place."""
        return list(self._hub.walk("/stock", Page[Stock], {"site": site, "location": place}))

    def trace(self, item: str, *, lot: str | None = None, serial: str | None = None) -> Trace:
        """With its first movements; HubError of status 404 where nothing ever moved of it."""
        query: Query = {"item": item, "lot": lot, "serial": serial, "limit": PAGE_ROWS}
        return self._hub.read("/trace", Trace, query)

    def document(self, number: str) -> DocumentTrace:
        """HubError of status 404 where nothing went to a customer on it."""
        return self._hub.read("/trace/document", DocumentTrace, {"document": number, "limit": MOST_SOLD})
