"""The textbook's cases of the moving average, and ours: negative stock, residuals, reversals."""

from __future__ import annotations

from decimal import Decimal as Dec

from hub.domain.valuation import Stock, average, issue, receive

EMPTY = Stock()


def test_two_receipts_at_different_costs_average() -> None:
    stock = receive(receive(EMPTY, Dec(100), Dec(1000)).stock, Dec(50), Dec(650)).stock
    assert stock.qty == 150
    assert average(stock) == Dec(11)


def test_goods_leave_at_the_average_and_the_average_stays() -> None:
    stock = Stock(Dec(150), Dec(1650), Dec(11))
    issued = issue(stock, Dec(60))
    assert issued.value == Dec(660)
    assert average(issued.stock) == Dec(11)


def test_a_sequence_from_the_textbook() -> None:
    # opening 10 at 5.00; buy 20 at 6.50; sell 15; buy 5 at 8.00; sell 10
    stock = Stock(Dec(10), Dec(50), Dec(5))
    stock = receive(stock, Dec(20), Dec(130)).stock
    assert average(stock) == Dec(6)
    first = issue(stock, Dec(15))
    assert first.value == Dec(90)
    stock = receive(first.stock, Dec(5), Dec(40)).stock
    assert average(stock) == Dec("6.5")
    second = issue(stock, Dec(10))
    assert second.value == Dec(65)
    assert second.stock == Stock(Dec(10), Dec(65), Dec("6.5"))


def test_the_last_piece_takes_the_residual_with_it() -> None:
    stock = receive(EMPTY, Dec(3), Dec(10)).stock
    values = []
    for _ in range(3):
        issued = issue(stock, Dec(1))
        values.append(issued.value)
        stock = issued.stock
    assert values == [Dec("3.333333"), Dec("3.333334"), Dec("3.333333")]
    assert sum(values) == Dec(10)
    assert (stock.qty, stock.value) == (0, 0)


def test_below_zero_goods_leave_at_the_last_known_cost() -> None:
    issued = issue(Stock(Dec(2), Dec(20), Dec(10)), Dec(5))
    assert issued.value == Dec(50)
    assert issued.stock == Stock(Dec(-3), Dec(-30), Dec(10))


def test_where_no_cost_was_ever_known_the_fallback_stands_in() -> None:
    issued = issue(EMPTY, Dec(4), fallback_cost=Dec("2.5"))
    assert issued.value == Dec(10)
    assert issue(EMPTY, Dec(4)).value == 0


def test_goods_that_cover_a_shortage_come_in_at_the_cost_it_left_at() -> None:
    short = Stock(Dec(-5), Dec(-50), Dec(10))
    received = receive(short, Dec(5), Dec(60))
    assert (received.change, received.variance) == (Dec(50), Dec(10))
    assert (received.stock.qty, received.stock.value) == (0, 0)


def test_what_is_left_after_a_shortage_is_covered_stands_at_its_own_cost() -> None:
    received = receive(Stock(Dec(-5), Dec(-50), Dec(10)), Dec(8), Dec(96))
    assert received.stock == Stock(Dec(3), Dec(36), Dec(12))
    assert (received.change, received.variance) == (Dec(86), Dec(10))


def test_a_shortage_partly_covered_keeps_the_rest_at_the_old_cost() -> None:
    received = receive(Stock(Dec(-5), Dec(-50), Dec(10)), Dec(2), Dec(18))
    assert (received.stock.qty, received.stock.value) == (Dec(-3), Dec(-30))
    assert (received.change, received.variance) == (Dec(20), Dec(-2))


def test_a_reversed_receipt_leaves_at_what_it_came_for() -> None:
    before = Stock(Dec(10), Dec(100), Dec(10))
    after = receive(before, Dec(10), Dec(200)).stock
    assert issue(after, Dec(10), cost=Dec(200)).stock == before


def test_a_reversed_receipt_never_leaves_goods_with_a_negative_value() -> None:
    # most of it has been sold at the average since
    stock = Stock(Dec(4), Dec(60), Dec(15))
    issued = issue(stock, Dec(3), cost=Dec(90))
    assert issued.value == Dec(45)
    assert issued.stock.value == Dec(15)
