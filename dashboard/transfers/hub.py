"""The hub's calls about transfers. Knows nothing of Streamlit."""

from __future__ import annotations

from typing import Any

from dashboard.client import Hub
from dashboard.models import Page, Stock
from dashboard.transfers.models import Difference, Summary, Transfer, UnderWay, UnderWayList

TRANSFERS = "/transfers"


class Moving:
    """Raises what dashboard.client.Hub raises. ``key`` is the idempotency key of one step."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub

    def transfers(self, *, site: str | None, only_open: bool, limit: int) -> list[Summary]:
        """The newest ones."""
        query: dict[str, Any] = {"site": site, "open": only_open or None, "limit": limit}
        return self._hub.read(TRANSFERS, Page[Summary], query).items

    def transfer(self, number: str) -> Transfer:
        return self._hub.read(f"{TRANSFERS}/{number}", Transfer)

    def under_way(self, site: str | None) -> list[UnderWay]:
        return self._hub.read(f"{TRANSFERS}/under-way", UnderWayList, {"site": site}).items

    def standing(self, site: str) -> list[Stock]:
        """What stands at the site's places and can be sent from there."""
        rows, _ = self._hub.stock(site=site)
        return [row for row in rows if row.location != "in_transit" and row.qty > 0]

    def create(self, wanted: dict[str, Any], key: str) -> Transfer:
        return self._hub.change("POST", TRANSFERS, Transfer, wanted, headers=_key(key))

    def edit(self, transfer: Transfer, changes: dict[str, Any]) -> Transfer:
        return self._hub.change("PATCH", _path(transfer), Transfer, changes, headers=_seen(transfer))

    def send(self, transfer: Transfer, key: str) -> Transfer:
        path = f"{_path(transfer)}/send"
        return self._hub.change("POST", path, Transfer, headers=_key(key) | _seen(transfer))

    def receive(self, transfer: Transfer, arrival: dict[str, Any], key: str) -> Transfer:
        return self._hub.change("POST", f"{_path(transfer)}/receive", Transfer, arrival, headers=_key(key))

    def step(self, transfer: Transfer, what: str, reason: str, key: str) -> Transfer:
        """cancel, take-back."""
        body = {"reason": reason}
        return self._hub.change("POST", f"{_path(transfer)}/{what}", Transfer, body, headers=_key(key))

    def differences(self, site: str | None) -> list[Difference]:
        """Undecided ones."""
        query: dict[str, Any] = {"site": site, "undecided": True}
        return list(self._hub.walk("/transfer-differences", Page[Difference], query))

    def decide(self, difference: Difference, decision: str, reason: str, place: str | None) -> Difference:
        body: dict[str, Any] = {"decision": decision, "reason": reason} | ({"place": place} if place else {})
        path = f"/transfer-differences/{difference.id}/decision"
        return self._hub.change("POST", path, Difference, body)


def _path(transfer: Transfer) -> str:
    return f"{TRANSFERS}/{transfer.number}"


def _key(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def _seen(transfer: Transfer) -> dict[str, str]:
    return {"If-Match": f'"{transfer.version}"'}
