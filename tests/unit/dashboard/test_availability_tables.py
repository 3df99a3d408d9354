"""Free stock as a table: what is promised, held and gone is told apart, over all sites of a currency."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dashboard.availability import tables
from dashboard.availability.models import Available, Reservation
from dashboard.formats import Formats
from dashboard.models import Stock

NOON = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
MONEY = {"main": "EUR", "north": "NOK", "south": "EUR"}


def stock(site: str, qty: str, place: str = "SHELF-1") -> Stock:
    amount = Decimal(qty)
    return Stock("TEA", "Tea", "food", "pcs", site, place, "", amount, Decimal(2), amount * 2, MONEY[site])


def free(site: str, qty: str, reserved: str, on_hold: str = "0", sku: str = "TEA") -> Available:
    all_of_it, promised, held = Decimal(qty), Decimal(reserved), Decimal(on_hold)
    left = all_of_it - promised - held
    return Available(sku, sku.title(), "food", "pcs", site, all_of_it, held, promised, left, held)


def test_sites_of_one_currency_are_added_and_others_stand_apart() -> None:
    rows = [stock("main", "6"), stock("main", "4", "HOLD"), stock("south", "5"), stock("north", "3")]
    states = [free("main", "10", "2", "4"), free("south", "5", "1"), free("north", "3", "3")]
    frame = tables.by_item(rows, states, MONEY)
    assert frame["currency"].tolist() == ["EUR", "NOK"]
    assert frame["qty"].tolist() == [15.0, 3.0]
    assert frame["reserved"].tolist() == [3.0, 3.0]
    assert frame["on_hold"].tolist() == [4.0, 0.0]
    assert frame["available"].tolist() == [8.0, 0.0]
    assert frame["places"].tolist() == [3, 1]


def test_goods_that_were_promised_and_are_gone_have_a_row() -> None:
    frame = tables.by_item([], [free("main", "0", "2", sku="CUP")], MONEY)
    assert frame.loc[0, ["sku", "qty", "reserved", "available", "places"]].tolist() == [
        "CUP",
        0.0,
        2.0,
        -2.0,
        0,
    ]
    assert tables.by_item([], [free("main", "0", "2", sku="CUP")], MONEY, "tea").empty


def test_a_reservation_is_found_by_its_document_and_its_goods() -> None:
    rows = [
        Reservation(n, "main", sku, sku.title(), "pcs", f"SO-{n}", Decimal(5), Decimal(2), Decimal(3), NOON)
        for n, sku in enumerate(("TEA", "CUP"))
    ]
    formats = Formats("en", "EUR", "Asia/Shanghai")
    frame = tables.reservations(rows, formats, "so-1")
    assert frame["sku"].tolist() == ["CUP"]
    assert (frame["open"][0], frame["promised"][0], frame["since"][0].hour) == (3.0, 5.0, 20)
    assert tables.reservations([], formats).empty
