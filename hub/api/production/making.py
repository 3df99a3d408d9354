"""What comes out of a report: pieces of the order's item, or what a kit was made of."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import WrongFields
from hub.api.production import service
from hub.api.production.schemas import ReportRequest
from hub.domain.millionths import millionths
from hub.domain.production.account import divide, of_parts
from hub.domain.production.bom import Bom, given_back
from hub.store.items import Item
from hub.store.production.orders import Order


class Put(NamedTuple):
    """Goods that come in, in base units."""

    item_id: int
    qty: Decimal
    lot: str = ""
    serial: str | None = None
    expiry: date | None = None


class Puts(NamedTuple):
    """``expected`` by item of a kit that is taken apart; empty where something is made."""

    all: list[Put]
    expected: Mapping[int, Decimal]

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
    if order.tracking == "lot" and not wanted.lot:
        wrong.add("body.lot", f"{order.sku} is told apart by lots: say which one was made")
    if (order.tracking == "serial" or wanted.serials) and len(set(wanted.serials)) != made:
        wrong.add("body.serials", f"{made.normalize():f} were made: say as many different serial numbers")
    if wanted.serials:
        return Puts([Put(order.item_id, Decimal(1), wanted.lot, one, expiry) for one in wanted.serials], {})
    return Puts([Put(order.item_id, made, wanted.lot, None, expiry)], {})


def _parts(
    conn: Connection, order: Order, bill: Bom, wanted: ReportRequest, names: Names, wrong: WrongFields
) -> Puts:
    for name in ("lot", "serials", "expiry"):
        if getattr(wanted, name):
            wrong.add(f"body.{name}", "a kit is taken apart: say it of its parts, in `put`")
    before, after = given_back(bill, order.made_qty), given_back(bill, order.made_qty + wanted.produced_qty)
    expected = {item: after[item] - before[item] for item in after}
    known = service.by_id(conn, expected)
    if not wanted.put:
        puts = [Put(item, qty) for item, qty in expected.items() if qty > 0]
        for put in puts:
            _tell_apart(known[put.item_id], put, wrong, "body.put")
        return Puts(puts, expected)
    puts = []
    for position, line in enumerate(wanted.put):
        where = f"body.put.{position}"
        goods = names.goods(line.item, line.qty, where)
        if goods is None:
            continue
        item = known.get(goods[0].item_id)
        if item is None or expected[item.id] == 0:
            wrong.add(f"{where}.item", f"is no part of what was taken apart of {order.sku}")
            continue
        put = Put(item.id, goods[1], line.lot, line.serial, line.expiry)
        _tell_apart(item, put, wrong, where)
        puts.append(put)
    return Puts(puts, expected)


def _tell_apart(item: Item, put: Put, wrong: WrongFields, where: str) -> None:
    if item.tracking == "lot" and not put.lot:
        wrong.add(where, f"{item.sku} is told apart by lots: say which lot came of it")
    if item.tracking == "serial" and put.serial is None:
        wrong.add(where, f"{item.sku} is told apart by serial numbers: say which came of it")
    if put.serial is not None and put.qty != 1:
        wrong.add(where, "a serial number is of one piece")
