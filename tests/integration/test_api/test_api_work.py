"""Orders, agents, quarantine, alarms, people and the overview: what the desk does all day."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from hub.api.auth import verify_secret
from hub.store import agents, alarms, orders, pool, quarantine, sites, users
from tests.integration.test_api.house import NOON, SITE, House, furnish, open_house, problem, wrong_fields

ORDER = {"site": SITE, "number": "SO-1", "customer": "Mei", "lines": [{"sku": "TEA", "qty": "6"}]}
CONFIG = {
    "location": "DOCK-1",
    "devices": [{"id": "scanner-1", "role": "scanner", "protocol": "line", "port": "scanner-1"}],
}


def order(house: House, **changes: Any) -> dict[str, Any]:
    answer = house.ask("manager", "POST", "/orders", json=ORDER | changes)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_an_order_takes_the_price_of_the_item_and_can_be_found(house: House) -> None:
    made = order(house)
    assert made["lines"] == [
        {
            "line": 1,
            "sku": "TEA",
            "name": "Tea of the house",
            "qty": "6",
            "unit_price": "4.00",
            "shipped_qty": "0",
        }
    ]
    assert house.get("/orders/SO-1") == made
    (listed,) = house.get("/orders", status="released")["items"]
    assert listed == {name: value for name, value in made.items() if name != "lines"}
    problem(house.ask("manager", "POST", "/orders", json=ORDER), 409, "conflict")


def test_everything_wrong_with_an_order_is_said_at_once(house: House) -> None:
    lines = [{"sku": "NO", "qty": "1"}, {"sku": "TEA", "qty": "1.5"}, {"sku": "CUP", "qty": "2"}]
    answer = house.ask("manager", "POST", "/orders", json=ORDER | {"agent": "bench-9", "lines": lines})
    assert list(wrong_fields(answer)) == ["body.agent", "body.lines.0.sku", "body.lines.1.qty"]
    assert list(wrong_fields(house.ask("manager", "POST", "/orders", json=ORDER | {"lines": []}))) == [
        "body.lines"
    ]


def test_a_number_that_no_address_can_name_is_not_taken(house: House) -> None:
    wanted = ORDER | {"number": "SO/2026/0815", "customer": "x" * 201}
    wrong = wrong_fields(house.ask("manager", "POST", "/orders", json=wanted))
    assert list(wrong) == ["body.number", "body.customer"]
    assert "slash" in wrong["body.number"]
    for path in ("/purchase-orders", "/purchase-orders/PO-1/call-offs", "/production-orders"):
        headers = {"Idempotency-Key": path}
        answer = house.ask("manager", "POST", path, json={"number": "PO/2026/0815"}, headers=headers)
        assert "slash" in wrong_fields(answer)["body.number"]


def test_an_order_is_cancelled_unless_goods_have_left(house: House) -> None:
    order(house)
    cancelled = house.ask("manager", "POST", "/orders/SO-1/cancel")
    assert cancelled.json()["status"] == "cancelled"
    problem(house.ask("manager", "POST", "/orders/SO-1/cancel"), 409, "conflict")

    order(house, number="SO-2")
    with pool.connect(house.dsn) as conn:
        order_id = orders.get(conn, SITE, "SO-2").id
        orders.ship(conn, {(order_id, 1): Decimal(1)}, NOON)
    problem(house.ask("manager", "POST", "/orders/SO-2/cancel"), 409, "conflict")
    assert house.get("/orders/SO-2")["shipped_qty"] == "1"


def test_an_order_number_of_two_sites_needs_the_site(house: House) -> None:
    with pool.connect(house.dsn) as conn:
        sites.create(conn, "north")
    order(house)
    order(house, site="north")
    document = problem(house.ask("viewer", "GET", "/orders/SO-1"), 409, "conflict")
    assert document["sites"] == ["main", "north"]
    assert house.get("/orders/SO-1", site="north")["site"] == "north"


def test_an_agent_gets_a_key_once_and_a_configuration(house: House) -> None:
    body = {"site": SITE, "agent": "dock-1", "config": CONFIG}
    answer = house.ask("admin", "POST", "/agents", json=body)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    with pool.connect(house.dsn) as conn:
        (trusted,) = agents.trusted(conn, [(SITE, "dock-1")])
    assert bytes.fromhex(made.pop("key")) == trusted.key
    assert house.get("/agents/main/dock-1") == made
    assert made["config"]["devices"][0]["baud"] == 9600
    assert (made["online"], made["state"]) == (False, None)

    changed = house.ask("admin", "PATCH", "/agents/main/dock-1", json={"enabled": False}).json()
    assert (changed["enabled"], changed["config"]) == (False, made["config"])
    renewed = house.ask("admin", "POST", "/agents/main/dock-1/key").json()["key"]
    assert bytes.fromhex(renewed) != trusted.key
    problem(house.ask("admin", "POST", "/agents", json=body), 409, "conflict")


@pytest.mark.parametrize(
    ("config", "where"),
    [
        ({"location": "NOWHERE"}, "body.config.location"),
        ({"devices": [CONFIG["devices"][0]] * 2}, "body.config"),
        ({"devices": [CONFIG["devices"][0] | {"role": "toaster"}]}, "body.config.devices.0.role"),
        ({"devices": [{"id": "x"}]}, "body.config.devices.0.role"),
        ({"colour": "red"}, "body.config.colour"),
    ],
)
def test_a_wrong_configuration_never_reaches_an_agent(
    house: House, config: dict[str, Any], where: str
) -> None:
    with pool.connect(house.dsn) as conn:
        agents.create(conn, SITE, "dock-1", CONFIG)
    assert where in wrong_fields(house.ask("admin", "PATCH", "/agents/main/dock-1", json={"config": config}))
    assert house.get("/agents/main/dock-1")["config"] == CONFIG


@pytest.fixture
def impatient(database: str) -> Iterator[House]:
    furnish(database)
    with open_house(database, replay_wait_s=0.2) as opened:
        yield opened


def hold(house: House) -> int:
    topic = "tallydock/1/main/dock-1/up/events"
    held = [
        quarantine.Held(topic, "unknown-item", "XYZ", '{"item": "茶"}'.encode()),
        quarantine.Held(topic, "malformed", "", b"\xff"),
    ]
    with pool.connect(house.dsn) as conn:
        quarantine.hold(conn, held, NOON)
    return int(house.get("/quarantine", role="operator", reason="unknown-item")["items"][0]["id"])


def test_what_is_held_is_shown_whole(house: House) -> None:
    entry = hold(house)
    shown = house.get(f"/quarantine/{entry}", role="operator")
    assert (shown["payload_text"], shown["status"], shown["size_bytes"]) == ('{"item": "茶"}', "held", 15)
    other = house.get("/quarantine", role="operator", reason="malformed")["items"][0]["id"]
    binary = house.get(f"/quarantine/{other}", role="operator")
    assert (binary["payload_text"], binary["payload_base64"]) == (None, "/w==")


def test_a_replay_waits_for_the_gateway_and_tells_what_came_of_it(house: House) -> None:
    entry = hold(house)
    listening = threading.Event()

    def gateway() -> None:
        with pool.connect(house.dsn, autocommit=True) as conn:
            conn.execute("listen tallydock_quarantine")
            listening.set()
            (note,) = conn.notifies(timeout=120, stop_after=1)
            quarantine.hold_again(conn, int(note.payload), "unknown-item", "still unknown", NOON)

    answering = threading.Thread(target=gateway)
    answering.start()
    assert listening.wait(120)
    answer = house.ask("manager", "POST", f"/quarantine/{entry}/replay")
    answering.join()
    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["detail"]) == ("held", "still unknown")


def test_a_replay_without_a_gateway_stays_asked_for(impatient: House) -> None:
    house = impatient
    entry = hold(house)
    answer = house.ask("manager", "POST", f"/quarantine/{entry}/replay")
    assert (answer.status_code, answer.json()["status"]) == (202, "replay_requested")
    problem(house.ask("manager", "POST", f"/quarantine/{entry}/replay"), 409, "conflict")


def test_what_is_discarded_says_by_whom_and_why(house: House) -> None:
    entry = hold(house)
    gone = house.ask("manager", "POST", f"/quarantine/{entry}/discard", json={"reason": "a test scan"}).json()
    assert (gone["status"], gone["resolved_by"]) == ("discarded", "manager: a test scan")
    problem(house.ask("manager", "POST", f"/quarantine/{entry}/replay"), 409, "conflict")
    assert gone["id"] not in [row["id"] for row in house.walk("/quarantine", role="operator", status="held")]


def test_an_alarm_is_cleared_once(house: House) -> None:
    with pool.connect(house.dsn) as conn:
        alarms.raise_(conn, "negative-stock", "main/SHELF-1/TEA", at=NOON)
    (alarm,) = house.get("/alarms", open="true")["items"]
    cleared = house.ask("manager", "POST", f"/alarms/{alarm['id']}/clear").json()
    assert cleared == alarm | {"cleared_at": "2026-03-05T12:00:00Z"}
    assert house.get("/alarms", open="true")["items"] == []
    assert house.get("/alarms")["items"] == [cleared]
    problem(house.ask("manager", "POST", f"/alarms/{alarm['id']}/clear"), 409, "conflict")
    problem(house.ask("manager", "POST", "/alarms/7777/clear"), 404, "not-found")


def make_user(house: House, **changes: Any) -> dict[str, Any]:
    body = {"login": "mei", "name": "Mei Lin", "role": "operator", "language": "zh_CN"} | changes
    answer = house.ask("admin", "POST", "/users", json=body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_an_operator_gets_a_badge_and_a_pin_for_the_stations(house: House) -> None:
    made = make_user(house)
    assert (made["has_password"], made["has_badge"], made["has_pin"]) == (False, False, False)
    badge = house.ask("admin", "POST", "/users/mei/badge", json={}).json()["badge"]
    assert house.ask("admin", "POST", "/users/mei/pin", json={"pin": "482913"}).status_code == 204
    with pool.connect(house.dsn) as conn:
        kept = users.by_login(conn, "mei")
    assert kept is not None and kept.badge_hash is not None and kept.pin_hash is not None
    assert verify_secret(badge, kept.badge_hash)
    assert verify_secret("482913", kept.pin_hash)
    assert not verify_secret("482914", kept.pin_hash)
    problem(
        house.ask("admin", "POST", "/users", json={"login": "mei", "role": "viewer"}), 409, "already-exists"
    )
    problem(house.ask("admin", "POST", "/users/nobody/pin", json={"pin": "1234"}), 404, "not-found")


@pytest.mark.parametrize(
    ("path", "body", "where"),
    [
        ("/users", {"login": "x", "role": "boss"}, "body.role"),
        ("/users", {"login": "x", "role": "viewer", "password": "short"}, "body.password"),
        ("/users", {"login": "no spaces", "role": "viewer"}, "body.login"),
        ("/users", {"login": "x", "role": "viewer", "language": "fr"}, "body.language"),
        ("/users/viewer/pin", {"pin": "12a4"}, "body.pin"),
        ("/users/viewer/badge", {"badge": "short"}, "body.badge"),
    ],
)
def test_a_wrong_user_is_refused_and_no_secret_is_shown_back(
    shared_house: House, path: str, body: dict[str, Any], where: str
) -> None:
    answer = shared_house.ask("admin", "POST", path, json=body)
    assert list(wrong_fields(answer)) == [where]
    assert "short" not in answer.text


def test_a_disabled_user_is_out_at_once(house: House) -> None:
    assert house.ask("viewer", "GET", "/me").status_code == 200
    assert house.ask("admin", "PATCH", "/users/viewer", json={"enabled": False}).json()["enabled"] is False
    problem(house.ask("viewer", "GET", "/me"), 401, "unauthenticated")


def test_the_last_administrator_stays(house: House) -> None:
    changed = house.ask("admin", "PATCH", "/users/admin", json={"name": "The boss"})
    assert changed.json()["name"] == "The boss"
    make_user(house, login="chief", role="admin", password="a-long-password")
    for change in ({"enabled": False}, {"role": "viewer"}):
        answer = house.ask("admin", "PATCH", "/users/chief", json=change)
        assert "last administrator" in problem(answer, 409, "conflict")["detail"]


def test_the_overview_of_an_empty_hub_and_of_a_working_one(house: House) -> None:
    house.receive("TEA", "10")
    order(house)
    hold(house)
    with pool.connect(house.dsn) as conn:
        agents.create(conn, SITE, "dock-1")
    seen = house.get("/overview", site=SITE)
    assert (seen["stock_value"], seen["currency"], seen["items_in_stock"]) == ("25.00", "EUR", 1)
    assert (seen["movements_today"], seen["orders_open"], seen["agents_total"], seen["agents_online"]) == (
        1,
        1,
        1,
        0,
    )
    assert seen["period"] == {"from": "2026-02-04", "to": "2026-03-05", "days": 30}
    assert (seen["turnover"], seen["days_of_inventory"]) == (None, None)
    assert seen["last_movement_at"] == "2026-03-05T12:00:00Z"
    assert house.get("/overview")["quarantined"] == 2


def test_the_overview_before_there_is_a_site(database: str) -> None:
    with open_house(database) as bare:
        seen = bare.get("/overview")
    assert (seen["stock_value"], seen["turnover"], seen["currency"], seen["movements_today"]) == (
        None,
        None,
        None,
        0,
    )
