"""A dock in memory: the real errands behind the terminal's port, an outbox that is a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec

from devices.codes.gs1 import parse_scan
from devices.events import Scan
from edge.station.bench import BenchSettings, CatalogueHit, Effect, Emit
from edge.station.dismantling.session import DismantlingSession
from edge.station.errand import Errand, Hand
from edge.station.goods_in.looking_up import LookingUpSession
from edge.station.goods_in.putting_away import PuttingAwaySession
from edge.station.goods_in.receiving import ReceivingSession
from edge.station.making.session import MakingSession
from edge.station.moving.session import MovingSession
from edge.station.port import Listener, StationStatus
from edge.station.sending.session import SendingSession
from gateway.wire.inbound import (
    DueLine,
    DuePackage,
    DueReceipt,
    GoodsIn,
    KnownSerials,
    Leaving,
    PackedLine,
    Place,
    PutAway,
    StandingUnit,
    StockRow,
)
from gateway.wire.messages import AnyEvent, Movement, Order, Receipt, Stock, Tasks
from gateway.wire.outbound import Departure, LoadLine, TransferToLoad
from gateway.wire.production import ComponentToTake, KitToTakeApart, OrderToMake, PartOfKit, Production
from tests.station.bench_port import CATALOGUE, LAMP, MUG, SPOON, TEA, BenchPort

PACKAGE = "340123450000000017"
OTHER_PACKAGE = "340123450000000024"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
D = Decimal


def goods_in(*, blind: bool = False, units: bool = False) -> GoodsIn:
    """PO-1: ten mugs and four teas, of which six mugs and all tea are in a package; PO-2: a lamp.

    `units`: a package of lamps and spoons stands whole at the dock.
    """
    packed = [
        PackedLine(sku=MUG.sku, name=MUG.name, qty=D(6), lot="L7", expiry=date(2027, 1, 31)),
        PackedLine(sku=TEA.sku, name=TEA.name, qty=D(4)),
    ]
    shown = None if blind else D(1)
    lines = [
        DueLine(sku=MUG.sku, name=MUG.name, qty=shown and D(10)),
        DueLine(sku=TEA.sku, name=TEA.name, qty=shown and D(4)),
    ]
    return GoodsIn(
        blind=blind,
        receipts=[
            DueReceipt(
                number="PO-1", supplier="Acme 陶瓷", due=date(2026, 3, 2), lines=lines,
                packages=[DuePackage(sscc=PACKAGE, lines=[] if blind else packed)],
            ),
            DueReceipt(
                number="PO-2", supplier="Lin", lines=[DueLine(sku=LAMP.sku, name=LAMP.name, qty=D(1))]
            ),
        ],
        putaways=[
            PutAway(
                sku=MUG.sku, name=MUG.name, location="DOCK-1", qty=D(12), lot="L1", to="A-1", why="fixed"
            ),
            PutAway(sku=TEA.sku, name=TEA.name, location="DOCK-1", qty=D(3), to="B-2", why="empty"),
        ],
        units=[
            StandingUnit(
                sscc=OTHER_PACKAGE, order="PO-9", location="DOCK-1", to="A-1", why="fixed",
                lines=[
                    PackedLine(sku=LAMP.sku, name=LAMP.name, qty=D(6), lot="L3"),
                    PackedLine(sku=SPOON.sku, name=SPOON.name, qty=D(20)),
                ],
            )
        ] if units else [],
        places=[
            Place(code="DOCK-1", kind="dock"), Place(code="DOCK-2", kind="dock"),
            Place(code="BROKEN", kind="damaged"), Place(code="A-1", kind="shelf", name="Mugs"),
            Place(code="B-2", kind="shelf"), Place(code="PACK-1", kind="bench"),
        ],
        leaving=[
            Leaving(
                number="TR-8", to="North",
                lines=[DueLine(sku=SPOON.sku, name=SPOON.name, qty=D(8), received_qty=D(3))],
            )
        ],
    )  # fmt: skip


STOCK = Stock(
    v=1,
    at=NOON,
    rows=[
        StockRow(sku=MUG.sku, location="A-1", qty=D(40), lot="L0"),
        StockRow(sku=MUG.sku, location="DOCK-1", qty=D(12), lot="L1"),
        StockRow(sku=TEA.sku, location="A-1", qty=D(2)),
    ],
)


def tag(serial: str, sku: str = "4006381333931", location: str = "DOCK-1") -> Movement:
    """As a portal reports a piece that came in."""
    return Movement(
        at=NOON, device="portal", kind="receipt", item=sku, qty=D(1), source="supplier", destination=location,
        serial=serial, evidence={"epc": f"EPC-{serial}"},
    )  # fmt: skip


class Dock:
    """One errand, driven by hand. `outbox` is what the hub would get."""

    def __init__(
        self, errand: Errand, told: GoodsIn | None = None, orders: Sequence[Order] = (),
        transfers: Sequence[TransferToLoad] = (),
    ) -> None:  # fmt: skip
        self.errand = errand
        self.transfers = transfers
        self.production: list[OrderToMake] | None = None
        self.apart: Sequence[KitToTakeApart] = KITS
        self.open = 0  # of each kind, told or not
        self.outbox: list[AnyEvent] = []
        self.steady_g: Decimal | None = None
        self.operator: str | None = "ada"
        self.listeners: list[Listener] = []
        self.now = NOON
        self.tell(told or goods_in(), orders)

    def tell(self, told: GoodsIn, orders: Sequence[Order] = ()) -> None:
        self.errand.told(
            Tasks(
                v=1, version=1, orders=list(orders), goods_in=told, transfers=list(self.transfers),
                production=list(ORDERS if self.production is None else self.production),
                apart=list(self.apart), transfers_open=self.open, production_open=self.open,
                apart_open=self.open,
            )
        )  # fmt: skip

    def _hand(self) -> Hand:
        return Hand(self.operator, self.steady_g)

    def _tick(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now

    def scan(self, *texts: str) -> str:
        """What was said last."""
        for text in texts:
            self.happened(self.errand.scan(parse_scan(Scan(text)), self._tick(), self._hand()))
        return self.said

    def at_the_door(self, *events: AnyEvent) -> str:
        """A portal of the same agent has read it."""
        assert isinstance(self.errand, ReceivingSession)
        self.happened(self.errand.heard(events))
        return self.said

    def press(self, action: str) -> str:
        self.happened(self.errand.act(action, self._tick(), self._hand()))
        return self.said

    def happened(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Emit):
                self.outbox.extend(effect.events)
        for listener in list(self.listeners):
            listener(effects)

    @property
    def said(self) -> str:
        message = self.errand.state.message  # type: ignore[attr-defined]
        return message.key if message else ""

    @property
    def movements(self) -> list[Movement]:
        return [event for event in self.outbox if isinstance(event, Movement)]

    @property
    def receipts(self) -> list[Receipt]:
        return [event for event in self.outbox if isinstance(event, Receipt)]

    @property
    def departures(self) -> list[tuple[str, list[tuple[str, str, str | None, Decimal]]]]:
        """Of each transfer that was sent its (item, from, lot, quantity)."""
        return [
            (event.document, [(line.item, line.source, line.lot, line.qty) for line in event.lines])
            for event in self.outbox
            if isinstance(event, Departure)
        ]

    @property
    def reports(self) -> list[Production]:
        return [event for event in self.outbox if isinstance(event, Production)]

    def moved(self) -> list[tuple[str, Decimal, str, str]]:
        return [(m.item, m.qty, m.source, m.destination) for m in self.movements]


def lookup(text: str) -> CatalogueHit | None:
    """As the catalogue does it: a GTIN is found with 13 or 14 digits."""
    return CATALOGUE.get(text) or CATALOGUE.get(text.lstrip("0"))


# written down of each: a clock's serial number and lot, the lot and day of expiry of milk
CLOCK = CatalogueHit("CLOCK", D(1), "Wall clock", D(500), D(2), ("lot", "serial"))
MILK = CatalogueHit("MILK", D(1), "Milk 鲜奶", D(1030), D(3), ("lot", "expiry"))


def tracked(text: str) -> CatalogueHit | None:
    """The catalogue with a clock, milk and a case of it."""
    more = {"CLOCK": CLOCK, "9506000134352": CLOCK, "MILK": MILK, "CASE": replace(MILK, qty=D(12))}
    return more.get(text) or more.get(text.lstrip("0")) or lookup(text)


SETTINGS = BenchSettings("DOCK-1", "dock-scanner", "dock-scale", D(180), D(1))


def receiving(told: GoodsIn | None = None) -> Dock:
    return Dock(ReceivingSession(lookup, SETTINGS), told)


def receiving_tracked() -> Dock:
    """PO-3: two clocks, of which S-9 is in stock already, and 24 milk."""
    lines = [
        DueLine(sku=CLOCK.sku, name=CLOCK.name, qty=D(2)),
        DueLine(sku=MILK.sku, name=MILK.name, qty=D(24)),
    ]
    told = msgspec.structs.replace(
        goods_in(),
        receipts=[
            DueReceipt(
                number="PO-3", supplier="Lin", lines=lines,
                packages=[
                    DuePackage(
                        sscc=PACKAGE,
                        lines=[
                            PackedLine(sku=CLOCK.sku, name=CLOCK.name, qty=D(1), lot="L1"),
                            PackedLine(sku=MILK.sku, name=MILK.name, qty=D(2)),
                        ],
                    )
                ],
            )
        ],
        in_stock=[KnownSerials(sku=CLOCK.sku, serials=["S-9"])],
    )  # fmt: skip
    return Dock(ReceivingSession(tracked, SETTINGS), told)


def putting_away(told: GoodsIn | None = None) -> Dock:
    return Dock(PuttingAwaySession(lookup, SETTINGS), told)


def looking_up(
    stock: Stock | None = STOCK, orders: Sequence[Order] = (), transfers: Sequence[TransferToLoad] = ()
) -> Dock:
    return Dock(LookingUpSession(lookup, lambda: stock), orders=orders, transfers=transfers)


def moving(stock: Stock | None = STOCK) -> Dock:
    return Dock(MovingSession(lookup, lambda: stock, SETTINGS))


TRANSFERS = (
    TransferToLoad(
        number="TRF-1", to="Warehouse North", due=date(2026, 3, 3),
        lines=[
            LoadLine(sku=MUG.sku, name=MUG.name, source="A-1", qty=D(12), lot="L0"),
            LoadLine(sku=MUG.sku, name=MUG.name, source="DOCK-1", qty=D(2), lot="L1"),
            LoadLine(sku=TEA.sku, name=TEA.name, source="A-1", qty=D(2)),
        ],
    ),
    TransferToLoad(
        number="TRF-2", to="B-2", lines=[LoadLine(sku=LAMP.sku, name=LAMP.name, source="A-1", qty=D(1))]
    ),
)  # fmt: skip


ORDERS = (
    OrderToMake(
        number="MO-1", sku=LAMP.sku, name=LAMP.name, qty=D(4), due=date(2026, 3, 4),
        components=[
            ComponentToTake(sku=MUG.sku, name=MUG.name, qty=D(8)),
            ComponentToTake(sku=TEA.sku, name=TEA.name, qty=D(4)),
        ],
    ),
    OrderToMake(number="MO-2", sku=SPOON.sku, name=SPOON.name, qty=D(1), source="A-1"),
)  # fmt: skip


KITS = (
    KitToTakeApart(
        number="MO-5", sku=LAMP.sku, name=LAMP.name, qty=D(4), due=date(2026, 3, 4), source="A-1",
        parts=[
            PartOfKit(sku=MUG.sku, name=MUG.name, qty=D(2)),
            PartOfKit(sku=TEA.sku, name=TEA.name, qty=D(1)),
        ],
    ),
    KitToTakeApart(
        number="MO-6", sku=SPOON.sku, name=SPOON.name, qty=D(3), done=D(1), per=D(2),
        parts=[PartOfKit(sku=TEA.sku, name=TEA.name, qty=D(1))],
    ),
    KitToTakeApart(number="MO-7", sku=LAMP.sku, name=LAMP.name, qty=D(1)),
)  # fmt: skip


def dismantling() -> Dock:
    return Dock(DismantlingSession(lookup, SETTINGS))


def making() -> Dock:
    return Dock(MakingSession(lookup, SETTINGS))


def sending(transfers: Sequence[TransferToLoad] = TRANSFERS) -> Dock:
    return Dock(SendingSession(lookup, SETTINGS), transfers=transfers)


class DockPort:
    """Implements ErrandPort."""

    def __init__(self, dock: Dock, status: Callable[[], StationStatus]) -> None:
        self.dock, self.status = dock, status
        self.in_front = False

    @property
    def state(self) -> object:
        return self.dock.errand.state

    def submit_scan(self, text: str) -> None:
        self.dock.scan(text)

    def act(self, action: str) -> None:
        self.dock.press(action)

    def to_front(self) -> None:
        self.in_front = True

    def to_back(self) -> None:
        self.in_front = False

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self.dock.listeners.append(listener)
        return lambda: self.dock.listeners.remove(listener)


class DockStation(BenchPort):
    """A station at which goods come in, too. `demanding`: such as want their lots and serials."""

    def __init__(self, told: GoodsIn | None = None, *, demanding: bool = False) -> None:
        super().__init__([])
        receipts = receiving_tracked() if demanding else receiving(told)
        docks = (receipts, putting_away(told), looking_up(), moving(), sending(), making(), dismantling())
        self.docks = {dock.errand.name: DockPort(dock, self.status) for dock in docks}

    def errand(self, name: str) -> DockPort:
        return self.docks[name]
