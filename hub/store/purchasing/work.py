"""What people do to a purchase order: each step checked by its state machine, and kept in its history.

In the caller's transaction, on the order (and its blanket) locked. Raises NotFoundError, StaleError for a
version that is not the present one, ConflictError for what the order does not allow, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow

from hub.domain.purchasing import approval, states
from hub.domain.purchasing.states import Action, Kind, RefusedError, State
from hub.store import queries
from hub.store.errors import ConflictError, InvalidError
from hub.store.purchasing import blankets, history, orders
from hub.store.purchasing.history import By
from hub.store.purchasing.orders import Line, Order

_Q = queries.load("purchase_orders")
Connection = psycopg.Connection[TupleRow]


class OverLimitError(Exception):
    """More than this user may approve; amounts in the order's currency."""

    def __init__(self, amount: Decimal, limit: Decimal, currency: str) -> None:
        super().__init__(f"{amount} {currency} is above the limit of {limit}")
        self.amount = amount
        self.limit = limit
        self.currency = currency


@dataclass(frozen=True, slots=True, kw_only=True)
class NewOrder:
    """Without a number it gets the next one; ``blanket_id`` and ``blanket_lines`` only of a call-off."""

    site_id: int
    supplier_id: int
    currency: str
    kind: Kind = Kind.ORDER
    number: str | None = None
    exchange_rate: Decimal = Decimal(1)
    valid_until: date | None = None
    note: str = ""
    blanket_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedLine:
    """``line``: its number in the order, None for a new one."""

    item_id: int
    qty: Decimal
    unit_price: Decimal
    expected_on: date | None = None
    line: int | None = None
    blanket_line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """What is None stays; ``lines`` are all that the order has from now on."""

    note: str | None = None
    supplier_reference: str | None = None
    exchange_rate: Decimal | None = None
    valid_until: date | None = None
    lines: Sequence[WantedLine] | None = None


def create(conn: Connection, new: NewOrder, lines: Sequence[WantedLine], *, at: datetime, by: By) -> Order:
    """A draft. Lines that name no number get the next ones."""
    if not lines:
        raise InvalidError("a purchase order has at least one line")
    values = {
        "site_id": new.site_id,
        "supplier_id": new.supplier_id,
        "kind": new.kind.value,
        "blanket_id": new.blanket_id,
        "currency": new.currency,
        "exchange_rate": new.exchange_rate,
        "valid_until": new.valid_until,
        "note": new.note,
        "at": at,
        "user_id": by.user_id,
    }
    number = new.number or _next_number(conn)
    row = conn.execute(_Q["create"], values | {"number": number}).fetchone()
    while row is None:
        if new.number is not None:
            raise ConflictError(f"there is a purchase order {number!r} already")
        number = _next_number(conn)  # somebody gave that one away by hand
        row = conn.execute(_Q["create"], values | {"number": number}).fetchone()
    first_new = max((line.line for line in lines if line.line is not None), default=0) + 1
    _put_lines(conn, row[0], _numbered(lines, first_new), at)
    order = orders.get(conn, number)
    after = history.snapshot(order, orders.lines(conn, [order.id]))
    history.add(conn, order.id, "created", at=at, by=by, after=after)
    return order


def _next_number(conn: Connection) -> str:
    row = conn.execute(_Q["next_number"]).fetchone()
    assert row is not None  # noqa: S101 - a sequence always has a next value
    return f"PO-{row[0]:06}"


def _put_lines(conn: Connection, order_id: int, lines: Sequence[WantedLine], at: datetime) -> None:
    values = {
        "order_id": order_id,
        "at": at,
        "lines": [line.line for line in lines],
        "item_ids": [line.item_id for line in lines],
        "qtys": [line.qty for line in lines],
        "unit_prices": [line.unit_price for line in lines],
        "expected_on": [line.expected_on for line in lines],
        "blanket_lines": [line.blanket_line for line in lines],
    }
    conn.execute(_Q["remove_other_lines"], values)
    conn.execute(_Q["put_lines"], values)


def call_off(
    conn: Connection,
    blanket_number: str,
    wanted: Mapping[int, tuple[Decimal, date | None]],
    *,
    at: datetime,
    today: date,
    by: By,
    number: str | None = None,
    note: str = "",
) -> Order:
    """An order for parts of a blanket's lines (by line: quantity, expected day), at the blanket's prices.

    It is approved as the blanket is. Never more is called off than was agreed, however many do it at once.
    """
    blanket = orders.lock(conn, blanket_number)
    of = {line.line: line for line in orders.lines(conn, [blanket.id])}
    _refuse(blanket, Action.CALL_OFF, list(of.values()))
    if blanket.valid_until is not None and today > blanket.valid_until:
        raise ConflictError(f"blanket order {blanket.number!r} ended on {blanket.valid_until}")
    unknown = [str(line) for line in wanted if line not in of]
    if unknown:
        raise InvalidError(f"blanket order {blanket.number!r} has no line {', '.join(unknown)}")
    lines = [
        WantedLine(
            item_id=of[line].item_id,
            qty=qty,
            unit_price=of[line].unit_price,
            expected_on=expected_on,
            blanket_line=line,
        )
        for line, (qty, expected_on) in sorted(wanted.items())
    ]
    blankets.redraw(conn, blanket.id, {}, {line: qty for line, (qty, _) in wanted.items()})
    new = NewOrder(
        site_id=blanket.site_id,
        supplier_id=blanket.supplier_id,
        currency=blanket.currency,
        kind=Kind.CALL_OFF,
        number=number,
        exchange_rate=blanket.exchange_rate,
        note=note,
        blanket_id=blanket.id,
    )
    order = create(conn, new, lines, at=at, by=by)
    history.add(conn, blanket.id, "called_off", at=at, by=by, after={"call_off": order.number})
    return _approved(conn, order, at, by, reason=f"as blanket order {blanket.number}")


def edit(conn: Connection, number: str, version: int, wanted: Edit, *, at: datetime, by: By) -> Order:
    """Beyond the approved amount it becomes a draft again, to be approved anew."""
    order = orders.lock(conn, number, version)
    was = orders.lines(conn, [order.id])
    _refuse(order, Action.EDIT, was)
    changed = replace(
        order,
        note=order.note if wanted.note is None else wanted.note,
        supplier_reference=wanted.supplier_reference
        if wanted.supplier_reference is not None
        else order.supplier_reference,
        exchange_rate=wanted.exchange_rate or order.exchange_rate,
        valid_until=wanted.valid_until or order.valid_until,
    )
    now = was
    if wanted.lines is not None:
        _check_lines(order, was, wanted.lines)
        first_new = max(line.line for line in was) + 1
        numbered = _numbered(wanted.lines, first_new)
        _put_lines(conn, order.id, numbered, at)
        now = orders.lines(conn, [order.id])
        if order.blanket_id is not None:
            blankets.redraw(conn, order.blanket_id, blankets.held(was), blankets.held(now))
    standing = orders.standing(changed, now)
    if approval.is_needed_again(order.approved_amount, orders.amount(now)):
        changed = replace(
            changed, state=State.DRAFT.value, approved_amount=None, approved_at=None, approved_by_id=None
        )
    else:
        state = states.after(Action.EDIT, standing)
        changed = replace(changed, state=state.value, received_at=_received_at(changed, state, at))
    orders.save(conn, changed)
    before, after = history.snapshot(order, was), history.snapshot(changed, now)
    history.add(conn, order.id, "changed", at=at, by=by, before=before, after=after)
    return orders.get(conn, number)


def _numbered(lines: Sequence[WantedLine], first_new: int) -> list[WantedLine]:
    numbered: list[WantedLine] = []
    for line in lines:
        if line.line is None:
            numbered.append(replace(line, line=first_new))
            first_new += 1
        else:
            numbered.append(line)
    return numbered


def _check_lines(order: Order, was: Sequence[Line], wanted: Sequence[WantedLine]) -> None:
    """Raises InvalidError, ConflictError: what has come, or is called off, stays."""
    if not wanted:
        raise InvalidError("a purchase order has at least one line; cancel it instead")
    given = {line.line: line for line in wanted if line.line is not None}
    known = {line.line for line in was}
    unknown = sorted(line for line in given if line not in known)
    if unknown or len(given) != sum(line.line is not None for line in wanted):
        raise InvalidError(
            f"purchase order {order.number!r}: name each line once, and only those that it has"
        )
    for line in was:
        fixed = max(line.called_qty, min(line.received_qty, line.qty))
        now = given.get(line.line)
        if fixed > 0 and (now is None or now.item_id != line.item_id or now.qty < fixed):
            what = "are called off" if line.called_qty else "have come"
            raise ConflictError(
                f"line {line.line} of {order.number!r}: {fixed.normalize():f} {line.sku} {what} already"
            )


def approve(
    conn: Connection, number: str, version: int, limit: Decimal | None, *, at: datetime, by: By
) -> Order:
    """``limit``: how much this user may approve, in the order's currency; None: any."""
    order = orders.lock(conn, number, version)
    lines = orders.lines(conn, [order.id])
    _refuse(order, Action.APPROVE, lines)
    wanted = orders.amount(lines)
    if not approval.covers(limit, wanted):
        raise OverLimitError(wanted, limit or Decimal(0), order.currency)
    return _approved(conn, order, at, by)


def _approved(conn: Connection, order: Order, at: datetime, by: By, reason: str = "") -> Order:
    lines = orders.lines(conn, [order.id])
    state = states.after(Action.APPROVE, orders.standing(order, lines))
    changed = replace(
        order,
        state=state.value,
        approved_amount=orders.amount(lines),
        approved_at=at,
        approved_by_id=by.user_id,
    )
    return _step(conn, order, changed, "approved", at, by, reason)


def send(conn: Connection, number: str, version: int, *, at: datetime, by: By) -> Order:
    """It was sent before: the first time counts, for how long the supplier takes."""
    order = orders.lock(conn, number, version)
    lines = orders.lines(conn, [order.id])
    state = _refuse(order, Action.SEND, lines)
    changed = replace(
        order,
        state=state.value,
        sent_at=order.sent_at or at,
        received_at=_received_at(order, state, at),
    )
    return _step(conn, order, changed, "sent", at, by)


def close(conn: Connection, number: str, version: int, *, reason: str, at: datetime, by: By) -> Order:
    """What has not come is given up; a blanket has it back."""
    order = orders.lock(conn, number, version)
    lines = orders.lines(conn, [order.id])
    state = _refuse(order, Action.CLOSE, lines)
    if order.blanket_id is not None:
        blankets.redraw(conn, order.blanket_id, blankets.unused(lines), {})
    return _step(conn, order, replace(order, state=state.value, closed_at=at), "closed", at, by, reason)


def cancel(conn: Connection, number: str, version: int, *, reason: str, at: datetime, by: By) -> Order:
    order = orders.lock(conn, number, version)
    lines = orders.lines(conn, [order.id])
    state = _refuse(order, Action.CANCEL, lines)
    if order.blanket_id is not None:
        blankets.redraw(conn, order.blanket_id, blankets.held(lines), {})
    return _step(conn, order, replace(order, state=state.value, closed_at=at), "cancelled", at, by, reason)


def confirm(
    conn: Connection,
    number: str,
    version: int,
    dates: Mapping[int, date],
    *,
    at: datetime,
    by: By,
    reference: str | None = None,
    note: str = "",
) -> Order:
    """The supplier's word on when which line comes."""
    order = orders.lock(conn, number, version)
    was = orders.lines(conn, [order.id])
    _refuse(order, Action.CONFIRM, was)
    unknown = sorted(set(dates) - {line.line for line in was})
    if unknown:
        raise InvalidError(f"purchase order {number!r} has no line {', '.join(map(str, unknown))}")
    values = {"order_id": order.id, "lines": list(dates), "dates": list(dates.values())}
    conn.execute(_Q["confirm_lines"], values)
    changed = replace(
        order,
        confirmed_at=at,
        supplier_reference=order.supplier_reference if reference is None else reference,
    )
    orders.save(conn, changed)
    now = orders.lines(conn, [order.id])
    before, after = history.snapshot(order, was), history.snapshot(changed, now)
    history.add(conn, order.id, "confirmed", at=at, by=by, reason=note, before=before, after=after)
    return orders.get(conn, number)


def _refuse(order: Order, action: Action, lines: Sequence[Line]) -> State:
    """The state that it leads to. Raises ConflictError."""
    try:
        return states.after(action, orders.standing(order, lines))
    except RefusedError as error:
        raise ConflictError(f"purchase order {order.number!r}: {error}") from error


def _step(
    conn: Connection, was: Order, now: Order, kind: str, at: datetime, by: By, reason: str = ""
) -> Order:
    orders.save(conn, now)
    before, after = {"state": was.state}, {"state": now.state}
    history.add(conn, was.id, kind, at=at, by=by, reason=reason, before=before, after=after)
    return orders.get(conn, was.number)


def _received_at(order: Order, state: State, at: datetime) -> datetime | None:
    return (order.received_at or at) if state is State.RECEIVED else None
