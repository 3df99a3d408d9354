"""The hub's calls about buying. Knows nothing of Streamlit."""

from __future__ import annotations

from typing import Any

from dashboard.client import Hub
from dashboard.models import Page
from dashboard.purchasing.models import (
    Event,
    Limit,
    Link,
    NewLink,
    OnOrder,
    Order,
    OrderSummary,
    Supplier,
    SupplierItem,
)

ORDERS = "/purchase-orders"
FORMATS = {
    "pdf": "application/pdf",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Buying:
    """Raises what dashboard.client.Hub raises. Changes say which version was seen: 412 when it is old."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def orders(self, *, site: str | None, only_open: bool, limit: int = 500) -> list[OrderSummary]:
        """The newest ones."""
        query: dict[str, Any] = {"site": site, "open": only_open or None, "limit": limit}
        return self._hub.read(ORDERS, Page[OrderSummary], query).items

    def order(self, number: str) -> Order:
        return self._hub.read(f"{ORDERS}/{number}", Order)

    def history(self, number: str) -> list[Event]:
        return list(self._hub.walk(f"{ORDERS}/{number}/history", Page[Event]))

    def document(self, number: str, form: str) -> bytes:
        return self._hub.fetch(f"{ORDERS}/{number}/document", {"format": form})

    def create(self, wanted: dict[str, Any], key: str) -> Order:
        return self._hub.change("POST", ORDERS, Order, wanted, headers={"Idempotency-Key": key})

    def call_off(self, number: str, lines: list[dict[str, Any]], key: str) -> Order:
        path, headers = f"{ORDERS}/{number}/call-offs", {"Idempotency-Key": key}
        return self._hub.change("POST", path, Order, {"lines": lines}, headers=headers)

    def edit(self, order: Order, changes: dict[str, Any]) -> Order:
        return self._hub.change(
            "PATCH", f"{ORDERS}/{order.number}", Order, changes, headers=_seen(order.version)
        )

    def step(self, order: Order, what: str, reason: str | None = None) -> Order:
        """approve, send, close, cancel; the last two for a reason."""
        body = None if reason is None else {"reason": reason}
        path = f"{ORDERS}/{order.number}/{what}"
        return self._hub.change("POST", path, Order, body, headers=_seen(order.version))

    def suppliers(self) -> list[Supplier]:
        return list(self._hub.walk("/suppliers", Page[Supplier]))

    def create_supplier(self, wanted: dict[str, Any]) -> Supplier:
        return self._hub.change("POST", "/suppliers", Supplier, wanted)

    def change_supplier(self, supplier: Supplier, changes: dict[str, Any]) -> Supplier:
        path = f"/suppliers/{supplier.code}"
        return self._hub.change("PATCH", path, Supplier, changes, headers=_seen(supplier.version))

    def supplier_items(self, code: str) -> list[SupplierItem]:
        return list(self._hub.walk(f"/suppliers/{code}/items", Page[SupplierItem]))

    def put_item(self, code: str, wanted: dict[str, Any]) -> SupplierItem:
        return self._hub.change("POST", f"/suppliers/{code}/items", SupplierItem, wanted)

    def links(self, code: str) -> list[Link]:
        return list(self._hub.walk(f"/suppliers/{code}/links", Page[Link]))

    def give_link(self, code: str, label: str, days: int) -> NewLink:
        return self._hub.change("POST", f"/suppliers/{code}/links", NewLink, {"label": label, "days": days})

    def revoke_link(self, code: str, link_id: int) -> Link:
        return self._hub.change("POST", f"/suppliers/{code}/links/{link_id}/revoke", Link)

    def limits(self) -> list[Limit]:
        return self._hub.read("/purchase-limits", Page[Limit]).items

    def put_limit(self, wanted: dict[str, Any]) -> Limit:
        return self._hub.change("POST", "/purchase-limits", Limit, wanted)

    def on_order(self, site: str | None) -> list[OnOrder]:
        return list(self._hub.walk("/on-order", Page[OnOrder], {"site": site}))


def _seen(version: int) -> dict[str, str]:
    return {"If-Match": f'"{version}"'}
