"""Which lot a packer is told to take, what another one leads to, and what is booked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec

from edge.station.bench import CatalogueHit, Effect, Emit, Feedback
from edge.station.lots import Said
from edge.station.packing import BenchSettings, PackingSession
from gateway.wire.messages import Movement, Order, OrderLine, Pack
from gateway.wire.picking import PackedLot, PickFrom, StandingLot

AT = datetime(2026, 3, 5, 8, 0, tzinfo=UTC)
OLD, NEW, GONE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 3, 4)
SERUM = CatalogueHit("SERUM", Decimal(1), "Serum", wants=("lot", "expiry"))
PUMP = CatalogueHit("PUMP", Decimal(1), "Pump", wants=("serial",))
MUG = CatalogueHit("MUG", Decimal(1), "Mug")
MILK = CatalogueHit("MILK", Decimal(1), "Milk", wants=("expiry",))
CATALOGUE = {
    "SERUM": SERUM,
    "BOX": CatalogueHit("SERUM", Decimal(3), "Serum"),
    "PUMP": PUMP,
    "MUG": MUG,
    "MILK": MILK,
}
TOLD = [
    PickFrom(place="S-1", qty=Decimal(2), lot="OLD", expiry=OLD),
    PickFrom(place="S-2", qty=Decimal(2), lot="NEW", expiry=NEW),
]
LOTS = [
    StandingLot(sku="SERUM", lot="GONE", place="S-9", expiry=GONE),
    StandingLot(sku="SERUM", lot="OLD", place="S-1", expiry=OLD),
    StandingLot(sku="SERUM", lot="HELD", place="HOLD", expiry=NEW, held=True),
    StandingLot(sku="SERUM", lot="NEW", place="S-2", expiry=NEW),
    StandingLot(sku="SERUM", lot="LATE", place="S-3", expiry=date(2027, 1, 1)),
]


def order(*picks: PickFrom, sku: str = "SERUM", qty: int = 4, number: str = "7") -> Order:
    line = OrderLine(line=1, sku=sku, name=sku.title(), qty=Decimal(qty), picks=list(picks))
    return Order(number=number, lines=[line])


def bench(wanted: Order | None = None) -> PackingSession:
    session = PackingSession(CATALOGUE.get, BenchSettings("PACK-1", "scanner"))
    session.tasks([wanted or order(*TOLD)], LOTS)
    session.scan("TD:ORDER:7", AT)
    return session


def told(effects: list[Effect]) -> str:
    (feedback,) = (effect for effect in effects if isinstance(effect, Feedback))
    return feedback.key if feedback.ok else f"STOP {feedback.key}"


def sent(effects: list[Effect]) -> list[object]:
    return [event for effect in effects if isinstance(effect, Emit) for event in effect.events]


def shipped(effects: list[Effect]) -> list[tuple[str, Decimal, str | None, date | None, str | None]]:
    return [
        (event.source, event.qty, event.lot, event.expiry, event.serial)
        for event in sent(effects)
        if isinstance(event, Movement)
    ]


def to_take(session: PackingSession) -> list[tuple[str, str | None, Decimal]]:
    (line,) = session.state.lines
    return [(pick.place, pick.lot, pick.qty) for pick in line.picks]


def test_a_code_without_a_lot_takes_the_lots_that_were_told_one_after_the_other() -> None:
    session = bench()
    assert to_take(session) == [("S-1", "OLD", 2), ("S-2", "NEW", 2)]
    session.scan("BOX", AT)
    assert to_take(session) == [("S-2", "NEW", 1)]
    session.scan("SERUM", AT)
    effects = session.close(AT)
    assert shipped(effects) == [("S-1", 2, "OLD", OLD, None), ("S-2", 2, "NEW", NEW, None)]
    pack = next(
        e for effect in effects if isinstance(effect, Emit) for e in effect.events if isinstance(e, Pack)
    )
    assert pack.lines[0].qty == 4
    assert pack.lines[0].lots == [
        PackedLot(qty=Decimal(2), lot="OLD", expiry=OLD),
        PackedLot(qty=Decimal(2), lot="NEW", expiry=NEW),
    ]


def test_another_lot_is_not_counted_until_somebody_answers_for_it() -> None:
    session = bench()
    assert told(session.scan("SERUM", AT, Said(lot="LATE"))) == "STOP lot_other"
    assert session.state.message is not None
    assert dict(session.state.message.params) == {
        "name": "Serum", "lot": "LATE", "told": "OLD, 2026-04-01", "place": "S-1",
    }  # fmt: skip
    assert (session.state.objected, session.state.lines[0].scanned) == (True, 0)
    assert told(session.override("", "ada", AT)) == "STOP lot_needs_reason"
    assert told(session.override("OLD is broken", "ada", AT)) == "item_packed"
    assert to_take(session) == [("S-1", "OLD", 2), ("S-2", "NEW", 1)]
    session.scan("BOX", AT)
    effects = session.close(AT)
    assert [row[:3] for row in shipped(effects)] == [("S-3", 1, "LATE"), ("S-1", 2, "OLD"), ("S-2", 1, "NEW")]
    reasons = [e.evidence.get("lot_override") for e in sent(effects) if isinstance(e, Movement)]
    assert reasons == ["OLD is broken", None, None]
    people = [e.evidence.get("lot_override_by") for e in sent(effects) if isinstance(e, Movement)]
    assert people == ["ada", None, None]


def test_more_of_a_lot_than_was_told_is_another_lot_for_it_was_told_to_others() -> None:
    session = bench()
    for _ in range(2):
        assert told(session.scan("SERUM", AT, Said(lot="OLD"))) == "item_packed"
    assert told(session.scan("SERUM", AT, Said(lot="OLD"))) == "STOP lot_other"
    assert told(session.scan("SERUM", AT, Said(lot="NEW"))) == "item_packed"


def test_an_expired_or_a_held_lot_is_a_managers_to_decide() -> None:
    for lot, key in (("GONE", "lot_expired"), ("HELD", "lot_held")):
        session = bench()
        assert told(session.scan("SERUM", AT, Said(lot=lot))) == f"STOP {key}"
        assert told(session.override("because", "ada", AT)) == "STOP lot_needs_manager"
        assert session.state.lines[0].scanned == 0
        assert told(session.override("the customer wants it", "boss", AT, decides=True)) == "item_packed"


def test_the_day_on_the_code_counts_as_much_as_that_in_the_books_and_the_last_day_is_good() -> None:
    session = bench()
    assert told(session.scan("SERUM", AT, Said(lot="OLD", expiry=GONE))) == "STOP lot_expired"
    assert told(session.scan("SERUM", AT, Said(lot="OLD", expiry=AT.date()))) == "item_packed"


def test_what_was_told_expires_while_the_hub_is_away() -> None:
    later = datetime(2026, 4, 2, tzinfo=UTC)
    assert told(bench().scan("SERUM", later)) == "STOP lot_expired"
    assert told(bench().scan("SERUM", later, Said(lot="NEW"))) == "item_packed"


def test_a_code_with_only_the_day_is_known_by_it() -> None:
    session = bench()
    assert told(session.scan("SERUM", AT, Said(expiry=NEW))) == "item_packed"
    assert to_take(session)[-1] == ("S-2", "NEW", 1)
    assert told(session.scan("SERUM", AT, Said(expiry=date(2028, 1, 1)))) == "STOP lot_other"


def test_where_nothing_was_told_any_lot_that_may_leave_is_taken() -> None:
    session = bench(order(qty=2))
    assert told(session.scan("SERUM", AT, Said(lot="LATE"))) == "item_packed"
    assert told(session.scan("SERUM", AT, Said(lot="NEVER-SEEN"))) == "all_scanned"
    assert [row[:3] for row in shipped(session.close(AT))] == [
        ("PACK-1", 1, "NEVER-SEEN"),
        ("S-3", 1, "LATE"),
    ]


def test_undo_takes_a_scan_back_with_its_lot_and_drops_what_was_held_back() -> None:
    session = bench()
    session.scan("BOX", AT)
    session.scan("SERUM", AT, Said(lot="LATE"))
    assert told(session.undo(AT)) == "lot_put_back"
    assert to_take(session) == [("S-2", "NEW", 1)]
    assert told(session.undo(AT)) == "undone"
    assert to_take(session) == [("S-1", "OLD", 2), ("S-2", "NEW", 2)]
    assert told(session.scan("TD:OVERRIDE:why not", AT)) == "STOP nothing_held_back"


def test_a_bench_without_a_terminal_goes_on_by_a_reason_card() -> None:
    session = bench()
    session.scan("SERUM", AT, Said(lot="LATE"))
    assert told(session.scan("TD:OVERRIDE:not at its place", AT)) == "item_packed"
    session.scan("SERUM", AT, Said(lot="GONE"))
    assert told(session.scan("TD:OVERRIDE:not at its place", AT)) == "STOP lot_needs_manager"


def test_lots_survive_a_power_cut_and_an_older_agents_memory_is_read() -> None:
    session = bench()
    session.scan("BOX", AT)
    stored = session.snapshot()
    for kept, expected in ((stored, [("S-1", 2, "OLD"), ("S-2", 2, "NEW")]), (older(stored), None)):
        again = PackingSession(CATALOGUE.get, session.settings)
        again.restore(kept)
        again.tasks([order(*TOLD)], LOTS)
        again.scan("SERUM", AT)
        rows = [row[:3] for row in shipped(again.close(AT))]
        assert rows == (expected or [("PACK-1", 3, None), ("S-1", 1, "OLD")])


def older(stored: bytes) -> bytes:

    document = msgspec.json.decode(stored)
    for scan in document["scans"]:
        for name in ("wants", "takes", "reason"):
            scan.pop(name, None)
    return msgspec.json.encode(document)


def test_an_order_in_hand_is_told_anew_when_the_stock_has_changed() -> None:
    session = bench()
    session.scan("SERUM", AT)
    moved = PickFrom(place="PACK-1", qty=Decimal(4), lot="NEW", expiry=NEW)
    session.tasks([order(moved)], LOTS)
    assert to_take(session) == [("PACK-1", "NEW", 3)]


def ways(effects: list[Effect]) -> list[tuple[str, Decimal, str | None]]:
    return [(event.source, event.qty, event.via) for event in sent(effects) if isinstance(event, Movement)]


def test_goods_without_a_lot_leave_from_the_places_that_were_told() -> None:
    session = bench(
        order(PickFrom(place="S-5", qty=Decimal(2)), PickFrom(place="S-6", qty=Decimal(9)), sku="MUG")
    )
    for _ in range(3):
        assert told(session.scan("MUG", AT, Said(lot="printed on it"))) == "item_packed"
    assert to_take(session) == [("S-6", None, 1)]
    session.scan("MUG", AT)
    assert ways(session.close(AT)) == [("S-5", 2, "PACK-1"), ("S-6", 2, "PACK-1")]


def test_goods_of_which_no_place_was_told_leave_from_the_bench() -> None:
    session = bench(order(PickFrom(place="S-5", qty=Decimal(3)), sku="MUG"))
    for _ in range(4):
        session.scan("MUG", AT)
    assert ways(session.close(AT)) == [("PACK-1", 1, None), ("S-5", 3, "PACK-1")]


def test_a_shelf_scale_has_booked_what_was_taken_so_it_leaves_from_where_the_scale_booked_it_to() -> None:
    for booked_at, expected in (("PACK-1", None), ("PACK-2", "PACK-1")):
        session = bench(order(PickFrom(place="S-5", qty=Decimal(4), booked_at=booked_at), sku="MUG"))
        for _ in range(4):
            session.scan("MUG", AT)
        assert ways(session.close(AT)) == [(booked_at, 4, expected)]


def test_what_was_told_to_be_taken_from_the_bench_is_named_first() -> None:
    picks = [PickFrom(place="S-5", qty=Decimal(1)), PickFrom(place="PACK-1", qty=Decimal(2))]
    session = bench(order(*picks, sku="MUG", qty=3))
    for _ in range(3):
        session.scan("MUG", AT)
    assert ways(session.close(AT)) == [("PACK-1", 2, "PACK-1"), ("S-5", 1, "PACK-1")]


def test_goods_without_lots_are_refused_too_when_their_code_says_that_they_have_expired() -> None:
    session = bench(order(sku="MUG", qty=1))
    assert told(session.scan("MUG", AT, Said(expiry=GONE))) == "STOP lot_expired"
    assert told(session.scan("MUG", AT, Said(expiry=OLD))) == "all_scanned"
    dated = bench(order(sku="MILK", qty=1))
    dated.scan("MILK", AT, Said(expiry=OLD))
    assert shipped(dated.close(AT)) == [("PACK-1", 1, None, OLD, None)]


def test_a_serial_number_is_one_piece_once_and_travels_with_it() -> None:
    session = bench(order(sku="PUMP", qty=2))
    assert told(session.scan("PUMP", AT, Said(serial="A1"))) == "item_packed"
    assert told(session.scan("PUMP", AT, Said(serial="A1"))) == "STOP serial_packed"
    session.scan("TD:QTY:2", AT)
    session.undo(AT)
    session.scan("TD:QTY:2", AT)
    assert told(session.scan("PUMP", AT, Said(serial="A2"))) == "STOP serial_singly"
    session.scan("PUMP", AT, Said(serial="A1"))
    session.scan("PUMP", AT, Said(serial="A2"))
    assert [row[1:] for row in shipped(session.close(AT))] == [(1, None, None, "A1"), (1, None, None, "A2")]
