"""Goods are made of goods, kits are taken apart, and the books have all of it."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from hub.store import pool
from tests.integration.test_api.house import House, problem, wrong_fields
from tests.integration.test_api.production_world import (
    account,
    ask_bom,
    ask_report,
    bom,
    draft,
    good,
    item,
    key,
    lines,
    released,
    report,
    seen,
    stands,
    step,
    undo,
)

NUMBERS = itertools.count(1)


@pytest.fixture
def kit(shared_house: House) -> str:
    """A box of two mugs (12 there, at 3.00) and 0.25 kg of leaves (2 kg of two lots, at 8.00)."""
    name = str(next(NUMBERS))
    box, mug, leaf = f"BOX-{name}", f"MUG-{name}", f"LEAF-{name}"
    item(shared_house, box)
    item(shared_house, mug)
    item(shared_house, leaf, unit="kg", qty_decimals=3, tracking="lot")
    shared_house.receive(mug, "12", "STORE", "3.00")
    at = shared_house.clock()
    shared_house.receive(leaf, "0.8", "STORE", "8.00", lot="OLD", expiry=at.date().replace(year=2027))
    shared_house.receive(leaf, "1.2", "STORE", "8.00", lot="NEW", expiry=at.date().replace(year=2028))
    bom(shared_house, box, {mug: "2", leaf: "0.25"}, kind="kit")
    return name


def zero(house: House) -> bool:
    """Whether of each item all places together have nothing."""
    with pool.connect(house.dsn) as conn:
        rows = conn.execute("select item_id from balance group by item_id having sum(qty) <> 0").fetchall()
    return not rows


def worth(house: House) -> Decimal:
    with pool.connect(house.dsn) as conn:
        row = conn.execute("select sum(value) from item_cost").fetchone()
    assert row is not None
    return Decimal(row[0])


def test_a_kit_is_made_of_what_expires_first_and_costs_what_was_taken(shared_house: House, kit: str) -> None:
    house, before = shared_house, worth(shared_house)
    order = released(house, f"BOX-{kit}", "4")
    assert order["state"] == "released"
    assert [(c["sku"], c["planned_qty"], c["reserved_qty"], c["short_qty"]) for c in order["components"]] == [
        (f"LEAF-{kit}", "1", "1", "0"),
        (f"MUG-{kit}", "8", "8", "0"),
    ]
    made = report(house, order["number"], produced_qty="4", lot="B-1")
    assert sorted(lines(made["report"], "role", "sku", "lot", "qty", "value")) == [
        ("consumed", f"LEAF-{kit}", "NEW", "0.2", "1.60"),
        ("consumed", f"LEAF-{kit}", "OLD", "0.8", "6.40"),
        ("consumed", f"MUG-{kit}", "", "8", "24.00"),
        ("produced", f"BOX-{kit}", "B-1", "4", "32.00"),
    ]
    assert (made["order"]["state"], account(made["order"])) == (
        "produced",
        ("32.00", "32.00", "0.00", "0.00"),
    )
    assert stands(house, f"BOX-{kit}") == {("SHELF-1", "B-1"): "4"}
    # what was promised to the order is used up, and nothing of it is left over
    assert all((c["open_qty"], c["reserved_qty"]) == ("0", "0") for c in made["order"]["components"])
    assert (worth(house), zero(house)) == (before, True)


def test_parts_of_an_order_take_their_parts_and_spoilt_pieces_are_written_off(
    shared_house: House, kit: str
) -> None:
    order = released(shared_house, f"BOX-{kit}", "4")
    before = worth(shared_house)
    first = report(shared_house, order["number"], produced_qty="1", scrapped_qty="1", reason="lid cracked")
    assert (first["order"]["state"], first["order"]["open_qty"]) == ("partly_produced", "3")
    assert account(first["order"]) == ("16.00", "8.00", "8.00", "0.00")
    # the spoilt one is made anew: five are to be made of what four were promised
    leaf, mug = first["order"]["components"]
    assert (mug["planned_qty"], mug["consumed_qty"], mug["open_qty"], mug["reserved_qty"]) == (
        "10", "4", "6", "4",
    )  # fmt: skip
    assert leaf["planned_qty"] == "1.25"
    last = report(shared_house, order["number"], produced_qty="3")
    assert (last["order"]["state"], account(last["order"])) == (
        "produced",
        ("40.00", "32.00", "8.00", "0.00"),
    )
    assert worth(shared_house) == before - 8
    closed = good(step(shared_house, last["order"], "close"))
    assert (closed["state"], closed["closed_by"]) == ("closed", "manager")
    problem(ask_report(shared_house, order["number"], produced_qty="1"), 409, "conflict")


def test_what_was_really_taken_is_booked_where_it_is_said(shared_house: House, kit: str) -> None:
    order = released(shared_house, f"BOX-{kit}", "2")
    taken = [{"item": f"LEAF-{kit}", "qty": "0.6", "source": "STORE", "lot": "NEW"}]
    made = report(shared_house, order["number"], produced_qty="2", taken=taken)
    assert sorted(lines(made["report"], "role", "sku", "lot", "qty")) == [
        ("consumed", f"LEAF-{kit}", "NEW", "0.6"),
        ("consumed", f"MUG-{kit}", "", "4"),
        ("produced", f"BOX-{kit}", "", "2"),
    ]
    # 0.6 kg at 8 and 4 mugs at 3
    assert made["report"]["produced_value"] == "16.80"


def test_what_was_taken_before_anything_was_made_goes_into_it_piece_by_piece(
    shared_house: House, kit: str
) -> None:
    house, order = shared_house, released(shared_house, f"BOX-{kit}", "3")
    taken = [
        {"item": f"MUG-{kit}", "qty": "6", "source": "STORE"},
        {"item": f"LEAF-{kit}", "qty": "0.75", "source": "STORE", "lot": "OLD"},
    ]
    first = report(house, order["number"], taken=taken)
    assert (first["order"]["state"], account(first["order"])) == (
        "started",
        ("24.00", "0.00", "0.00", "24.00"),
    )
    second = report(house, order["number"], produced_qty="1")
    assert lines(second["report"], "role", "value") == [("produced", "8.00")]
    # its material has gone on: it cannot be undone before that
    refused = problem(undo(house, order["number"], first["report"]["id"]), 409, "conflict")
    assert "undo that first" in refused["detail"]
    closed = good(step(house, second["order"], "close"))
    assert account(closed) == ("24.00", "8.00", "16.00", "0.00")


def test_a_wrong_report_is_taken_back_whole(shared_house: House, kit: str) -> None:
    house, before = shared_house, worth(shared_house)
    order = released(house, f"BOX-{kit}", "4")
    leaves = stands(house, f"LEAF-{kit}")
    made = report(house, order["number"], produced_qty="2")
    undone = good(undo(house, order["number"], made["report"]["id"]))
    assert (undone["order"]["state"], account(undone["order"])) == ("released", ("0.00",) * 4)
    assert undone["report"]["undo_reason"] == "it was another one"
    assert stands(house, f"LEAF-{kit}") == leaves
    assert stands(house, f"BOX-{kit}") == {}
    # what came back is promised to the order again
    assert [c["reserved_qty"] for c in undone["order"]["components"]] == ["1", "8"]
    assert (worth(house), zero(house)) == (before, True)
    problem(undo(house, order["number"], made["report"]["id"]), 409, "conflict")
    assert good(step(house, undone["order"], "cancel"))["state"] == "cancelled"
    assert house.get("/reservations", document=order["number"], open=True)["items"] == []


def test_what_was_made_and_is_gone_cannot_be_undone(shared_house: House, kit: str) -> None:
    house, order = shared_house, released(shared_house, f"BOX-{kit}", "2")
    made = report(house, order["number"], produced_qty="2")
    house.move(house.entry(f"BOX-{kit}", "shipment", "1", "SHELF-1", "customer"))
    refused = problem(undo(house, order["number"], made["report"]["id"]), 409, "insufficient-stock")
    assert "not where it was put" in refused["detail"]
    assert seen(house, order["number"])["produced_qty"] == "2"


def test_a_movement_of_a_report_is_not_reversed_alone(shared_house: House, kit: str) -> None:
    order = released(shared_house, f"BOX-{kit}", "1")
    made = report(shared_house, order["number"], produced_qty="1")
    path = f"/movements/{made['report']['lines'][0]['movement_id']}/reverse"
    answer = shared_house.ask("manager", "POST", path, json={"reason": "a mistake"}, headers=key())
    assert f"report {made['report']['id']}" in problem(answer, 409, "conflict")["detail"]


def test_all_that_is_short_is_told_at_once(shared_house: House, kit: str) -> None:
    house, order = shared_house, draft(shared_house, f"BOX-{kit}", "20")
    assert [(c["sku"], c["short_qty"]) for c in order["components"]] == [
        (f"LEAF-{kit}", "3"),
        (f"MUG-{kit}", "28"),
    ]
    refused = problem(step(house, order, "release", "operator"), 409, "insufficient-stock")
    assert refused["short"] == [
        {"sku": f"LEAF-{kit}", "requested": "5", "available": "2"},
        {"sku": f"MUG-{kit}", "requested": "40", "available": "12"},
    ]
    problem(step(house, order, "release", "operator", allow_short=True), 403, "forbidden")
    let = good(step(house, order, "release", allow_short=True))
    assert [c["reserved_qty"] for c in let["components"]] == ["2", "12"]
    # nobody else is promised what waits for this order
    other = draft(house, f"BOX-{kit}", "1")
    problem(step(house, other, "release", "operator"), 409, "insufficient-stock")
    refused = problem(ask_report(house, order["number"], produced_qty="9"), 409, "insufficient-stock")
    assert [(one["sku"], one["requested"], one["available"]) for one in refused["short"]] == [
        (f"LEAF-{kit}", "2.25", "2"),
        (f"MUG-{kit}", "18", "12"),
    ]


def test_a_component_that_was_spoilt_is_written_off_and_needed_anew(shared_house: House, kit: str) -> None:
    order = released(shared_house, f"BOX-{kit}", "4")
    body = {"item": f"MUG-{kit}", "qty": "3", "source": "STORE", "reason": "fell off the bench"}
    path = f"/production-orders/{order['number']}/scrap"
    spoilt = good(shared_house.ask("operator", "POST", path, json=body, headers=key()))
    assert (spoilt["order"]["state"], account(spoilt["order"])) == (
        "started",
        ("9.00", "0.00", "9.00", "0.00"),
    )
    mug = next(c for c in spoilt["order"]["components"] if c["sku"].startswith("MUG"))
    assert (mug["scrapped_qty"], mug["consumed_qty"], mug["open_qty"]) == ("3", "0", "8")
    assert zero(shared_house)
    undone = good(undo(shared_house, order["number"], spoilt["report"]["id"]))
    assert account(undone["order"]) == ("0.00",) * 4
    assert stands(shared_house, f"MUG-{kit}") == {("STORE", ""): "12"}


def test_a_kit_is_taken_apart_and_its_parts_share_its_value(shared_house: House, kit: str) -> None:
    house = shared_house
    made = released(house, f"BOX-{kit}", "4")
    report(house, made["number"], produced_qty="4", lot="B-1")
    before = worth(house)
    order = released(house, f"BOX-{kit}", "3", kind="disassemble", destination="DOCK-1")
    assert [(c["sku"], c["planned_qty"]) for c in order["components"]] == [(f"BOX-{kit}", "3")]
    refused = wrong_fields(ask_report(house, order["number"], produced_qty="2"))
    assert f"LEAF-{kit} is tracked by lot" in refused["body.put"]
    leaf = {"item": f"LEAF-{kit}", "lot": "OLD"}
    put = [
        {"item": f"MUG-{kit}", "qty": "4"},
        leaf | {"qty": "0.2", "expiry": "2030-01-31"},
        leaf | {"qty": "0.3", "expiry": "2030-02-28"},
    ]
    apart = report(house, order["number"], produced_qty="2", put=put)
    assert lines(apart["report"], "role", "sku", "lot", "qty", "value") == [
        ("consumed", f"BOX-{kit}", "B-1", "2", "16.00"),
        ("produced", f"MUG-{kit}", "", "4", "12.00"),
        ("produced", f"LEAF-{kit}", "OLD", "0.2", "1.60"),
        ("produced", f"LEAF-{kit}", "OLD", "0.3", "2.40"),
    ]
    assert lines(apart["report"], "expiry")[2:] == [("2030-01-31",), ("2030-02-28",)]
    assert worth(house) == before
    # of the third one mug was broken: its share of the kit's value is lost
    put = [{"item": f"MUG-{kit}", "qty": "1"}, {"item": f"LEAF-{kit}", "qty": "0.25", "lot": "OLD"}]
    broken = report(house, order["number"], produced_qty="1", put=put)
    assert account(broken["order"]) == ("24.00", "21.00", "3.00", "0.00")
    assert (worth(house), zero(house)) == (before - 3, True)
    assert stands(house, f"MUG-{kit}") == {("STORE", ""): "4", ("DOCK-1", ""): "5"}


def test_pieces_with_serial_numbers_and_a_shelf_life_come_in_one_by_one(shared_house: House) -> None:
    item(shared_house, "CLOCK", tracking="serial", shelf_life_days=100)
    item(shared_house, "HAND")
    shared_house.receive("HAND", "7", cost="1.00")
    bom(shared_house, "CLOCK", {"HAND": "7"}, output_qty="3")
    order = released(shared_house, "CLOCK", "3")
    refused = wrong_fields(ask_report(shared_house, order["number"], produced_qty="3", serials=["A", "A"]))
    assert "3 were made" in refused["body.serials"]
    made = report(shared_house, order["number"], produced_qty="3", serials=["A", "B", "C"])
    clocks = [line for line in made["report"]["lines"] if line["role"] == "produced"]
    # 7.00 on three pieces, to the last millionth
    assert [(c["serial"], c["qty"], c["value"]) for c in clocks] == [
        ("A", "1", "2.333334"),
        ("B", "1", "2.333333"),
        ("C", "1", "2.333333"),
    ]
    assert clocks[0]["expiry"] == "2026-06-13"


def test_an_item_is_not_made_of_itself_by_whatever_way(shared_house: House) -> None:
    for sku in ("DOUGH", "BREAD", "CRUMBS"):
        item(shared_house, sku)
    bom(shared_house, "BREAD", {"DOUGH": "1"})
    bom(shared_house, "CRUMBS", {"BREAD": "1"})
    refused = problem(ask_bom(shared_house, "DOUGH", {"CRUMBS": "1"}), 409, "conflict")
    assert {"DOUGH", "BREAD", "CRUMBS"} <= set(refused["detail"].rstrip(".").split())
    problem(ask_bom(shared_house, "DOUGH", {"DOUGH": "1"}), 409, "conflict")
    assert shared_house.get("/boms", sku="DOUGH")["items"] == []


def test_a_bill_that_orders_were_made_by_stays_and_has_a_next_version(shared_house: House, kit: str) -> None:
    house, sku = shared_house, f"BOX-{kit}"
    [first] = house.get("/boms", sku=sku)["items"]
    order = draft(house, sku, "1")
    headers = {"If-Match": str(first["edition"])}
    path = f"/boms/{first['id']}"
    answer = house.ask("manager", "PATCH", path, json={"output_qty": "2"}, headers=headers)
    assert "next version" in problem(answer, 409, "conflict")["detail"]
    second = bom(house, sku, {f"MUG-{kit}": "3"}, kind="made")
    assert [(one["version"], one["active"]) for one in house.get("/boms", sku=sku)["items"]] == [
        (1, False),
        (2, True),
    ]
    assert seen(house, order["number"])["bom_version"] == 1
    assert draft(house, sku, "1")["bom_version"] == 2
    apart = {"site": "main", "sku": sku, "qty": "1", "destination": "DOCK-1", "kind": "disassemble"}
    refused = wrong_fields(house.ask("operator", "POST", "/production-orders", json=apart, headers=key()))
    assert "is no kit" in refused["body.kind"]
    problem(
        house.ask(
            "manager", "PATCH", f"/boms/{second['id']}", json={"note": "x"}, headers={"If-Match": "99"}
        ),
        412,
        "stale",
    )


def test_what_can_be_built_and_what_a_kit_takes_down_to_what_is_bought(shared_house: House, kit: str) -> None:
    house, box = shared_house, f"BOX-{kit}"
    item(house, f"PALLET-{kit}")
    made = bom(house, f"PALLET-{kit}", {box: "10"})
    can = {row["sku"]: row for row in house.walk("/boms/buildable", site="main", limit=2)}
    assert (can[box]["qty"], [one["sku"] for one in can[box]["limited_by"]]) == ("6", [f"MUG-{kit}"])
    assert can[f"PALLET-{kit}"]["qty"] == "0"
    exploded = house.get(f"/boms/{made['id']}/explosion", qty="2", site="main")["levels"]
    assert [(one["level"], one["sku"], one["qty"], one["made"], one["available"]) for one in exploded] == [
        (1, box, "20", True, "0"),
        (2, f"MUG-{kit}", "40", False, "12"),
        (2, f"LEAF-{kit}", "5", False, "2"),
    ]


def test_everything_wrong_with_a_request_is_told_at_once(shared_house: House, kit: str) -> None:
    house = shared_house
    parts = [
        {"sku": "NOTHING", "qty": "1"},
        {"sku": f"MUG-{kit}", "qty": "0.5"},
        {"sku": f"LEAF-{kit}", "qty": "1"},
        {"sku": f"LEAF-{kit}", "qty": "2"},
    ]
    body = {"sku": f"BOX-{kit}", "output_qty": "1.5", "components": parts}
    assert wrong_fields(house.ask("manager", "POST", "/boms", json=body, headers=key())).keys() == {
        "body.output_qty", "body.components.0.sku", "body.components.1.qty", "body.components.3.sku",
    }  # fmt: skip
    body = {"site": "main", "sku": "TEA", "qty": "1", "destination": "scrap", "source": "DOCK-1"}
    assert wrong_fields(
        house.ask("operator", "POST", "/production-orders", json=body, headers=key())
    ).keys() == {"body.sku", "body.destination", "body.source"}
    order = released(house, f"BOX-{kit}", "1")
    taken = [
        {"item": "NOTHING", "qty": "1", "source": "STORE"},
        {"item": f"BOX-{kit}", "qty": "1", "source": "NOWHERE"},
        {"item": f"MUG-{kit}", "qty": "2", "source": "STORE", "serial": "S1"},
    ]
    wrong = wrong_fields(
        ask_report(house, order["number"], produced_qty="0.5", taken=taken, destination="customer")
    )
    assert wrong.keys() == {
        "body.produced_qty", "body.taken.0.item", "body.taken.1.source", "body.taken.1.item",
        "body.taken.2.serial", "body.destination",
    }  # fmt: skip
    assert "body" in wrong_fields(ask_report(house, order["number"], scrapped_qty="1"))
    assert "body" in wrong_fields(ask_report(house, order["number"]))


def test_a_draft_is_changed_a_released_order_is_not(shared_house: House, kit: str) -> None:
    order = draft(shared_house, f"BOX-{kit}", "1", source="STORE", due_on="2026-04-01")
    path, seen_one = f"/production-orders/{order['number']}", {"If-Match": str(order["version"])}
    changes = {"qty": "2", "source": None, "note": "for the fair"}
    changed = good(shared_house.ask("operator", "PATCH", path, json=changes, headers=seen_one))
    assert (changed["qty"], changed["source"], changed["note"], changed["due_on"]) == (
        "2", None, "for the fair", "2026-04-01",
    )  # fmt: skip
    problem(shared_house.ask("operator", "PATCH", path, json=changes, headers=seen_one), 412, "stale")
    let = good(step(shared_house, changed, "release", "operator"))
    now = {"If-Match": str(let["version"])}
    problem(shared_house.ask("operator", "PATCH", path, json=changes, headers=now), 409, "conflict")


def test_a_report_that_is_sent_again_is_booked_once(shared_house: House, kit: str) -> None:
    order, headers = released(shared_house, f"BOX-{kit}", "4"), key()
    path = f"/production-orders/{order['number']}/reports"
    for replayed in (None, "true"):
        answer = shared_house.ask("operator", "POST", path, json={"produced_qty": "1"}, headers=headers)
        assert good(answer)["order"]["produced_qty"] == "1"
        assert answer.headers.get("idempotency-replayed") == replayed
    assert len(shared_house.get(path)["items"]) == 1


def test_what_items_demand_is_said_of_what_is_made_and_of_what_is_taken(shared_house: House) -> None:
    house = shared_house
    item(house, "MOTOR", tracking="serial")
    item(house, "DRILL", tracking="lot_serial", tracks_expiry=True)
    for serial in ("M1", "M2"):
        house.receive("MOTOR", "1", serial=serial)
    bom(house, "DRILL", {"MOTOR": "1"}, kind="kit")
    number = released(house, "DRILL", "2")["number"]
    assert wrong_fields(ask_report(house, number, produced_qty="1")).keys() == {
        "body.lot", "body.serials", "body.expiry", "body.taken",
    }  # fmt: skip
    said = {"produced_qty": "1", "lot": "D", "serials": ["D1"], "expiry": "2030-01-01"}
    motor = {"item": "MOTOR", "qty": "1", "source": "STORE"}
    assert wrong_fields(ask_report(house, number, taken=[motor], **said)).keys() == {"body.taken.0.serial"}
    twice = [motor | {"serial": "M1"}, motor | {"serial": "M1"}]
    assert wrong_fields(ask_report(house, number, taken=twice, **said)).keys() == {"body.taken.1.serial"}
    report(house, number, taken=[motor | {"serial": "M1"}], **said)
    gone = ask_report(house, number, **said | {"serials": ["D2"], "taken": [motor | {"serial": "M1"}]})
    assert "M1 has left already: to production" in wrong_fields(gone)["body.taken.0.serial"]
    # the same number again is another piece's, or a mistake
    again = ask_report(house, number, taken=[motor | {"serial": "M2"}], **said)
    assert "is in stock already, at main/SHELF-1" in wrong_fields(again)["body.serials.0"]
    apart = released(house, "DRILL", "1", kind="disassemble", destination="STORE")["number"]
    taken = [{"item": "DRILL", "qty": "1", "source": "SHELF-1", "lot": "D", "serial": "D1"}]
    refused = wrong_fields(ask_report(house, apart, produced_qty="1", taken=taken))
    assert "MOTOR is tracked by serial" in refused["body.put"]
    put = [{"item": "MOTOR", "qty": "1", "serial": "M2"}]
    refused = wrong_fields(ask_report(house, apart, produced_qty="1", taken=taken, put=put))
    assert "is in stock already" in refused["body.put.0.serial"]
    put = [{"item": "MOTOR", "qty": "1", "serial": "M1"}]
    back = report(house, apart, produced_qty="1", taken=taken, put=put)
    assert lines(back["report"], "role", "sku", "serial") == [
        ("consumed", "DRILL", "D1"),
        ("produced", "MOTOR", "M1"),
    ]
