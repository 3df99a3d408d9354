"""Production orders as they stand, and the steps of their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.millionths import decimal, millionths
from hub.domain.production import states
from hub.domain.production.account import Account
from hub.domain.production.states import Action, RefusedError, Standing, State
from hub.store import downlink, queries
from hub.store.errors import ConflictError, NotFoundError, StaleError

_Q = queries.load("production_orders")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Order:
    """``made_qty`` good ones and ``spoilt_qty`` others of ``qty``; of a kit that is taken apart, kits.

    ``reported``: a report stands. Values in the site's currency. ``version`` counts its changes.
    """

    id: int
    site_id: int
    site: str
    currency: str
    timezone: str
    number: str
    bom_id: int
    bom_version: int
    item_id: int
    sku: str
    name: str
    unit: str
    qty_decimals: int
    tracking: str
    shelf_life_days: int | None
    kind: str
    state: str
    qty: Decimal
    made_qty: Decimal
    spoilt_qty: Decimal
    source: str | None
    source_id: int | None
    destination: str
    destination_id: int
    due_on: date | None
    note: str
    consumed_value: Decimal
    produced_value: Decimal
    scrapped_value: Decimal
    created_at: datetime
    created_by: str | None
    released_at: datetime | None
    started_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    close_reason: str
    version: int
    reported: bool

    @property
    def takes_apart(self) -> bool:
        return self.kind == "disassemble"

    @property
    def done_qty(self) -> Decimal:
        return self.made_qty + self.spoilt_qty

    @property
    def open_qty(self) -> Decimal:
        """What is still to be made, or taken apart: spoilt ones are made anew."""
        return max(self.qty - self.made_qty, Decimal(0))

    @property
    def account(self) -> Account:
        return Account(*map(millionths, (self.consumed_value, self.produced_value, self.scrapped_value)))

    @property
    def in_work_value(self) -> Decimal:
        return decimal(self.account.in_work)

    @property
    def standing(self) -> Standing:
        return Standing(State(self.state), self.qty, self.made_qty, self.reported)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What people say of an order before it is released. ``source_id`` None: wherever it can be picked."""

    bom_id: int
    qty: Decimal
    destination_id: int
    source_id: int | None = None
    due_on: date | None = None
    note: str = ""


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    sku: str | None = None,
    states_: Sequence[str] | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[Order]:
    """Newest first, those behind the order with id ``after``."""
    states_given = None if states_ is None else list(states_)
    return _page(conn, number=None, site=site, sku=sku, states=states_given, after=after, limit=limit)


def _page(conn: Connection, **values: object) -> list[Order]:
    with conn.cursor(row_factory=class_row(Order)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def get(conn: Connection, number: str) -> Order:
    """Raises NotFoundError."""
    found = _page(conn, number=number, site=None, sku=None, states=None, after=None, limit=1)
    if not found:
        raise NotFoundError("production order", number)
    return found[0]


def lock(conn: Connection, number: str, version: int | None = None) -> Order:
    """It stays as it is until the transaction ends; the ledger's rows are locked after it, never before.

    Raises NotFoundError; StaleError when it is not in the version that was seen.
    """
    conn.execute(_Q["lock"], {"number": number})
    order = get(conn, number)
    if version is not None and order.version != version:
        raise StaleError(f"production order {number!r}", version, order.version)
    return order


def create(
    conn: Connection,
    site_id: int,
    kind: str,
    plan: Plan,
    *,
    number: str | None,
    at: datetime,
    user_id: int | None,
) -> Order:
    """A draft; without a number it gets the next one. Raises ConflictError."""
    values = _planned(plan) | {"site_id": site_id, "kind": kind, "at": at, "user_id": user_id}
    wanted = number or _next_number(conn)
    while conn.execute(_Q["create"], values | {"number": wanted}).fetchone() is None:
        if number is not None:
            raise ConflictError(f"there is a production order {number!r} already")
        wanted = _next_number(conn)  # somebody gave that one away by hand
    return get(conn, wanted)


def _next_number(conn: Connection) -> str:
    row = conn.execute(_Q["next_number"]).fetchone()
    assert row is not None  # noqa: S101 - a sequence always has a next value
    return f"MO-{row[0]:06}"


def _planned(plan: Plan) -> dict[str, object]:
    return {name: getattr(plan, name) for name in Plan.__dataclass_fields__}


def change(conn: Connection, order: Order, plan: Plan) -> Order:
    """A locked one. Raises ConflictError when it is no draft any more."""
    check(order, Action.EDIT)
    conn.execute(_Q["change"], _planned(plan) | {"id": order.id})
    return get(conn, order.number)


def check(order: Order, action: Action) -> State:
    """The state that it leads to. Raises ConflictError when the order does not allow it as it stands."""
    try:
        return states.after(action, order.standing)
    except RefusedError as error:
        raise ConflictError(f"production order {order.number!r}: {error}") from error


def step(
    conn: Connection, order: Order, action: Action, *, at: datetime, user_id: int | None, reason: str = ""
) -> Order:
    """Release, close or cancel a locked one; what is in work as it is closed is written off.

    Raises ConflictError.
    """
    state = check(order, action)
    account = order.account.written_off() if action is Action.CLOSE else order.account
    values = {
        "id": order.id, "state": state.value, "at": at, "user_id": user_id, "reason": reason,
        "scrapped_value": decimal(account.scrapped),
    }  # fmt: skip
    conn.execute(_Q["set_state"], values)
    downlink.notify(conn)  # stations are told which orders are at work
    return get(conn, order.number)


def reserved(conn: Connection, order: Order) -> dict[int, Decimal]:
    """By item, what is promised to the order and not used up."""
    values = {"site_id": order.site_id, "number": order.number}
    return dict(conn.execute(_Q["reserved"], values).fetchall())
