"""From where goods leave that were packed at a bench."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hub.domain.benches import Advance, Loan, Settled, settle
from hub.domain.ledger import Entry

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
MUG, SHELF, OTHER_SHELF, BENCH, CUSTOMER = 1, 10, 11, 20, 30


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def packed(qty: int, minute: int, source: int = SHELF, revenue: str | None = None) -> Entry:
    return Entry(
        1, MUG, "shipment", Decimal(qty), source, CUSTOMER, at(minute), document="O-1",
        revenue=None if revenue is None else Decimal(revenue), via_id=BENCH,
    )  # fmt: skip


def brought(qty: int, minute: int, source: int = SHELF) -> Entry:
    return Entry(1, MUG, "pick", Decimal(qty), source, BENCH, at(minute))


def run(entries: list[Entry], at_bench: int | str = 0, advances: tuple[Advance, ...] = ()) -> Settled:
    return settle(entries, stood={(MUG, BENCH, ""): Decimal(at_bench)}, advances=advances, loans=())


def ways(settled: Settled) -> list[tuple[int, int, int]]:
    return [(int(one.qty), one.source_id, one.destination_id) for one in settled.entries]


def test_goods_that_nobody_moved_leave_from_the_place_that_was_told() -> None:
    assert ways(run([packed(3, 1)])) == [(3, SHELF, CUSTOMER)]


def test_goods_that_were_brought_to_the_bench_first_leave_from_there_and_the_rest_from_the_shelf() -> None:
    assert ways(run([brought(2, 0), packed(3, 1)])) == [
        (2, SHELF, BENCH), (2, BENCH, CUSTOMER), (1, SHELF, CUSTOMER),
    ]  # fmt: skip


def test_who_finds_his_goods_taken_for_another_order_has_fetched_those_of_that_order() -> None:
    settled = run([packed(2, 1), packed(3, 2, BENCH)], at_bench=3)
    assert ways(settled) == [(2, BENCH, CUSTOMER), (1, BENCH, CUSTOMER), (2, SHELF, CUSTOMER)]
    assert settled.loans[0] == Loan(MUG, BENCH, "", SHELF, at(1), Decimal(0))


def test_a_bench_from_which_more_left_than_was_there_is_below_zero_where_nobody_took_it_for_another() -> None:
    assert ways(run([packed(3, 2, BENCH)], at_bench=1)) == [(3, BENCH, CUSTOMER)]
    assert ways(run([packed(3, 2, BENCH), packed(1, 3), brought(3, 1)], at_bench=0)) == [
        (3, BENCH, CUSTOMER), (1, SHELF, CUSTOMER), (3, SHELF, BENCH),
    ]  # fmt: skip


def test_a_bench_below_zero_has_nothing() -> None:
    assert ways(run([packed(1, 1)], at_bench=-4)) == [(1, SHELF, CUSTOMER)]


def test_a_pick_that_is_told_only_after_its_goods_have_left_counts_once() -> None:
    settled = run([packed(3, 5), brought(3, 1)])
    assert ways(settled) == [(3, SHELF, CUSTOMER), (3, SHELF, BENCH), (3, BENCH, SHELF)]
    assert settled.advances == []
    assert settled.entries[-1].evidence == {"already_shipped": "O-1"}


def test_it_may_have_been_brought_from_another_place_than_was_told() -> None:
    assert ways(run([packed(1, 5), brought(2, 1, OTHER_SHELF)])) == [
        (1, SHELF, CUSTOMER), (2, OTHER_SHELF, BENCH), (1, BENCH, SHELF),
    ]  # fmt: skip


def test_goods_that_came_after_the_carton_was_closed_lie_on_the_bench() -> None:
    assert ways(run([packed(1, 1), brought(1, 5)])) == [(1, SHELF, CUSTOMER), (1, SHELF, BENCH)]


def test_cartons_and_picks_may_be_told_in_any_order() -> None:
    """The later carton took what had been brought for the earlier one, whose goods are the later pick's
    then."""
    assert ways(run([brought(1, 0), packed(1, 3), packed(1, 1), brought(1, 2)])) == [
        (1, SHELF, BENCH), (1, BENCH, CUSTOMER), (1, SHELF, CUSTOMER), (1, SHELF, BENCH), (1, BENCH, SHELF),
    ]  # fmt: skip


def test_what_is_known_from_before_is_used_up_the_earliest_first() -> None:
    known = tuple(
        Advance(MUG, BENCH, "", SHELF, at(minute), Decimal(2), f"O-{minute}", minute) for minute in (9, 7, 2)
    )
    settled = run([brought(3, 5)], advances=known)
    assert ways(settled) == [(3, SHELF, BENCH), (2, BENCH, SHELF), (1, BENCH, SHELF)]
    assert [(one.id, one.qty) for one in settled.advances] == [(9, 1), (7, 0)]


def test_the_parts_of_a_shipment_have_the_revenue_of_the_whole() -> None:
    parts = run([packed(3, 1, revenue="10")], at_bench=1).entries
    assert [part.revenue for part in parts] == [Decimal("3.333333"), Decimal("6.666667")]


def test_a_piece_with_a_serial_number_is_not_split() -> None:
    assert ways(run([packed(1, 1)._replace(serial="S-1")], at_bench="0.5")) == [(1, SHELF, CUSTOMER)]


def test_what_left_weeks_ago_is_not_what_is_brought_today() -> None:
    """Neither in one transaction with the carton nor in a later one."""
    old = Advance(MUG, BENCH, "", OTHER_SHELF, NOON - timedelta(days=21), Decimal(20), "O-0", 7)
    settled = run([packed(3, 5), brought(3, 0), brought(4, 1), packed(4, 6)], advances=(old,))
    assert ways(settled) == [
        (3, SHELF, CUSTOMER), (3, SHELF, BENCH), (3, BENCH, SHELF), (4, SHELF, BENCH), (4, BENCH, CUSTOMER),
    ]  # fmt: skip
