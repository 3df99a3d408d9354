"""Numbers, days and secrets as they look from outside."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.api.amounts import has_decimals
from hub.api.auth import hash_secret, verify_secret
from hub.api.auth.rate_limit import FailureCounter
from hub.api.turnover.trend import Step, steps
from hub.api.values import money_text, plain

AMOUNTS = st.decimals(-(10**12), 10**12, places=6)


@given(AMOUNTS)
def test_a_number_is_written_without_exponent_and_says_the_same(value: Decimal) -> None:
    text = plain(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not ("." in text and text.endswith("0"))
    assert Decimal(money_text(value)) == value
    assert len(money_text(value).split(".")[1]) >= 2


@pytest.mark.parametrize(
    ("value", "quantity", "money"),
    [
        ("12.000000", "12", "12.00"),
        ("-0.000000", "0", "0.00"),
        ("1E+3", "1000", "1000.00"),
        ("0.10", "0.1", "0.10"),
    ],
)
def test_examples(value: str, quantity: str, money: str) -> None:
    assert (plain(Decimal(value)), money_text(Decimal(value))) == (quantity, money)


@given(AMOUNTS, st.integers(0, 6))
def test_so_many_decimals_are_enough(value: Decimal, decimals: int) -> None:
    assert has_decimals(value, decimals) == (value.quantize(Decimal(1).scaleb(-decimals)) == value)


@given(
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.integers(0, 800),
    st.sampled_from(["day", "week", "month"]),
)
def test_steps_cover_each_day_of_the_span_once(first: date, length: int, step: Step) -> None:
    last = first + timedelta(days=length)
    pieces = steps(first, last, step)
    covered = [a + timedelta(days=n) for a, b in pieces for n in range((b - a).days + 1)]
    assert covered == [first + timedelta(days=n) for n in range(length + 1)]
    for begin, _ in pieces[1:]:
        assert step == "day" or (begin.weekday() == 0 if step == "week" else begin.day == 1)


@settings(max_examples=5, deadline=None)
@given(st.text(min_size=1, max_size=40), st.text(min_size=1, max_size=40))
def test_a_secret_is_known_again_and_no_other(secret: str, other: str) -> None:
    kept = hash_secret(secret)
    assert kept.startswith("scrypt$16384$8$1$")
    assert verify_secret(secret, kept)
    assert verify_secret(other, kept) == (other == secret)
    assert hash_secret(secret) != kept


@pytest.mark.parametrize(
    "kept", ["", "plain", "scrypt$1$2$3$x", "bcrypt$16384$8$1$eA==$eA==", "scrypt$a$8$1$eA==$eA=="]
)
def test_what_is_no_hash_lets_nobody_in(kept: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        verify_secret("secret", kept)


def test_failures_are_forgotten_one_by_one_as_they_grow_old() -> None:
    counter = FailureCounter(allowed=2, window_s=10)
    counter.failed("mei", now_s=0)
    counter.failed("mei", now_s=6)
    assert counter.wait_s("mei", now_s=7) == 3
    assert counter.wait_s("tom", now_s=7) == 0
    assert counter.wait_s("mei", now_s=10) == 0
    counter.failed("mei", now_s=10)
    assert counter.wait_s("mei", now_s=11) == 5
    counter.succeeded("mei")
    assert counter.wait_s("mei", now_s=11) == 0
