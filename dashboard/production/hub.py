"""The hub's calls about production. Knows nothing of Streamlit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from msgspec import Raw

from dashboard.client import Hub
from dashboard.models import Page
from dashboard.production.models import Bom, Buildable, Explosion, Order, OrderSummary, Place, Report

ORDERS = "/production-orders"


class Making:
    """Raises what dashboard.client.Hub raises. Changes say which version was seen: 412 when it is old."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def boms(self) -> list[Bom]:
        return list(self._hub.walk("/boms", Page[Bom]))

    def create_bom(self, wanted: dict[str, Any], key: str) -> Bom:
        return self._hub.change("POST", "/boms", Bom, wanted, headers=_once(key))

    def set_active(self, bom: Bom, *, active: bool) -> Bom:
        headers = _seen(bom.edition)
        return self._hub.change("PATCH", f"/boms/{bom.id}", Bom, {"active": active}, headers=headers)

    def explosion(self, bom_id: int, qty: str, site: str | None) -> Explosion:
        return self._hub.read(f"/boms/{bom_id}/explosion", Explosion, {"qty": qty, "site": site})

    def buildable(self, site: str) -> list[Buildable]:
        return list(self._hub.walk("/boms/buildable", Page[Buildable], {"site": site}))

    def places(self, site: str) -> list[Place]:
        """Those inside the walls."""
        found = self._hub.walk("/locations", Page[Place], {"site": site})
        return [place for place in found if not place.outside]

    def orders(self, site: str | None, *, only_open: bool, limit: int) -> list[OrderSummary]:
        """The newest ones."""
        query: dict[str, Any] = {"site": site, "open": only_open or None, "limit": limit}
        return self._hub.read(ORDERS, Page[OrderSummary], query).items

    def order(self, number: str) -> Order:
        return self._hub.read(f"{ORDERS}/{number}", Order)

    def reports(self, number: str, limit: int = 100) -> list[Report]:
        """The newest ones."""
        return self._hub.read(f"{ORDERS}/{number}/reports", Page[Report], {"limit": limit}).items

    def create(self, wanted: dict[str, Any], key: str) -> Order:
        return self._hub.change("POST", ORDERS, Order, wanted, headers=_once(key))

    def release(self, order: Order, *, allow_short: bool) -> Order:
        body, path = {"allow_short": allow_short}, f"{ORDERS}/{order.number}/release"
        return self._hub.change("POST", path, Order, body, headers=_seen(order.version))

    def end(self, order: Order, what: str, reason: str) -> Order:
        """close, cancel."""
        path = f"{ORDERS}/{order.number}/{what}"
        return self._hub.change("POST", path, Order, {"reason": reason}, headers=_seen(order.version))

    def report(self, number: str, said: dict[str, Any], key: str) -> None:
        self._hub.change("POST", f"{ORDERS}/{number}/reports", Raw, said, headers=_once(key))

    def scrap(self, number: str, said: dict[str, Any], key: str) -> None:
        self._hub.change("POST", f"{ORDERS}/{number}/scrap", Raw, said, headers=_once(key))

    def undo(self, number: str, report_id: int, reason: str, key: str) -> None:
        path = f"{ORDERS}/{number}/reports/{report_id}/undo"
        self._hub.change("POST", path, Raw, {"reason": reason}, headers=_once(key))


def _seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}


def _once(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def exact(value: Decimal) -> str:
    """As the hub takes it."""
    return f"{value.normalize():f}"
