"""Purchase orders go their way: approved within limits, sent, received by movements, changed on record."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.test_api.house import House, problem, wrong_fields
from tests.integration.test_api.purchase_world import (
    change,
    delivers,
    draft,
    good,
    key,
    lines_of,
    ordered,
    receive,
    step,
    supplier,
)


@pytest.fixture(scope="module")
def buyers(shared_house: House) -> House:
    """Its tests look at their own orders only."""
    supplier(shared_house)
    breaks = {"unit_price": "2.00"}, {"unit_price": "1.80", "from_qty": "100"}
    delivers(shared_house, "TEA", *breaks, pack_qty="12")
    return shared_house


def told(house: House, order: dict[str, Any]) -> list[tuple[str, str]]:
    """The alarms of this order."""
    alarms = (alarm for alarm in house.walk("/alarms", open=True) if order["number"] in alarm["subject"])
    return [(alarm["kind"], alarm["detail"]) for alarm in alarms]


def test_a_draft_takes_the_suppliers_price_number_and_day(buyers: House) -> None:
    made = good(draft(buyers, {"sku": "TEA", "qty": "120"}, {"sku": "CUP", "qty": "5", "unit_price": "3"}))
    assert (made["state"], made["amount"], made["currency"]) == ("draft", "231.00", "EUR")
    assert lines_of(made, "line", "sku", "unit_price", "expected_on") == [
        (1, "TEA", "1.80", "2026-03-19"),
        (2, "CUP", "3.00", "2026-03-19"),
    ]
    assert made["warnings"] == [{"line": 2, "what": "not among what the supplier delivers"}]
    other = good(draft(buyers, {"sku": "TEA", "qty": "5"}))
    assert other["number"] > made["number"]
    assert other["warnings"] == [{"line": 1, "what": "multiples of 12"}]
    newest = [row["number"] for row in buyers.walk("/purchase-orders", limit=1, sku="TEA")][:2]
    assert newest == [other["number"], made["number"]]


def test_the_same_request_again_makes_no_second_order(buyers: House) -> None:
    body = {"site": "main", "supplier": "ACME", "lines": [{"sku": "TEA", "qty": "12"}]}
    first, again = (
        buyers.ask("operator", "POST", "/purchase-orders", json=body, headers={"Idempotency-Key": "once"})
        for _ in range(2)
    )
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    numbers = [row["number"] for row in buyers.walk("/purchase-orders")]
    assert numbers[0] == first.json()["number"]
    assert len(numbers) == len(set(numbers))


def test_who_may_approve_how_much(buyers: House) -> None:
    order = good(draft(buyers, {"sku": "CUP", "qty": "100", "unit_price": "100.01"}))
    said = problem(step(buyers, order, "approve", "operator"), 403, "forbidden")
    assert (said["amount"], said["limit"]) == ("10001.00", "0.00")
    said = problem(step(buyers, order, "approve", "manager"), 403, "forbidden")
    assert said["limit"] == "10000.00"
    limit = {"role": "manager", "currency": "EUR", "amount": "10001"}
    assert buyers.ask("admin", "POST", "/purchase-limits", json=limit).status_code == 200
    approved = good(step(buyers, order, "approve", "manager"))
    assert (approved["state"], approved["approved_by"], approved["approved_amount"]) == (
        "approved",
        "manager",
        "10001.00",
    )
    limits = {(one["role"], one["currency"]): one["amount"] for one in buyers.walk("/purchase-limits")}
    assert limits == {
        ("admin", None): None,
        ("manager", None): "10000.00",
        ("manager", "EUR"): "10001.00",
        ("operator", None): "0.00",
    }


def test_goods_by_movements_make_it_received_at_its_price(buyers: House) -> None:
    order = ordered(
        buyers, {"sku": "TEA", "qty": "12", "unit_price": "5"}, {"sku": "CUP", "qty": "3", "unit_price": "1"}
    )
    movement = good(receive(buyers, order["number"], "TEA", "7"))
    assert (movement["unit_cost"], movement["value"]) == ("5.00", "35.00")
    path = f"/purchase-orders/{order['number']}"
    now = buyers.get(path)
    assert (now["state"], lines_of(now, "received_qty", "open_qty")) == (
        "partly_received",
        [("7", "5"), ("0", "3")],
    )
    said = good(receive(buyers, order["number"], "TEA", "8", unit_cost="6"))
    assert said["unit_cost"] == "6.00"
    assert good(receive(buyers, order["number"], "CUP", "3"))["unit_cost"] == "1.00"
    now = buyers.get(path)
    assert (now["state"], lines_of(now, "received_qty", "over_qty")) == (
        "received",
        [("15", "3"), ("3", "0")],
    )
    assert told(buyers, order) == [("over-receipt", "3 TEA more than was ordered")]
    # a receipt that never was is taken back
    body = {"reason": "counted twice"}
    undo = buyers.ask("manager", "POST", f"/movements/{said['id']}/reverse", json=body, headers=key())
    assert undo.status_code == 201
    now = buyers.get(path)
    assert (now["state"], lines_of(now, "received_qty")) == ("partly_received", [("7",), ("3",)])
    closed = good(step(buyers, now, "close"))
    assert closed["state"] == "closed"
    kinds = [event["kind"] for event in buyers.walk(f"{path}/history", limit=2)]
    assert kinds == ["created", "approved", "sent", *["received"] * 4, "closed"]


def test_another_currency_is_booked_in_the_sites(buyers: House) -> None:
    line = {"sku": "TEA", "qty": "10", "unit_price": "8"}
    answer = draft(buyers, line, currency="CNY")
    assert list(wrong_fields(answer)) == ["body.exchange_rate"]
    order = ordered(buyers, line, currency="CNY", exchange_rate="0.125")
    assert good(receive(buyers, order["number"], "TEA", "10"))["unit_cost"] == "1.00"


def test_goods_that_were_not_to_be_expected_count_and_are_told(buyers: House) -> None:
    order = good(draft(buyers, {"sku": "TEA", "qty": "12"}))
    cancelled = good(step(buyers, order, "cancel"))
    assert receive(buyers, order["number"], "TEA", "2").status_code == 201
    sent = ordered(buyers, {"sku": "TEA", "qty": "12"})
    assert receive(buyers, sent["number"], "CUP", "1").status_code == 201
    now = buyers.get(f"/purchase-orders/{cancelled['number']}")
    assert (now["state"], lines_of(now, "received_qty")) == ("cancelled", [("2",)])
    assert told(buyers, order) == [
        ("unordered-receipt", f"goods came on {order['number']}: the order is cancelled")
    ]
    assert told(buyers, sent) == [
        ("unordered-receipt", f"goods came on {sent['number']}: it is not on the order")
    ]


def test_a_document_that_is_no_order_of_the_site_changes_nothing(buyers: House) -> None:
    order = ordered(buyers, {"sku": "TEA", "qty": "12"})
    assert receive(buyers, "LS-4711", "TEA", "3").status_code == 201
    assert buyers.get(f"/purchase-orders/{order['number']}")["state"] == "sent"
    assert told(buyers, order) == []


def test_an_edit_beyond_the_approved_amount_needs_approval_again(buyers: House) -> None:
    order = ordered(buyers, {"sku": "TEA", "qty": "12", "unit_price": "2"})
    problem(change(buyers, order, "operator", note="urgent"), 403, "forbidden")
    same = good(change(buyers, order, note="urgent"))
    assert (same["state"], same["note"]) == ("sent", "urgent")
    line = {"line": 1, "sku": "TEA", "qty": "24"}
    more = good(change(buyers, same, lines=[line, {"sku": "CUP", "qty": "2", "unit_price": "1"}]))
    assert (more["state"], more["approved_amount"], more["amount"]) == ("draft", None, "50.00")
    assert lines_of(more, "line", "unit_price") == [(1, "2.00"), (2, "1.00")]
    problem(step(buyers, more, "send"), 409, "conflict")
    # what comes meanwhile is expected: the supplier knows the order as it was
    assert receive(buyers, order["number"], "TEA", "12").status_code == 201
    assert told(buyers, order) == []
    again = good(step(buyers, good(step(buyers, more, "approve", "admin")), "send"))
    assert again["state"] == "partly_received"
    changed = [
        e for e in buyers.walk(f"/purchase-orders/{order['number']}/history") if e["kind"] == "changed"
    ]
    assert [(e["user"], e["before"]) for e in changed] == [
        ("manager", {"note": ""}),
        ("manager", {"lines": {"1": {"qty": "12"}, "2": None}, "state": "sent"}),
    ]
    assert changed[1]["after"]["lines"]["2"]["sku"] == "CUP"


def test_a_price_and_a_day_that_are_emptied_are_the_suppliers_again(buyers: House) -> None:
    line = {"sku": "TEA", "qty": "12", "unit_price": "9", "expected_on": "2026-12-24"}
    order = good(draft(buyers, line))
    more = {"line": 1, "sku": "TEA", "qty": "120"}
    kept = good(change(buyers, order, lines=[more]))
    assert lines_of(kept, "qty", "unit_price", "expected_on") == [("120", "9.00", "2026-12-24")]
    emptied = more | {"unit_price": None, "expected_on": None}
    asked = good(change(buyers, kept, lines=[emptied]))
    ((price, day),) = lines_of(asked, "unit_price", "expected_on")
    assert price == "1.80" and day != "2026-12-24"


def test_what_has_come_stays_in_an_edit(buyers: House) -> None:
    order = ordered(buyers, {"sku": "TEA", "qty": "12"}, {"sku": "CUP", "qty": "5", "unit_price": "1"})
    assert receive(buyers, order["number"], "TEA", "4").status_code == 201
    for lines in (
        [{"line": 2, "sku": "CUP", "qty": "5"}],
        [{"line": 1, "sku": "TEA", "qty": "3"}],
        [{"line": 1, "sku": "RICE", "qty": "9"}],
    ):
        answer = change(buyers, order, lines=[{"unit_price": "1"} | line for line in lines])
        assert "4 TEA have come" in problem(answer, 409, "conflict")["detail"]
    less = good(change(buyers, order, lines=[{"line": 1, "sku": "TEA", "qty": "4"}]))
    assert (less["state"], lines_of(less, "line", "open_qty")) == ("received", [(1, "0")])


def test_two_buyers_do_not_overwrite_each_other(buyers: House) -> None:
    order = good(draft(buyers, {"sku": "TEA", "qty": "12"}))
    assert change(buyers, order, "operator", note="mine").status_code == 200
    said = problem(change(buyers, order, note="no, mine"), 412, "stale")
    assert "version 1" in said["detail"]
    problem(step(buyers, order, "approve", "admin"), 412, "stale")
    path = f"/purchase-orders/{order['number']}"
    problem(buyers.ask("admin", "POST", f"{path}/approve"), 428, "version-needed")
    assert buyers.get(path)["note"] == "mine"


def test_a_step_that_the_order_does_not_allow_says_why(buyers: House) -> None:
    order = good(draft(buyers, {"sku": "TEA", "qty": "12"}))
    assert "when it is approved" in problem(step(buyers, order, "send"), 409, "conflict")["detail"]
    sent = ordered(buyers, {"sku": "TEA", "qty": "12"})
    assert "cancel it instead" in problem(step(buyers, sent, "close"), 409, "conflict")["detail"]
    problem(step(buyers, sent, "approve", "admin"), 409, "conflict")
    assert receive(buyers, sent["number"], "TEA", "1").status_code == 201
    assert "closing it" in problem(step(buyers, sent, "cancel"), 409, "conflict")["detail"]
    problem(step(buyers, sent, "close", "operator"), 403, "forbidden")


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"site": "moon"}, ["body.site"]),
        ({"supplier": "NOBODY"}, ["body.supplier"]),
        ({"lines": []}, ["body.lines"]),
        (
            {"lines": [{"sku": "TAE", "qty": "1"}, {"sku": "TEA", "qty": "1.5"}]},
            ["body.lines.0.sku", "body.lines.1.qty"],
        ),
        ({"lines": [{"sku": "CUP", "qty": "1"}]}, ["body.lines.0.unit_price"]),
        ({"valid_until": "2026-12-31"}, ["body.valid_until"]),
        ({"exchange_rate": "2"}, ["body.exchange_rate"]),
    ],
)
def test_a_wrong_order_is_told_where(buyers: House, changes: dict[str, Any], where: list[str]) -> None:
    assert list(wrong_fields(draft(buyers, {"sku": "TEA", "qty": "1"}, **changes))) == where


def test_what_is_on_order_and_when_it_is_due(buyers: House) -> None:
    rice = {"sku": "RICE", "unit_price": "1"}
    first = ordered(buyers, rice | {"qty": "24", "expected_on": "2026-03-20"})
    ordered(buyers, rice | {"qty": "12", "expected_on": "2026-03-10"})
    good(draft(buyers, rice | {"qty": "99", "expected_on": "2026-03-10"}))
    assert receive(buyers, first["number"], "RICE", "4.5").status_code == 201
    (due,) = buyers.get("/on-order", site="main", sku="RICE")["items"]
    assert due == {
        "sku": "RICE",
        "site": "main",
        "qty": "31.5",
        "due": [{"on": "2026-03-10", "qty": "12"}, {"on": "2026-03-20", "qty": "19.5"}],
    }
    for day, late in (("2026-03-21", 2), ("2026-03-20", 1), ("2026-03-10", 0)):
        assert len(list(buyers.walk("/purchase-orders", sku="RICE", due_before=day))) == late


def blanket(buyers: House, qty: str = "1000", until: str = "2026-03-10") -> dict[str, Any]:
    return ordered(
        buyers, {"sku": "TEA", "qty": qty, "unit_price": "1.50"}, kind="blanket", valid_until=until
    )


def call_off(buyers: House, order: dict[str, Any], qty: str, line: int = 1) -> Any:
    body = {"lines": [{"line": line, "qty": qty}]}
    return buyers.ask(
        "operator", "POST", f"/purchase-orders/{order['number']}/call-offs", json=body, headers=key()
    )


def test_a_call_off_draws_on_its_blanket_order_and_never_too_much(buyers: House) -> None:
    order = blanket(buyers)
    first = good(call_off(buyers, order, "700"))
    assert (first["kind"], first["state"], first["blanket"]) == ("call_off", "approved", order["number"])
    assert lines_of(first, "qty", "unit_price", "blanket_line") == [("700", "1.50", 1)]
    refused = problem(call_off(buyers, order, "301"), 409, "conflict")
    assert "of TEA 300 are left, not 301" in refused["detail"]
    assert list(wrong_fields(call_off(buyers, order, "1", line=2))) == ["body.lines.0.line"]
    second = good(call_off(buyers, order, "300"))
    now = buyers.get(f"/purchase-orders/{order['number']}")
    assert lines_of(now, "called_qty") == [("1000",)]
    assert now["call_offs"] == [second["number"], first["number"]]
    problem(step(buyers, now, "cancel"), 409, "conflict")
    # what a call-off gives up, others may call off
    good(step(buyers, second, "cancel"))
    sent = good(step(buyers, first, "send"))
    assert receive(buyers, first["number"], "TEA", "650").status_code == 201
    good(step(buyers, sent, "close"))
    assert lines_of(buyers.get(f"/purchase-orders/{order['number']}"), "called_qty") == [("650",)]


def test_a_changed_call_off_draws_what_it_says_now(buyers: House) -> None:
    order = blanket(buyers)
    drawn = good(call_off(buyers, order, "400"))
    good(call_off(buyers, order, "500"))
    problem(change(buyers, drawn, lines=[{"line": 1, "sku": "TEA", "qty": "501"}]), 409, "conflict")
    less = good(change(buyers, drawn, lines=[{"line": 1, "sku": "TEA", "qty": "300"}]))
    assert less["state"] == "approved"
    assert lines_of(buyers.get(f"/purchase-orders/{order['number']}"), "called_qty") == [("800",)]
    wrong = change(buyers, less, lines=[{"line": 1, "sku": "CUP", "qty": "300"}, {"sku": "TEA", "qty": "1"}])
    assert {"body.lines.0.sku", "body.lines.1.line"} <= wrong_fields(wrong).keys()
    kept = buyers.get(f"/purchase-orders/{order['number']}")
    assert (
        "800 TEA are called off"
        in problem(change(buyers, kept, lines=[{"line": 1, "sku": "TEA", "qty": "700"}]), 409, "conflict")[
            "detail"
        ]
    )


def test_a_blanket_order_ends_and_is_not_received_itself(buyers: House) -> None:
    order = blanket(buyers)
    assert receive(buyers, order["number"], "TEA", "5").status_code == 201
    assert lines_of(buyers.get(f"/purchase-orders/{order['number']}"), "received_qty") == [("0",)]
    assert [kind for kind, _ in told(buyers, order)] == ["unordered-receipt"]
    ended = blanket(buyers, until="2026-03-04")
    assert "ended on 2026-03-04" in problem(call_off(buyers, ended, "1"), 409, "conflict")["detail"]
    other = ordered(buyers, {"sku": "TEA", "qty": "12"})
    assert "only a blanket" in problem(call_off(buyers, other, "1"), 409, "conflict")["detail"]
