"""What a packer is stopped at, and what leaves the bench."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from edge.station.bench import Suspect, Trouble
from edge.station.packing import (
    BadgeScanned,
    BenchSettings,
    CatalogueHit,
    Effect,
    Emit,
    Feedback,
    PackingSession,
    SnapshotError,
)
from gateway.wire.messages import Movement, Order, OrderLine, Pack, UnplacedScan
from hub.api.auth.secrets import new_badge

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MUG = CatalogueHit("MUG", Decimal(1), "Mug", Decimal(300), Decimal(2))
CATALOGUE = {
    "MUG": MUG,
    "CASE": CatalogueHit("MUG", Decimal(12), "Mug", Decimal(300), Decimal(2)),
    "TEA": CatalogueHit("TEA", Decimal(1), "Tea", Decimal(50), Decimal(1)),
    "LAMP": CatalogueHit("LAMP", Decimal(1), "Lamp", Decimal(900), Decimal(5)),
    "PIN": CatalogueHit("PIN", Decimal(1), "Pin", Decimal(1), Decimal("0.1")),
    "RIBBON": CatalogueHit("RIBBON", Decimal(1), "Ribbon"),
}


def order(number: str, **lines: int) -> Order:
    return Order(
        number=number,
        lines=[
            OrderLine(line=n, sku=sku, name=sku.title(), qty=Decimal(qty))
            for n, (sku, qty) in enumerate(lines.items(), 1)
        ],
    )


def bench(*orders: Order, scale: str | None = "scale") -> PackingSession:
    session = PackingSession(CATALOGUE.get, BenchSettings("PACK-1", "scanner", scale, Decimal(100)))
    session.tasks(orders)
    return session


def scan(session: PackingSession, *codes: str) -> list[Effect]:
    effects: list[Effect] = []
    for code in codes:
        effects = session.scan(code, AT)
    return effects


def told(effects: list[Effect]) -> str:
    (feedback,) = (effect for effect in effects if isinstance(effect, Feedback))
    return feedback.key if feedback.ok else f"STOP {feedback.key}"


def sent(effects: list[Effect]) -> list[object]:
    return [event for effect in effects if isinstance(effect, Emit) for event in effect.events]


def scanned(session: PackingSession) -> dict[str, Decimal]:
    return {line.sku: line.scanned for line in session.state.lines}


def test_a_right_carton_is_closed_and_ships_just_the_order() -> None:
    session = bench(order("7", MUG=2, TEA=1))
    scan(session, "TD:ORDER:7", "MUG", "TEA", "MUG")
    assert told(session.weight(Decimal(748), True, AT)) == "weight_right"
    effects = scan(session, "TD:CLOSE")
    assert told(effects) == "closed_verified"
    *movements, pack = sent(effects)
    assert [(m.kind, m.item, m.qty, m.source, m.destination, m.document) for m in movements] == [
        ("shipment", "MUG", 2, "PACK-1", "customer", "7"),
        ("shipment", "TEA", 1, "PACK-1", "customer", "7"),
    ]
    assert isinstance(pack, Pack)
    assert (pack.order, pack.verdict, pack.measured_weight_g) == ("7", "verified", 748)
    assert pack.expected_weight_g == 750
    assert {m.evidence["carton"] for m in movements if isinstance(m, Movement)} == {pack.carton}
    assert session.orders == ()


def test_an_item_that_is_not_on_the_order_is_stopped_and_not_counted() -> None:
    session = bench(order("7", MUG=2))
    assert told(scan(session, "TD:ORDER:7", "LAMP")) == "STOP wrong_item"
    assert scanned(session) == {"MUG": 0}


@pytest.mark.parametrize(
    "codes", [("MUG", "MUG", "MUG"), ("CASE",), ("TD:QTY:3", "MUG"), ("MUG", "TD:QTY:2", "MUG")]
)
def test_more_than_ordered_is_stopped(codes: tuple[str, ...]) -> None:
    session = bench(order("7", MUG=2))
    assert told(scan(session, "TD:ORDER:7", *codes)) == "STOP too_many"
    assert scanned(session)["MUG"] <= 2


def test_a_case_counts_its_content() -> None:
    session = bench(order("7", MUG=24))
    scan(session, "TD:ORDER:7", "TD:QTY:2", "CASE")
    assert scanned(session) == {"MUG": 24}


def test_a_carton_with_lines_missing_cannot_be_closed() -> None:
    session = bench(order("7", MUG=2, TEA=3))
    effects = scan(session, "TD:ORDER:7", "TEA", "TD:CLOSE")
    assert told(effects) == "STOP short"
    assert sent(effects) == []
    assert told(session.override("the rest comes later", "ada", AT)) == "STOP short"


@pytest.mark.parametrize(("grams", "verdict"), [(448, "weight_too_low"), (1048, "weight_too_high")])
def test_a_wrong_weight_is_stopped(grams: int, verdict: str) -> None:
    session = bench(order("7", MUG=2, TEA=1))
    scan(session, "TD:ORDER:7", "MUG", "MUG", "TEA")
    session.weight(Decimal(grams), True, AT)
    assert session.verdict == "wrong_weight"
    assert told(session.close(AT)) == f"STOP {verdict}"


def test_one_piece_swapped_for_another_is_seen_by_weight() -> None:
    session = bench(order("7", MUG=1, LAMP=1))
    scan(session, "TD:ORDER:7", "MUG", "LAMP")
    session.weight(Decimal(100 + 2 * 300), True, AT)
    assert told(session.close(AT)) == "STOP weight_too_low"


@pytest.mark.parametrize(
    ("grams", "suspect"),
    [
        (100 + 300 + 900, Suspect("Mug", -1)),
        (100 + 900 + 900, Suspect("Mug", 1)),
        (100 + 600 + 1800, None),  # a lamp too many, or three mugs
        (100 + 600, Suspect("Lamp", -1)),  # three mugs cannot be missing: there are only two
        (100 + 600 + 900 + 5000, None),
    ],
)
def test_a_wrong_weight_names_the_item_that_would_explain_it(grams: int, suspect: Suspect | None) -> None:
    session = bench(order("7", MUG=2, LAMP=1))
    scan(session, "TD:ORDER:7", "MUG", "MUG", "LAMP")
    session.weight(Decimal(grams), True, AT)
    assert session.state.weight.suspect == suspect


def test_a_weight_from_before_the_last_scan_does_not_count() -> None:
    session = bench(order("7", MUG=2))
    scan(session, "TD:ORDER:7", "MUG")
    session.weight(Decimal(700), True, AT)
    scan(session, "MUG")
    assert told(session.close(AT)) == "STOP weight_missing"


def test_a_moving_weight_does_not_count_even_after_a_steady_one() -> None:
    session = bench(order("7", MUG=2))
    scan(session, "TD:ORDER:7", "MUG", "MUG")
    session.weight(Decimal(700), True, AT)
    session.weight(Decimal(705), False, AT)
    assert told(session.close(AT)) == "STOP weight_missing"


def test_a_scale_that_was_unplugged_proves_nothing() -> None:
    session = bench(order("7", MUG=2))
    scan(session, "TD:ORDER:7", "MUG", "MUG")
    session.weight(Decimal(700), True, AT)
    session.scale_away()
    assert session.state.weight.live_g is None
    assert told(session.close(AT)) == "STOP weight_missing"


@pytest.mark.parametrize("trouble", ["overload", "underload", "not_a_weight"])
def test_a_scale_that_says_why_it_cannot_weigh_is_told_so_until_it_weighs_again(trouble: Trouble) -> None:
    session = bench(order("7", MUG=2))
    scan(session, "TD:ORDER:7", "MUG", "MUG")
    session.scale_away(trouble)
    assert told(session.close(AT)) == f"STOP scale_{trouble}"
    session.weight(Decimal(700), False, AT)
    assert told(session.close(AT)) == "STOP weight_missing"


def test_goods_without_a_unit_weight_are_closed_by_count() -> None:
    session = bench(order("7", MUG=1, RIBBON=1))
    effects = scan(session, "TD:ORDER:7", "MUG", "RIBBON", "TD:CLOSE")
    assert told(effects) == "closed_unweighed"
    assert session.state.weight.unknown == ()


def test_a_bench_without_a_scale_closes_by_count() -> None:
    session = bench(order("7", MUG=1), scale=None)
    assert told(scan(session, "TD:ORDER:7", "MUG", "TD:CLOSE")) == "closed_unweighed"


def test_pieces_too_light_to_be_told_apart_do_not_count_as_proved_but_a_missing_lamp_is_still_seen() -> None:
    session = bench(order("7", PIN=3, LAMP=1))
    scan(session, "TD:ORDER:7", "TD:QTY:3", "PIN", "LAMP")
    session.weight(Decimal(103), True, AT)
    assert session.state.weight.indistinct == ("PIN",)
    assert told(session.close(AT)) == "STOP weight_too_low"
    session.weight(Decimal(1003), True, AT)
    effects = session.close(AT)
    assert told(effects) == "closed_unweighed"
    pack = sent(effects)[-1]
    assert isinstance(pack, Pack)
    assert pack.measured_weight_g == 1003


def test_a_wrong_weight_can_be_answered_for_with_a_reason() -> None:
    session = bench(order("7", MUG=1))
    scan(session, "TD:ORDER:7", "MUG")
    session.weight(Decimal(500), True, AT)
    assert told(session.override("  ", "ada", AT)) == "STOP override_needs_reason"
    effects = session.override("wooden box", "ada", AT)
    assert told(effects) == "closed_overridden"
    movement, pack = sent(effects)
    assert isinstance(movement, Movement)
    assert isinstance(pack, Pack)
    assert movement.evidence["override"] == "wooden box"
    assert (pack.verdict, pack.operator, pack.measured_weight_g) == ("overridden", "ada", 500)


def test_a_closed_order_is_not_offered_again_while_the_hub_still_lists_it() -> None:
    session = bench(order("7", RIBBON=1))
    scan(session, "TD:ORDER:7", "RIBBON", "TD:CLOSE")
    session.tasks([order("7", RIBBON=1), order("8", MUG=1)])
    assert [o.number for o in session.orders] == ["8"]
    assert told(scan(session, "TD:ORDER:7")) == "STOP order_closed_here"


def test_an_order_withdrawn_while_in_hand_is_stopped_until_it_is_back() -> None:
    session = bench(order("7", RIBBON=1))
    scan(session, "TD:ORDER:7", "RIBBON")
    assert told(session.tasks([])) == "STOP withdrawn"
    assert told(session.close(AT)) == "STOP withdrawn"
    assert told(session.override("but I have it", "ada", AT)) == "STOP withdrawn"
    session.tasks([order("7", RIBBON=1)])
    assert told(session.close(AT)) == "closed_unweighed"


def test_an_unknown_code_is_stopped_and_told_to_the_hub() -> None:
    session = bench(order("7", MUG=1))
    effects = scan(session, "TD:ORDER:7", "9999")
    assert told(effects) == "STOP unknown_code"
    (event,) = sent(effects)
    assert isinstance(event, UnplacedScan)
    assert (event.data, event.location) == ("9999", "PACK-1")


def test_undo_takes_back_a_scan_at_a_time() -> None:
    session = bench(order("7", MUG=13))
    scan(session, "TD:ORDER:7", "MUG", "CASE")
    assert told(scan(session, "TD:UNDO")) == "undone"
    assert scanned(session) == {"MUG": 1}
    scan(session, "TD:UNDO")
    assert told(scan(session, "td:undo")) == "STOP nothing_to_undo"


def test_an_order_given_back_books_nothing_and_can_be_packed_anew() -> None:
    session = bench(order("7", MUG=1))
    effects = scan(session, "TD:ORDER:7", "MUG", "TD:CANCEL")
    assert (told(effects), sent(effects)) == ("cancelled", [])
    assert [o.number for o in session.orders] == ["7"]
    scan(session, "TD:ORDER:7")
    assert scanned(session) == {"MUG": 0}


def test_another_order_waits_for_the_carton_in_hand() -> None:
    session = bench(order("7", MUG=2), order("8", MUG=1))
    assert told(scan(session, "TD:ORDER:7", "TD:ORDER:8")) == "order_taken"
    assert told(scan(session, "MUG")) == "all_scanned"
    assert told(scan(session, "TD:ORDER:7")) == "STOP carton_in_hand"
    assert told(scan(session, "TD:ORDER:8")) == "order_in_hand"


@pytest.mark.parametrize("text", ["0", "-1", "two", "", "NaN", "Infinity", "1e99", "1E-400"])
def test_a_quantity_card_with_nonsense_is_refused(text: str) -> None:
    session = bench(order("7", MUG=2))
    refused = told(scan(session, "TD:ORDER:7", f"TD:QTY:{text}"))
    assert refused == "STOP bad_qty"
    assert session.state.next_qty == 1


def test_a_keyed_quantity_is_for_one_scan_only_even_for_a_refused_one() -> None:
    session = bench(order("7", MUG=5))
    scan(session, "TD:ORDER:7", "TD:QTY:3", "LAMP", "MUG")
    assert scanned(session) == {"MUG": 1}


@pytest.mark.parametrize("code", ["TD:DANCE", "TD:", "TD:CLOSE:NOW", "TD:BADGE:"])
def test_a_command_nobody_knows_is_refused(code: str) -> None:
    assert told(scan(bench(order("7", MUG=5)), code)) == "STOP unknown_command"


@pytest.mark.parametrize("code", ["MUG", "TD:CLOSE", "TD:UNDO", "TD:CANCEL", "TD:ORDER:8", "TD:ORDER:"])
def test_without_an_order_in_hand_nothing_is_packed(code: str) -> None:
    assert told(scan(bench(order("7", MUG=5)), code)).startswith("STOP")


def test_where_a_login_is_required_nothing_is_packed_before_it_and_no_badge_is_kept() -> None:
    session = PackingSession(CATALOGUE.get, BenchSettings("PACK-1", "s"), operator_required=True)
    session.tasks([order("7", MUG=1)])
    for code in ("TD:ORDER:7", "MUG", "SECRET-BADGE", "TD:CLOSE"):
        effects = scan(session, code)
        assert (told(effects), sent(effects)) == ("STOP operator_required", [])
    assert scan(session, "TD:BADGE:B-1") == [BadgeScanned("B-1")]
    assert "B-1" not in repr(BadgeScanned("B-1"))
    session.operator("ada")
    assert told(scan(session, "TD:ORDER:7")) == "order_taken"


def test_a_badge_scanned_amid_the_goods_is_no_unknown_code_and_is_sent_nowhere() -> None:
    session = bench(order("7", MUG=1))
    badge = new_badge()
    assert scan(session, "TD:ORDER:7", badge) == [BadgeScanned(badge)]
    assert badge not in repr(session.state)


def test_the_same_item_on_two_lines_fills_them_in_sequence() -> None:
    twice = Order(
        number="7",
        lines=[OrderLine(line=n, sku="RIBBON", name="Ribbon", qty=Decimal(2)) for n in (1, 2)],
    )
    session = bench(twice)
    scan(session, "TD:ORDER:7", "TD:QTY:3", "RIBBON")
    assert [line.scanned for line in session.state.lines] == [2, 1]
    pack = sent(scan(session, "RIBBON", "TD:CLOSE"))[-1]
    assert isinstance(pack, Pack)
    assert [(line.line, line.qty) for line in pack.lines] == [(1, 2), (2, 2)]


def test_after_a_power_cut_the_carton_goes_on_and_is_weighed_anew() -> None:
    session = bench(order("7", MUG=2))
    session.operator("ada")
    scan(session, "TD:ORDER:7", "MUG", "MUG")
    session.weight(Decimal(700), True, AT)
    again = bench()
    again.restore(session.snapshot())
    again.tasks([order("7", MUG=2)])
    assert again.state.operator == "ada"
    assert told(again.close(AT)) == "STOP weight_missing"
    again.weight(Decimal(700), True, AT)
    assert told(again.close(AT)) == "closed_verified"


@pytest.mark.parametrize("stored", [b"", b"{}", b"\xff\xfe", b'{"order":7}', b"[1,2"])
def test_a_snapshot_that_cannot_be_read_is_refused_and_changes_nothing(stored: bytes) -> None:
    session = bench(order("7", MUG=2))
    scan(session, "TD:ORDER:7", "MUG")
    before = session.state
    with pytest.raises(SnapshotError):
        session.restore(stored)
    assert session.state == before


def test_what_could_not_be_stored_is_said_and_can_be_done_again() -> None:
    session = bench(order("7", RIBBON=1))
    scan(session, "TD:ORDER:7", "RIBBON")
    on_disk = session.snapshot()
    scan(session, "TD:CLOSE")
    session.restore(on_disk)
    assert told(session.not_kept("the outbox is full")) == "STOP not_kept"
    assert session.state.order == "7"
    assert told(scan(session, "TD:CLOSE")) == "closed_unweighed"


@pytest.mark.parametrize("unit_g", ["0", "-5"])
def test_a_unit_weight_no_piece_can_have_counts_as_unknown(unit_g: str) -> None:
    odd = CatalogueHit("ODD", Decimal(1), "Odd", Decimal(unit_g), Decimal(-1))
    session = PackingSession({"ODD": odd}.get, BenchSettings("PACK-1", "s", "w"))
    session.tasks([order("7", ODD=1)])
    assert told(scan(session, "TD:ORDER:7", "ODD", "TD:CLOSE")) == "closed_unweighed"


def test_what_was_not_kept_is_said_until_somebody_acts_whatever_the_scale_shows() -> None:
    session = bench(order("7", MUG=2, TEA=1))
    scan(session, "TD:ORDER:7", "MUG", "TEA", "MUG")
    on_disk = session.snapshot()
    session.weight(Decimal(748), True, AT)
    scan(session, "TD:CLOSE")
    session.restore(on_disk)
    session.not_kept("the outbox is full")
    for grams in (0, 748, 748):
        assert session.weight(Decimal(grams), True, AT) == []
    assert session.state.message is not None
    assert session.state.message.key == "not_kept"
    assert told(scan(session, "TD:CLOSE")) == "closed_verified"
