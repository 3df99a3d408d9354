"""Whatever lots are told and scanned: what ships adds up, and nothing that may not leave leaves unnoticed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from edge.station.bench import CatalogueHit, Effect, Emit
from edge.station.lots import Said
from edge.station.packing import BenchSettings, PackingSession
from gateway.wire.messages import Movement, Order, OrderLine
from gateway.wire.picking import PickFrom, StandingLot

AT = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
LOTS = {
    "GONE": StandingLot(sku="SERUM", lot="GONE", place="S-9", expiry=date(2026, 3, 4)),
    "HELD": StandingLot(sku="SERUM", lot="HELD", place="HOLD", expiry=date(2026, 4, 1), held=True),
    "A": StandingLot(sku="SERUM", lot="A", place="S-1", expiry=date(2026, 4, 1)),
    "B": StandingLot(sku="SERUM", lot="B", place="S-2", expiry=date(2026, 5, 1)),
    "C": StandingLot(sku="SERUM", lot="C", place="S-3"),
}
CATALOGUE = {
    "SERUM": CatalogueHit("SERUM", Decimal(1), "Serum", wants=("lot",)),
    "BOX": CatalogueHit("SERUM", Decimal(3), "Serum", wants=("lot",)),
}
SETTINGS = BenchSettings("PACK-1", "scanner")

picks = st.lists(st.tuples(st.sampled_from("ABC"), st.integers(1, 4)), max_size=3).map(
    lambda told: [
        PickFrom(place=LOTS[lot].place, qty=Decimal(qty), lot=lot, expiry=LOTS[lot].expiry)
        for lot, qty in told
    ]
)
orders = st.lists(st.tuples(st.integers(1, 6), picks), min_size=1, max_size=2).map(
    lambda lines: Order(
        number="1",
        lines=[
            OrderLine(line=n, sku="SERUM", name="Serum", qty=Decimal(qty), picks=told)
            for n, (qty, told) in enumerate(lines, 1)
        ],
    )
)
scans = st.tuples(
    st.sampled_from(sorted(CATALOGUE)), st.sampled_from([None, "NEW", *LOTS]), st.sampled_from(["", "why"])
)


def bench(order: Order) -> PackingSession:
    session = PackingSession(CATALOGUE.get, SETTINGS)
    session.tasks([order], list(LOTS.values()))
    session.scan("TD:ORDER:1", AT)
    return session


def pack(session: PackingSession, script: list[tuple[str, str | None, str]]) -> None:
    """As far as the order has room; the second of a pair is the reason that is given, if any."""
    for code, lot, reason in script:
        session.scan(code, AT, Said(lot=lot))
        if session.state.objected and reason:
            session.override(reason, "boss", AT, decides=True)


def movements(effects: list[Effect]) -> list[Movement]:
    return [
        event
        for effect in effects
        if isinstance(effect, Emit)
        for event in effect.events
        if isinstance(event, Movement)
    ]


@settings(deadline=None)
@given(orders, st.lists(scans, max_size=10))
def test_each_line_ships_what_was_ordered_and_what_may_not_leave_has_its_reason(
    order: Order, script: list[tuple[str, str | None, str]]
) -> None:
    session = bench(order)
    pack(session, script)
    pack(session, [("SERUM", None, "")] * 12)
    shipped = movements(session.close(AT))
    for line in order.lines:
        of_line = [one.qty for one in shipped if one.evidence["line"] == str(line.line)]
        assert sum(of_line) == line.qty
    for one in shipped:
        if one.lot in ("GONE", "HELD"):
            assert one.evidence["lot_override"] == "why"
        assert one.source == (LOTS[one.lot].place if one.lot in LOTS else "PACK-1")


@settings(deadline=None)
@given(orders, st.lists(scans, max_size=6), scans)
def test_undo_leaves_what_was_there_before_the_scan(
    order: Order, script: list[tuple[str, str | None, str]], last: tuple[str, str | None, str]
) -> None:
    session = bench(order)
    pack(session, script)
    session.undo(AT) if session.state.objected else None
    before = session.state.lines
    pack(session, [last])
    if session.state.objected or session.state.lines != before:
        session.undo(AT)
    assert session.state.lines == before


@settings(deadline=None)
@given(orders, st.lists(scans, max_size=8), st.integers(0, 8))
def test_a_power_cut_changes_no_lot(
    order: Order, script: list[tuple[str, str | None, str]], cut: int
) -> None:
    whole, broken = bench(order), bench(order)
    pack(whole, script)
    pack(broken, script[:cut])
    again = PackingSession(CATALOGUE.get, SETTINGS)
    again.restore(broken.snapshot())
    again.tasks([order], list(LOTS.values()))
    pack(again, script[cut:])
    assert again.state.lines == whole.state.lines
    assert movements(again.close(AT)) == movements(whole.close(AT))
