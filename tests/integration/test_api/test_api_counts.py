"""Counts over HTTP: asked for, counted blind, counted again when off, approved, posted once."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from hub.store import pool
from tests.integration.test_api.house import NOON, SITE, House, clear_out, problem, wrong_fields


@pytest.fixture
def house(shared_house: House) -> House:
    clear_out(shared_house.dsn)
    shared_house.clock.now = NOON
    return shared_house


def ask(house: House, *skus: str, location: str = "STORE", **more: Any) -> dict[str, Any]:
    """A new count; without items it is of the whole place."""
    wanted: dict[str, Any] = {"site": SITE, "location": location, **more}
    if skus:
        wanted["items"] = [{"sku": sku} for sku in skus]
    answer = house.ask("manager", "POST", "/count-tasks", json=wanted)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def say(house: House, number: str, round_: int, **found: str) -> httpx.Response:
    """What an operator found, now."""
    lines = [{"sku": sku, "qty": qty} for sku, qty in found.items()]
    return do(house, number, "result", role="operator", round=round_, lines=lines)


def do(house: House, number: str, what: str, *, role: str = "manager", **body: Any) -> httpx.Response:
    return house.ask(role, "POST", f"/count-tasks/{number}/{what}", json=body)


def on_hand(house: House, sku: str, location: str = "STORE") -> str:
    rows = house.get("/stock", sku=sku, location=location)["items"]
    return str(rows[0]["qty"]) if rows else "0"


def posted(house: House, number: str) -> list[tuple[str, str, str, str]]:
    rows = house.walk("/movements", document=number)
    return sorted((row["sku"], row["qty"], row["source"], row["destination"]) for row in rows)


def accuracy(house: House) -> tuple[int, int]:
    found = house.get("/count-accuracy", site=SITE, to=(house.clock() + timedelta(seconds=1)).isoformat())
    return found["accurate"], found["counted"]


def test_a_count_that_finds_what_the_books_say_posts_nothing_and_is_accurate(house: House) -> None:
    house.receive("TEA", "10")
    number = ask(house, "TEA")["number"]
    assert say(house, number, 1, TEA="10").json()["state"] == "posted"
    assert posted(house, number) == []
    assert accuracy(house) == (1, 1)


def test_nobody_who_counts_sees_what_should_be_there(house: House) -> None:
    house.receive("TEA", "10")
    number = ask(house, "TEA")["number"]
    assert say(house, number, 1, TEA="8").json()["state"] == "recount"
    shown = house.get(f"/count-tasks/{number}")
    assert shown["value_at_stake"] is None
    (line,) = shown["lines"]
    hidden = ("counted_qty", "first_qty", "ledger_qty", "variance_qty", "variance_value", "accurate")
    assert {name: line[name] for name in hidden} == dict.fromkeys(hidden)


def test_what_is_off_is_counted_again_approved_and_posted_with_its_reason(house: House) -> None:
    house.receive("TEA", "10")
    number = ask(house, "TEA")["number"]
    assert do(house, number, "take", role="operator").json()["state"] == "counting"
    again = say(house, number, 1, TEA="8").json()
    assert (again["state"], again["round"]) == ("recount", 2)
    judged = say(house, number, 2, TEA="8").json()
    assert (judged["state"], judged["value_at_stake"]) == ("to_approve", "5.00")
    assert posted(house, number) == []
    done = do(house, number, "approve", reason="damaged", note="wet carton").json()
    assert (done["state"], done["reason"], done["decided_by"]) == ("posted", "damaged", "manager")
    assert posted(house, number) == [("TEA", "2", "STORE", "loss_gain")]
    assert on_hand(house, "TEA") == "8"
    (movement,) = house.walk("/movements", document=number)
    assert movement["evidence"]["reason"] == "damaged"
    assert movement["evidence"]["note"] == "wet carton"
    assert accuracy(house) == (0, 1)


def test_an_approval_sent_twice_posts_once(house: House) -> None:
    house.receive("TEA", "10")
    number = ask(house, "TEA")["number"]
    say(house, number, 1, TEA="8")
    say(house, number, 2, TEA="8")
    assert do(house, number, "approve", reason="lost").status_code == 200
    problem(do(house, number, "approve", reason="lost"), 409, "conflict")
    assert on_hand(house, "TEA") == "8"


def test_a_second_count_that_agrees_with_the_books_ends_it(house: House) -> None:
    house.receive("TEA", "10")
    house.receive("CUP", "5")
    number = ask(house, "TEA", "CUP")["number"]
    say(house, number, 1, TEA="9", CUP="5")
    # only what was off is counted again
    assert [line["round"] for line in house.get(f"/count-tasks/{number}")["lines"]] == [1, 2]
    assert say(house, number, 2, TEA="10").json()["state"] == "posted"
    assert posted(house, number) == []


def test_an_approval_has_its_limit_by_value_and_role(house: House) -> None:
    house.receive("TEA", "1000")
    number = ask(house, "TEA")["number"]
    for round_ in (1, 2):
        do(house, number, "result", role="admin", round=round_, lines=[{"sku": "TEA", "qty": "500"}])

    def refused(role: str) -> str:
        refusal = problem(do(house, number, "approve", role=role, reason="lost"), 403, "forbidden")
        return str(refusal["detail"])

    assert "may approve up to 0" in refused("operator")
    assert "1250 EUR" in refused("manager")
    assert do(house, number, "approve", role="admin", reason="lost").json()["state"] == "posted"


def test_who_counted_does_not_approve(house: House) -> None:
    house.receive("TEA", "10")
    number = ask(house, "TEA")["number"]
    for round_ in (1, 2):
        do(house, number, "result", role="manager", round=round_, lines=[{"sku": "TEA", "qty": "9"}])
    problem(do(house, number, "approve", reason="lost"), 403, "forbidden")
    assert do(house, number, "approve", role="admin", reason="lost").status_code == 200


def test_a_variance_within_the_sites_limit_needs_nobodys_word(house: House) -> None:
    rules = house.ask("manager", "PATCH", f"/count-policies/{SITE}", json={"auto_limit": "10"}).json()
    assert rules == house.get(f"/count-policies/{SITE}")
    house.receive("TEA", "10")
    number = ask(house, "TEA")["number"]
    say(house, number, 1, TEA="11")
    assert say(house, number, 2, TEA="11").json()["state"] == "posted"
    assert posted(house, number) == [("TEA", "1", "loss_gain", "STORE")]


def test_of_a_whole_place_what_nobody_found_is_not_there_and_what_was_found_is(house: House) -> None:
    house.receive("TEA", "10")
    house.receive("CUP", "4")
    number = ask(house)["number"]
    say(house, number, 1, TEA="10", RICE="2.5")
    judged = say(house, number, 2, CUP="0", RICE="2.5").json()
    assert judged["state"] == "to_approve"
    do(house, number, "approve", reason="wrong_place")
    assert posted(house, number) == [
        ("CUP", "4", "STORE", "loss_gain"),
        ("RICE", "2.5", "loss_gain", "STORE"),
    ]
    assert accuracy(house) == (1, 3)


def test_a_place_that_is_empty_as_the_books_say_is_counted_with_nothing(house: House) -> None:
    number = ask(house, location="SHELF-1")["number"]
    assert say(house, number, 1).json()["state"] == "posted"


def test_what_moves_after_the_count_stays_moved(house: House) -> None:
    house.receive("TEA", "10")
    number = ask(house, "TEA")["number"]
    say(house, number, 1, TEA="8")
    say(house, number, 2, TEA="8")
    house.clock.tick(minutes=5)
    house.move(house.entry("TEA", "shipment", "3", "STORE", "customer"))
    do(house, number, "approve", reason="lost")
    # 8 were found, 3 of them left afterwards
    assert on_hand(house, "TEA") == "5"


def test_what_had_moved_before_the_count_and_is_told_later_is_not_counted_twice(house: House) -> None:
    house.receive("TEA", "10")
    left_at = house.clock()
    house.clock.tick(minutes=10)
    number = ask(house, "TEA")["number"]
    say(house, number, 1, TEA="8")
    say(house, number, 2, TEA="8")
    # the terminal that had shipped two was offline
    house.clock.tick(minutes=10)
    house.move(house.entry("TEA", "shipment", "2", "STORE", "customer", at=left_at))
    done = do(house, number, "approve", reason="lost").json()
    assert (done["value_at_stake"], posted(house, number)) == ("0.00", [])
    assert on_hand(house, "TEA") == "8"
    assert accuracy(house) == (1, 1)


def test_what_is_wrong_with_a_result_is_said_at_once(house: House) -> None:
    house.receive("TEA", "10")
    house.receive("CUP", "10")
    number = ask(house, "TEA", "CUP")["number"]
    lines = [{"sku": "TEA", "qty": "1.5"}, {"sku": "NONE", "qty": "1"}, {"sku": "TEA", "qty": "1"}]
    wrong = wrong_fields(do(house, number, "result", role="operator", round=1, lines=lines))
    assert set(wrong) == {"body.lines.0.qty", "body.lines.1.sku", "body.lines.2", "body.lines"}
    assert "CUP" in wrong["body.lines"]
    problem(say(house, number, 2, TEA="1", CUP="1"), 409, "conflict")
    assert house.get(f"/count-tasks/{number}")["state"] == "planned"


def test_a_place_is_not_asked_for_twice_and_a_cancelled_count_frees_it(house: House) -> None:
    house.receive("TEA", "10")
    number = ask(house, "TEA")["number"]
    again = {"site": SITE, "location": "STORE"}
    problem(house.ask("manager", "POST", "/count-tasks", json=again), 409, "conflict")
    assert do(house, number, "cancel", reason="not today").json()["state"] == "cancelled"
    problem(say(house, number, 1, TEA="10"), 409, "conflict")
    ask(house)


def test_weekly_counts_go_by_class_and_age_and_monthly_ones_take_every_place(house: House) -> None:
    house.receive("TEA", "10")
    house.receive("CUP", "10", "SHELF-1")
    house.clock.tick(days=1)
    number = ask(house, "TEA")["number"]
    say(house, number, 1, TEA="10")
    plan = {"site": SITE, "kind": "weekly"}
    (weekly,) = house.ask("manager", "POST", "/count-tasks/plan", json=plan).json()["numbers"]
    made = house.get(f"/count-tasks/{weekly}")
    assert (made["location"], made["whole"], [line["sku"] for line in made["lines"]]) == (
        "SHELF-1",
        False,
        ["CUP"],
    )
    numbers = house.ask("manager", "POST", "/count-tasks/plan", json=plan | {"kind": "monthly"}).json()[
        "numbers"
    ]
    # SHELF-1 is being counted already
    assert [house.get(f"/count-tasks/{one}")["location"] for one in numbers] == ["STORE"]
    states = [row["state"] for row in house.walk("/count-tasks", site=SITE, limit=2)]
    assert states == ["planned", "planned", "posted"]
    assert len(house.get("/count-tasks", state=["posted"])["items"]) == 1


def test_an_item_is_counted_wherever_it_lies_but_not_where_it_is_being_counted(house: House) -> None:
    house.receive("TEA", "10")
    house.receive("TEA", "4", place="SHELF-1", lot="L1")
    house.receive("TEA", "2", place="PACK-1")
    house.receive("CUP", "5")
    counted = ask(house, location="PACK-1")["number"]
    wanted = {"site": SITE, "sku": "TEA", "cause": "a customer missed two"}
    made = house.ask("manager", "POST", "/count-tasks/by-item", json=wanted).json()
    assert made["already"] == ["PACK-1"]
    tasks = [house.get(f"/count-tasks/{number}") for number in made["numbers"]]
    assert sorted((task["location"], task["cause"]) for task in tasks) == [
        ("SHELF-1", wanted["cause"]),
        ("STORE", wanted["cause"]),
    ]
    assert sorted((line["sku"], line["lot"]) for task in tasks for line in task["lines"]) == [
        ("TEA", ""),
        ("TEA", "L1"),
    ]
    again = house.ask("manager", "POST", "/count-tasks/by-item", json=wanted)
    assert "counted already at PACK-1, SHELF-1, STORE" in problem(again, 409, "conflict")["detail"]
    do(house, counted, "cancel", reason="not needed")
    nowhere = house.ask("manager", "POST", "/count-tasks/by-item", json={"site": SITE, "sku": "RICE"})
    assert "stands nowhere" in problem(nowhere, 409, "conflict")["detail"]
    wrong = house.ask(
        "manager", "POST", "/count-tasks/by-item", json={"site": SITE, "sku": "NO", "agent": "x"}
    )
    assert wrong_fields(wrong).keys() == {"body.sku", "body.agent"}
    refused = house.ask("operator", "POST", "/count-tasks/by-item", json=wanted)
    problem(refused, 403, "forbidden")


def test_accuracy_is_told_by_place_and_class_the_worst_place_first(house: House) -> None:
    for place, found in (("STORE", "10"), ("SHELF-1", "9")):
        house.receive("TEA", "10", place=place)
        number = ask(house, "TEA", location=place)["number"]
        for round_ in (1, 2):
            if house.get(f"/count-tasks/{number}")["state"] != "posted":
                say(house, number, round_, TEA=found)
        if found != "10":
            do(house, number, "approve", reason="lost")
    to = (house.clock() + timedelta(seconds=1)).isoformat()
    whole = house.get("/count-accuracy", site=SITE, to=to)
    assert [(row["location"], row["counted"], row["accurate"]) for row in whole["by_place"]] == [
        ("SHELF-1", 1, 0),
        ("STORE", 1, 1),
    ]
    (of_class,) = whole["by_class"]
    assert of_class["rows"] == whole["rows"]
    shown = house.get("/count-accuracy", site=SITE, to=to, location="STORE", places=0)
    assert (shown["accuracy"], shown["by_place"], shown["places"]) == ("1", [], 1)


def test_the_calendar_says_what_it_planned_last_and_when_it_plans_next(house: House) -> None:
    house.receive("TEA", "10")
    # NOON is a Thursday
    house.ask("manager", "POST", "/count-tasks/plan", json={"site": SITE, "kind": "weekly"})
    house.ask("manager", "PATCH", f"/count-policies/{SITE}", json={"large_day": 0})
    weekly, monthly = house.get("/count-schedule", site=SITE)["items"]
    assert (weekly["last_on"], weekly["last_counts"], weekly["next_on"]) == ("2026-03-05", 1, "2026-03-09")
    assert (monthly["last_on"], monthly["next_on"]) == (None, None)


def test_after_all_counts_every_item_still_adds_up_to_nothing_over_all_places(house: House) -> None:
    house.receive("TEA", "10")
    number = ask(house)["number"]
    say(house, number, 1, TEA="7", CUP="2")
    say(house, number, 2, TEA="7", CUP="2")
    do(house, number, "approve", reason="unknown")
    with pool.connect(house.dsn) as conn:
        sums = conn.execute("select sum(qty) from balance group by item_id").fetchall()
    assert [row[0] for row in sums] == [Decimal(0), Decimal(0)]
