"""Purchase orders: what is asked for in names, the limits of roles, and the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from hub.api.auth.roles import Principal, Role
from hub.api.database import Connection
from hub.api.problems import Problem, WrongFields
from hub.api.purchasing import lines as order_lines
from hub.api.purchasing.schemas import (
    DueAnswer,
    NewCallOff,
    NewPurchaseOrder,
    OnOrderAnswer,
    PurchaseLineAnswer,
    PurchaseOrderAnswer,
    PurchaseOrderChanges,
    PurchaseOrderSummary,
)
from hub.api.suppliers.service import expected_on, refuse_inactive
from hub.api.values import money_text
from hub.domain.purchasing import approval
from hub.domain.purchasing.states import Kind
from hub.domain.valuation import times
from hub.store import sites, supplier_items, suppliers
from hub.store.purchasing import limits, on_order, orders, work
from hub.store.purchasing.history import By
from hub.store.purchasing.orders import Line, Order
from hub.store.purchasing.work import Edit, NewOrder, OverLimitError

ALL_CALL_OFFS = 1000
_LINE_NAMES = PurchaseLineAnswer.model_fields.keys() - {"amount", "over_qty"}
_SUMMED = {"amount", "line_count", "received_lines", "due_on"}


def summaries(conn: Connection, found: Sequence[Order]) -> list[PurchaseOrderSummary]:
    lines: dict[int, list[Line]] = defaultdict(list)
    for line in orders.lines(conn, [order.id for order in found]):
        lines[line.order_id].append(line)
    return [PurchaseOrderSummary.model_validate(_members(order, lines[order.id])) for order in found]


def _members(order: Order, lines: Sequence[Line]) -> dict[str, Any]:
    names = PurchaseOrderSummary.model_fields.keys() - _SUMMED
    return {name: getattr(order, name) for name in names} | {
        "amount": orders.amount(lines),
        "line_count": len(lines),
        "received_lines": sum(line.received_qty >= line.qty for line in lines),
        "due_on": min((line.due_on for line in lines if line.due_on and line.open_qty), default=None),
    }


def one(conn: Connection, order: Order) -> PurchaseOrderAnswer:
    lines = orders.lines(conn, [order.id])
    terms = supplier_items.named(conn, order.supplier_id, [line.sku for line in lines])
    own = PurchaseOrderAnswer.model_fields.keys() - PurchaseOrderSummary.model_fields.keys()
    members = _members(order, lines) | {
        name: getattr(order, name) for name in own - {"lines", "call_offs", "warnings"}
    }
    call_offs: list[Order] = []
    if order.kind == Kind.BLANKET:
        call_offs = orders.list_page(conn, blanket_id=order.id, limit=ALL_CALL_OFFS)
    return PurchaseOrderAnswer.model_validate(
        members
        | {
            "lines": [_line(line) for line in lines],
            "call_offs": [call_off.number for call_off in call_offs],
            "warnings": order_lines.warnings(lines, terms),
        }
    )


def _line(line: Line) -> PurchaseLineAnswer:
    return PurchaseLineAnswer.model_validate(
        {name: getattr(line, name) for name in _LINE_NAMES}
        | {
            "amount": times(line.qty, line.unit_price),
            "over_qty": max(line.received_qty - line.qty, Decimal(0)),
        }
    )


def create(
    conn: Connection, wanted: NewPurchaseOrder, *, who: Principal, now: datetime
) -> PurchaseOrderAnswer:
    """A draft. Raises ConflictError, Problem (`validation` with everything that is wrong, `conflict`)."""
    wrong = WrongFields()
    site, supplier = sites.find(conn, wanted.site), suppliers.find(conn, wanted.supplier)
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
    if supplier is None:
        wrong.add("body.supplier", f"there is no supplier {wanted.supplier!r}")
    if wanted.valid_until is not None and wanted.kind != "blanket":
        wrong.add("body.valid_until", "only a blanket order has a last day for call-offs")
    wrong.raise_if_any()
    assert site and supplier  # noqa: S101 - else something would be wrong
    refuse_inactive(supplier)
    currency = wanted.currency or supplier.currency
    if currency != site.currency and wanted.exchange_rate is None:
        wrong.add("body.exchange_rate", f"say what one {currency} is in {site.currency}, the site's currency")
    if currency == site.currency and wanted.exchange_rate not in (None, Decimal(1)):
        wrong.add("body.exchange_rate", f"the order is in {site.currency}, as the site is")
    today = now.astimezone(ZoneInfo(site.timezone)).date()
    lines = order_lines.whole(
        conn, wrong, supplier, wanted.lines, today=today, same_currency=currency == supplier.currency
    )
    wrong.raise_if_any()
    new = NewOrder(
        site_id=site.id,
        supplier_id=supplier.id,
        currency=currency,
        kind=Kind(wanted.kind),
        number=wanted.number,
        exchange_rate=wanted.exchange_rate or Decimal(1),
        valid_until=wanted.valid_until,
        note=wanted.note,
    )
    return one(conn, work.create(conn, new, lines, at=now, by=By(who.user_id)))


def change(
    conn: Connection,
    number: str,
    version: int,
    wanted: PurchaseOrderChanges,
    *,
    who: Principal,
    now: datetime,
) -> PurchaseOrderAnswer:
    """Raises NotFoundError, StaleError, ConflictError, Problem (`validation`, `forbidden`)."""
    order = orders.lock(conn, number, version)
    if order.state != "draft" and who.role < Role.MANAGER:
        raise Problem("forbidden", f"{number} is approved: only a manager may change it now.")
    wrong = WrongFields()
    if order.currency == order.site_currency and wanted.exchange_rate not in (None, Decimal(1)):
        wrong.add("body.exchange_rate", f"the order is in {order.currency}, as the site is")
    if wanted.valid_until is not None and order.kind != Kind.BLANKET:
        wrong.add("body.valid_until", "only a blanket order has a last day for call-offs")
    lines = None
    if wanted.lines is not None:
        before = {line.line: line for line in orders.lines(conn, [order.id])}
        if order.kind == Kind.CALL_OFF:
            _check_call_off(wrong, wanted, before)
        supplier = suppliers.get(conn, order.supplier)
        lines = order_lines.whole(
            conn,
            wrong,
            supplier,
            wanted.lines,
            today=_today(order, now),
            same_currency=order.currency == supplier.currency,
            before=before,
        )
    wrong.raise_if_any()
    edit = Edit(
        note=wanted.note,
        supplier_reference=wanted.supplier_reference,
        exchange_rate=wanted.exchange_rate,
        valid_until=wanted.valid_until,
        lines=lines,
    )
    return one(conn, work.edit(conn, number, version, edit, at=now, by=By(who.user_id)))


def _check_call_off(wrong: WrongFields, wanted: PurchaseOrderChanges, before: dict[int, Line]) -> None:
    """Its items and prices are the blanket order's."""
    for position, line in enumerate(wanted.lines or ()):
        was = before.get(line.line) if line.line is not None else None
        if line.line is None:
            wrong.add(
                f"body.lines.{position}.line", "more of the blanket order is called off by another call-off"
            )
        elif was is not None and line.sku != was.sku:
            wrong.add(f"body.lines.{position}.sku", f"is {was.sku} in the blanket order")
        elif was is not None and line.unit_price not in (None, was.unit_price):
            wrong.add(f"body.lines.{position}.unit_price", "is the blanket order's")


def call_off(
    conn: Connection, number: str, wanted: NewCallOff, *, who: Principal, now: datetime
) -> PurchaseOrderAnswer:
    """Raises NotFoundError, ConflictError, InvalidError, Problem (`validation`)."""
    blanket = orders.lock(conn, number)
    supplier = suppliers.get(conn, blanket.supplier)
    refuse_inactive(supplier)
    of = {line.line: line for line in orders.lines(conn, [blanket.id])}
    terms = supplier_items.named(conn, supplier.id, [line.sku for line in of.values()])
    today = _today(blanket, now)
    wrong = WrongFields()
    asked: dict[int, tuple[Decimal, date | None]] = {}
    for position, line in enumerate(wanted.lines):
        where, was = f"body.lines.{position}", of.get(line.line)
        if was is None:
            wrong.add(f"{where}.line", f"blanket order {number} has no line {line.line}")
            continue
        if line.line in asked:
            wrong.add(f"{where}.line", "is called off in this request already")
        if line.qty != round(line.qty, was.qty_decimals):
            wrong.add(f"{where}.qty", f"item {was.sku} is counted with {was.qty_decimals} decimals")
        asked[line.line] = (line.qty, line.expected_on or expected_on(supplier, terms.get(was.sku), today))
    wrong.raise_if_any()
    made = work.call_off(
        conn,
        number,
        asked,
        at=now,
        today=today,
        by=By(who.user_id),
        number=wanted.number,
        note=wanted.note,
    )
    return one(conn, made)


def approve(
    conn: Connection, number: str, version: int, *, who: Principal, now: datetime
) -> PurchaseOrderAnswer:
    """Raises NotFoundError, StaleError, ConflictError, Problem (`forbidden`, with the limit)."""
    order = orders.get(conn, number)
    limit = approval.limit_of(limits.list_all(conn), who.role.text, order.currency)
    try:
        return one(conn, work.approve(conn, number, version, limit, at=now, by=By(who.user_id)))
    except OverLimitError as error:
        raise Problem(
            "forbidden",
            f"{number} comes to {money_text(error.amount)} {error.currency}; as {who.role.text} you may "
            f"approve up to {money_text(error.limit)}. Ask somebody with a higher limit.",
            limit=money_text(error.limit),
            amount=money_text(error.amount),
        ) from error


def _today(order: Order, now: datetime) -> date:
    return now.astimezone(ZoneInfo(order.timezone)).date()


def on_order_answers(rows: Sequence[on_order.Due]) -> list[OnOrderAnswer]:
    answers = []
    for (sku, site), group in groupby(rows, key=lambda row: (row.sku, row.site)):
        due = [DueAnswer(on=row.due_on, qty=row.qty) for row in group]
        answers.append(OnOrderAnswer(sku=sku, site=site, qty=sum((d.qty for d in due), Decimal(0)), due=due))
    return answers
