"""The hub's calls about goods in. Knows nothing of Streamlit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import Raw

from dashboard.client import Hub
from dashboard.inbound.models import (
    Counted,
    Difference,
    DockToStock,
    Due,
    DueList,
    Held,
    HeldList,
    Notice,
    Receipt,
    Return,
    WholeNotice,
)
from dashboard.models import Page


class GoodsIn:
    """Raises what dashboard.client.Hub raises."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def due(self, site: str | None) -> list[Due]:
        return self._hub.read("/receipts/due", DueList, {"site": site}).items

    def receipts(self, site: str | None, limit: int = 100) -> list[Receipt]:
        """The newest ones."""
        return self._hub.read("/receipts", Page[Receipt], {"site": site, "limit": limit}).items

    def counted(self, receipt: Receipt) -> Counted:
        return self._hub.read(f"/receipts/{receipt.id}/counted", Counted)

    def differences(self, site: str | None, *, undecided: bool = True) -> list[Difference]:
        query: dict[str, Any] = {"site": site, "undecided": undecided}
        return list(self._hub.walk("/receipt-exceptions", Page[Difference], query))

    def decide(
        self,
        difference: Difference,
        decision: str,
        reason: str,
        *,
        qty: str | None = None,
        lot: str | None = None,
        place: str | None = None,
        order: str | None = None,
        settlement: str | None = None,
    ) -> Difference:
        """`qty`: a part of it; `lot`: that goes, where the difference names none; `order`: onto which goods
        are put that came without one; `settlement`: of what is sent back."""
        said = {
            "decision": decision, "reason": reason, "qty": qty, "lot": lot, "place": place, "order": order,
            "settlement": settlement,
        }  # fmt: skip
        body = {name: value for name, value in said.items() if value is not None}
        path = f"/receipt-exceptions/{difference.id}/decision"
        return self._hub.change("POST", path, Difference, body)

    def held(self, site: str | None) -> list[Held]:
        return self._hub.read("/holds", HeldList, {"site": site}).items

    def release(self, held: Held, destination: str, reason: str, key: str) -> None:
        body = {
            "site": held.site, "sku": held.sku, "lot": held.lot, "qty": f"{held.qty:f}",
            "source": held.location, "destination": destination, "reason": reason,
        }  # fmt: skip
        self._hub.change("POST", "/holds/release", Raw, body, headers={"Idempotency-Key": key})

    def hold(self, wanted: dict[str, Any], key: str) -> None:
        self._hub.change("POST", "/holds", Raw, wanted, headers={"Idempotency-Key": key})

    def notices(self, site: str | None, *, only_open: bool, limit: int = 200) -> list[Notice]:
        """The newest ones."""
        query: dict[str, Any] = {"site": site, "open": only_open or None, "limit": limit}
        return self._hub.read("/ship-notices", Page[Notice], query).items

    def notice(self, notice: Notice) -> WholeNotice:
        return self._hub.read(f"/ship-notices/{notice.id}", WholeNotice)

    def announce(self, wanted: dict[str, Any]) -> WholeNotice:
        return self._hub.change("POST", "/ship-notices", WholeNotice, wanted)

    def end_notice(self, notice: Notice, state: str) -> None:
        self._hub.change("POST", f"/ship-notices/{notice.id}/end", Raw, {"state": state})

    def returns(self, site: str | None, limit: int = 100) -> list[Return]:
        """The newest ones."""
        return self._hub.read("/supplier-returns", Page[Return], {"site": site, "limit": limit}).items

    def send_back(self, wanted: dict[str, Any], key: str) -> Return:
        headers = {"Idempotency-Key": key}
        return self._hub.change("POST", "/supplier-returns", Return, wanted, headers=headers)

    def dock_to_stock(self, start: dt.date, end: dt.date, site: str | None) -> DockToStock:
        return self._hub.read("/dock-to-stock", DockToStock, {"from": start, "to": end, "site": site})
