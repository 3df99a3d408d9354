"""Lists as files: out, in, and everything that is wrong said at once."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from hub.api.sheets.kinds import KINDS
from hub.api.sheets.work import GivenUpError, UploadedFile, take_in
from hub.jobs.housekeeping import run_due
from hub.store import import_jobs, items, pool
from tests.integration.test_api.house import House, open_house, problem
from tests.integration.test_api.sheets_world import faults, send, wait


@pytest.fixture(scope="module")
def house(shared_house: House) -> House:
    """These tests share one: each has items of its own."""
    return shared_house


HEAD = "sku,name,unit_weight_g,unit_weight_sd_g,price,tracking\n"


def test_a_file_makes_items_and_sent_again_changes_nothing(house: House) -> None:
    content = (HEAD + "MUG,Enamel mug,212.5,1.8,9.90,none\nTEA,Green tea,50,,4.00,lot\n").encode()
    checked = send(house, "items", content, dry_run=True)
    assert (checked["state"], checked["created"], checked["updated"]) == ("done", 1, 1)
    assert house.ask("viewer", "GET", "/items/MUG").status_code == 404

    taken = send(house, "items", content)
    assert (taken["state"], taken["created"], taken["updated"], taken["unchanged"]) == ("done", 1, 1, 0)
    assert [(change["row"], change["what"]) for change in taken["changes"]] == [
        (2, "created"),
        (3, "updated"),
    ]
    assert taken["changes"][1]["fields"]["name"] == ["Tea of the house", "Green tea"]
    mug, tea = house.get("/items/MUG"), house.get("/items/TEA")
    assert (mug["unit_weight_g"], mug["unit_weight_sd_g"], mug["price"]) == ("212.5", "1.8", "9.90")
    # columns that the file has not stay as they are
    assert (tea["tracking"], tea["category"], tea["standard_cost"]) == ("lot", "home", "2.50")
    assert house.get("/codes/MUG")["item"]["sku"] == "MUG"

    again = send(house, "items", content)
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 2)


def test_all_that_is_wrong_is_said_by_row_and_column_and_nothing_is_saved(house: House) -> None:
    content = (
        b"sku,name,unit_weight_g,unit_weight_sd_g,qty_decimals,tracking,colour\n"
        b"GOOD,fine,10,1,0,none,\n"
        b"HEAVY,,-5,1,0,none,\n"
        b"TEA,,10,20,3,perhaps,\n"
        b"GOOD,again,,,0,none,\n"
        b",no sku,1e3,,0,none,\n"
    )
    for dry_run in (True, False):
        job = send(house, "items", content, dry_run=dry_run)
        assert job["state"] == "refused"
        found = {(fault["row"], fault["column"]) for fault in faults(house, job)}
        assert found == {
            (1, "colour"),
            (3, "unit_weight_g"),
            (4, "tracking"),
            (4, "qty_decimals"),
            (4, "unit_weight_sd_g"),
            (5, "sku"),
            (6, "sku"),
            (6, "unit_weight_g"),
        }
        assert job["faults"] == len(found)
    assert house.ask("viewer", "GET", "/items/GOOD").status_code == 404


def test_a_chinese_spreadsheet_comes_in(house: House) -> None:
    job = send(house, "items", "货号,名称,售价\r\nBEI,搪瓷杯,12.5\r\n".encode("gb18030"))
    assert (job["state"], job["reading"]["encoding"]) == ("done", "gb18030")
    assert house.get("/items/BEI")["name"] == "搪瓷杯"


def test_a_decimal_comma_is_taken_when_it_is_said(house: House) -> None:
    content = b"sku;name;price\nCOMMA;a,b;12,5\n"
    assert send(house, "items", content)["state"] == "refused"
    assert send(house, "items", content, decimal_comma=True)["state"] == "done"
    found = house.get("/items/COMMA")
    assert (found["price"], found["name"]) == ("12.50", "a,b")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_what_goes_out_comes_in_again_unchanged(house: House, form: str, language: str) -> None:
    tricky = {"name": '=1+1, “quoted” "x"', "price": "0.000001", "unit_weight_g": "1234567890.1234"}
    assert house.ask("manager", "PATCH", "/items/TEA", json=tricky).status_code == 200
    there = len(list(house.walk("/items")))
    answer = house.ask("viewer", "GET", f"/sheets/items/file?format={form}&language={language}")
    assert f'filename="items.{form}"' in answer.headers["content-disposition"]
    job = send(house, "items", answer.content)
    assert (job["state"], job["unchanged"], job["created"], job["updated"]) == ("done", there, 0, 0)


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_numbers_of_a_workbook_are_what_it_shows(house: House) -> None:
    content = workbook(
        ["sku", "name", "price", "unit_weight_g", "active"],
        [4006381333931, "a long code", 0.1 + 0.2, 12, False],
        ["TEXT", "text", "9.90", None, "yes"],
    )
    assert send(house, "items", content)["state"] == "done"
    first = house.get("/items/4006381333931")
    assert (first["price"], first["unit_weight_g"], first["active"]) == ("0.30", "12", False)
    assert house.get("/items/TEXT")["price"] == "9.90"


def test_a_code_that_the_workbook_has_rounded_is_refused(house: House) -> None:
    job = send(house, "items", workbook(["sku"], [123456789012345678]))
    assert "rounded" in faults(house, job)[0]["what"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_template_has_the_headings_and_only_them(house: House, form: str) -> None:
    answer = house.ask("viewer", "GET", f"/sheets/items/template?format={form}&language=zh_CN")
    if form == "csv":
        head, *rest = answer.content.decode("utf-8-sig").splitlines()
        assert head.startswith("货号,名称,类别") and rest == []
    else:
        sheet, explained = load_workbook(io.BytesIO(answer.content)).worksheets
        assert [cell.value for cell in sheet[1]][:2] == ["货号", "名称"]
        assert sheet.max_row == 1
        assert explained.max_row == sheet.max_column + 1


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old", b'sku\n"open', b"sku,\x00\n", b"\x89PNG\xff"],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(house: House, content: bytes) -> None:
    job = send(house, "items", content)
    assert job["state"] == "refused"
    assert faults(house, job)[0]["what"]


def test_a_new_item_may_not_take_another_ones_code(house: House) -> None:
    body = {"code": "96385074"}
    assert house.ask("manager", "POST", "/items/TEA/codes", json=body).status_code == 201
    job = send(house, "items", b"sku\n96385074\n", dry_run=True)
    assert "code of item TEA" in faults(house, job)[0]["what"]


def test_agents_are_told_of_a_file_once_and_not_of_one_that_changes_nothing(house: House) -> None:
    with pool.connect(house.dsn, autocommit=True) as conn:
        before = items.catalog_version(conn)
        send(house, "items", b"sku,name\nA,a\nB,b\n")
        assert items.catalog_version(conn) == before + 1
        send(house, "items", b"sku,name\nA,a\nB,b\n")
        assert items.catalog_version(conn) == before + 1


def test_who_may_only_read_cannot_bring_a_file_in(house: House) -> None:
    for role in ("viewer", "operator"):
        answer = house.ask(role, "POST", "/sheets/items/imports", content=b"sku\nX\n")
        problem(answer, 403, "forbidden")


def test_an_unknown_kind_is_told_which_there_are(house: House) -> None:
    answer = house.ask("manager", "POST", "/sheets/horses/imports", content=b"x")
    assert "items" in problem(answer, 404, "not-found")["detail"]


def test_a_file_that_is_too_large_is_refused_said_or_unsaid(database: str) -> None:
    with open_house(database, max_file_bytes=1000) as house:
        big = b"x" * 1001
        for content in (big, iter([big[:600], big[600:]])):
            answer = house.ask("manager", "POST", "/sheets/items/imports", content=content)
            problem(answer, 413, "too-large")


def test_all_imports_are_listed_with_what_came_of_them(house: House) -> None:
    send(house, "items", b"sku\nA\n", file_name="first.csv")
    send(house, "items", b"sku\n\n", file_name="second.csv")
    listed = [(job["file_name"], job["state"], job["by"]) for job in house.walk("/imports", limit=1)]
    assert listed[:2] == [("second.csv", "refused", "manager"), ("first.csv", "done", "manager")]


def test_a_file_whose_hub_died_is_told_to_have_failed_and_nothing_of_it_is_saved_later(house: House) -> None:
    with pool.connect(house.dsn) as conn:
        job_id = import_jobs.add(
            conn,
            kind="items",
            file_name="lost.csv",
            file_sha256=b"x",
            dry_run=False,
            user_id=1,
            now=house.clock(),
        )
        conn.execute("update import_job set touched_at = now() - interval '1 hour' where id = %s", [job_id])
        conn.commit()
        assert run_due(conn, house.clock()).imports_given_up == 1
    job = house.get(f"/imports/{job_id}")
    assert job["state"] == "failed" and "Nothing of the file was saved" in job["detail"]
    upload = UploadedFile(job_id, 1, KINDS["items"], b"sku\nLATE\n", False, None, False)
    with pytest.raises(GivenUpError), pool.connect(house.dsn) as conn:
        take_in(conn, upload, lambda step, done, total: None, house.clock())
    assert house.ask("viewer", "GET", "/items/LATE").status_code == 404


def test_files_that_wait_for_others_come_to_their_turn(house: House) -> None:
    answers = [
        house.ask("manager", "POST", "/sheets/items/imports", content=f"sku\nTURN-{n}\n".encode())
        for n in range(12)
    ]
    taken = [answer.json()["id"] for answer in answers if answer.status_code == 202]
    for answer in answers:
        if answer.status_code != 202:
            assert int(problem(answer, 503, "busy") and answer.headers["retry-after"]) > 0
    assert len(taken) >= 5
    assert {wait(house, house.get(f"/imports/{one}"))["state"] for one in taken} == {"done"}
