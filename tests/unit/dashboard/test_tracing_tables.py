"""Places and traces as tables."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dashboard.formats import Formats
from dashboard.models import Stock
from dashboard.tracing import tables
from dashboard.tracing.models import Dealing, Made, Sold, Stay

NOON = dt.datetime(2026, 3, 5, 12, tzinfo=dt.UTC)
SHANGHAI = Formats(timezone="Asia/Shanghai")
WORDS = {"": "not known", "scrap": "Scrap place", "shelf": "Shelf"}


def test_who_is_named_and_else_what_kind_of_place_it_was() -> None:
    rows = [
        Dealing("main", ["DOCK-1", "DOCK-2"], NOON, NOON, Decimal(5), Decimal(0), "PO-1", "ACME"),
        Dealing("main", ["STORE"], NOON, NOON, Decimal(0), Decimal("0.5"), outside="scrap"),
        Dealing("main", ["STORE"], NOON, NOON, Decimal(0), Decimal(1)),
    ]
    frame = tables.dealings(rows, SHANGHAI, WORDS.__getitem__)
    assert frame["partner"].tolist() == ["ACME", "Scrap place", "not known"]
    assert frame["document"].tolist() == ["PO-1", "", ""]
    assert frame["places"].tolist() == ["DOCK-1, DOCK-2", "STORE", "STORE"]
    assert frame["qty_out"].tolist() == [0.0, 0.5, 1.0]


def test_a_stay_shows_what_is_there_now_by_the_readers_clock() -> None:
    stay = Stay("main", "S-1", "shelf", NOON, NOON, Decimal(5), Decimal(7), Decimal(-2))
    frame = tables.stays([stay], SHANGHAI, WORDS.__getitem__)
    assert frame.loc[0, ["location", "kind", "qty_left"]].tolist() == ["S-1", "Shelf", -2.0]
    assert frame["first_at"][0].hour == 20


def test_whoever_sold_or_bought_what_is_productions_away_is_named_once() -> None:
    dealings = [
        Dealing("main", ["STORE"], NOON, NOON, Decimal(0), Decimal(1), document, partner)
        for document, partner in (("S-1", "Lin"), ("S-2", "Lin"), ("S-3", None))
    ]
    rows = [
        Made(1, "BOX", "Box", "B1", Decimal(4), "MO-1", NOON, customers=dealings),
        Made(2, "SET", "Set", "", Decimal(1), "MO-2", NOON, serial="S9"),
    ]
    frame = tables.made(rows, SHANGHAI)
    assert frame["partners"].tolist() == ["Lin, S-3", ""]
    assert frame["number"].tolist() == ["B1", "S9"]


def test_nothing_at_all_is_a_table_with_its_headings() -> None:
    assert tables.dealings([], SHANGHAI, str).columns.tolist()[:2] == ["partner", "document"]
    assert len(tables.stays([], SHANGHAI, str)) == 0


def test_what_lies_in_a_place_is_told_lot_by_lot() -> None:
    rows = [
        Stock("TEA", "Tea", "", "pcs", "main", "S-1", lot, Decimal(qty), Decimal(1), Decimal(1), "EUR")
        for lot, qty in (("L1", "2"), ("L2", "0.5"))
    ]
    frame = tables.lying(rows)
    assert frame[["lot", "qty", "unit"]].to_numpy().tolist() == [["L1", 2.0, "pcs"], ["L2", 0.5, "pcs"]]


def test_what_a_customer_got_names_its_cartons_and_whoever_sold_it_or_its_parts_to_us() -> None:
    bought = Dealing("main", ["DOCK-1"], NOON, NOON, Decimal(5), Decimal(0), "PO-1", "ACME")
    part = Made(1, "WIRE", "Wire", "L7", Decimal(2), "MO-1", NOON, suppliers=[bought])
    rows = [
        Sold("main", "CUP", "Cup", "pcs", "", Decimal(1), ["C-1", "C-2"], [bought], [], "Lin", "S-1"),
        Sold("main", "LAMP", "Lamp", "pcs", "L1", Decimal(2), [], [], [part, part]),
    ]
    frame = tables.sold(rows)
    assert frame["number"].tolist() == ["S-1", "L1"]
    assert frame["packages"].tolist() == ["C-1, C-2", ""]
    assert (frame["customer"].tolist(), frame["bought"].tolist()) == (["Lin", ""], ["ACME", "ACME"])
