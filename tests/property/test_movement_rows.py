"""What the books send to the server is what psycopg would have sent, and comes back as it was."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st
from psycopg.adapt import PyFormat, Transformer

from hub.domain import millionths
from hub.domain.calendar import microseconds
from hub.domain.ledger import Entry, Outcome
from hub.store import movement_rows
from hub.store.errors import InvalidError

# as much as numeric(20, 6) holds, and more
amounts = st.one_of(st.integers(-(10**20), 10**20), st.integers(-30_000, 30_000).map(lambda n: n * 1_000_000))
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=70)
names = st.one_of(st.none(), texts)
instants = st.integers(-(10**16), 10**16).map(
    lambda us: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=us)
)
places = st.integers(1, 2**31 - 1)


@st.composite
def movements(draw: st.DrawFn) -> tuple[Entry, Outcome]:
    by_agent = draw(st.booleans())
    entry = Entry(
        draw(st.integers(1, 2**15 - 1)), draw(places), draw(texts), Decimal(1), draw(places), draw(places),
        draw(instants), None, None, None, draw(texts), draw(names), draw(st.one_of(st.none(), st.dates())),
        draw(names), draw(places) if by_agent else None, draw(st.integers(1, 2**62)) if by_agent else None,
        draw(st.integers(0, 499)) if by_agent else None, draw(names), draw(st.one_of(st.none(), places)),
        draw(st.one_of(st.none(), st.integers(1, 2**62))),
        draw(st.one_of(st.none(), st.dictionaries(texts, texts, min_size=1, max_size=3))),
    )  # fmt: skip
    revenue = draw(st.one_of(st.none(), amounts))
    at_us = microseconds(entry.occurred_at)
    return entry, Outcome(at_us, draw(amounts), draw(amounts), draw(amounts), revenue)


@given(movements(), st.integers(1, 2**62), instants)
def test_a_row_is_the_one_that_psycopg_reads(
    made: tuple[Entry, Outcome], movement_id: int, recorded_at: datetime
) -> None:
    entry, outcome = made
    sent = movement_rows.row(entry, outcome, movement_id, microseconds(recorded_at))
    qty, unit_cost, value, revenue = (None if a is None else millionths.decimal(a) for a in outcome[1:])
    assert _read(sent) == [
        recorded_at, movement_id, entry.occurred_at, entry.site_id, entry.item_id, entry.source_id,
        entry.destination_id, entry.kind, qty, unit_cost, value, revenue, entry.lot, entry.serial,
        entry.expiry, entry.document, entry.epoch_id, entry.seq, entry.idx, entry.device, entry.user_id,
        entry.reverses, entry.evidence or None,
    ]  # fmt: skip


TYPES = (
    "timestamptz", "int8", "timestamptz", "int2", "int4", "int4", "int4", "text", "numeric", "numeric",
    "numeric", "numeric", "text", "text", "date", "text", "int4", "int8", "int2", "text", "int4", "int8",
    "jsonb",
)  # fmt: skip


def _read(row: bytes) -> list[object]:
    """The columns of a binary row, each by psycopg's own loader."""
    assert int.from_bytes(row[:2]) == len(TYPES)
    transformer, position, values = Transformer(), 2, []
    for name in TYPES:
        length = int.from_bytes(row[position : position + 4], signed=True)
        position += 4
        if length < 0:
            values.append(None)
            continue
        loader = transformer.get_loader(psycopg.adapters.types[name].oid, psycopg.pq.Format.BINARY)
        values.append(loader.load(row[position : position + length]))
        position += length
    assert position == len(row)
    return values


@given(amounts)
def test_an_amount_has_the_digits_that_psycopg_gives_it(amount: int) -> None:
    exact = millionths.decimal(amount)
    dumper = Transformer().get_dumper(exact, PyFormat.BINARY)
    ours, theirs = movement_rows.amount(amount)[4:], bytes(dumper.dump(exact) or b"")
    assert _digits(ours) == _digits(theirs)


def _digits(numeric: bytes) -> tuple[int, int, dict[int, int]]:
    """Sign, scale, and the digits that are not 0 by their weight: all that PostgreSQL keeps."""
    count, weight, sign, scale, *digits = (
        int.from_bytes(numeric[at : at + 2], signed=True) for at in range(0, len(numeric), 2)
    )
    assert count == len(digits)
    weighed = {weight - place: digit for place, digit in enumerate(digits) if digit}
    assert all(0 <= digit < 10_000 for digit in digits)
    return sign, scale, weighed


def test_an_amount_that_no_book_has_room_for_is_refused() -> None:
    with pytest.raises(InvalidError, match="too large"):
        movement_rows.amount(10**22)


@given(st.integers(-(10**24), 10**24), st.integers(1, 10**24))
def test_quotients_are_those_of_decimals(dividend: int, divisor: int) -> None:
    exact = Context(prec=90, rounding=ROUND_HALF_EVEN)
    assert millionths.quotient(dividend, divisor) == round(Fraction(dividend, divisor))
    by_decimal = exact.quantize(exact.divide(Decimal(dividend), Decimal(divisor)), Decimal(1))
    assert millionths.quotient(dividend, divisor) == by_decimal


@given(st.decimals(min_value=-(10**14), max_value=10**14, places=6))
def test_an_amount_goes_into_the_books_and_out_again(amount: Decimal) -> None:
    assert millionths.decimal(millionths.millionths(amount)) == amount


@pytest.mark.parametrize("text", ["0.0000001", "NaN", "sNaN", "Infinity"])
def test_what_is_no_amount_does_not_get_in(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        millionths.millionths(Decimal(text))
