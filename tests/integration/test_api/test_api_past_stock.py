"""What stood there at a past moment, and what it was worth then."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import psycopg
import pytest

from hub.jobs.months import close_months
from hub.store import locations, pool, sites
from tests.integration.test_api.house import NOON, Clock, House, furnish, open_house, wrong_fields

MARCH_1 = datetime(2026, 2, 28, 23, tzinfo=UTC)  # midnight in Berlin


@pytest.fixture
def traded(house: House) -> House:
    """100 TEA at 2.50 from 1 March 08:00 on; 40 of them left at noon of 2 March."""
    house.receive("TEA", "100", at=MARCH_1 + timedelta(hours=8))
    sale = house.entry("TEA", "shipment", "40", "STORE", "customer", at=MARCH_1 + timedelta(hours=36))
    house.move(sale)
    return house


@pytest.mark.parametrize(
    ("at", "qty", "value"),
    [
        ("2026-02-28", None, "0.00"),
        ("2026-03-01T06:59:59Z", None, "0.00"),
        ("2026-03-01T07:00:00Z", "100", "250.00"),
        ("2026-03-01", "100", "250.00"),
        ("2026-03-02T10:59:59.999999Z", "100", "250.00"),
        ("2026-03-02T12:00:00+01:00", "60", "150.00"),
        ("2026-03-02", "60", "150.00"),
        ("2026-03-05", "60", "150.00"),
    ],
)
def test_the_stock_of_a_past_moment(traded: House, at: str, qty: str | None, value: str) -> None:
    answer = traded.get("/stock/past", at=at, site="main")
    assert (answer["value"], answer["currency"], answer["items"]) == (value, "EUR", 0 if qty is None else 1)
    assert [(row["sku"], row["qty"], row["unit_cost"]) for row in answer["rows"]] == (
        [] if qty is None else [("TEA", qty, "2.50")]
    )


def test_what_is_booked_late_counts_where_it_belongs(traded: House) -> None:
    traded.receive("TEA", "10", at=MARCH_1 - timedelta(days=20))
    assert traded.get("/stock/past", at="2026-02-20")["rows"][0]["qty"] == "10"
    assert traded.get("/stock/past", at="2026-03-04")["rows"][0]["qty"] == "70"


def test_now_is_the_stock_of_now(traded: House) -> None:
    past = traded.get("/stock/past", at="2026-03-05T12:00:00Z")
    assert past["value"] == traded.get("/stock/summary")["value"]
    (row,) = traded.get("/stock")["items"]
    assert {name: past["rows"][0][name] for name in ("qty", "unit_cost", "value")} == {
        name: row[name] for name in ("qty", "unit_cost", "value")
    }


def test_a_day_ends_at_each_sites_own_midnight(traded: House) -> None:
    with pool.connect(traded.dsn) as conn:
        other = sites.create(conn, "auckland", "Auckland", "Pacific/Auckland", "EUR")
        locations.create(conn, "auckland", "STORE", "storage")
        places = {place.code: place.id for place in locations.list_page(conn, site="auckland")}
    # 2 March in Auckland, and still 1 March in Berlin
    entry = traded.entry("CUP", "receipt", "7", "supplier", "STORE", at=MARCH_1 + timedelta(hours=14))
    traded.move(
        entry._replace(site_id=other.id, source_id=places["supplier"], destination_id=places["STORE"])
    )
    found = [(row["sku"], row["site"]) for row in traded.get("/stock/past", at="2026-03-01")["rows"]]
    assert found == [("TEA", "main")]
    found = [
        (row["sku"], row["site"]) for row in traded.get("/stock/past", at="2026-03-01T14:00:00Z")["rows"]
    ]
    assert found == [("CUP", "auckland"), ("TEA", "main")]


def test_pages_are_the_list(traded: House) -> None:
    traded.receive("CUP", "3", at=MARCH_1)
    traded.receive("RICE", "1.5", at=MARCH_1)
    whole = traded.get("/stock/past", at="2026-03-04")
    seen, after = [], None
    while True:
        page = traded.get("/stock/past", at="2026-03-04", limit=1, after=after)
        assert (page["value"], page["items"]) == (whole["value"], 3)
        seen += page["rows"]
        after = page["next"]
        if after is None:
            break
    assert seen == whole["rows"]
    assert [row["sku"] for row in traded.get("/stock/past", at="2026-03-04", category="food")["rows"]] == [
        "RICE"
    ]
    assert traded.get("/stock/past", at="2026-03-04", sku="CUP")["value"] == "7.50"


def places(house: House, at: str, **query: str) -> dict[tuple[str, str, str], str]:
    rows = house.get("/stock/past/places", at=at, **query)["rows"]
    return {(row["sku"], row["location"], row["lot"]): row["qty"] for row in rows}


def test_what_stood_in_which_place(traded: House) -> None:
    day = timedelta(days=1)
    traded.move(traded.entry("TEA", "putaway", "25", "STORE", "SHELF-1", at=MARCH_1 + 2 * day))
    traded.receive("TEA", "5", "SHELF-1", lot="L1", at=MARCH_1 + 2 * day)
    # booked only now, and long past: it counts where it belongs
    late = traded.entry("TEA", "move", "10", "SHELF-1", "PACK-1", at=MARCH_1 + 2.5 * day)
    traded.move(late)

    assert places(traded, "2026-02-28") == {}
    assert places(traded, "2026-03-01") == {("TEA", "STORE", ""): "100"}
    assert places(traded, "2026-03-02", sku="TEA") == {("TEA", "STORE", ""): "60"}
    then = {("TEA", "SHELF-1", ""): "25", ("TEA", "SHELF-1", "L1"): "5", ("TEA", "STORE", ""): "35"}
    # the moment itself counts, and a day's end is midnight at the site
    assert places(traded, "2026-03-02T23:00:00Z") == then
    assert places(traded, "2026-03-02T22:59:59Z") == {("TEA", "STORE", ""): "60"}
    moved = {("TEA", "PACK-1", ""): "10", ("TEA", "SHELF-1", ""): "15", ("TEA", "SHELF-1", "L1"): "5"}
    assert places(traded, "2026-03-03") == moved | {("TEA", "STORE", ""): "35"}
    assert places(traded, "2026-03-03", location="PACK-1") == {("TEA", "PACK-1", ""): "10"}
    assert places(traded, "2026-03-03", category="food") == {}


def test_the_places_of_a_past_moment_come_page_by_page_with_what_they_were_worth(traded: House) -> None:
    traded.receive("CUP", "3", "SHELF-1", at=MARCH_1)
    traded.move(traded.entry("TEA", "move", "1", "STORE", "SHELF-1", at=MARCH_1 + timedelta(days=1)))
    whole = traded.get("/stock/past/places", at="2026-03-04", site="main")
    assert [row["value"] for row in whole["rows"]] == ["7.50", "2.50", "147.50"]
    assert {row["location_kind"] for row in whole["rows"]} == {"shelf", "storage"}
    seen, after = [], None
    while True:
        page = traded.get("/stock/past/places", at="2026-03-04", limit=1, after=after)
        assert page["places"] == 3
        seen += page["rows"]
        after = page["next"]
        if after is None:
            break
    assert seen == whole["rows"]


@pytest.mark.parametrize(
    ("at", "says"),
    [
        ("2026-03-06", "lies in the future; today is 2026-03-05"),
        ("2026-03-05T12:00:01Z", "lies in the future"),
        ("2026-03-05T12:00:00", "offset"),
        ("yesterday", "a day (2026-03-05) or an instant"),
        ("2026-02-30", "a day (2026-03-05) or an instant"),
        (None, "Field required"),
    ],
)
def test_a_wrong_moment_is_told(shared_house: House, at: str | None, says: str) -> None:
    for path in ("/stock/past", "/stock/past/places"):
        answer = shared_house.ask("viewer", "GET", path, params={} if at is None else {"at": at})
        assert says in wrong_fields(answer)["query.at"]


@contextmanager
def _connections(dsn: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    with pool.connect(dsn) as conn:
        yield conn


def test_any_moment_of_half_a_year_equals_the_movements_up_to_it(database: str) -> None:
    """Posted out of order, late, while months are closed; recomputed from the movements alone."""
    chance, clock = random.Random(20260305), Clock(NOON - timedelta(days=150))
    furnish(database)
    zone = ZoneInfo("Europe/Berlin")
    with open_house(database, clock=clock) as house:
        entries = {
            sku: house.entry(sku, "receipt", "1", "supplier", "STORE") for sku in ("TEA", "CUP", "RICE")
        }
        outbound = house.entry("TEA", "shipment", "1", "STORE", "customer")
        inner = house.entry("TEA", "move", "1", "STORE", "SHELF-1")
        for _ in range(60):
            clock.tick(days=2.5)
            batch = []
            for _ in range(6):
                entry = entries[chance.choice(sorted(entries))]
                late = timedelta(seconds=chance.choice([0, 60, 90_000, 40 * 86_400]) * chance.random())
                way = (
                    {}
                    if chance.random() < 0.5
                    else {
                        "kind": "shipment",
                        "source_id": outbound.source_id,
                        "destination_id": outbound.destination_id,
                    }
                )
                if chance.random() < 0.3:
                    carry = {"occurred_at": clock() - late, "qty": Decimal(chance.randint(1, 9))}
                    batch.append(inner._replace(item_id=entry.item_id, **carry))
                batch.append(
                    entry._replace(
                        qty=Decimal(chance.randint(1, 50)),
                        unit_cost=Decimal(chance.randint(1, 900)) / 100,
                        occurred_at=clock() - late,
                        **way,
                    )
                )
            house.move(*batch)
            if chance.random() < 0.2:
                close_months(lambda: _connections(database), clock())
        with pool.connect(database) as conn:
            moved = conn.execute(
                "select i.sku, m.occurred_at, case m.kind when 'receipt' then m.qty else -m.qty end, m.value "
                "from movement m join item i on i.id = m.item_id where m.kind <> 'move'"
            ).fetchall()
            carried = conn.execute(
                "select i.sku, m.occurred_at, m.qty, f.code, t.code from movement m "
                "join item i on i.id = m.item_id "
                "join location f on f.id = m.source_id join location t on t.id = m.destination_id"
            ).fetchall()
            assert conn.execute("select count(*) from month_total").fetchone()[0] > 6
        moments = [clock() - timedelta(days=150 * chance.random()) for _ in range(25)]
        days = [(clock() - timedelta(days=chance.randint(1, 150))).date() for _ in range(25)]
        for at in [*moments, *days]:
            end = (
                at
                if isinstance(at, datetime)
                else datetime.combine(at + timedelta(1), datetime.min.time(), zone)
            )
            sums: dict[str, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
            for sku, occurred_at, qty, value in moved:
                if occurred_at <= end if isinstance(at, datetime) else occurred_at < end:
                    sums[sku][0] += qty
                    sums[sku][1] += value
            answer = house.get("/stock/past", at=at.isoformat() if isinstance(at, date) else at)
            found = {row["sku"]: [Decimal(row["qty"]), Decimal(row["value"])] for row in answer["rows"]}
            assert found == {sku: both for sku, both in sums.items() if any(both)}, at
            stood: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
            for sku, occurred_at, qty, source, destination in carried:
                if occurred_at <= end if isinstance(at, datetime) else occurred_at < end:
                    stood[sku, source] -= qty
                    stood[sku, destination] += qty
            answer = house.get("/stock/past/places", at=at.isoformat() if isinstance(at, date) else at)
            inside = {
                key: qty for key, qty in stood.items() if qty and key[1] not in ("supplier", "customer")
            }
            assert {(r["sku"], r["location"]): Decimal(r["qty"]) for r in answer["rows"]} == inside, at


def test_what_stood_at_one_place_is_told_by_lot_for_any_past_moment(traded: House) -> None:
    traded.receive("CUP", "7", "SHELF-1", at=MARCH_1 + timedelta(hours=8), lot="L1")
    back = traded.entry("CUP", "move", "7", "SHELF-1", "STORE", at=MARCH_1 + timedelta(hours=24), lot="L1")
    traded.move(back)

    def stood(place: str, at: str) -> list[tuple[str, str, str]]:
        rows = traded.get("/stock/past/places", site="main", location=place, at=at)["rows"]
        return [(row["sku"], row["lot"], row["qty"]) for row in rows]

    assert stood("SHELF-1", "2026-03-01T06:59:59Z") == []
    # it left at the very midnight: that is the next day's
    assert stood("SHELF-1", "2026-03-01") == [("CUP", "L1", "7")]
    assert stood("SHELF-1", "2026-03-02") == []
    assert stood("STORE", "2026-03-02") == [("CUP", "L1", "7"), ("TEA", "", "60")]
    late = traded.ask("viewer", "GET", "/stock/past/places?site=main&location=STORE&at=2027-01-01")
    assert "query.at" in wrong_fields(late)
