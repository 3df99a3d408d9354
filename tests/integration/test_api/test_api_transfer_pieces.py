"""Pieces with serial numbers go from site to site: which left, which came, which are missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hub.api import posting
from hub.domain.ledger import Entry
from hub.store import items, ledger, locations, pool
from hub.store import sites as site_ids
from hub.store.inbound.receipts import SaidOfReceipt
from tests.integration.test_api.house import SITE, House, problem, wrong_fields
from tests.integration.test_api.purchase_world import good, key
from tests.integration.test_api.transfer_world import (
    OTHER,
    decide,
    draft,
    furnish_other,
    line,
    receive,
    send,
    sent,
    stands,
    step,
    undecided,
)


@pytest.fixture
def sites(house: House) -> House:
    """CUP wants a serial number; S-1 to S-4 stand in the store."""
    furnish_other(house)
    good(house.ask("manager", "PATCH", "/items/CUP", json={"tracking": "serial"}))
    for n in range(1, 5):
        house.receive("CUP", "1", "STORE", serial=f"S-{n}")
    return house


def cups(*serials: str, **more: Any) -> dict[str, Any]:
    return line("CUP", str(len(serials)), serials=list(serials)) | more


def arrived(*serials: str, **more: Any) -> dict[str, Any]:
    return {"item": "CUP", "qty": str(len(serials)), "serials": list(serials)} | more


def transfer(house: House, number: str) -> dict[str, Any]:
    return dict(good(house.ask("viewer", "GET", f"/transfers/{number}")))


def pieces(house: House, number: str) -> dict[str, str | None]:
    return {
        piece["serial"]: piece["became"]
        for of in transfer(house, number)["content"]
        for piece in of["pieces"]
    }


def trace(house: House, serial: str) -> dict[str, Any]:
    return dict(good(house.ask("viewer", "GET", "/trace", params={"item": "CUP", "serial": serial})))


def left(house: House, serial: str) -> dict[str, str]:
    """Where it stands now."""
    found = {f"{p['site']}/{p['location']}": p["qty_left"] for p in trace(house, serial)["places"]}
    return {place: qty for place, qty in found.items() if qty != "0"}


def test_a_transfer_says_which_pieces_left_and_which_came_and_the_trace_has_both_sites(sites: House) -> None:
    number = sent(sites, cups("S-1", "S-2"))
    assert pieces(sites, number) == {"S-1": None, "S-2": None}
    assert left(sites, "S-1") == {f"{SITE}/in_transit": "1"}
    good(receive(sites, number, arrived("S-1")))
    assert pieces(sites, number) == {"S-1": "received", "S-2": None}
    good(receive(sites, number, {"item": "CUP", "qty": "1"}))  # all that is under way: it is S-2
    assert transfer(sites, number)["state"] == "closed"
    for serial in ("S-1", "S-2"):
        assert left(sites, serial) == {f"{OTHER}/N-DOCK": "1"}
    assert [(p["site"], p["location"]) for p in trace(sites, "S-2")["places"]] == [
        (SITE, "STORE"), (SITE, "in_transit"), (OTHER, "N-DOCK"),
    ]  # fmt: skip
    assert stands(sites, "CUP") == {
        f"{SITE}/STORE": "2",
        f"{SITE}/supplier": "-4",
        f"{OTHER}/N-DOCK": "2",
    } | {place: qty for place, qty in stands(sites, "CUP").items() if "other_site" in place}


def test_what_is_missing_and_what_was_not_sent_is_named(sites: House) -> None:
    number = sent(sites, cups("S-1", "S-2", "S-3"))
    good(receive(sites, number, arrived("S-1"), arrived("S-4"), complete=True))
    found = undecided(sites, number)
    assert {kind: (one["qty"], one["serials"]) for (_, kind), one in found.items()} == {
        "short": ("2", ["S-2", "S-3"]),
        "over": ("1", ["S-4"]),
    }
    short = found["CUP", "short"]
    assert "which of S-2, S-3" in problem(decide(sites, short, "lost", qty="1"), 422, "validation")["detail"]
    strange = problem(decide(sites, short, "lost", serials=["S-9"]), 422, "validation")
    assert "S-9 is none of S-2, S-3" in strange["detail"]
    good(decide(sites, short, "lost", serials=["S-3"]))
    rest = undecided(sites, number)["CUP", "short"]
    assert (rest["qty"], rest["serials"]) == ("1", ["S-2"])
    good(decide(sites, rest, "take_back"))
    good(decide(sites, found["CUP", "over"], "sent_more"))
    assert pieces(sites, number) == {"S-1": "received", "S-2": "back", "S-3": "lost"}
    assert [left(sites, one) for one in ("S-2", "S-3", "S-4")] == [
        {f"{SITE}/STORE": "1"}, {}, {f"{OTHER}/N-DOCK": "1"},
    ]  # fmt: skip
    assert transfer(sites, number)["state"] == "closed"


def test_what_was_miscounted_is_still_where_it_was(sites: House) -> None:
    number = sent(sites, cups("S-1"))
    good(receive(sites, number, arrived("S-1"), arrived("S-4"), complete=True))
    good(decide(sites, undecided(sites, number)["CUP", "over"], "miscounted"))
    body = {"site": SITE, "sku": "CUP", "kind": "shipment", "qty": "1", "source": "STORE",
            "destination": "customer", "reason": "sold", "serial": "S-4"}  # fmt: skip
    good(sites.ask("manager", "POST", "/movements", json=body, headers=key()))


def test_pieces_that_are_not_here_are_not_sent_and_all_that_is_wrong_is_said_at_once(sites: House) -> None:
    some = [line("CUP", "1", serials=["S-2", "S-3"]), line("CUP", "3", serials=["S-4"])]
    faults = wrong_fields(draft(sites, cups("S-1", "S-1"), *some))
    assert faults == {
        "body.lines.0.serials": "S-1 is named twice",
        "body.lines.1.serials": "2 pieces are named, and 1 are to go: name all of them, or none",
        "body.lines.2.serials": "1 pieces are named, and 3 are to go: name all of them, or none",
    }
    first = good(draft(sites, cups("S-1"), line("CUP", "2")))
    sent(sites, cups("S-1"))
    refused = wrong_fields(send(sites, first))
    assert refused["content.0.serials"].startswith("S-1 is on its way already on TRF-")
    assert refused["content.1.serials"].startswith("0 of 2 pieces of CUP are named")
    assert transfer(sites, first["number"])["state"] == "draft"


def test_some_pieces_without_their_numbers_are_refused_at_the_other_desk(sites: House) -> None:
    number = sent(sites, cups("S-1", "S-2"))
    refused = wrong_fields(receive(sites, number, {"item": "CUP", "qty": "1"}, arrived("S-2", "S-2")))
    assert refused == {
        "body.lines.0.serials": "say which pieces came: S-1, S-2 are under way",
        "body.lines.1.serials": "S-2 is named twice",
    }
    assert transfer(sites, number)["state"] == "in_transit"


def test_when_too_few_pieces_are_there_it_says_how_few_and_how_many_are_wanted(sites: House) -> None:
    sites.move(sites.entry("CUP", "move", "2", "STORE", "SHELF-1"))
    refused = problem(send(sites, good(draft(sites, cups("S-1", "S-2", "S-3")))), 409, "insufficient-stock")
    assert (refused["available"], refused["requested"]) == ("2", "3")
    assert "At STORE there are 2 CUP, not 3" in refused["detail"]


def test_pieces_that_are_taken_back_stand_where_they_were_and_may_go_again(sites: House) -> None:
    number = sent(sites, cups("S-1", "S-2"))
    good(receive(sites, number, arrived("S-2")))
    good(step(sites, number, "take-back"))
    assert pieces(sites, number) == {"S-1": "back", "S-2": "received"}
    assert left(sites, "S-1") == {f"{SITE}/STORE": "1"}
    sent(sites, cups("S-1"))


def test_a_piece_that_another_site_sold_leads_back_through_both_sites(
    sites: House,
) -> None:
    number = sent(sites, cups("S-1"))
    good(receive(sites, number, arrived("S-1")))
    with pool.connect(sites.dsn) as conn:
        north = {place.code: place.id for place in locations.list_page(conn, site=OTHER)}
        carried = Entry(
            site_ids.get(conn, OTHER).id, items.get(conn, "CUP").id, "putaway", Decimal(1), north["N-DOCK"],
            north["N-SHELF"], sites.clock(),
        )  # fmt: skip
        gone = carried._replace(
            kind="shipment", source_id=north["N-SHELF"], destination_id=north["customer"], serial="S-1",
            document="D-1", evidence={"carton": "D-1-1"},
        )  # fmt: skip
        ledger.post(conn, [carried, gone], recorded_at=sites.clock())
    # nobody read its number as it was put away, and it stands at no dock any more
    assert left(sites, "S-1") == {}
    assert "N-SHELF" in {one["location"] for one in trace(sites, "S-1")["places"]}
    found = trace(sites, "S-1")
    assert [(one["site"], one["document"], one["packages"]) for one in found["customers"]] == [
        (OTHER, "D-1", ["D-1-1"])
    ]
    assert {one["site"] for one in found["suppliers"]} == {SITE}
    assert found["qty_left"] == "0"
    (back,) = sites.get("/trace/document", document="D-1")["items"]
    assert (back["sku"], back["serial"], back["packages"]) == ("CUP", "S-1", ["D-1-1"])
    assert [one["site"] for one in back["suppliers"]] == [SITE]


def test_a_piece_of_a_transfer_comes_by_an_ordinary_receipt_too_and_on_no_other_document(
    sites: House,
) -> None:
    number = sent(sites, cups("S-1"))
    cup = {"item": "CUP", "qty": "1", "serial": "S-1"}
    body = {"site": OTHER, "location": "N-DOCK", "lines": [cup]}
    other = sites.ask("operator", "POST", "/receipts", json=body, headers=key())
    assert "is in stock already" in wrong_fields(other)["body.lines.0.serial"]
    good(sites.ask("operator", "POST", "/receipts", json=body | {"document": number}, headers=key()))
    assert pieces(sites, number) == {"S-1": "received"}


def unloaded_unnamed(house: House, number: str, qty: str) -> None:
    """By a hand scanner that reads no serial numbers: it is booked, whatever it lacks."""
    with pool.connect(house.dsn) as conn:
        site_id, cup = site_ids.get(conn, OTHER).id, items.get(conn, "CUP").id
        dock, outside = (locations.get(conn, OTHER, code).id for code in ("N-DOCK", "supplier"))
        at = house.clock()
        came = Entry(site_id, cup, "receipt", Decimal(qty), outside, dock, at, document=number, device="hand")
        end = SaidOfReceipt(site_id, number, "closed", dock, at)
        posting.post(conn, [came], now=at, said=[end])


def test_what_came_unnamed_leaves_a_difference_that_is_decided_and_no_piece_under_way(sites: House) -> None:
    number = sent(sites, cups("S-1", "S-2", "S-3"))
    unloaded_unnamed(sites, number, "2")
    short = undecided(sites, number)["CUP", "short"]
    assert (short["qty"], short["serials"]) == ("1", ["S-1", "S-2", "S-3"])
    good(decide(sites, short, "lost"))
    assert transfer(sites, number)["state"] == "closed"
    # another one of them is under way, and no reason to keep these
    sent(sites, cups("S-4"))
    body = {"site": OTHER, "sku": "CUP", "kind": "shipment", "qty": "1", "source": "N-DOCK",
            "destination": "customer", "reason": "sold", "serial": "S-1"}  # fmt: skip
    good(sites.ask("manager", "POST", "/movements", json=body, headers=key()))


def test_more_pieces_of_a_line_than_are_still_missing_of_it_are_refused_with_a_reason(sites: House) -> None:
    number = sent(sites, cups("S-1", "S-2", "S-3"), cups("S-4"))
    unloaded_unnamed(sites, number, "2")
    short = undecided(sites, number)["CUP", "short"]
    assert (short["qty"], len(short["serials"])) == ("2", 4)
    refused = problem(decide(sites, short, "take_back", serials=["S-1", "S-2"]), 422, "validation")
    assert "S-2 is not under way" in refused["detail"]
    good(decide(sites, short, "take_back"))
    assert pieces(sites, number)["S-4"] == "back"
    standing = stands(sites, "CUP")
    inside = (f"{SITE}/STORE", f"{SITE}/in_transit", f"{OTHER}/N-DOCK")
    assert [standing.get(place) for place in inside] == ["2", None, "2"]
    assert transfer(sites, number)["state"] == "closed"


def test_what_is_over_without_a_number_is_decided_on_alone(sites: House) -> None:
    number = sent(sites, cups("S-1"))
    good(receive(sites, number, arrived("S-1"), arrived("S-4"), complete=True))
    unloaded_unnamed(sites, number, "1")
    over = undecided(sites, number)["CUP", "over"]
    assert (over["qty"], over["serials"]) == ("2", ["S-4"])
    good(decide(sites, over, "miscounted", qty="1"))
    rest = undecided(sites, number)["CUP", "over"]
    assert (rest["qty"], rest["serials"]) == ("1", ["S-4"])
