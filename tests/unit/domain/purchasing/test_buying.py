"""Prices, limits, receipts on lines and lead times, as a buyer counts them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as Dec

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.purchasing.approval import Limit, amount, covers, is_needed_again, limit_of
from hub.domain.purchasing.changes import difference
from hub.domain.purchasing.lead_time import Delivery, measure
from hub.domain.purchasing.prices import Price, deliverable, is_deliverable, price_for
from hub.domain.purchasing.receiving import OrderedLine, book, take_back

JAN, JUNE = date(2026, 1, 1), date(2026, 6, 1)
PRICES = [
    Price(JAN, Dec(0), None, Dec("2.00")),
    Price(JAN, Dec(100), date(2026, 12, 31), Dec("1.80")),
    Price(JUNE, Dec(0), None, Dec("2.20")),
    Price(JUNE, Dec(500), None, Dec("1.70")),
]
quantities = st.decimals(min_value="0.001", max_value="10000", places=3)


@pytest.mark.parametrize(
    ("qty", "on", "price"),
    [
        ("1", date(2025, 12, 31), None),
        ("1", JAN, "2.00"),
        ("99.999", JAN, "2.00"),
        ("100", JAN, "1.80"),
        ("100", JUNE, "2.20"),
        ("500", JUNE, "1.70"),
    ],
)
def test_the_newest_price_list_counts_and_its_highest_break(qty: str, on: date, price: str | None) -> None:
    assert price_for(PRICES, Dec(qty), on) == (None if price is None else Dec(price))


def test_a_price_ends_with_its_last_day() -> None:
    ended = [Price(JAN, Dec(0), JUNE, Dec(3))]
    assert price_for(ended, Dec(1), JUNE) == 3
    assert price_for(ended, Dec(1), date(2026, 6, 2)) is None


@given(qty=quantities, min_qty=st.integers(0, 500), pack_qty=st.integers(0, 48))
def test_what_a_supplier_delivers_is_enough_and_no_pack_too_much(
    qty: Dec, min_qty: int, pack_qty: int
) -> None:
    terms = {"min_qty": Dec(min_qty), "pack_qty": Dec(pack_qty)}
    wanted = deliverable(qty, **terms)
    assert wanted >= qty
    assert is_deliverable(wanted, **terms)
    assert not pack_qty or wanted - pack_qty < max(qty, Dec(min_qty))
    assert is_deliverable(qty, **terms) == (wanted == qty)


def test_a_role_approves_up_to_its_limit_in_the_currency() -> None:
    limits = [Limit("manager", "", Dec(10000)), Limit("manager", "CNY", Dec(80000)), Limit("admin", "", None)]
    assert limit_of(limits, "manager", "EUR") == 10000
    assert limit_of(limits, "manager", "CNY") == 80000
    assert limit_of(limits, "admin", "EUR") is None
    assert limit_of(limits, "operator", "EUR") == 0
    wanted = amount([(Dec(100), Dec("99.99")), (Dec(1), Dec(1))])
    assert covers(Dec(10000), wanted) and covers(None, wanted)
    assert not covers(Dec("9999.99"), wanted)


def test_only_what_goes_beyond_an_approval_needs_another() -> None:
    assert is_needed_again(Dec(100), Dec("100.01"))
    assert not is_needed_again(Dec(100), Dec(100))
    assert not is_needed_again(None, Dec(100))


LINES = [OrderedLine((7, 1), Dec(10), Dec(2), Dec(4)), OrderedLine((7, 3), Dec(5), Dec(3), Dec(0))]


def test_goods_fill_the_lines_in_their_order_at_their_prices() -> None:
    assert book(LINES, Dec(8)) == ({(7, 1): Dec(10), (7, 3): Dec(2)}, Dec(18), 0)


def test_what_is_beyond_the_order_is_booked_and_told() -> None:
    booked = book(LINES, Dec(13))
    assert booked.received == {(7, 1): Dec(10), (7, 3): Dec(7)}
    assert booked.over_qty == 2


def test_without_a_line_there_is_nothing_to_book_on() -> None:
    with pytest.raises(ValueError, match="no line"):
        book([], Dec(1))


@given(
    ordered=st.lists(quantities, min_size=1, max_size=4), came=st.lists(quantities, min_size=1, max_size=5)
)
def test_what_is_taken_back_was_never_there(ordered: list[Dec], came: list[Dec]) -> None:
    lines = [OrderedLine((1, n), qty, Dec(1), Dec(0)) for n, qty in enumerate(ordered, start=1)]
    for qty in came:
        received = book(lines, qty).received
        lines = [line._replace(received_qty=received.get(line.key, line.received_qty)) for line in lines]
    assert sum(line.received_qty for line in lines) == sum(came)
    # only the last line takes more than was ordered, and only when all others are full
    assert all(line.received_qty <= line.qty for line in lines[:-1])
    for qty in reversed(came):
        received = take_back(lines, qty)
        lines = [line._replace(received_qty=received.get(line.key, line.received_qty)) for line in lines]
        assert all(line.received_qty >= 0 for line in lines)
    assert sum(line.received_qty for line in lines) == 0


def test_a_supplier_is_measured_by_full_lines() -> None:
    sent = datetime(2026, 3, 2, 8, tzinfo=UTC)
    came = [
        Delivery(sent, sent + timedelta(days=days), (sent + timedelta(days=days)).date(), due)
        for days, due in ((10, date(2026, 3, 12)), (14, date(2026, 3, 12)), (12, None))
    ]
    measured = measure(came)
    assert (measured.lines, measured.mean_days, measured.sd_days, measured.on_time) == (3, 12, 2, Dec("0.5"))
    assert measure([]) == (0, None, None, None)
    assert measure(came[:1])[:3] == (1, 10, None)


def test_a_history_keeps_only_what_differs() -> None:
    before = {"note": "x", "lines": {"1": {"qty": "5", "sku": "TEA"}, "2": {"qty": "1"}}}
    after = {"note": "x", "lines": {"1": {"qty": "6", "sku": "TEA"}, "3": {"qty": "2"}}}
    assert difference(before, after) == (
        {"lines": {"1": {"qty": "5"}, "2": {"qty": "1"}, "3": None}},
        {"lines": {"1": {"qty": "6"}, "2": None, "3": {"qty": "2"}}},
    )
    assert difference(before, before) == ({}, {})
