"""Whoever walks a list by its cursors sees every row once, whatever the page size."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hub.api.paging import decode_cursor, encode_cursor
from hub.api.problems import Problem
from hub.domain.production.account import Account
from hub.store import (
    agents,
    alarms,
    items,
    locations,
    orders,
    pool,
    quarantine,
    readings,
    sites,
    supplier_items,
    supplier_links,
    suppliers,
)
from hub.store.production import boms, reports
from hub.store.production import orders as production_orders
from hub.store.purchasing import orders as orders_bought
from hub.store.purchasing import work
from hub.store.purchasing.history import By
from tests.integration.test_api.house import NOON, SITE, House, furnish, open_house, problem

LISTS = {
    "/items": "sku",
    "/locations": "code",
    "/sites": "code",
    "/stock": "sku",
    "/movements": "id",
    "/orders": "number",
    "/agents": "agent",
    "/readings": "id",
    "/events": "id",
    "/counts": "id",
    "/alarms": "id",
    "/quarantine": "id",
    "/users": "login",
    "/suppliers": "code",
    "/suppliers/S-0/items": "sku",
    "/suppliers/S-0/links": "id",
    "/purchase-orders": "number",
    "/purchase-orders/PO-0/history": "id",
    "/on-order": "sku",
    "/boms": "id",
    "/production-orders": "number",
    "/production-orders/MO-0/reports": "id",
}
# names that sort differently in different collations, or mean something in a URL
SKUS = ["a b", "A-1", "a1", "B", "b%2F", "ä", "茶", "TEA", "CUP", "RICE", "x+y", "z&q=1"]


@pytest.fixture(scope="module")
def full(module_database: str) -> Iterator[House]:
    furnish(module_database, SKUS)
    with open_house(module_database) as house:
        for number, sku in enumerate(SKUS):
            house.receive(sku, str(number + 1), "STORE", lot="" if number % 2 else "L1")
            house.receive(sku, "1", "SHELF-1")
        _fill(house)
        yield house


def _fill_purchasing(conn: psycopg.Connection[Any]) -> None:
    for number in range(6):
        code, at = f"S-{number}", NOON
        made = suppliers.create(conn, suppliers.NewSupplier(code=code, name=code, currency="EUR"))
        supplier_links.create(conn, made.id, key=b"k" * 32, label="", expires_at=at, at=at, user_id=None)
        of = suppliers.get(conn, "S-0")
        supplier_links.create(conn, of.id, key=b"k" * 32, label="", expires_at=at, at=at, user_id=None)
        new = work.NewOrder(
            site_id=sites.get(conn, SITE).id, supplier_id=of.id, currency="EUR", number=f"PO-{number}"
        )
        lines = [
            work.WantedLine(item_id=items.get(conn, sku).id, qty=Decimal(5), unit_price=Decimal(1))
            for sku in SKUS
        ]
        order = work.create(conn, new, lines, at=NOON, by=By())
        work.approve(conn, order.number, order.version, None, at=NOON, by=By())
    for sku in SKUS:
        supplier_items.put(conn, "S-0", sku, supplier_items.Terms(), [])
    for number in range(6):
        order = orders_bought.get(conn, "PO-0")
        work.edit(conn, "PO-0", order.version, work.Edit(note=f"note {number}"), at=NOON, by=By())


def _fill_production(conn: psycopg.Connection[Any]) -> None:
    part, place = items.get(conn, "TEA").id, locations.get(conn, SITE, "STORE").id
    for sku in SKUS:
        if sku != "TEA":
            for _ in range(2):
                row = boms.create(
                    conn, items.get(conn, sku).id, kind="made", output_qty=Decimal(1), note="",
                    parts=[boms.WantedComponent(part, Decimal(1))], at=NOON, user_id=None,
                )  # fmt: skip
    site_id = sites.get(conn, SITE).id
    for number in range(6):
        plan = production_orders.Plan(bom_id=row.id, qty=Decimal(9), destination_id=place)
        production_orders.create(
            conn, site_id, "assemble", plan, number=f"MO-{number}", at=NOON, user_id=None
        )
        order = production_orders.get(conn, "MO-0")
        reports.add(
            conn, order, Account(5), [], made=Decimal(0), spoilt=Decimal(0), reason="", at=NOON, user_id=None
        )


def _fill(house: House) -> None:
    with pool.connect(house.dsn) as conn:
        _fill_purchasing(conn)
        _fill_production(conn)
        for number in range(7):
            sites.create(conn, f"site-{number}", currency="EUR")
            locations.create(conn, f"site-{number}", "STORE", "storage")
            agents.create(conn, SITE, f"agent-{number}")
            line = orders.NewLine("TEA", Decimal(1), Decimal(4))
            orders.create(conn, SITE, f"SO-{number}", [line], released_at=NOON)
            alarms.raise_(conn, "test", f"subject-{number}", at=NOON)
        agent = agents.get(conn, SITE, "agent-0").id
        item, place = items.get(conn, "TEA").id, locations.get(conn, SITE, "STORE").id
        reading = readings.NewReading(NOON, agent, "scale-1", place, "weight", Decimal("1.5"), "g", None)
        readings.add(conn, [reading] * 9, NOON)
        event = readings.NewDeviceEvent(NOON, agent, "scanner-1", "scan", "unplaced", "who knows")
        readings.add_events(conn, [event] * 5, NOON)
        count = readings.NewCount(NOON, agent, None, item, place, "", Decimal(3), Decimal(4), "scan", None)
        readings.add_counts(conn, [count] * 5, NOON)
        topic = "tallydock/1/main/agent-0/up/events"
        held = [quarantine.Held(topic, "malformed", "no JSON", b"\xff{%d" % n, agent) for n in range(6)]
        quarantine.hold(conn, held, NOON)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(sorted(LISTS)), limit=st.integers(1, 40))
def test_a_walk_sees_every_row_once(full: House, path: str, limit: int) -> None:
    whole = list(full.walk(path, role="admin", limit=1000))
    assert len(whole) > 3
    assert list(full.walk(path, role="admin", limit=limit)) == whole


def test_no_page_is_longer_than_asked(full: House) -> None:
    for path in LISTS:
        page = full.get(path, role="admin", limit=2)
        assert len(page["items"]) == 2
        assert page["next"] is not None


def test_what_comes_meanwhile_neither_doubles_nor_hides_a_row(full: House) -> None:
    before = [row["id"] for row in full.walk("/movements")]
    seen, after = [], None
    while True:
        page = full.get("/movements", limit=3, after=after)
        seen += [row["id"] for row in page["items"]]
        full.receive("TEA", "1")
        after = page["next"]
        if after is None:
            break
    assert seen == before


def test_a_filter_holds_on_every_page(full: House) -> None:
    assert {row["sku"] for row in full.walk("/stock", sku="x+y", limit=1)} == {"x+y"}
    assert len(list(full.walk("/stock", location="SHELF-1", limit=5))) == len(SKUS)
    assert {row["site"] for row in full.walk("/locations", site="site-3", limit=2)} == {"site-3"}


@pytest.mark.parametrize(
    "cursor",
    ["x", "", "%%%", "!" * 2000, base64.urlsafe_b64encode(b"[1]").decode(), encode_cursor("items", "A", "B")],
)
@pytest.mark.parametrize("path", sorted(LISTS))
def test_a_cursor_that_is_none_is_refused(full: House, path: str, cursor: str) -> None:
    answer = full.ask("admin", "GET", path, params={"after": cursor})
    assert answer.status_code == 422
    assert [error["where"] for error in answer.json()["errors"]] == ["query.after"]


def test_a_cursor_of_another_list_or_order_is_refused(full: House) -> None:
    newest_first = full.get("/movements", limit=1)["next"]
    answer = full.ask("viewer", "GET", "/movements", params={"after": newest_first, "order": "asc"})
    problem(answer, 422, "invalid-cursor")
    problem(full.ask("viewer", "GET", "/events", params={"after": newest_first}), 422, "invalid-cursor")


@given(st.text(max_size=40), st.integers(-(2**63), 2**63 - 1))
def test_a_cursor_comes_back_as_it_went(text: str, number: int) -> None:
    if "\x00" in text:
        return
    assert decode_cursor("list", encode_cursor("list", text, number), str, int) == (text, number)


@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode())))
def test_no_text_is_a_cursor_by_chance(text: str) -> None:
    with pytest.raises(Problem):
        decode_cursor("list", text, int)


@pytest.mark.parametrize("value", [None, 1.5, True, 2**63, "7", [7], {}])
def test_a_cursor_has_values_of_its_own_kind(value: Any) -> None:
    forged = base64.urlsafe_b64encode(json.dumps(["list", value]).encode()).decode()
    with pytest.raises(Problem):
        decode_cursor("list", forged, int)
