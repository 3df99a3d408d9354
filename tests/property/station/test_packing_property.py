"""Whatever is scanned and weighed in whatever order: what ships is what was ordered, once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from math import sqrt

from hypothesis import example, given, settings
from hypothesis import strategies as st

from edge.station.packing import BenchSettings, CatalogueHit, Effect, Emit, PackingSession
from gateway.wire.messages import AnyEvent, Movement, Order, OrderLine, Pack

unhurried = settings(deadline=None)
"""A shared machine has slow moments."""
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SETTINGS = BenchSettings("PACK-1", "scanner", "scale", Decimal(100), Decimal(1))
UNITS: dict[str, tuple[int, float] | None] = {
    "MUG": (300, 2.0),
    "TEA": (50, 1.0),
    "PIN": (2, 0.1),
    "RIBBON": None,
}
"""Unit weight and its standard deviation, grams."""


def hit(sku: str, qty: int) -> CatalogueHit:
    unit = UNITS[sku]
    if unit is None:
        return CatalogueHit(sku, Decimal(qty), sku.title())
    return CatalogueHit(sku, Decimal(qty), sku.title(), Decimal(unit[0]), Decimal(str(unit[1])))


CATALOGUE = {sku: hit(sku, 1) for sku in UNITS} | {f"{sku}-BOX": hit(sku, 3) for sku in UNITS}

lines = st.lists(st.tuples(st.sampled_from(sorted(UNITS)), st.integers(1, 4)), min_size=1, max_size=3)


@st.composite
def order_books(draw: st.DrawFn) -> list[Order]:
    return [
        Order(
            number=str(number),
            lines=[
                OrderLine(line=n, sku=sku, name=sku.title(), qty=Decimal(qty))
                for n, (sku, qty) in enumerate(draw(lines), 1)
            ],
        )
        for number in range(1, draw(st.integers(1, 2)) + 1)
    ]


@dataclass(frozen=True)
class Do:
    """One thing that happens at the bench; `weight_off` is the error against what really is in the carton."""

    what: str
    weight_off: int = 0
    stable: bool = True


codes = [
    *CATALOGUE,
    "9999",
    "TD:QTY:2",
    "TD:QTY:0",
    "TD:CLOSE",
    "TD:UNDO",
    "TD:CANCEL",
    "TD:ORDER:1",
    "TD:ORDER:2",
]
steps = st.one_of(
    st.sampled_from(codes).map(Do),
    st.sampled_from(["override", "pack all"]).map(Do),
    st.builds(
        Do,
        st.just("weigh"),
        st.sampled_from([0, 0, 0, 1, -1, 50, -50, 300]),
        st.booleans(),
    ),
)


@dataclass
class Run:
    """A bench with its own idea of what is in the carton: what the session said yes to."""

    session: PackingSession
    at: datetime = START
    sent: list[AnyEvent] = field(default_factory=list)
    closes: list[tuple[Pack, float | None]] = field(default_factory=list)
    weighed: float | None = None

    def content(self) -> Counter[str]:
        content: Counter[str] = Counter()
        for line in self.session.state.lines:
            content[line.sku] += int(line.scanned)
        return content

    def take(self, effects: list[Effect]) -> None:
        for effect in effects:
            if isinstance(effect, Emit):
                self.sent.extend(effect.events)
                self.closes.extend((e, self.weighed) for e in effect.events if isinstance(e, Pack))

    def scan(self, code: str) -> None:
        before = self.content()
        self.take(self.session.scan(code, self.at))
        if self.content() != before:
            self.weighed = None

    def do(self, step: Do) -> None:
        self.at += timedelta(seconds=1)
        if step.what == "weigh":
            grams = 100 + step.weight_off
            grams += sum(n * (UNITS[sku] or (70, 0))[0] for sku, n in self.content().items())
            self.weighed = grams if step.stable else None
            self.take(self.session.weight(Decimal(grams), step.stable, self.at))
        elif step.what == "override":
            self.take(self.session.override("because", "ada", self.at))
        elif step.what == "pack all":
            for line in self.session.state.lines:
                for _ in range(int(line.missing)):
                    self.scan(line.sku)
        else:
            self.scan(step.what)

    def power_cut(self, orders: list[Order]) -> None:
        again = PackingSession(CATALOGUE.get, SETTINGS)
        again.restore(self.session.snapshot())
        again.tasks(orders)
        self.session = again
        if self.weighed is not None:
            again.weight(Decimal(self.weighed), True, self.at)


def run(orders: list[Order], script: list[Do], cuts: frozenset[int] = frozenset()) -> Run:
    session = PackingSession(CATALOGUE.get, SETTINGS)
    session.tasks(orders)
    bench = Run(session)
    for place, step in enumerate(script):
        bench.do(step)
        if place in cuts:
            bench.power_cut(orders)
    return bench


FULL = [Do("TD:ORDER:1"), Do("pack all"), Do("weigh"), Do("TD:CLOSE")]
MUGS = [Order(number="1", lines=[OrderLine(line=1, sku="MUG", name="Mug", qty=Decimal(2))])]


@unhurried
@given(order_books(), st.lists(steps, max_size=25))
@example(MUGS, [*FULL, *FULL])
def test_each_order_ships_exactly_its_lines_once_or_not_at_all(orders: list[Order], script: list[Do]) -> None:
    bench = run(orders, [*script, *FULL])
    packed = [event.order for event in bench.sent if isinstance(event, Pack)]
    assert len(packed) == len(set(packed))
    for order in orders:
        shipped = [
            (event.item, event.qty)
            for event in bench.sent
            if isinstance(event, Movement) and event.document == order.number
        ]
        wanted = [(line.sku, line.qty) for line in order.lines]
        assert shipped == (wanted if order.number in packed else [])


@unhurried
@given(order_books(), st.lists(steps, max_size=25))
@example(MUGS, FULL)
def test_a_carton_called_verified_was_weighed_and_its_weight_can_tell_the_count(
    orders: list[Order], script: list[Do]
) -> None:
    bench = run(orders, [*script, *FULL])
    for pack, weighed in bench.closes:
        units = [(UNITS[line.item], float(line.qty)) for line in pack.lines]
        if pack.verdict != "verified":
            continue
        known = [(unit[0], unit[1], qty) for unit, qty in units if unit is not None]
        assert len(known) == len(units)
        expected = 100 + sum(mean * qty for mean, _, qty in known)
        tolerance = 3 * sqrt(sum(sd**2 * qty for _, sd, qty in known)) + 1
        assert weighed is not None
        assert abs(weighed - expected) <= tolerance + 1e-3
        assert all(mean > 2 * tolerance - 1e-3 for mean, _, _ in known)


@unhurried
@given(order_books(), st.lists(steps, max_size=20), st.frozensets(st.integers(0, 24), max_size=6))
@example(MUGS, FULL, frozenset({0, 1, 2, 3}))
@example(MUGS, [Do("TD:ORDER:1"), Do("TD:QTY:2"), Do("MUG"), Do("weigh"), Do("TD:CLOSE")], frozenset({1}))
@example(MUGS, [Do("TD:ORDER:1"), Do("TD:QTY:2"), Do("MUG"), Do("TD:UNDO"), Do("MUG")], frozenset({2}))
def test_power_cuts_anywhere_change_nothing(
    orders: list[Order], script: list[Do], cuts: frozenset[int]
) -> None:
    script = [*script, *FULL]
    assert run(orders, script, cuts).sent == run(orders, script).sent


@unhurried
@given(st.lists(st.text(max_size=40) | st.text("TD:QYORE0123456789.-").map("TD:".__add__), max_size=10))
def test_no_scan_however_odd_is_an_error(texts: list[str]) -> None:
    session = PackingSession(CATALOGUE.get, SETTINGS)
    session.tasks(MUGS)
    for text in texts:
        session.scan(text, START)
        session.restore(session.snapshot())
        assert all(line.scanned <= line.ordered for line in session.state.lines)


@unhurried
@given(st.integers(1, 40), st.integers(1, 40))
def test_the_right_count_of_average_goods_is_never_stopped(mugs: int, teas: int) -> None:
    order = Order(
        number="1",
        lines=[
            OrderLine(line=1, sku="MUG", name="Mug", qty=Decimal(mugs)),
            OrderLine(line=2, sku="TEA", name="Tea", qty=Decimal(teas)),
        ],
    )
    assert [pack.order for pack, _ in run([order], FULL).closes] == ["1"]
