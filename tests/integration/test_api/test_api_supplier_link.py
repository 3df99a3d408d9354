"""A supplier's link shows it its own orders and items, lets it confirm dates, and opens nothing else."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.api.app import PREFIX, ROUTERS
from hub.api.documents import operations
from hub.api.supplier_view import token as tokens
from hub.store import pool, supplier_links, suppliers
from tests.integration.test_api.house import NOON, House, furnish, open_house, problem, wrong_fields
from tests.integration.test_api.purchase_world import (
    change,
    delivers,
    draft,
    good,
    lines_of,
    ordered,
    step,
    supplier,
)

LINE = {"sku": "TEA", "qty": "12", "unit_price": "2", "expected_on": "2026-03-20"}


def link(house: House, code: str, **more: Any) -> str:
    answer = house.ask("manager", "POST", f"/suppliers/{code}/links", json=more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["token"])


def ask(house: House, token: str, path: str = "", method: str = "GET", **more: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}"} | more.pop("headers", {})
    return house.nobody.request(method, f"/api/v1/supplier-view{path}", headers=headers, **more)


def confirm(
    house: House, token: str, order: dict[str, Any], *dates: tuple[int, str], **more: Any
) -> httpx.Response:
    body = {"lines": [{"line": line, "confirmed_on": day} for line, day in dates]} | more
    headers = {"If-Match": str(order["version"])}
    return ask(house, token, f"/orders/{order['number']}/confirm", "POST", json=body, headers=headers)


class Rivals:
    """Two suppliers, each with a link, an order and an item of its own; TEA is delivered by both."""

    def __init__(self, house: House) -> None:
        self.house = house
        for code, sku in (("ACME", "CUP"), ("RIVAL", "RICE")):
            supplier(house, code, name=f"{code} <b>& Sons</b>")
            delivers(house, "TEA", {"unit_price": "2"}, code=code)
            delivers(house, sku, {"unit_price": "3"}, code=code)
        house.receive("CUP", "40")
        house.receive("RICE", "7.5")
        house.move(house.entry("CUP", "shipment", "15", "STORE", "customer", at=NOON - timedelta(days=3)))
        house.move(house.entry("CUP", "shipment", "5", "STORE", "customer", at=NOON - timedelta(days=45)))
        self.mine = ordered(house, LINE, supplier="ACME", note="to the back door")
        self.theirs = ordered(house, LINE, supplier="RIVAL", note="secret of the rival")
        self.token = link(house, "ACME")
        self.rival = link(house, "RIVAL")


@pytest.fixture(scope="module")
def rivals(shared_house: House) -> Rivals:
    return Rivals(shared_house)


def test_it_shows_a_supplier_its_own_orders_and_none_of_others(rivals: Rivals) -> None:
    house, token = rivals.house, rivals.token
    assert ask(house, token).json()["code"] == "ACME"
    seen = ask(house, token, "/orders").json()["items"]
    assert {order["number"] for order in seen} >= {rivals.mine["number"]}
    assert all(order["number"] != rivals.theirs["number"] for order in seen)
    order = ask(house, token, f"/orders/{rivals.mine['number']}").json()
    assert (order["deliver_to"], order["note"], order["amount"]) == (
        "Main warehouse",
        "to the back door",
        "24.00",
    )
    inside = {"created_by", "approved_by", "approved_amount", "exchange_rate", "history"}
    assert not inside & order.keys()


@pytest.mark.parametrize("path", ["", "/document", "/document?format=csv", "/confirm"])
def test_an_order_of_another_does_not_exist_for_it(rivals: Rivals, path: str) -> None:
    house, method = rivals.house, "POST" if path == "/confirm" else "GET"
    body: dict[str, Any] = {"lines": [{"line": 1, "confirmed_on": "2026-03-20"}]}
    more = {"json": body, "headers": {"If-Match": "3"}} if method == "POST" else {}
    refused = [
        problem(ask(house, rivals.token, f"/orders/{number}{path}", method, **more), 404, "not-found")
        for number in (rivals.theirs["number"], "PO-NONE")
    ]
    # the answer does not even tell that there is one
    assert [one["detail"].split("'")[0] for one in refused] == [
        "There is no order of yours with the number "
    ] * 2
    assert house.get(f"/purchase-orders/{rivals.theirs['number']}")["confirmed_at"] is None


def test_stock_and_sales_of_its_own_items_without_prices(rivals: Rivals) -> None:
    rows = {row["sku"]: row for row in ask(rivals.house, rivals.token, "/items").json()["items"]}
    assert "RICE" not in rows
    cup = rows["CUP"]
    assert (cup["on_hand"], cup["sold_30_days"], cup["sold_90_days"]) == ("20", "15", "20")
    assert not {name for name in cup if "price" in name or "cost" in name or "value" in name}
    pages = [ask(rivals.house, rivals.token, "/items?limit=1").json()]
    other = ask(rivals.house, rivals.rival, "/items", params={"after": pages[0]["next"] or "x"})
    problem(other, 422, "invalid-cursor")


@pytest.mark.parametrize(
    "operation",
    [one for one in operations(ROUTERS, PREFIX) if not one.link and one.role is not None],
    ids=lambda one: f"{one.method} {one.path}",
)
def test_it_opens_nothing_of_the_house(rivals: Rivals, operation: Any) -> None:
    path = re.sub(r"\{[^}]+\}", "1", operation.path)
    headers = {"Authorization": f"Bearer {rivals.token}"}
    problem(rivals.house.nobody.request(operation.method, path, headers=headers), 401, "unauthenticated")


def test_a_users_token_is_no_link(rivals: Rivals) -> None:
    for role in ("viewer", "admin"):
        answer = rivals.house.ask(role, "GET", "/supplier-view/orders")
        problem(answer, 401, "unauthenticated")
    problem(rivals.house.nobody.get("/api/v1/supplier-view"), 401, "unauthenticated")


def test_the_supplier_confirms_dates_once_seen(house: House) -> None:
    supplier(house)
    order = ordered(house, LINE, LINE | {"sku": "CUP"})
    token = link(house, "ACME")
    path = f"/purchase-orders/{order['number']}"
    wrong = wrong_fields(
        confirm(house, token, order, (1, "2026-03-25"), (1, "2026-03-26"), (9, "2026-03-25"))
    )
    assert list(wrong) == ["body.lines.1.line", "body.lines.2.line"]
    done = good(confirm(house, token, order, (1, "2026-03-25"), supplier_reference="AB-77", note="by ship"))
    assert lines_of(done, "confirmed_on") == [("2026-03-25",), (None,)]
    now = house.get(path)
    assert (now["supplier_reference"], now["due_on"]) == ("AB-77", "2026-03-20")
    problem(confirm(house, token, order, (2, "2026-03-27")), 412, "stale")
    last = list(house.walk(f"{path}/history"))[-1]
    assert (last["kind"], last["supplier"], last["user"], last["reason"]) == (
        "confirmed",
        "ACME",
        None,
        "by ship",
    )
    assert last["after"]["lines"] == {"1": {"confirmed_on": "2026-03-25"}}
    # another quantity is another promise
    lines = [{"line": 1, "sku": "TEA", "qty": "6"}, {"line": 2, "sku": "CUP", "qty": "12"}]
    changed = good(change(house, now, lines=lines))
    assert lines_of(changed, "confirmed_on") == [(None,), (None,)]
    closed = good(step(house, changed, "cancel"))
    problem(confirm(house, token, closed, (1, "2026-03-25")), 409, "conflict")


def test_what_is_not_sent_or_being_changed_is_the_buyers_own_affair(house: House) -> None:
    supplier(house)
    token = link(house, "ACME")
    unsent = good(draft(house, LINE))
    problem(ask(house, token, f"/orders/{unsent['number']}"), 404, "not-found")
    sent = ordered(house, LINE)
    more = good(change(house, sent, lines=[LINE | {"line": 1, "qty": "500"}], note="they must not know yet"))
    assert more["state"] == "draft"
    shown = ask(house, token, f"/orders/{sent['number']}").json()
    assert (shown["state"], shown["lines"], shown["amount"], shown["note"]) == ("changing", [], None, "")
    problem(ask(house, token, f"/orders/{sent['number']}/document"), 409, "conflict")
    page = house.nobody.get(f"/supplier/{token}").text
    assert "500 pcs" not in page and "they must not know yet" not in page


def test_a_link_ends_and_is_taken_back(house: House) -> None:
    made = supplier(house)
    token, other = link(house, "ACME", days=10, label="Li Wei"), link(house, "ACME", days=20)
    shown = house.get("/suppliers/ACME/links", role="manager")["items"]
    assert [one["label"] for one in shown] == ["", "Li Wei"]
    assert "token" not in shown[0] and "key" not in shown[0]
    assert ask(house, token).status_code == 200
    assert house.get("/suppliers/ACME/links", role="manager")["items"][1]["last_used_at"] is not None
    house.clock.tick(days=10)
    problem(ask(house, token), 401, "unauthenticated")
    assert ask(house, other).status_code == 200
    path = f"/suppliers/ACME/links/{shown[0]['id']}/revoke"
    assert house.ask("manager", "POST", path).status_code == 200
    problem(ask(house, other), 401, "unauthenticated")
    problem(house.ask("manager", "POST", path), 409, "conflict")
    supplier(house, "RIVAL")
    problem(house.ask("manager", "POST", path.replace("ACME", "RIVAL")), 404, "not-found")
    last = link(house, "ACME")
    headers = {"If-Match": str(made["version"])}
    assert house.ask(
        "manager", "PATCH", "/suppliers/ACME", json={"active": False}, headers=headers
    ).is_success
    problem(ask(house, last), 401, "unauthenticated")


def test_a_token_that_was_made_over_opens_nothing(rivals: Rivals) -> None:
    house = rivals.house
    with pool.connect(house.dsn) as conn:
        acme, rival = (suppliers.get(conn, code) for code in ("ACME", "RIVAL"))
        own = supplier_links.list_page(conn, acme.id)[0]
    later = own.expires_at + timedelta(days=999)
    forged = [
        tokens.make(tokens.new_key(), own.id, acme.id, own.expires_at),  # another key
        tokens.make(own.key, own.id, rival.id, own.expires_at),  # another supplier
        tokens.make(own.key, own.id, acme.id, later),  # another end
        tokens.make(own.key, own.id + 1, acme.id, own.expires_at),  # another link
        rivals.token[:-1],
        rivals.token + "A",
        rivals.token.split(".")[0] + "." + rivals.rival.split(".")[1],
        "",
        "tds_",
        "td_made-up",
    ]
    for token in forged:
        problem(ask(house, token), 401, "unauthenticated")
        if token:
            assert house.nobody.get(f"/supplier/{token}").status_code == 401
    assert ask(house, tokens.make(own.key, own.id, acme.id, own.expires_at)).status_code == 200


@settings(max_examples=200)
@given(st.text(max_size=220) | st.binary(max_size=90).map(lambda raw: f"tds_{raw.hex()}.{raw.hex()}"))
def test_no_text_is_a_token_by_chance(text: str) -> None:
    claim = tokens.read(text)
    assert claim is None or not tokens.is_signed(claim, b"k" * 32)


def test_the_page_shows_the_same_escaped_and_without_scripts(rivals: Rivals) -> None:
    answer = rivals.house.nobody.get(f"/supplier/{rivals.token}")
    assert answer.status_code == 200
    page = answer.text
    assert rivals.mine["number"] in page and "to the back door" in page
    assert rivals.theirs["number"] not in page and "secret of the rival" not in page and "RICE" not in page
    assert "ACME &lt;b&gt;&amp; Sons&lt;/b&gt;" in page and "<b>" not in page and "<script" not in page
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "form-action 'self'" in policy and "unsafe" not in policy
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    closed = rivals.house.nobody.get("/supplier/tds_x.y")
    assert closed.status_code == 401 and "无效" in closed.text


def test_the_page_confirms_by_its_form_in_chinese(house: House) -> None:
    supplier(house, name="杭州茶业有限公司", language="zh_CN")
    order = ordered(house, LINE)
    here = f"/supplier/{link(house, 'ACME')}"
    page = house.nobody.get(here).text
    assert "您的订单" in page and 'lang="zh-CN"' in page and 'value="2026-03-20"' in page
    form = {
        "number": order["number"],
        "version": str(order["version"]),
        "line-1": "2026-03-28",
        "reference": "甲-1",
    }
    answer = house.nobody.post(f"{here}/confirm", data=form, follow_redirects=True)
    assert answer.status_code == 200
    assert f"谢谢：{order['number']} 已确认。" in answer.text and 'value="2026-03-28"' in answer.text
    assert house.get(f"/purchase-orders/{order['number']}")["supplier_reference"] == "甲-1"
    again = house.nobody.post(f"{here}/confirm", data=form)
    assert again.status_code == 412 and "订单已有变动" in again.text
    for bad in (
        {},
        {"number": order["number"], "version": "x"},
        form | {"line-1": "soon"},
        form | {"line-x": "2026-03-28"},
    ):
        assert house.nobody.post(f"{here}/confirm", data=bad).status_code == 422
    assert house.nobody.post(f"{here}/confirm", data=form | {"number": "PO-NONE"}).status_code == 409
    pdf = house.nobody.get(f"{here}/document", params={"number": order["number"]})
    assert pdf.content.startswith(b"%PDF")
    for wrong in ({"number": "PO-NONE"}, {"number": order["number"], "format": "exe"}):
        assert house.nobody.get(f"{here}/document", params=wrong).status_code == 404
    assert "已确认。" not in house.nobody.get(here, params={"done": "call 555-1234"}).text


def test_a_line_that_was_changed_is_to_be_confirmed_again_and_the_page_says_so(house: House) -> None:
    supplier(house)
    order = ordered(house, LINE)
    token = link(house, "ACME")
    again = "Not every line has your day: look at the order, and confirm it again."
    good(confirm(house, token, order, (1, "2026-03-25")))
    assert again not in house.nobody.get(f"/supplier/{token}").text
    now = house.get(f"/purchase-orders/{order['number']}")
    less = {"line": 1, "sku": "TEA", "qty": "1"}
    assert good(change(house, now, lines=[less]))["state"] == "sent"
    assert again in house.nobody.get(f"/supplier/{token}").text


def test_the_log_does_not_tell_the_token(rivals: Rivals, capsys: pytest.CaptureFixture[str]) -> None:
    rivals.house.nobody.get(f"/supplier/{rivals.token}")
    ask(rivals.house, rivals.token)
    logged = capsys.readouterr().out
    assert "/supplier/…" in logged and "supplier ACME" in logged
    assert rivals.token.split(".")[1] not in logged


def test_behind_a_proxy_a_link_names_the_address_that_people_outside_know(database: str) -> None:
    furnish(database)
    with open_house(database, public_url="https://hub.example.com") as house:
        supplier(house)
        link = good(house.ask("manager", "POST", "/suppliers/ACME/links", json={"days": 30}))
        assert link["url"] == f"https://hub.example.com{link['path']}"
