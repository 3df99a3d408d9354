"""The hub's calls about sales orders. Knows nothing of Streamlit."""

from __future__ import annotations

from typing import Any

from dashboard.client import Hub, Query
from dashboard.models import Page
from dashboard.sales.models import Carton, Order, Picks, Shipments, Shipped, Summary

ORDERS = "/orders"


class Selling:
    """Raises what dashboard.client.Hub raises. Two sites may use one number, so a site is named with it."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def orders(self, *, site: str | None, status: str | None, limit: int) -> list[Summary]:
        """The newest ones."""
        query: dict[str, Any] = {"site": site, "status": status, "limit": limit}
        return self._hub.read(ORDERS, Page[Summary], query).items

    def order(self, number: str, site: str | None) -> Order:
        return self._hub.read(f"{ORDERS}/{number}", Order, {"site": site})

    def picks(self, order: Summary) -> Picks:
        """What its packer is told to take, as the books are now."""
        return self._hub.read(f"{ORDERS}/{order.number}/picks", Picks, {"site": order.site})

    def shipped(self, order: Summary) -> list[Shipped]:
        path = f"{ORDERS}/{order.number}/shipments"
        return self._hub.read(path, Shipments, {"site": order.site}).items

    def cartons(self, order: Summary) -> list[Carton]:
        """Newest first."""
        query: Query = {"site": order.site, "order": order.number}
        return list(self._hub.walk("/cartons", Page[Carton], query))
