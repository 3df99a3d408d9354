"""The way of a lot and of a serial number, by the API."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from hub.store import pool, queries
from tests.integration.test_api.house import House, furnish, open_house, problem, wrong_fields
from tests.integration.test_api.inbound_world import came, furnish_dock, order, post
from tests.integration.test_api.purchase_world import good, key


@pytest.fixture(scope="module")
def house(module_database: str) -> Iterator[House]:
    """Lot L7 of TEA0: 30 came on two orders, 12 were sold to two customers, 1 was scrapped; L8 beside it."""
    furnish(module_database, ["TEA0", "TEA1", "CUP0"])
    with open_house(module_database) as opened:
        furnish_dock(opened)
        yield opened


@pytest.fixture(scope="module")
def orders(house: House) -> tuple[str, str]:
    """The numbers of both orders."""
    first, second = order(house, TEA0="25"), order(house, TEA0="15")
    at_dock = {"item": "TEA0", "lot": "L7"}
    came(
        house,
        first,
        at_dock | {"qty": "20", "expiry": "2027-01-31"},
        {"item": "TEA0", "qty": "5", "lot": "L8"},
    )
    came(house, second, at_dock | {"qty": "10"})
    for number, customer in (("S-1", "Lin"), ("S-2", "Okoro")):
        _sold(house, number, customer)
    house.move(house.entry("TEA0", "putaway", "25", "DOCK-1", "STORE", lot="L7"))
    house.clock.tick(hours=1)
    house.move(
        house.entry(
            "TEA0",
            "shipment",
            "4",
            "STORE",
            "customer",
            lot="L7",
            document="S-1",
            evidence={"carton": "S-1-1"},
        ),
        house.entry("TEA0", "shipment", "8", "STORE", "customer", lot="L7", document="S-2"),
        house.entry("TEA0", "customer_return", "2", "customer", "STORE", lot="L7", document="S-2"),
        house.entry("TEA0", "scrap", "1", "STORE", "scrap", lot="L7"),
        house.entry("TEA0", "shipment", "1", "DOCK-1", "customer", lot="L8", document="S-1"),
    )
    return first, second


def _sold(house: House, number: str, customer: str) -> None:
    lines = [{"sku": "TEA0", "qty": "10", "unit_price": "4.00"}]
    good(post(house, "/orders", "manager", number=number, customer=customer, lines=lines))


def test_what_a_customer_got_leads_back_to_its_cartons_and_suppliers(
    house: House, orders: tuple[str, str]
) -> None:
    found = house.get("/trace/document", document="S-1")
    assert [(one["sku"], one["lot"], one["qty"], one["packages"]) for one in found["items"]] == [
        ("TEA0", "L7", "4", ["S-1-1"]),
        ("TEA0", "L8", "1", []),
    ]
    assert {one["customer"] for one in found["items"]} == {"Lin"}
    bought = [[(of["partner"], of["document"]) for of in one["suppliers"]] for one in found["items"]]
    assert bought == [[("ACME", orders[0]), ("ACME", orders[1])], [("ACME", orders[0])]]
    lot = house.get("/trace", item="TEA0", lot="L7")
    assert {one["document"]: one["packages"] for one in lot["customers"]} == {"S-1": ["S-1-1"], "S-2": []}
    # what came back on it is not with the customer any more
    (left,) = house.get("/trace/document", document="S-2")["items"]
    assert left["qty"] == "6"
    assert house.get("/trace/document", document="S-1", limit="1")["more"] is True
    unknown = house.ask("viewer", "GET", "/trace/document", params={"document": "S-9"})
    assert "Nothing has gone to a customer on 'S-9'" in problem(unknown, 404, "not-found")["detail"]


def test_a_lot_leads_to_its_suppliers_and_to_its_customers(house: House, orders: tuple[str, str]) -> None:
    found = house.get("/trace", item="TEA0", lot="L7")
    names = ("document", "partner", "places", "qty_in", "qty_out")
    assert [tuple(one[name] for name in names) for one in found["suppliers"]] == [
        (orders[0], "ACME", ["DOCK-1"], "20", "0"),
        (orders[1], "ACME", ["DOCK-1"], "10", "0"),
    ]
    assert sorted(tuple(one[name] for name in names) for one in found["customers"]) == [
        ("S-1", "Lin", ["STORE"], "0", "4"),
        ("S-2", "Okoro", ["STORE"], "2", "8"),
    ]
    assert [(one["outside"], one["qty_out"]) for one in found["others"]] == [("scrap", "1")]
    assert (found["qty_in"], found["qty_out"], found["qty_left"]) == ("32", "13", "19")
    assert (found["sku"], found["lot"], found["expiry"]) == ("TEA0", "L7", "2027-01-31")


def test_what_is_left_of_a_lot_is_what_the_stock_has(house: House, orders: tuple[str, str]) -> None:
    found = house.get("/trace", item="TEA0", lot="L7")
    left = {one["location"]: one["qty_left"] for one in found["places"]}
    stock = {row["location"]: row["qty"] for row in house.walk("/stock", sku="TEA0") if row["lot"] == "L7"}
    assert left == stock == {"DOCK-1": "5", "STORE": "14"}
    assert sum(map(Decimal, left.values())) == Decimal(found["qty_left"])


def test_its_movements_come_page_by_page(house: House, orders: tuple[str, str]) -> None:
    whole = house.get("/trace", item="TEA0", lot="L7")
    assert whole["next"] is None
    assert [row["kind"] for row in whole["items"]].count("receipt") == 2
    ids = [row["id"] for row in whole["items"]]
    assert ids == sorted(ids)
    pages = list(house.walk("/trace", item="TEA0", lot="L7", limit=3))
    assert [row["id"] for row in pages] == ids
    newest = list(house.walk("/trace", item="TEA0", lot="L7", limit=2, order="desc"))
    assert [row["id"] for row in newest] == ids[::-1]
    cursor = house.get("/trace", item="TEA0", lot="L7", limit=3)["next"]
    other = house.ask("viewer", "GET", "/trace", params={"item": "TEA0", "lot": "L8", "after": cursor})
    problem(other, 422, "invalid-cursor")


def test_a_serial_number_is_followed_from_any_code_of_its_item(house: House) -> None:
    number = order(house, CUP0="2")
    code = {"code": "4006381333931", "kind": "gtin"}
    assert house.ask("manager", "POST", "/items/CUP0/codes", json=code, headers=key()).status_code == 201
    came(house, number, *({"item": "CUP0", "qty": "1", "serial": serial} for serial in ("A1", "A2")))
    house.move(house.entry("CUP0", "shipment", "1", "DOCK-1", "customer", serial="A1"))
    sold = house.get("/trace", item=code["code"], serial="A1")
    assert (sold["sku"], sold["qty_left"], [one["partner"] for one in sold["suppliers"]]) == (
        "CUP0",
        "0",
        ["ACME"],
    )
    assert [(one["document"], one["partner"]) for one in sold["customers"]] == [(None, None)]
    kept = house.get("/trace", item="CUP0", serial="A2")
    assert [(one["location"], one["qty_left"]) for one in kept["places"]] == [("DOCK-1", "1")]


def test_what_is_asked_wrongly_is_said(house: House) -> None:
    def ask(**query: str) -> dict[str, str]:
        return wrong_fields(house.ask("viewer", "GET", "/trace", params=query))

    assert "`lot` or `serial`" in " ".join(ask(item="TEA1").values())
    assert "`lot` or `serial`" in " ".join(ask(item="TEA1", lot="L", serial="S").values())
    assert ask(item="NONE", lot="L") == {"query.item": "'NONE' is neither an item nor an item's code"}
    unknown = house.ask("viewer", "GET", "/trace", params={"item": "TEA1", "lot": "NEVER"})
    assert "'NEVER'" in problem(unknown, 404, "not-found")["detail"]


@pytest.mark.parametrize(("column", "index"), [("lot", "movement_by_lot"), ("serial", "movement_by_serial")])
def test_a_trace_reads_the_lot_and_not_its_items_history(
    house: House, orders: tuple[str, str], column: str, index: str
) -> None:
    traded = house.entry("TEA0", "receipt", "1", "supplier", "STORE")
    values = {
        "item_ids": [traded.item_id],
        "lots": ["L7" if column == "lot" else ""],
        "serials": ["L7" if column == "serial" else None],
    }
    with pool.connect(house.dsn) as conn:
        conn.execute(
            "insert into movement (recorded_at, id, occurred_at, site_id, item_id, kind, qty, source_id,"
            " destination_id, unit_cost, value)"
            " select %(at)s, 1000000 + n, %(at)s, %(site)s, %(item)s, 'receipt', 1, %(source)s,"
            " %(destination)s, 1, 1 from generate_series(1, 5000) as n",
            {"at": house.clock(), "site": traded.site_id, "item": traded.item_id,
             "source": traded.source_id, "destination": traded.destination_id},
        )  # fmt: skip
        conn.execute("analyze movement")
        text = b"explain " + queries.load("tracing")["flows"]
        plan = "\n".join(row[0] for row in conn.execute(text, values, prepare=False))
        conn.rollback()
    assert index in plan, plan
    assert "Seq Scan on movement" not in plan, plan
