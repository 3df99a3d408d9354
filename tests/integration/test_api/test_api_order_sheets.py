"""Purchase orders come in and go out as files."""

from __future__ import annotations

import pytest

from hub.store import pool
from tests.integration.test_api.house import House
from tests.integration.test_api.purchase_world import delivers, supplier
from tests.integration.test_api.sheets_world import faults, send

HEAD = "order,line,site,supplier,sku,qty,unit_price,expected_on,exchange_rate,note\n"
ROWS = (
    "B-1,1,main,ACME,TEA,48,6.5,2026-07-01,,before noon\n"
    "B-1,2,main,ACME,CUP,10,1.25,2026-07-02,,before noon\n"
    "B-2,1,main,HAO,TEA,5,40,2026-08-01,0.13,\n"
)


@pytest.fixture
def buyer(house: House) -> House:
    supplier(house)
    supplier(house, "HAO", currency="CNY")
    delivers(house, "TEA", {"unit_price": "7", "from_qty": "0"}, {"unit_price": "6", "from_qty": "100"})
    return house


def test_a_file_drafts_whole_orders_and_goes_out_as_it_came(buyer: House) -> None:
    content = (HEAD + ROWS).encode()
    checked = send(buyer, "purchase-orders", content, dry_run=True)
    assert (checked["state"], checked["created"]) == ("done", 3), faults(buyer, checked)
    assert list(buyer.walk("/purchase-orders")) == []
    for made, unchanged in ((3, 0), (0, 3)):
        job = send(buyer, "purchase-orders", content)
        assert (job["state"], job["created"], job["unchanged"]) == ("done", made, unchanged)
    second, first = buyer.walk("/purchase-orders")
    assert [(o["number"], o["state"], o["amount"], o["currency"]) for o in (first, second)] == [
        ("B-1", "draft", "324.50", "EUR"),
        ("B-2", "draft", "200.00", "CNY"),
    ]
    whole = buyer.get("/purchase-orders/B-1")
    assert (whole["note"], [line["expected_on"] for line in whole["lines"]]) == (
        "before noon",
        ["2026-07-01", "2026-07-02"],
    )
    answer = buyer.ask("viewer", "GET", "/sheets/purchase-orders/file", params={"format": "csv"})
    assert answer.content.decode("utf-8-sig").replace("\r\n", "\n") == HEAD + ROWS
    book = buyer.ask("viewer", "GET", "/sheets/purchase-orders/file", params={"language": "zh_CN"})
    again = send(buyer, "purchase-orders", book.content)
    assert (again["state"], again["unchanged"]) == ("done", 3)


def test_what_a_row_leaves_out_is_the_suppliers(buyer: House) -> None:
    rows = "B-3,2,main,ACME,TEA,100,,,,\nB-3,1,main,ACME,TEA,99,,,,\n"
    job = send(buyer, "purchase-orders", (HEAD + rows).encode())
    assert job["state"] == "done", faults(buyer, job)
    lines = buyer.get("/purchase-orders/B-3")["lines"]
    assert [(line["qty"], line["unit_price"]) for line in lines] == [("99", "7.00"), ("100", "6.00")]
    assert all(line["expected_on"] for line in lines)


def test_lines_keep_the_numbers_that_the_file_gives_them(buyer: House) -> None:
    rows = "B-7,10,main,ACME,TEA,1,,,,\nB-7,30,main,ACME,TEA,3,,,,\nB-7,20,main,ACME,TEA,2,,,,\n"
    job = send(buyer, "purchase-orders", (HEAD + rows).encode())
    assert job["state"] == "done", faults(buyer, job)
    lines = buyer.get("/purchase-orders/B-7")["lines"]
    assert [(line["line"], line["qty"]) for line in lines] == [(10, "1"), (20, "2"), (30, "3")]


def test_a_file_that_leaves_prices_days_and_rates_open_changes_nothing_when_it_is_sent_again(
    buyer: House,
) -> None:
    rows = "B-8,10,main,ACME,TEA,100,,,,\nB-8,20,main,ACME,TEA,5,7.5,2026-07-01,,\n"
    open_ones = (HEAD + rows).encode()
    for made, unchanged in ((2, 0), (0, 2)):
        job = send(buyer, "purchase-orders", open_ones)
        assert (job["state"], job["created"], job["unchanged"]) == ("done", made, unchanged)
    rows = "B-9,1,main,HAO,TEA,5,40,2026-08-01,{},\n"
    for rate, made in (("0.13", 1), ("", 0)):
        job = send(buyer, "purchase-orders", (HEAD + rows.format(rate)).encode())
        assert (job["state"], job["created"]) == ("done", made), faults(buyer, job)
    # what it does say must be so
    job = send(buyer, "purchase-orders", open_ones.replace(b"7.5", b"7.4"))
    assert [(fault["row"], fault["column"]) for fault in faults(buyer, job)] == [(3, "order")]


def test_a_number_with_a_slash_is_refused_with_all_else_that_is_wrong(buyer: House) -> None:
    rows = "PO/2026/0815,1,nowhere,ACME,TEA,1,,,,\nPO/2026/0815,2,main,ACME,TEA,0.5,,,,\n"
    job = send(buyer, "purchase-orders", (HEAD + rows).encode())
    found = [(fault["row"], fault["column"]) for fault in faults(buyer, job)]
    assert found == [(2, "order"), (2, "site"), (3, "order"), (3, "qty"), (3, "site")]
    assert "slash" in next(iter(faults(buyer, job)))["what"]


def test_an_order_that_is_there_comes_in_again_though_its_number_has_a_slash(buyer: House) -> None:
    assert send(buyer, "purchase-orders", (HEAD + ROWS).encode())["state"] == "done"
    # as it was taken before
    with pool.connect(buyer.dsn) as conn:
        conn.execute("update purchase_order set number = 'B/1' where number = 'B-1'")
    job = send(buyer, "purchase-orders", (HEAD + ROWS.replace("B-1", "B/1")).encode())
    assert (job["state"], job["unchanged"]) == ("done", 3), faults(buyer, job)


def test_an_order_of_a_file_is_its_senders(buyer: House) -> None:
    assert send(buyer, "purchase-orders", (HEAD + ROWS).encode())["state"] == "done"
    assert buyer.get("/purchase-orders/B-1")["created_by"] == "manager"
    (made,) = buyer.walk("/purchase-orders/B-1/history")
    assert (made["kind"], made["user"]) == ("created", "manager")


def test_all_that_is_wrong_is_named_by_row_and_column_and_nothing_is_ordered(buyer: House) -> None:
    assert send(buyer, "purchase-orders", (HEAD + ROWS).encode())["state"] == "done"
    wrong = (
        "B-1,1,main,ACME,TEA,47,6.5,2026-07-01,,before noon\n"
        "B-4,1,nowhere,NOBODY,NOTHING,1,1,,,\n"
        "B-5,1,main,ACME,TEA,0.5,1,,2,\n"
        "B-5,2,main,HAO,CUP,1,,2026-02-30,,\n"
        "B-5,2,main,ACME,CUP,1,1,,,\n"
        "B-6,1,main,ACME,TEA,1,,,,\n"
    )
    job = send(buyer, "purchase-orders", (HEAD + wrong).encode())
    found = [(fault["row"], fault["column"], fault["what"]) for fault in faults(buyer, job)]
    assert job["state"] == "refused"
    assert found == [
        (2, "order", "there is this order already: a file drafts new ones, and changes none"),
        (3, "site", "there is no such site"),
        (3, "supplier", "there is no such supplier; bring the suppliers in first"),
        (3, "sku", "there is no such item; bring the items in first"),
        (4, "qty", "item TEA is counted with 0 decimals"),
        (4, "exchange_rate", "supplier and site both reckon in EUR: leave it empty"),
        (5, "expected_on", "the calendar has no such day"),
        (5, "exchange_rate", "say what one CNY is in EUR"),
        (5, "unit_price", "the supplier has no price for so many today: say one"),
        (5, "supplier", "another row of this order says otherwise"),
        (5, "exchange_rate", "another row of this order says otherwise"),
        (6, "order", "stands in row 5 already"),
    ]
    assert [order["number"] for order in buyer.walk("/purchase-orders")] == ["B-2", "B-1"]


def test_an_operator_drafts_none_by_file(buyer: House) -> None:
    answer = buyer.ask("operator", "POST", "/sheets/purchase-orders/imports", content=(HEAD + ROWS).encode())
    assert answer.status_code == 403
