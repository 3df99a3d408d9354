"""Every document refuses, in every state that it can be in, each step that does not fit: with the reason,
and without a trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import httpx
import pytest

from hub.store import items, pool
from tests.integration.test_api import production_world as making
from tests.integration.test_api import purchase_world as buying
from tests.integration.test_api import transfer_world as moving
from tests.integration.test_api.house import SITE, House, problem, wrong_fields
from tests.integration.test_api.inbound_world import (
    announce,
    came,
    decide,
    order,
    package,
    post,
    undecided,
)
from tests.integration.test_api.purchase_world import good, key

Document = dict[str, Any]
Step = Callable[[Document], httpx.Response]
WHY = {"reason": "because of the test"}


@pytest.fixture(scope="module")
def house(shared_house: House) -> House:
    """A supplier, another site, places for what is held, and plenty of goods."""
    moving.furnish_other(shared_house)
    with pool.connect(shared_house.dsn) as conn:
        items.create(conn, items.NewItem(sku="SET"))
    buying.supplier(shared_house)
    for sku in ("TEA", "CUP"):
        shared_house.receive(sku, "1000", "STORE")
    return shared_house


def refuses(
    house: House, path: str, states: Mapping[str, Document], steps: Mapping[str, Step], may: Mapping[str, str]
) -> None:
    """`may` has, by state, the steps that are allowed: those are not tried here."""
    assert set(states) == set(may)
    for state, document in states.items():
        of = document["id"] if path == "/ship-notices" else document["number"]
        before = house.get(f"{path}/{of}")
        assert before["state"] == state
        for name, step in steps.items():
            if name in may[state].split():
                continue
            said = problem(step(before), 409, "conflict")
            assert len(said["detail"].split()) >= 5, (state, name, said["detail"])
            assert house.get(f"{path}/{of}") == before, (state, name)


def test_a_purchase_order(house: House) -> None:
    line = {"sku": "TEA", "qty": "10", "unit_price": "2"}
    draft = good(buying.draft(house, line))
    approved = good(buying.step(house, good(buying.draft(house, line)), "approve", "admin"))
    sent, partly, received, closed = (buying.ordered(house, line) for _ in range(4))
    for one, qty in ((partly, "4"), (received, "10"), (closed, "4")):
        good(buying.receive(house, one["number"], "TEA", qty))
    good(buying.step(house, house.get(f"/purchase-orders/{closed['number']}"), "close"))
    cancelled = good(buying.draft(house, line))
    good(buying.step(house, cancelled, "cancel"))
    named = ("approve", "send", "close", "cancel")
    steps: dict[str, Step] = {
        name: lambda one, name=name: buying.step(house, one, name, "admin")  # type: ignore[misc]
        for name in named
    }
    steps["edit"] = lambda one: buying.change(house, one, "admin", note="later")
    call = {"lines": [{"line": 1, "qty": "1"}]}
    steps["call_off"] = lambda one: house.ask(
        "operator", "POST", f"/purchase-orders/{one['number']}/call-offs", json=call, headers=key()
    )
    states = {
        "draft": draft, "approved": approved, "sent": sent, "partly_received": partly, "received": received,
        "closed": closed, "cancelled": cancelled,
    }  # fmt: skip
    may = {
        "draft": "edit approve cancel", "approved": "edit send cancel", "sent": "edit cancel",
        "partly_received": "edit close", "received": "close", "closed": "", "cancelled": "",
    }  # fmt: skip
    refuses(house, "/purchase-orders", states, steps, may)


def test_a_transfer(house: House) -> None:
    line = moving.line("TEA", "4")
    draft = good(moving.draft(house, line))
    ways = {state: {"number": moving.sent(house, line)} for state in ("in_transit", "partly_received")}
    good(moving.receive(house, ways["partly_received"]["number"], {"item": "TEA", "qty": "1"}))
    received, closed = moving.sent(house, line), moving.sent(house, line)
    good(moving.receive(house, received, {"item": "TEA", "qty": "5"}))
    good(moving.receive(house, closed, {"item": "TEA", "qty": "4"}))
    cancelled = good(moving.draft(house, line))
    good(moving.step(house, cancelled["number"], "cancel"))
    states = {
        "draft": draft, **ways, "received": {"number": received}, "closed": {"number": closed},
        "cancelled": cancelled,
    }  # fmt: skip
    steps: dict[str, Step] = {
        "send": lambda one: moving.send(house, one),
        "cancel": lambda one: moving.step(house, one["number"], "cancel"),
        "take_back": lambda one: moving.step(house, one["number"], "take-back"),
        "receive": lambda one: moving.receive(house, one["number"], {"item": "TEA", "qty": "1"}),
        "edit": lambda one: house.ask(
            "operator", "PATCH", f"/transfers/{one['number']}", json={"note": "later"},
            headers={"If-Match": str(one["version"])},
        ),
    }  # fmt: skip
    may = {
        "draft": "edit send cancel",
        "in_transit": "receive take_back", "partly_received": "receive take_back",
        # all of it has come, and more: nothing is left to take back
        "received": "receive", "closed": "", "cancelled": "",
    }  # fmt: skip
    refuses(house, "/transfers", states, steps, may)


def test_a_production_order(house: House) -> None:
    making.bom(house, "SET", {"CUP": "1"})
    states = {
        "draft": making.draft(house, "SET", "3"),
        **{
            state: making.released(house, "SET", "3")
            for state in ("released", "started", "partly_produced", "produced", "closed", "cancelled")
        },
    }
    for state, report in (
        ("started", {"scrapped_qty": "1", "reason": "broke"}), ("partly_produced", {"produced_qty": "1"}),
        ("produced", {"produced_qty": "3"}), ("closed", {"produced_qty": "1"}),
    ):  # fmt: skip
        making.report(house, states[state]["number"], **report)
    for state, step in (("closed", "close"), ("cancelled", "cancel")):
        now = making.seen(house, states[state]["number"])
        good(making.step(house, now, step))
    steps: dict[str, Step] = {
        name: lambda one, name=name: making.step(house, one, name)  # type: ignore[misc]
        for name in ("release", "close", "cancel")
    }
    steps["report"] = lambda one: making.ask_report(house, one["number"], produced_qty="1")
    steps["edit"] = lambda one: house.ask(
        "operator", "PATCH", f"/production-orders/{one['number']}", json={"note": "later"},
        headers={"If-Match": str(one["version"])},
    )  # fmt: skip
    may = {
        "draft": "edit release cancel", "released": "report cancel", "started": "report close",
        "partly_produced": "report close", "produced": "report close", "closed": "", "cancelled": "",
    }  # fmt: skip
    refuses(house, "/production-orders", states, steps, may)
    (report,) = house.get(f"/production-orders/{states['closed']['number']}/reports")["items"]
    problem(making.undo(house, states["closed"]["number"], report["id"]), 409, "conflict")


def test_a_count(house: House) -> None:
    # one place has one open count: a state after the other
    path = "/count-tasks"
    house.receive("CUP", "10", "SHELF-1")

    def do(one: Document, what: str, role: str = "manager", **body: Any) -> httpx.Response:
        return house.ask(role, "POST", f"{path}/{one['number']}/{what}", json=body)

    def say(one: Document, qty: str, round_: int) -> httpx.Response:
        lines = [{"sku": "CUP", "qty": qty}]
        return do(one, "result", "operator", round=round_, lines=lines)

    def asked() -> Document:
        body = {"site": SITE, "location": "SHELF-1", "items": [{"sku": "CUP"}]}
        return good(house.ask("manager", "POST", path, json=body))

    steps: dict[str, Step] = {
        "take": lambda one: do(one, "take", "operator"),
        "give_back": lambda one: do(one, "give-back", "operator"),
        "close": lambda one: say(one, "10", one["round"]),
        "recount": lambda one: do(one, "recount"),
        "approve": lambda one: do(one, "approve", reason="lost"),
        "cancel": lambda one: do(one, "cancel", **WHY),
    }
    one = asked()
    refuses(house, path, {"planned": one}, steps, {"planned": "take close cancel"})
    good(do(one, "take", "operator"))
    refuses(house, path, {"counting": one}, steps, {"counting": "take give_back close cancel"})
    good(say(one, "8", 1))
    refuses(house, path, {"recount": one}, steps, {"recount": "take close cancel"})
    good(say(one, "8", 2))
    refuses(house, path, {"to_approve": one}, steps, {"to_approve": "recount approve cancel"})
    good(do(one, "approve", reason="lost"))
    refuses(house, path, {"posted": one}, steps, {"posted": ""})
    other = asked()
    good(do(other, "cancel", **WHY))
    refuses(house, path, {"cancelled": other}, steps, {"cancelled": ""})


def test_a_ship_notice(house: House) -> None:
    def announced(first: int, *, packages: int = 1) -> tuple[str, Document]:
        number = order(house, CUP="10")
        lines = [{"item": "CUP", "qty": "1"}]
        return number, good(announce(house, number, *((package(first + n), lines) for n in range(packages))))

    def end(one: Document, state: str) -> httpx.Response:
        return house.ask("operator", "POST", f"/ship-notices/{one['id']}/end", json={"state": state})

    _, waits = announced(100)
    partly_of, partly = announced(110, packages=2)
    all_of, arrived = announced(120)
    closed, cancelled = announced(130)[1], announced(140)[1]
    came(house, partly_of, packages=[package(110)])
    came(house, all_of, packages=[package(120)])
    good(end(closed, "closed"))
    good(end(cancelled, "cancelled"))
    states = {
        "announced": waits, "partly_arrived": partly, "arrived": arrived, "closed": closed,
        "cancelled": cancelled,
    }  # fmt: skip
    steps: dict[str, Step] = {
        "close": lambda one: end(one, "closed"),
        "cancel": lambda one: end(one, "cancelled"),
    }
    may = {
        "announced": "close cancel", "partly_arrived": "close", "arrived": "", "closed": "", "cancelled": "",
    }  # fmt: skip
    refuses(house, "/ship-notices", states, steps, may)


def test_what_was_decided_is_decided(house: House) -> None:
    number = order(house, CUP="4")
    came(house, number, {"item": "CUP", "qty": "6"})
    over = undecided(house, number)["CUP", "over"]
    assert decide(house, over, "accept").status_code == 200
    for decision in ("accept", "return", "scrap", "claim"):
        problem(decide(house, over, decision), 409, "conflict")


def test_a_hold_a_put_away_and_a_return_take_what_is_there_from_where_it_may_be_taken(house: House) -> None:
    said = {"sku": "TEA", "qty": "1", "reason": "smells of smoke"}
    held = post(house, "/holds", **said, source="HOLD", destination="HOLD")
    assert "body.source" in wrong_fields(held)
    free = post(house, "/holds/release", "manager", **said, source="STORE", destination="SHELF-1")
    assert "body.source" in wrong_fields(free)
    problem(post(house, "/holds", **(said | {"qty": "5000"}), source="STORE"), 409, "insufficient-stock")
    none_held = post(house, "/holds/release", "manager", **said, source="HOLD", destination="STORE")
    problem(none_held, 409, "insufficient-stock")
    away = {"sku": "TEA", "qty": "1", "destination": "STORE"}
    assert "body.source" in wrong_fields(post(house, "/putaway", **away, source="STORE"))
    problem(post(house, "/putaway", **(away | {"qty": "5000"}), source="DOCK-1"), 409, "insufficient-stock")
    lines = [{"item": "TEA", "qty": "5000", "source": "STORE"}]
    back = post(house, "/supplier-returns", "manager", reason="wrong colour", supplier="ACME", lines=lines)
    problem(back, 409, "insufficient-stock")
