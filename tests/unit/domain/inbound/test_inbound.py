"""Goods in, by the rules alone: package numbers, differences, where to put, how long it took."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.inbound import differences, sscc
from hub.domain.inbound.differences import DecisionError, ItemStanding, undecided
from hub.domain.inbound.dock_to_stock import Step, percentile, stays
from hub.domain.inbound.putaway import Goods, Spot, Waiting, plan, suggest

NOON = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
D = Decimal


def test_a_package_number_is_known_by_its_check_digit() -> None:
    assert sscc.fault("340123450000000000") is None  # GS1's own example
    assert "must be 0" in (sscc.fault("340123450000000001") or "")
    assert "this has 17" in (sscc.fault("34012345000000000") or "")
    assert "digits only" in (sscc.fault("34012345000000000X") or "")


@given(st.text("0123456789", min_size=17, max_size=17), st.integers(0, 17), st.integers(1, 9))
def test_no_single_misread_digit_passes(digits: str, place: int, by: int) -> None:
    good = digits + str(sscc.check_digit(digits))
    assert sscc.fault(good) is None
    misread = good[:place] + str((int(good[place]) + by) % 10) + good[place + 1 :]
    assert sscc.fault(misread) is not None


def test_what_is_too_much_or_missing_waits_for_a_word() -> None:
    assert undecided(ItemStanding(D(10), D(12), D(0), D(0)), unloaded=True) == (2, 0)
    assert undecided(ItemStanding(D(10), D(7), D(0), D(0)), unloaded=True) == (0, 3)


def test_nothing_is_missing_while_somebody_still_unloads() -> None:
    assert undecided(ItemStanding(D(10), D(7), D(0), D(0)), unloaded=False) == (0, 0)


amounts = st.integers(0, 50).map(Decimal)


@given(amounts, amounts, amounts, amounts)
def test_decided_and_undecided_make_up_the_difference(
    ordered: Decimal, received: Decimal, over: Decimal, short: Decimal
) -> None:
    left = undecided(ItemStanding(ordered, received, over, short), unloaded=True)
    assert left.over + over >= received - ordered
    assert left.short + short >= ordered - received
    assert not (left.over and left.short)


def test_what_is_not_there_cannot_be_sent_back() -> None:
    with pytest.raises(DecisionError, match="accept or claim"):
        differences.check("short", "return", D(1), D(3))
    with pytest.raises(DecisionError, match="3 to decide on, not 4"):
        differences.check("over", "return", D(4), D(3))
    differences.check("damaged", "scrap", D(3), D(3))


def spot(code: str, *, fixed: bool = False, item: int = 0, all_qty: int = 0, **more: Decimal | None) -> Spot:
    return Spot(code, fixed, more.pop("max_qty", None), D(item), D(all_qty), **more)


def test_goods_go_to_their_own_place_then_to_their_like_then_to_an_empty_one() -> None:
    fixed, like = spot("F", fixed=True), spot("L", item=3, all_qty=3)
    empty, other = spot("E"), spot("O", all_qty=9)
    ten = Goods(D(10))
    for spots, wanted in (
        ([other, empty, like, fixed], ("F", "fixed")),
        ([other, empty, like], ("L", "same_item")),
        ([other, empty], ("E", "empty")),
        ([other], ("O", "other")),
    ):
        found = suggest(ten, spots)
        assert found is not None
        assert (found.code, found.why) == wanted
    assert suggest(ten, []) is None


def test_no_more_is_suggested_than_fits() -> None:
    heavy = Goods(D(10), unit_weight_g=D(400), unit_volume_ml=D(1000))
    by_weight = suggest(heavy, [spot("A", free_weight_g=D(1500))])
    assert by_weight is not None
    assert by_weight.qty == 3
    own = suggest(heavy, [spot("A", fixed=True, item=5, all_qty=5, max_qty=D(9))])
    assert own is not None
    assert own.qty == 4
    assert suggest(heavy, [spot("A", free_pieces=D(0)), spot("B", free_volume_ml=D(999))]) is None


def test_the_nearer_empty_place_and_the_one_that_takes_all_come_first() -> None:
    near, far = spot("Z", distance_m=D(4)), spot("A", distance_m=D(9))
    found = suggest(Goods(D(5)), [far, near])
    assert found is not None
    assert found.code == "Z"
    found = suggest(Goods(D(5)), [near._replace(free_pieces=D(2)), far])
    assert found is not None
    assert found.code == "A"


def test_two_pallets_are_not_sent_to_the_same_empty_place() -> None:
    places = [spot("A", free_pieces=D(10)), spot("B", free_pieces=D(10))]
    waiting = [Waiting(item, Goods(D(10)), {}, {}) for item in (1, 2, 3)]
    assert [found and found.code for found in plan(waiting, places)] == ["A", "B", None]


def test_the_rest_of_an_item_goes_where_its_first_part_goes() -> None:
    places = [spot("A"), spot("B")]
    waiting = [
        Waiting(1, Goods(D(10)), {}, {}),
        Waiting(2, Goods(D(1)), {}, {}),
        Waiting(1, Goods(D(5)), {}, {}),
    ]
    assert [found and found.code for found in plan(waiting, places)] == ["A", "B", "A"]


def step(
    minutes: int, qty: int, source: str, destination: str, supplier: str = "", first: int | None = None
) -> Step:
    read = None if first is None else NOON + timedelta(minutes=first)
    at = NOON + timedelta(minutes=minutes)
    return Step(1, 1, "", D(qty), source, destination, at, read, supplier)


def test_a_receipt_takes_from_its_first_read_until_its_last_piece_can_be_picked() -> None:
    found = stays(
        [
            step(10, 10, "supplier", "dock", "ACME", first=0),
            step(20, 6, "dock", "shelf"),
            step(45, 4, "dock", "storage"),
        ]
    )
    assert [(stay.supplier, stay.seconds) for stay in found] == [("ACME", 45 * 60)]


def test_time_on_hold_counts_and_what_goes_back_is_not_measured() -> None:
    found = stays(
        [
            step(0, 5, "supplier", "dock", "ACME"),
            step(5, 5, "dock", "hold"),
            step(65, 5, "hold", "shelf"),
            step(70, 3, "supplier", "dock", "BOLT"),
            step(80, 3, "dock", "supplier"),
        ]
    )
    assert [(stay.supplier, stay.seconds) for stay in found] == [("ACME", 65 * 60)]


def test_what_was_received_first_is_put_away_first() -> None:
    found = stays(
        [
            step(0, 5, "supplier", "dock", "A"),
            step(30, 5, "supplier", "dock", "B"),
            step(40, 7, "dock", "shelf"),
            step(90, 3, "dock", "shelf"),
        ]
    )
    assert [(stay.supplier, stay.seconds) for stay in found] == [("A", 40 * 60), ("B", 60 * 60)]


def test_goods_of_our_own_that_pass_by_end_no_receipts_waiting() -> None:
    """What goes from shelf to shelf through transit, and what another site has sent to the dock."""
    found = stays(
        [
            step(0, 5, "supplier", "dock", "ACME"),
            step(10, 5, "shelf", "in_transit"),
            step(20, 5, "in_transit", "shelf"),
            step(30, 5, "other_site", "dock"),
            step(40, 5, "dock", "shelf"),
            step(50, 5, "dock", "shelf"),
        ]
    )
    assert [(stay.supplier, stay.seconds) for stay in found] == [("ACME", 40 * 60)]


def test_what_is_sent_away_from_the_dock_is_not_measured() -> None:
    sent = [step(0, 5, "supplier", "dock", "ACME"), step(10, 5, "dock", "in_transit")]
    assert stays([*sent, step(20, 5, "in_transit", "shelf")]) == []


def test_percentiles_are_times_that_were_measured() -> None:
    assert percentile([], 0.5) is None
    assert (percentile([3, 1, 2], 0.5), percentile([3, 1, 2], 0.95)) == (2, 3)
    assert percentile(list(range(1, 101)), 0.95) == 95
