from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hub.api import posting
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.supplier_returns.schemas import ReturnAnswer, ReturnRequest, ReturnSummary
from hub.api.values import plain
from hub.domain.ledger import Entry
from hub.domain.purchasing.states import OVER, State
from hub.store import documents, items, sites, suppliers
from hub.store.inbound import returns
from hub.store.inbound.returns import SupplierReturn
from hub.store.purchasing import orders
from hub.store.purchasing import returns as purchase_returns
from hub.store.purchasing.orders import Order
from hub.store.purchasing.returns import GoesBack


def summary(row: SupplierReturn) -> ReturnSummary:
    return ReturnSummary.model_validate(_members(row))


def _members(row: SupplierReturn) -> dict[str, Any]:
    names = ("number", "site", "supplier", "order", "reason", "settlement", "created_at")
    return {name: getattr(row, name) for name in names} | {"user": row.user_login}


def one(conn: Connection, number: str) -> ReturnAnswer:
    """Raises NotFoundError."""
    row = returns.get(conn, number)
    moved = documents.movements(conn, sites.get(conn, row.site).id, [number])
    lines = [
        {"sku": m.sku, "lot": m.lot, "qty": m.qty, "movement_id": m.id} for m in documents.standing(moved)
    ]
    return ReturnAnswer.model_validate(_members(row) | {"lines": lines})


def create(conn: Connection, wanted: ReturnRequest, *, who: Principal, now: datetime) -> ReturnAnswer:
    """Raises Problem (`validation`, with everything that is wrong; `insufficient-stock`)."""
    wrong = WrongFields()
    site = sites.find(conn, wanted.site)
    supplier = None if wanted.supplier is None else suppliers.find(conn, wanted.supplier)
    order = None if wanted.order is None else orders.find(conn, wanted.order)
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
    if wanted.supplier is not None and supplier is None:
        wrong.add("body.supplier", f"there is no supplier {wanted.supplier!r}")
    if wanted.order is not None and (order is None or order.site != wanted.site):
        wrong.add("body.order", f"site {wanted.site} has no purchase order {wanted.order!r}")
    elif order is not None and supplier is not None and order.supplier_id != supplier.id:
        wrong.add("body.supplier", f"{order.number} is an order with {order.supplier}")
    wrong.raise_if_any()
    assert site is not None  # noqa: S101 - else something would be wrong
    names = Names(conn, wanted.site, wrong)
    entries: list[Entry] = []
    for position, line in enumerate(wanted.lines):
        where = f"body.lines.{position}"
        source = names.place(line.source, f"{where}.source")
        goods = names.goods(line.item, line.qty, where)
        if source is not None and goods is not None:
            entries.append(
                Entry(
                    site.id,
                    goods[0].item_id,
                    "supplier_return",
                    goods[1],
                    source.id,
                    names.outside("supplier"),
                    now,
                    lot=line.lot,
                    user_id=who.user_id,
                    evidence={"reason": wanted.reason} | ({"order": order.number} if order else {}),
                )
            )
    wrong.raise_if_any()
    supplier_id = supplier.id if supplier else order.supplier_id if order else None
    made = returns.create(
        conn, site_id=site.id, supplier_id=supplier_id, order_id=order.id if order else None,
        reason=wanted.reason, settlement=wanted.settlement if order else None, at=now, user_id=who.user_id,
    )  # fmt: skip
    if order is not None:
        _settle(conn, order, wanted, entries, made.number, who, now)
    posting.move(conn, [entry._replace(document=made.number) for entry in entries], now=now)
    return one(conn, made.number)


def _settle(
    conn: Connection,
    order: Order,
    wanted: ReturnRequest,
    entries: Sequence[Entry],
    number: str,
    who: Principal,
    now: datetime,
) -> None:
    """Raises Problem (`conflict`) where more goes back than has come, or nothing more can come."""
    if wanted.settlement == "replace" and State(order.state) in OVER:
        raise Problem(
            "conflict",
            f"{order.number} is {order.state}: nothing more comes on it. Take it as `credit`, or order anew.",
        )
    beyond = purchase_returns.book(
        conn,
        order.id,
        [GoesBack(entry.item_id, entry.qty) for entry in entries],
        wanted.settlement,
        number=number,
        reason=wanted.reason,
        user_id=who.user_id,
        at=now,
    )
    if beyond:
        more = ", ".join(f"{plain(qty)} {items.sku_of(conn, item)}" for item, qty in sorted(beyond.items()))
        raise Problem("conflict", f"More goes back than has come on {order.number}: {more}.")
