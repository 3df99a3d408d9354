"""What a supplier may see and say: its own orders that were sent, and its own items."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from hub.api.database import Connection
from hub.api.problems import WrongFields, not_found
from hub.api.supplier_view.holder import Holder
from hub.api.supplier_view.schemas import ConfirmRequest, SupplierLineAnswer, SupplierOrderAnswer
from hub.domain.valuation import times
from hub.store import sites
from hub.store.purchasing import orders, work
from hub.store.purchasing.history import By
from hub.store.purchasing.orders import Line, Order

OPEN_STATES = ("sent", "partly_received")
# what is being changed is the buyer's own affair until it is sent again
_HIDDEN = frozenset({"draft", "approved"})
_LINE_NAMES = SupplierLineAnswer.model_fields.keys() - {"amount"}


def list_page(
    conn: Connection, holder: Holder, *, only_open: bool, after: int | None, limit: int
) -> list[Order]:
    return orders.list_page(
        conn,
        supplier=holder.supplier.code,
        states=OPEN_STATES if only_open else None,
        only_sent=True,
        after=after,
        limit=limit,
    )


def find(conn: Connection, holder: Holder, number: str) -> Order:
    """Raises Problem (`not-found`), the same for what does not exist and for what is another's."""
    order = orders.find(conn, number)
    if order is None or order.supplier_id != holder.supplier.id or order.sent_at is None:
        raise not_found("order of yours with the number", repr(number))
    return order


def answers(conn: Connection, found: Sequence[Order]) -> list[SupplierOrderAnswer]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in orders.lines(conn, [order.id for order in found if order.state not in _HIDDEN]):
        lines[line.order_id].append(line)
    names = {site.code: site.name for site in sites.list_all(conn)}
    return [_answer(order, lines[order.id], names[order.site]) for order in found]


def _answer(order: Order, lines: Sequence[Line], site_name: str) -> SupplierOrderAnswer:
    is_hidden = order.state in _HIDDEN
    same = (
        "number",
        "kind",
        "blanket",
        "currency",
        "sent_at",
        "confirmed_at",
        "supplier_reference",
        "version",
    )
    return SupplierOrderAnswer.model_validate(
        {name: getattr(order, name) for name in same}
        | {
            "state": "changing" if is_hidden else order.state,
            "amount": None if is_hidden else orders.amount(lines),
            "note": "" if is_hidden else order.note,
            "deliver_to": site_name,
            "lines": [
                SupplierLineAnswer.model_validate(
                    {name: getattr(line, name) for name in _LINE_NAMES}
                    | {"amount": times(line.qty, line.unit_price)}
                )
                for line in lines
            ],
        }
    )


def is_shown(order: Order) -> bool:
    return order.state not in _HIDDEN


def confirm(
    conn: Connection, holder: Holder, number: str, version: int, wanted: ConfirmRequest, now: datetime
) -> SupplierOrderAnswer:
    """Raises StaleError, ConflictError, Problem (`not-found`, `validation`)."""
    order = find(conn, holder, number)
    wrong = WrongFields()
    known = {line.line for line in orders.lines(conn, [order.id])}
    dates: dict[int, date] = {}
    for position, line in enumerate(wanted.lines):
        if line.line not in known:
            wrong.add(f"body.lines.{position}.line", f"the order has no line {line.line}")
        elif line.line in dates:
            wrong.add(f"body.lines.{position}.line", "stands in this request already")
        dates[line.line] = line.confirmed_on
    wrong.raise_if_any()
    return confirm_dates(
        conn,
        holder,
        number,
        version,
        dates,
        reference=wanted.supplier_reference,
        note=wanted.note,
        now=now,
    )


def confirm_dates(
    conn: Connection,
    holder: Holder,
    number: str,
    version: int,
    dates: Mapping[int, date],
    *,
    reference: str | None,
    note: str,
    now: datetime,
) -> SupplierOrderAnswer:
    """Raises StaleError, ConflictError, InvalidError, Problem (`not-found`)."""
    find(conn, holder, number)
    confirmed = work.confirm(
        conn,
        number,
        version,
        dates,
        at=now,
        by=By(link_id=holder.link_id),
        reference=reference,
        note=note,
    )
    return answers(conn, [confirmed])[0]
