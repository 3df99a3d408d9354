"""Production orders: planned, released when there is enough, closed. What happens on them: reporting."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from hub.api.amounts import has_decimals
from hub.api.auth.roles import Principal, Role
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.production.schemas import (
    ComponentAnswer,
    NewOrder,
    OrderAnswer,
    OrderChanges,
    OrderSummary,
    ReportAnswer,
    ReportLine,
)
from hub.api.values import plain
from hub.domain.places import PICKABLE
from hub.domain.production.availability import Need, shortages
from hub.domain.production.bom import Bom, inputs
from hub.domain.production.states import Action
from hub.store import downlink, items, ledger, reservations, sites
from hub.store.items import Item
from hub.store.production import boms, orders, reports
from hub.store.production.boms import BomRow
from hub.store.production.orders import Order, Plan
from hub.store.production.reports import Line, Report, Taken

_OTHER_NAMES = {"produced_qty": "made_qty", "scrapped_qty": "spoilt_qty"}


class Wanting(NamedTuple):
    """What an order needs of one item, all told, and what has become of it."""

    planned: Decimal
    taken: Taken
    need: Need


def bill_of(conn: Connection, order: Order) -> Bom:
    return boms.bills(conn, [boms.get(conn, order.bom_id)])[order.bom_id]


def wanting(conn: Connection, order: Order, bill: Bom) -> dict[int, Wanting]:
    """By item: of all that is ordered, and what else was taken instead."""
    planned = inputs(bill, order.done_qty + order.open_qty, apart=order.takes_apart)
    taken = reports.taken(conn, order.id)
    others = {item for item, of in taken.items() if of.consumed or of.scrapped}
    reserved = orders.reserved(conn, order)
    concerned = planned.keys() | others | reserved.keys()
    free = boms.free(conn, order.site_id, concerned)
    found = {}
    for item in sorted(concerned):
        of, plan = taken.get(item, Taken()), planned.get(item, Decimal(0))
        open_qty = max(plan - of.consumed, Decimal(0)) if order.closed_at is None else Decimal(0)
        found[item] = Wanting(plan, of, Need(item, open_qty, reserved.get(item, Decimal(0)), free[item]))
    return found


def summary(order: Order) -> OrderSummary:
    return OrderSummary.model_validate(_members(order, OrderSummary.model_fields))


def _members(row: Order | Report, names: Collection[str]) -> dict[str, Any]:
    return {name: getattr(row, _OTHER_NAMES.get(name, name)) for name in names}


def one(conn: Connection, order: Order) -> OrderAnswer:
    wanted = wanting(conn, order, bill_of(conn, order))
    known = by_id(conn, wanted)
    components = [
        ComponentAnswer(
            sku=known[item].sku,
            name=known[item].name,
            unit=known[item].unit,
            tracking=known[item].tracking,
            planned_qty=of.planned,
            consumed_qty=of.taken.consumed,
            scrapped_qty=of.taken.scrapped,
            open_qty=of.need.open_qty,
            reserved_qty=of.need.reserved,
            available_qty=of.need.available,
            short_qty=of.need.short,
        )
        for item, of in wanted.items()
    ]
    components.sort(key=lambda component: component.sku)
    names = OrderAnswer.model_fields.keys() - {"components"}
    return OrderAnswer.model_validate(_members(order, names) | {"components": components})


def by_id(conn: Connection, ids: Collection[int]) -> dict[int, Item]:
    return {item.id: item for item in items.by_ids(conn, ids)}


def report_answers(conn: Connection, rows: Sequence[Report]) -> list[ReportAnswer]:
    lines: dict[int, list[Line]] = {row.id: [] for row in rows}
    for line in reports.lines(conn, lines):
        lines[line.report_id].append(line)
    names = ReportAnswer.model_fields.keys() - {"lines"}
    return [
        ReportAnswer.model_validate(
            _members(row, names) | {"lines": [ReportLine.model_validate(line) for line in lines[row.id]]}
        )
        for row in rows
    ]


def create(conn: Connection, wanted: NewOrder, *, who: Principal, now: datetime) -> OrderAnswer:
    """A draft. Raises ConflictError, Problem (`validation`, with everything that is wrong)."""
    wrong = WrongFields()
    site = sites.find(conn, wanted.site)
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
    bom = _bom(conn, wrong, wanted.sku, wanted.bom_version, wanted.kind)
    if bom is not None and not has_decimals(wanted.qty, bom.qty_decimals):
        wrong.add("body.qty", f"item {bom.sku} is counted with {bom.qty_decimals} decimals")
    source, destination = None, None
    if site is not None:
        source, destination = _places(conn, wrong, site.code, wanted.source, wanted.destination)
    wrong.raise_if_any()
    assert site and bom and destination  # noqa: S101 - else something would be wrong
    plan = Plan(
        bom_id=bom.id, qty=wanted.qty, source_id=source, destination_id=destination, due_on=wanted.due_on,
        note=wanted.note,
    )  # fmt: skip
    made = orders.create(conn, site.id, wanted.kind, plan, number=wanted.number, at=now, user_id=who.user_id)
    return one(conn, made)


def _bom(
    conn: Connection, wrong: WrongFields, sku: str, version: int | None, kind: str, where: str = "body.sku"
) -> BomRow | None:
    """Locked: it stays as it is, for an order is being made by it."""
    found = boms.find(conn, sku, version)
    if found is None:
        what = "no active bill of materials" if version is None else f"no version {version} of a bill"
        wrong.add(where, f"item {sku!r} has {what}; make one, under bills of materials")
        return None
    boms.lock_for_order(conn, found.id)
    if kind == "disassemble" and found.kind != "kit":
        wrong.add("body.kind", f"{sku} is no kit by version {found.version} of its bill: it stays as it is")
    if not boms.components(conn, [found.id]):
        wrong.add(where, f"version {found.version} of {sku}'s bill of materials has no components")
    return found


def _places(
    conn: Connection, wrong: WrongFields, site: str, source: str | None, destination: str | None
) -> tuple[int | None, int | None]:
    names = Names(conn, site, wrong)
    taken = None if source is None else names.place(source, "body.source", PICKABLE)
    put = None if destination is None else names.place(destination, "body.destination")
    return (taken.id if taken else None, put.id if put else None)


def change(conn: Connection, number: str, version: int, wanted: OrderChanges) -> OrderAnswer:
    """Raises NotFoundError, StaleError, ConflictError, Problem (`validation`)."""
    order = orders.lock(conn, number, version)
    orders.check(order, Action.EDIT)
    wrong = WrongFields()
    bom_id = order.bom_id
    if wanted.bom_version is not None:
        found = _bom(conn, wrong, order.sku, wanted.bom_version, order.kind, "body.bom_version")
        bom_id = found.id if found else bom_id
    if wanted.qty is not None and not has_decimals(wanted.qty, order.qty_decimals):
        wrong.add("body.qty", f"item {order.sku} is counted with {order.qty_decimals} decimals")
    source, destination = _places(conn, wrong, order.site, wanted.source, wanted.destination)
    wrong.raise_if_any()
    named = wanted.model_fields_set
    plan = Plan(
        bom_id=bom_id,
        qty=wanted.qty or order.qty,
        source_id=source if "source" in named else order.source_id,
        destination_id=destination or order.destination_id,
        due_on=wanted.due_on if "due_on" in named else order.due_on,
        note=order.note if wanted.note is None else wanted.note,
    )
    return one(conn, orders.change(conn, order, plan))


def release(
    conn: Connection, number: str, version: int, *, allow_short: bool, who: Principal, now: datetime
) -> OrderAnswer:
    """Its components are promised to it. Raises Problem (`insufficient-stock`, with all that is short)."""
    if allow_short and who.role < Role.MANAGER:
        raise Problem("forbidden", "Only a manager may say `allow_short`.")
    order = orders.lock(conn, number, version)
    orders.check(order, Action.RELEASE)
    bill = bill_of(conn, order)
    lock_goods(conn, order, inputs(bill, order.qty, apart=order.takes_apart), now)
    short = shortages(of.need for of in wanting(conn, order, bill).values())
    if short and not allow_short:
        raise shortage(
            conn,
            f"{number} cannot be released",
            {
                need.item_id: (need.open_qty - need.reserved, max(need.available, Decimal(0)))
                for need in short
            },
        )
    reserve(conn, order, bill, who=who, now=now)
    downlink.notify(conn)
    return one(conn, orders.step(conn, order, Action.RELEASE, at=now, user_id=who.user_id))


def lock_goods(
    conn: Connection, order: Order, item_ids: Collection[int], now: datetime
) -> dict[int, Decimal]:
    """Nothing of these moves meanwhile; gives what a unit of each is worth. Once a transaction, for all."""
    keys = [(order.site_id, item_id) for item_id in item_ids]
    return {key[1]: worth for key, worth in ledger.lock(conn, keys, recorded_at=now).items()}


def reserve(conn: Connection, order: Order, bill: Bom, *, who: Principal, now: datetime) -> None:
    """Promise to the order what it still needs, as far as it is free; its goods are locked."""
    wanted = [(item, of.need.to_reserve) for item, of in wanting(conn, order, bill).items()]
    lines = [(item, qty) for item, qty in wanted if qty > 0]
    if lines:
        reservations.reserve(conn, order.site_id, order.number, lines, at=now, user_id=who.user_id)


def shortage(conn: Connection, what: str, short: Mapping[int, tuple[Decimal, Decimal]]) -> Problem:
    """Of all items that are short: how much is needed, and how much there is."""
    known = by_id(conn, short)
    rows = [
        {"sku": known[item].sku, "requested": plain(wanted), "available": plain(there)}
        for item, (wanted, there) in short.items()
    ]
    rows.sort(key=lambda row: row["sku"])
    said = ", ".join(f"{row['requested']} {row['sku']} (there are {row['available']})" for row in rows)
    return Problem("insufficient-stock", f"{what}. It takes {said}.", short=rows)


def end(
    conn: Connection,
    number: str,
    version: int,
    action: Action,
    *,
    reason: str,
    who: Principal,
    now: datetime,
) -> OrderAnswer:
    """Close or cancel it: what is still promised to it is free again. Raises ConflictError."""
    order = orders.lock(conn, number, version)
    orders.check(order, action)
    reservations.release_document(conn, order.site_id, number, at=now)
    downlink.notify(conn)
    ended = orders.step(conn, order, action, at=now, user_id=who.user_id, reason=reason)
    return one(conn, ended)
