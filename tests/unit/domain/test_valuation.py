"""The textbook's cases of the moving average, and ours: negative stock, residuals, reversals."""

from __future__ import annotations

from hub.domain.valuation import Stock, average, issue, receive
from tests.amounts import amount

EMPTY = Stock()


def test_two_receipts_at_different_costs_average() -> None:
    stock = receive(receive(EMPTY, amount(100), amount(1000)).stock, amount(50), amount(650)).stock
    assert stock.qty == amount(150)
    assert average(stock) == amount(11)


def test_goods_leave_at_the_average_and_the_average_stays() -> None:
    stock = Stock(amount(150), amount(1650), amount(11))
    issued = issue(stock, amount(60))
    assert issued.value == amount(660)
    assert average(issued.stock) == amount(11)


def test_a_sequence_from_the_textbook() -> None:
    # opening 10 at 5.00; buy 20 at 6.50; sell 15; buy 5 at 8.00; sell 10
    stock = Stock(amount(10), amount(50), amount(5))
    stock = receive(stock, amount(20), amount(130)).stock
    assert average(stock) == amount(6)
    first = issue(stock, amount(15))
    assert first.value == amount(90)
    stock = receive(first.stock, amount(5), amount(40)).stock
    assert average(stock) == amount("6.5")
    second = issue(stock, amount(10))
    assert second.value == amount(65)
    assert second.stock == Stock(amount(10), amount(65), amount("6.5"))


def test_the_last_piece_takes_the_residual_with_it() -> None:
    stock = receive(EMPTY, amount(3), amount(10)).stock
    values = []
    for _ in range(3):
        issued = issue(stock, amount(1))
        values.append(issued.value)
        stock = issued.stock
    assert values == [amount("3.333333"), amount("3.333334"), amount("3.333333")]
    assert sum(values) == amount(10)
    assert (stock.qty, stock.value) == (0, 0)


def test_below_zero_goods_leave_at_the_last_known_cost() -> None:
    issued = issue(Stock(amount(2), amount(20), amount(10)), amount(5))
    assert issued.value == amount(50)
    assert issued.stock == Stock(amount(-3), amount(-30), amount(10))


def test_where_no_cost_was_ever_known_the_fallback_stands_in() -> None:
    issued = issue(EMPTY, amount(4), fallback_cost=amount("2.5"))
    assert issued.value == amount(10)
    assert issue(EMPTY, amount(4)).value == 0


def test_goods_that_cover_a_shortage_come_in_at_the_cost_it_left_at() -> None:
    short = Stock(amount(-5), amount(-50), amount(10))
    received = receive(short, amount(5), amount(60))
    assert (received.change, received.variance) == (amount(50), amount(10))
    assert (received.stock.qty, received.stock.value) == (0, 0)


def test_what_is_left_after_a_shortage_is_covered_stands_at_its_own_cost() -> None:
    received = receive(Stock(amount(-5), amount(-50), amount(10)), amount(8), amount(96))
    assert received.stock == Stock(amount(3), amount(36), amount(12))
    assert (received.change, received.variance) == (amount(86), amount(10))


def test_a_shortage_partly_covered_keeps_the_rest_at_the_old_cost() -> None:
    received = receive(Stock(amount(-5), amount(-50), amount(10)), amount(2), amount(18))
    assert (received.stock.qty, received.stock.value) == (amount(-3), amount(-30))
    assert (received.change, received.variance) == (amount(20), amount(-2))


def test_a_reversed_receipt_leaves_at_what_it_came_for() -> None:
    before = Stock(amount(10), amount(100), amount(10))
    after = receive(before, amount(10), amount(200)).stock
    assert issue(after, amount(10), cost=amount(200)).stock == before


def test_a_reversed_receipt_never_leaves_goods_with_a_negative_value() -> None:
    # most of it has been sold at the average since
    stock = Stock(amount(4), amount(60), amount(15))
    issued = issue(stock, amount(3), cost=amount(90))
    assert issued.value == amount(45)
    assert issued.stock.value == amount(15)
