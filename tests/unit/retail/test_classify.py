"""Each line of the file is counted as what it was: a sale, a return, a correction, or no goods at all."""

# ruff: noqa: DTZ001 (wall clock times, as the file has them)
from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from tallydock.retail.classify import LineClass, Row, UnknownLineError, classify, is_goods, priced_invoices


def row(
    invoice: str = "536365",
    code: str = "85123A",
    qty: int = 6,
    price: str = "2.55",
    customer: int | None = 17850,
    description: str | None = "WHITE HANGING HEART T-LIGHT HOLDER",
) -> Row:
    at = datetime(2010, 12, 1, 8, 26)
    return Row(1, invoice, code, description, qty, at, Decimal(price), customer, "United Kingdom")


def class_of(line: Row, *others: Row) -> LineClass:
    return classify(line, priced_invoices([line, *others]))


def test_goods_at_a_price_are_a_sale() -> None:
    assert class_of(row()) is LineClass.SALE
    assert class_of(row(customer=None)) is LineClass.SALE


def test_a_cancellation_of_goods_is_a_return() -> None:
    assert class_of(row("C536379", qty=-1)) is LineClass.RETURN


@pytest.mark.parametrize(
    "code",
    ["POST", "DOT", "C2", "M", "m", "D", "S", "B", "BANK CHARGES", "AMAZONFEE", "CRUK", "gift_0001_20"],
)
def test_charges_fees_and_vouchers_are_no_goods_whatever_their_sign_and_price(code: str) -> None:
    assert class_of(row(code=code)) is LineClass.NON_GOODS
    assert class_of(row("C1", code=code, qty=-1)) is LineClass.NON_GOODS
    assert class_of(row(code=code, price="0")) is LineClass.NON_GOODS


@pytest.mark.parametrize("code", ["22423", "85123a", "15056BL", "DCGS0076", "DCGSSBOY", "PADS"])
def test_things_on_a_shelf_are_goods(code: str) -> None:
    assert is_goods(code)


def test_bad_debt_is_known_by_its_invoice() -> None:
    assert class_of(row("A563186", code="B", qty=1, price="-11062.06")) is LineClass.BAD_DEBT


def test_a_known_customer_at_price_zero_was_given_the_goods() -> None:
    assert class_of(row(price="0")) is LineClass.FREE_GOODS


def test_goods_at_zero_among_paid_ones_were_given_away_too() -> None:
    free = row(price="0", customer=None)
    assert class_of(free, row(code="DOT", price="60", customer=None)) is LineClass.FREE_GOODS


def test_goods_at_zero_with_no_customer_and_nothing_paid_were_found() -> None:
    assert class_of(row(price="0", customer=None, description="found")) is LineClass.WRITE_UP


def test_a_negative_quantity_at_zero_is_written_off() -> None:
    assert class_of(row(qty=-20, price="0", customer=None, description="damaged")) is LineClass.WRITE_OFF


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (row(qty=0), "quantity of 0"),
        (row(price="-1"), "negative price"),
        (row("C1", qty=1), "cancellation with a positive"),
        (row(qty=-1), "negative quantity at a price"),
        (row("X1"), "starts with 'X'"),
    ],
)
def test_a_line_that_no_rule_is_for_is_refused_in_words(line: Row, why: str) -> None:
    with pytest.raises(UnknownLineError, match=why):
        class_of(line)
