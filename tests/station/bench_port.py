"""A packing bench in memory: the real session behind the terminal's port, an outbox that is a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from devices.events import Scan
from edge.bench import read
from edge.station.bench import Effect, PackingState, Question
from edge.station.counting import CountingState
from edge.station.desk import Desk
from edge.station.login import make_hash
from edge.station.packing import BenchSettings, CatalogueHit, Emit, PackingSession
from edge.station.port import Listener, StationStatus
from gateway.wire.counting import CountTask
from gateway.wire.messages import AnyEvent, Movement, Operator, Order, OrderLine, Pack, Tasks
from gateway.wire.picking import StandingLot

MUG = CatalogueHit("MUG-BLUE", Decimal(1), "Blue mug with handle", Decimal(310), Decimal(3), qty_decimals=0)
TEA = CatalogueHit("TEA-GREEN", Decimal(1), "Green tea, 100 g tin", Decimal(148), Decimal(1), qty_decimals=0)
SPOON = CatalogueHit("SPOON", Decimal(1), "Bamboo spoon", Decimal(22), Decimal("0.5"))
LAMP = CatalogueHit("LAMP", Decimal(1), "Paper lamp 纸灯笼", Decimal(240), Decimal(4))
RIBBON = CatalogueHit("RIBBON", Decimal(1), "Ribbon, unweighed")
SERUM = CatalogueHit("SERUM", Decimal(1), "Serum, 10 ml", wants=("lot", "expiry"))
CASE_OF_MUGS = replace(MUG, qty=Decimal(6))

CATALOGUE = {hit.sku: hit for hit in (MUG, TEA, SPOON, LAMP, RIBBON)} | {
    "4006381333931": MUG,
    "14006381333938": CASE_OF_MUGS,
    "SERUM": SERUM,
    "09506000134352": SERUM,
}
TARE_G = Decimal(180)


def order(number: str, customer: str, *lines: tuple[CatalogueHit, int]) -> Order:
    return Order(
        number=number,
        customer=customer,
        lines=[
            OrderLine(line=place, sku=hit.sku, name=hit.name, qty=Decimal(qty))
            for place, (hit, qty) in enumerate(lines, 1)
        ],
    )


def fast_hash(secret: str) -> str:
    return make_hash(secret, b"tests' own salt.", n=16)


WANG = Operator(
    login="wang", name="王芳", badge_hash=fast_hash("B-7731"), pin_hash=fast_hash("4711"), language="zh_CN"
)
ADA = Operator(login="ada", name="Ada Birch", badge_hash=fast_hash("B-1001"), pin_hash=fast_hash("2718"))
BOSS = Operator(login="boss", name="The manager", badge_hash=fast_hash("B-1"), decides=True)


class BenchPort:
    """Implements StationPort; `outbox` is what the hub would get."""

    def __init__(
        self,
        orders: Sequence[Order],
        operators: Sequence[Operator] = (ADA, WANG),
        counts: Sequence[CountTask] = (),
        lots: Sequence[StandingLot] = (),
    ) -> None:
        settings = BenchSettings("PACK-1", "bench-scanner", "bench-scale", TARE_G, Decimal(1))
        self.desk = Desk(CATALOGUE.get, settings)
        self.desk.tasks(Tasks(v=1, version=1, orders=list(orders), counts=list(counts), lots=list(lots)))
        self.outbox: list[AnyEvent] = []
        self.connected = True
        self._operators = operators
        self._listeners: list[Listener] = []
        self._now = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

    @property
    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    def _happened(self, effects: Sequence[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Emit):
                self.outbox.extend(effect.events)
        for listener in self._listeners:
            listener(effects)

    @property
    def session(self) -> PackingSession:
        return self.desk.packing

    @property
    def state(self) -> PackingState:
        return self.session.state

    @property
    def counting(self) -> CountingState:
        return self.desk.counting.state

    def orders(self) -> Sequence[Order]:
        return self.session.orders

    def operators(self) -> Sequence[Operator]:
        return self._operators

    def status(self) -> StationStatus:
        return StationStatus("bench-1", "PACK-1", self.connected, len(self.outbox), True, True)

    def submit_scan(self, text: str) -> None:
        known, said = read(Scan(text), lambda text: text in CATALOGUE)
        self._happened(self.desk.scan(known, self.now, said))

    def weigh(self) -> None:
        self._happened(self.desk.weigh(self.now))

    def on_scale(self, grams: Decimal | int, stable: bool = True) -> None:
        self._happened(self.desk.weight(Decimal(grams), stable, self.now))

    def operator(self, login: str | None) -> None:
        self.session.operator(login)

    def require_operator(self) -> None:
        self.session.operator_required = True

    def close(self) -> None:
        self._happened(self.desk.close(self.now))

    def undo(self) -> None:
        self._happened(self.desk.undo(self.now))

    def cancel(self) -> None:
        self._happened(self.desk.cancel(self.now))

    def override(self, reason: str, to: Question) -> None:
        operator = self.session.state.operator or ""
        decides = any(one.decides for one in self._operators if one.login == operator)
        self._happened(self.session.override(reason, operator, self.now, decides=decides, to=to))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def shipped(self) -> dict[str, Decimal]:
        """Units by SKU that left for the customer."""
        totals: dict[str, Decimal] = {}
        for event in self.outbox:
            if isinstance(event, Movement) and event.kind == "shipment":
                totals[event.item] = totals.get(event.item, Decimal(0)) + event.qty
        return totals

    def cartons(self) -> list[Pack]:
        return [event for event in self.outbox if isinstance(event, Pack)]
