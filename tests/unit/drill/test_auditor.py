"""The auditor knows every kind of place that the ledger knows, and comes to the same by its own reckoning."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from hub.domain import places
from hub.domain.calendar import Calendar
from hub.domain.ledger import DAY_COLUMNS, Entry, Journal, Place
from hub.domain.valuation import Stock
from tallydock.drill.auditor import OUTSIDE, Auditor, Sent

AT = datetime(2026, 3, 10, 11, 0, tzinfo=UTC)
ITEM, SITE = 1, 1
NUMBERS = {kind: number for number, kind in enumerate(places.KINDS, start=1)}
MILLION = 1_000_000


class Both:
    """The ledger and the auditor, told the same. Places are named as their kinds."""

    def __init__(self) -> None:
        self.auditor = Auditor({"MUG": Fraction(2)}, "Europe/Berlin")
        self.ledger = Journal(
            places={number: Place(SITE, kind) for kind, number in NUMBERS.items()},
            calendars={SITE: Calendar(ZoneInfo("Europe/Berlin"))},
            stocks={(SITE, ITEM): Stock()},
            standard_costs={ITEM: 2 * MILLION},
            origins={},
        )
        self._told = 0

    def move(self, qty: int, source: str, destination: str, worth: str | None = None) -> None:
        self._told += 1
        at = AT + timedelta(minutes=self._told)
        self.ledger.enter(
            Entry(
                SITE, ITEM, "move", Decimal(qty), NUMBERS[source], NUMBERS[destination], at,
                cost=None if worth is None else Decimal(worth),
            )
        )  # fmt: skip
        self.auditor.see(
            Sent(
                ("EPOCH", self._told, 0), "MUG", Fraction(qty), source, destination, at,
                worth=None if worth is None else Fraction(worth),
            )
        )  # fmt: skip

    def agree(self) -> None:
        stock, item = self.ledger.stocks[SITE, ITEM], self.auditor.items["MUG"]
        assert (item.on_hand, item.worth) == (Fraction(stock.qty, MILLION), Fraction(stock.value, MILLION))
        balances = {kind: self.ledger.balances.get((ITEM, number, ""), 0) for kind, number in NUMBERS.items()}
        assert {kind: self.auditor.places["MUG", kind] for kind in NUMBERS} == {
            kind: Fraction(qty, MILLION) for kind, qty in balances.items()
        }
        (day,) = self.ledger.days.values()
        (audited,) = self.auditor.days.values()
        assert {name: audited.sums[name] for name in DAY_COLUMNS} == {
            name: Fraction(getattr(day, name), MILLION) for name in DAY_COLUMNS
        }


def test_the_walls_stand_where_the_ledgers_stand() -> None:
    assert OUTSIDE == places.OUTSIDE


@pytest.mark.parametrize("kind", sorted(places.OUTSIDE))
def test_what_comes_from_and_goes_to_each_place_outside_is_worth_the_same_to_both(kind: str) -> None:
    both = Both()
    both.move(6, "supplier", "dock", worth="15.000001")
    both.move(3, kind, "dock")
    both.move(4, "dock", kind)
    both.move(2, kind, "shelf", worth="7.123457")
    both.move(9, "dock", kind)
    both.agree()


@pytest.mark.parametrize("kind", sorted(places.INSIDE - {"dock"}))
def test_what_is_carried_inside_changes_nothings_worth_for_either(kind: str) -> None:
    both = Both()
    both.move(6, "supplier", "dock", worth="15.000001")
    both.move(4, "dock", kind)
    both.agree()
