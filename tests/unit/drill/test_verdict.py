"""The auditor sees what is wrong in the books: each kind of error that it is there for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from tallydock.drill import verdict
from tallydock.drill.books import DAY_COLUMNS, BookedMovement, Books, HeldMessage
from tallydock.drill.truth import Goods, Scan, Truth
from tallydock.drill.verdict import Poison

AT = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
NOW = AT + timedelta(hours=2)
ZONE = "Europe/Berlin"
DAY = date(2026, 3, 10)
TO_MIDNIGHT_S = 12 * 3600
STANDARD = {"MUG": Fraction(2)}


def booked(serial: str, qty: int, number: int, *, out: bool = False) -> BookedMovement:
    kind, source, destination = (
        ("shipment", "DOCK-1", "customer") if out else ("receipt", "supplier", "DOCK-1")
    )
    return BookedMovement(
        number, AT + timedelta(seconds=1), AT, serial, None, "MUG", Decimal(qty), kind, source, destination,
        "dock-1", "EPOCH", number, 0, "scanner-1", None,
    )  # fmt: skip


def truth_of(*movements: BookedMovement) -> Truth:
    truth = Truth()
    line = truth.begin_line("dock-1", "scanner-1")
    for one in movements:
        goods = Goods("MUG", Fraction(one.qty), one.kind, one.source, one.destination)
        truth.scanned(line, Scan(one.serial or "", goods, AT))
    return truth


def right_books() -> tuple[Truth, Books]:
    """Ten mugs came at 2.00, three left at the same moment."""
    movements = [booked("A", 10, 1), booked("B", 3, 2, out=True)]
    sums = dict.fromkeys(DAY_COLUMNS, Fraction(0)) | {
        "qty_in": Fraction(10), "qty_out": Fraction(3), "value_in": Fraction(20), "value_out": Fraction(6),
        "units_sold": Fraction(3), "cogs": Fraction(6),
        "moment_qty": Fraction(7 * TO_MIDNIGHT_S), "moment_value": Fraction(14 * TO_MIDNIGHT_S),
    }  # fmt: skip
    balances = {
        ("MUG", "supplier"): Fraction(-10),
        ("MUG", "DOCK-1"): Fraction(7),
        ("MUG", "customer"): Fraction(3),
    }
    costs = {"MUG": (Fraction(7), Fraction(14))}
    return truth_of(*movements), Books(movements, balances, costs, {("MUG", DAY): sums}, [], [], [])


def checks(truth: Truth, books: Books) -> set[str]:
    return {found.check for found in verdict.compare(truth, books, STANDARD, ZONE, NOW)}


def test_right_books_have_no_violation() -> None:
    assert checks(*right_books()) == set()


def lose_one(books: Books) -> Books:
    return replace(books, movements=books.movements[:1])


def double_one(books: Books) -> Books:
    return replace(books, movements=[*books.movements, books.movements[0]._replace(id=3, seq=3)])


def invent_one(books: Books) -> Books:
    return replace(books, movements=[*books.movements, booked("NOBODYS", 1, 3)])


def misplace_one(books: Books) -> Books:
    return replace(books, movements=[books.movements[0]._replace(destination="DOCK-2"), books.movements[1]])


def date_one_wrong(books: Books) -> Books:
    wrong = books.movements[0]._replace(occurred_at=AT - timedelta(hours=1))
    return replace(books, movements=[wrong, books.movements[1]])


def date_one_in_the_future(books: Books) -> Books:
    wrong = books.movements[0]._replace(recorded_at=AT - timedelta(seconds=1))
    return replace(books, movements=[wrong, books.movements[1]])


def take_one_from_a_balance(books: Books) -> Books:
    return replace(books, balances=books.balances | {("MUG", "DOCK-1"): Fraction(6)})


def lower_the_value(books: Books) -> Books:
    return replace(books, costs={"MUG": (Fraction(7), Fraction("13.999999"))})


def change_a_day(books: Books) -> Books:
    sums = books.days["MUG", DAY] | {"cogs": Fraction(5)}
    return replace(books, days={("MUG", DAY): sums})


def change_a_moment(books: Books) -> Books:
    sums = books.days["MUG", DAY] | {"moment_value": Fraction(14 * TO_MIDNIGHT_S) + Fraction(1, 10**6)}
    return replace(books, days={("MUG", DAY): sums})


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (lose_one, "each movement exactly once"),
        (double_one, "each movement exactly once"),
        (invent_one, "each movement exactly once"),
        (misplace_one, "booked as it was made"),
        (date_one_wrong, "booked when it was made"),
        (date_one_in_the_future, "no time from the future"),
        (take_one_from_a_balance, "balances equal the auditor's"),
        (take_one_from_a_balance, "the sum over all places is 0"),
        (lower_the_value, "stock and its value equal the auditor's"),
        (change_a_day, "day totals equal a recomputation"),
        (change_a_moment, "time-weighted average is exact"),
    ],
)
def test_a_wrong_book_is_seen(spoil: Callable[[Books], Books], check: str) -> None:
    truth, books = right_books()
    assert check in checks(truth, spoil(books))


def test_the_quarantine_holds_all_poison_and_nothing_else() -> None:
    _, books = right_books()
    poison = [Poison("half a batch", "t", b"{", "malformed")]
    held = HeldMessage("t", b"{", "malformed", 3)
    assert list(verdict.quarantine(replace(books, held=[held]), poison)) == []
    assert list(verdict.quarantine(replace(books, held=[]), poison))
    assert list(verdict.quarantine(replace(books, held=[held]), []))
    assert list(verdict.quarantine(replace(books, held=[held._replace(reason="version")]), poison))
