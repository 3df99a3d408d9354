"""What comes out of a report: pieces of the order's item, or what a kit was made of."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import WrongFields
from hub.api.production import service
from hub.api.production.schemas import ReportRequest
from hub.domain.inbound.tracked import Detail, faults
from hub.domain.millionths import millionths
from hub.domain.pieces import comes_twice
from hub.domain.production.account import divide, of_parts
from hub.domain.production.bom import Bom, came_by
from hub.store.inbound import tracked
from hub.store.production.orders import Order


class Put(NamedTuple):
    """Goods that come in, in base units."""

    item_id: int
    qty: Decimal
    lot: str = ""
    serial: str | None = None
    expiry: date | None = None


class Puts(NamedTuple):
    """``expected`` by item of a kit that is taken apart; empty where something is made.

    ``pieces``: those with a serial number, and where the request says it.
    """

    all: list[Put]
    expected: Mapping[int, Decimal]
    pieces: Sequence[tuple[str, tuple[int, str]]] = ()

    @property
    def items(self) -> set[int]:
        return {put.item_id for put in self.all} | self.expected.keys()

    def costs(self, value: int, worth: Mapping[int, Decimal]) -> list[int]:
        """What each costs, in millionths; together ``value``, less what did not come of a kit."""
        if not self.expected:
            return divide(value, [millionths(put.qty) for put in self.all])
        expected = {item: (millionths(qty), millionths(worth[item])) for item, qty in self.expected.items()}
        return of_parts(value, expected, [(put.item_id, millionths(put.qty)) for put in self.all])


def outputs(
    conn: Connection,
    order: Order,
    bill: Bom,
    wanted: ReportRequest,
    names: Names,
    wrong: WrongFields,
    *,
    today: date,
) -> Puts:
    """What is wrong with them is noted in ``wrong``."""
    if order.takes_apart:
        return _parts(conn, order, bill, wanted, names, wrong)
    if wanted.put:
        wrong.add("body.put", "only what comes of a kit that is taken apart is said here")
    made = wanted.produced_qty
    if made == 0:
        return Puts([], {})
    expiry = wanted.expiry
    if expiry is None and order.shelf_life_days is not None:
        expiry = today + timedelta(days=order.shelf_life_days)
    wants = _wants(conn, [order.item_id])[order.item_id]
    once = tuple(detail for detail in wants if detail != "serial")
    for detail, what in faults(once, made, wanted.lot, None, expiry):
        wrong.add(f"body.{detail}", what)
    if ("serial" in wants or wanted.serials) and len(set(wanted.serials)) != made:
        wrong.add("body.serials", f"{made.normalize():f} were made: say as many different serial numbers")
    if not wanted.serials:
        return Puts([Put(order.item_id, made, wanted.lot, None, expiry)], {})
    puts = [Put(order.item_id, Decimal(1), wanted.lot, one, expiry) for one in wanted.serials]
    pieces = [(f"body.serials.{nth}", (order.item_id, one)) for nth, one in enumerate(wanted.serials)]
    return Puts(puts, {}, pieces)


def _wants(conn: Connection, item_ids: Collection[int]) -> dict[int, tuple[Detail, ...]]:
    known = tracked.of_items(conn, item_ids)
    return {item: known[item].wants if item in known else () for item in item_ids}


def check_pieces(conn: Connection, puts: Puts, wrong: WrongFields) -> None:
    """A serial number is of one piece, and comes in once. They are locked."""
    last = tracked.whereabouts(conn, [piece for _, piece in puts.pieces])
    seen: set[tuple[int, str]] = set()
    for where, piece in puts.pieces:
        fault = comes_twice(last.get(piece))
        if fault:
            wrong.add(where, f"{piece[1]} {fault}")
        elif piece in seen and not where.startswith("body.serials"):
            wrong.add(where, f"{piece[1]} is named twice")
        seen.add(piece)


def _parts(
    conn: Connection, order: Order, bill: Bom, wanted: ReportRequest, names: Names, wrong: WrongFields
) -> Puts:
    for name in ("lot", "serials", "expiry"):
        if getattr(wanted, name):
            wrong.add(f"body.{name}", "a kit is taken apart: say it of its parts, in `put`")
    expected = came_by(bill, order.made_qty, wanted.produced_qty)
    wants = _wants(conn, expected)
    if not wanted.put:
        came = {item: qty for item, qty in expected.items() if qty > 0}
        for item, known in service.by_id(conn, [item for item in came if wants[item]]).items():
            details = ", ".join(detail for detail, _ in faults(wants[item], came[item], "", None, None))
            wrong.add("body.put", f"{known.sku} is tracked by {details}: name here all that came of it")
        return Puts([Put(item, qty) for item, qty in came.items()], expected)
    named: list[tuple[str, Put]] = []
    for position, line in enumerate(wanted.put):
        where = f"body.put.{position}"
        goods = names.goods(line.item, line.qty, where)
        if goods is None:
            continue
        item = goods[0].item_id
        if not expected.get(item):
            wrong.add(f"{where}.item", f"is no part of what was taken apart of {order.sku}")
            continue
        put = Put(item, goods[1], line.lot, line.serial, line.expiry)
        for detail, what in faults(wants[item], put.qty, put.lot, put.serial, put.expiry):
            wrong.add(f"{where}.{detail}", what)
        named.append((f"{where}.serial", put))
    pieces = [(where, (put.item_id, put.serial)) for where, put in named if put.serial]
    return Puts([put for _, put in named], expected, pieces)
