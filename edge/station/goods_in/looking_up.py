"""Looking up: whatever is scanned, what it is and where it is, by what was downloaded last. Pure.

Nothing is booked here. What a code may be is tried by certainty: a package by its own number, an order by its
own, a place, an item by any of its codes, a lot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final, Literal

from devices.codes.gs1 import ScannedCode
from edge.station.bench import Effect, Feedback, go, stop
from edge.station.errand import Hand, Lookup
from edge.station.goods_in.reckoning import is_sscc, item_of
from gateway.wire.inbound import DuePackage, DueReceipt, GoodsIn, Leaving, StockRow
from gateway.wire.messages import Order, Stock, Tasks
from gateway.wire.outbound import TransferToLoad
from gateway.wire.production import KitToTakeApart, OrderToMake

NAME: Final = "lookup"
Note = Literal[
    "stands", "waits", "due", "in_package", "to_pack", "code", "to_make", "goes_into", "to_take_apart",
    "comes_of", "to_load", "leaves",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """`qty` of something somewhere: `where` is a place, an order or a package, by `note`."""

    note: Note
    qty: Decimal | None
    sku: str
    name: str
    where: str
    lot: str = ""
    of: Decimal | None = None


@dataclass(frozen=True, slots=True)
class LookingUpState:
    """`stock_at`: of when the downloaded stock is; None: none has come yet."""

    facts: tuple[Fact, ...]
    stock_at: datetime | None
    whole: bool
    message: Feedback | None


class LookingUpSession:
    """`lookup` tells what a scanned text is; `stock` is what was downloaded last."""

    name = NAME

    def __init__(self, lookup: Lookup, stock: Callable[[], Stock | None]) -> None:
        self._lookup, self._stock = lookup, stock
        self._goods = GoodsIn()
        self._orders: tuple[Order, ...] = ()
        self._to_make: tuple[OrderToMake, ...] = ()
        self._kits: tuple[KitToTakeApart, ...] = ()
        self._to_load: tuple[TransferToLoad, ...] = ()
        self._facts: tuple[Fact, ...] = ()
        self._message: Feedback | None = None

    def told(self, tasks: Tasks) -> None:
        self._goods = tasks.goods_in or GoodsIn()
        self._orders = tuple(tasks.orders)
        self._to_make, self._to_load = tuple(tasks.production), tuple(tasks.transfers)
        self._kits = tuple(tasks.apart)

    def scan(self, code: ScannedCode, at: datetime, hand: Hand) -> list[Effect]:
        text = _bare(code.text.strip())
        for look in (
            self._package, self._receipt, self._order, self._transfer, self._production,
            self._place, self._item, self._lot,
        ):  # fmt: skip
            found = look(code, text)
            if found is not None:
                self._message, self._facts = found
                return [self._message]
        self._facts = ()
        self._message = stop("found_nothing", code=text[:64])
        return [self._message]

    def act(self, action: str, at: datetime, hand: Hand) -> list[Effect]:
        """clear."""
        self._facts, self._message = (), None
        return []

    # --- what it may be ---

    def _package(self, code: ScannedCode, text: str) -> tuple[Feedback, tuple[Fact, ...]] | None:
        sscc = code.sscc or (text if is_sscc(text) else None)
        unit = next((unit for unit in self._goods.units if unit.sscc == sscc), None)
        if unit is not None:
            held = tuple(
                Fact("stands", line.qty, line.sku, line.name, unit.location, line.lot or "")
                for line in unit.lines
            )
            return go("found_unit", sscc=unit.sscc, place=unit.location), held
        found = next(((due, p) for due in self._goods.receipts for p in due.packages if p.sscc == sscc), None)
        if sscc is None or found is None:
            return None
        due, package = found
        facts = tuple(_packed(package, due))
        return go("found_package", sscc=sscc, order=due.number), facts

    def _receipt(self, _code: ScannedCode, text: str) -> tuple[Feedback, tuple[Fact, ...]] | None:
        due = next((due for due in self._goods.receipts if due.number == text), None)
        if due is None:
            return None
        facts = [
            Fact("due", line.received_qty, line.sku, line.name, due.number, of=line.qty) for line in due.lines
        ]
        for package in due.packages:
            facts += _packed(package, due)
        return go("found_order", order=due.number, supplier=due.supplier), tuple(facts)

    def _order(self, _code: ScannedCode, text: str) -> tuple[Feedback, tuple[Fact, ...]] | None:
        order = next((order for order in self._orders if order.number == text), None)
        if order is None:
            return None
        facts = tuple(Fact("to_pack", line.qty, line.sku, line.name, order.number) for line in order.lines)
        return go("found_order", order=order.number, supplier=order.customer), facts

    def _transfer(self, _code: ScannedCode, text: str) -> tuple[Feedback, tuple[Fact, ...]] | None:
        """One that is under way from here, or waits to be loaded."""
        sent = next((one for one in self._goods.leaving if one.number == text), None)
        if sent is not None:
            return go("found_transfer", order=sent.number, site=sent.to), tuple(_leaves(sent))
        waits = next((one for one in self._to_load if one.number == text), None)
        if waits is None:
            return None
        return go("found_transfer", order=waits.number, site=waits.to), tuple(_loads(waits))

    def _production(self, _code: ScannedCode, text: str) -> tuple[Feedback, tuple[Fact, ...]] | None:
        order = next((one for one in self._to_make if one.number == text), None)
        if order is not None:
            return go("found_production", order=order.number, name=order.name), tuple(_makes(order))
        kit = next((one for one in self._kits if one.number == text), None)
        if kit is None:
            return None
        return go("found_production", order=kit.number, name=kit.name), tuple(_comes_of(kit))

    def _place(self, _code: ScannedCode, text: str) -> tuple[Feedback, tuple[Fact, ...]] | None:
        place = next((place for place in self._goods.places if place.code == text), None)
        if place is None or self._lookup(text) is not None:
            return None
        facts = [self._stands(row) for row in self._rows() if row.location == text]
        facts += [
            Fact("waits", task.qty, task.sku, task.name, task.location, task.lot or "")
            for task in self._goods.putaways
            if task.to == text
        ]
        shown = f"{text} · {place.name}" if place.name else text
        return go("found_place", place=shown), tuple(facts)

    def _item(self, code: ScannedCode, text: str) -> tuple[Feedback, tuple[Fact, ...]] | None:
        hit = item_of(self._lookup, code, text)
        if hit is None:
            return None
        facts = [
            self._stands(row) for row in self._rows() if row.sku == hit.sku and code.lot in (None, row.lot)
        ]
        facts += [
            Fact("waits", task.qty, task.sku, task.name, task.to or "?", task.lot or "")
            for task in self._goods.putaways
            if task.sku == hit.sku
        ]
        for due in self._goods.receipts:
            facts += [
                Fact("due", line.received_qty, line.sku, line.name, due.number, of=line.qty)
                for line in due.lines
                if line.sku == hit.sku
            ]
        elsewhere = [fact for order in self._to_make for fact in _makes(order)]
        elsewhere += [fact for kit in self._kits for fact in _comes_of(kit)]
        elsewhere += [fact for transfer in self._to_load for fact in _loads(transfer)]
        elsewhere += [fact for transfer in self._goods.leaving for fact in _leaves(transfer)]
        facts += [fact for fact in elsewhere if fact.sku == hit.sku]
        if hit.qty != 1:
            facts.insert(0, Fact("code", hit.qty, hit.sku, hit.name, text[:64]))
        return go("found_item", name=hit.name, sku=hit.sku), tuple(facts)

    def _lot(self, _code: ScannedCode, text: str) -> tuple[Feedback, tuple[Fact, ...]] | None:
        facts = [self._stands(row) for row in self._rows() if row.lot == text]
        for due in self._goods.receipts:
            for package in due.packages:
                facts += [fact for fact in _packed(package, due) if fact.lot == text]
        return (go("found_lot", lot=text[:64]), tuple(facts)) if facts else None

    def _rows(self) -> list[StockRow]:
        stock = self._stock()
        return stock.rows if stock else []

    def _stands(self, row: StockRow) -> Fact:
        hit = self._lookup(row.sku)
        return Fact("stands", row.qty, row.sku, hit.name if hit else row.sku, row.location, row.lot or "")

    # --- what is shown; nothing is kept ---

    @property
    def state(self) -> LookingUpState:
        stock = self._stock()
        return LookingUpState(
            self._facts, stock.at if stock else None, stock.whole if stock else True, self._message
        )

    def say(self, feedback: Feedback) -> list[Effect]:
        self._message = feedback
        return [feedback]

    def snapshot(self) -> bytes:
        return b""

    def restore(self, stored: bytes) -> None:
        self._facts, self._message = (), None

    @property
    def in_hand(self) -> object:
        return None

    def doubt(self, at: datetime, hand: Hand, *, is_new: bool) -> list[Effect]:
        return []


def _bare(text: str) -> str:
    """What a command barcode of the house names: TD:ORDER:7 is order 7."""
    parts = text.split(":", 2)
    return parts[2] if len(parts) == 3 and parts[0].upper() == "TD" else text


def _makes(order: OrderToMake) -> list[Fact]:
    made = Fact("to_make", order.qty, order.sku, order.name, order.number)
    parts = (Fact("goes_into", part.qty, part.sku, part.name, order.number) for part in order.components)
    return [made, *parts]


def _comes_of(kit: KitToTakeApart) -> list[Fact]:
    """Of its parts no quantity: how many come is reckoned where they are taken apart."""
    taken = Fact("to_take_apart", kit.qty, kit.sku, kit.name, kit.number)
    parts = (Fact("comes_of", None, part.sku, part.name, kit.number) for part in kit.parts)
    return [taken, *parts]


def _loads(transfer: TransferToLoad) -> list[Fact]:
    return [
        Fact("to_load", line.qty, line.sku, line.name, transfer.number, line.lot or "")
        for line in transfer.lines
    ]


def _leaves(transfer: Leaving) -> list[Fact]:
    return [
        Fact("leaves", line.received_qty, line.sku, line.name, transfer.number, of=line.qty)
        for line in transfer.lines
    ]


def _packed(package: DuePackage, due: DueReceipt) -> list[Fact]:
    if not package.lines:
        return [Fact("in_package", None, package.sscc, "", due.number)]
    return [
        Fact("in_package", line.qty, line.sku, line.name, package.sscc, line.lot or "")
        for line in package.lines
    ]
