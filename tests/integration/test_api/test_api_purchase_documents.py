"""An order as its supplier gets it: readable on paper, in his language, and in his own system."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from hub.api.i18n import text_in
from hub.api.purchasing.document.fonts import FontError, fonts
from hub.api.purchasing.document.paper import paper
from hub.api.purchasing.document.pdf import pdf
from hub.store.purchasing.orders import Line, Order
from hub.store.suppliers import Supplier
from tests.integration.test_api.house import House, problem
from tests.integration.test_api.purchase_world import delivers, draft, good, ordered, supplier

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
NAME = "杭州茶业有限公司"


def texts(content: bytes) -> list[str]:
    """Of each page, as a reader finds it."""
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_range() for page in document]


def ink(content: bytes) -> set[tuple[int, int]]:
    """The dark pixels of the first page, as rendered."""
    with pypdfium2.PdfDocument(content) as document:
        picture = document[0].render(scale=1.5, grayscale=True).to_pil()
    width = picture.width
    return {(at % width, at // width) for at, shade in enumerate(picture.tobytes()) if shade < 128}


def chinese_fonts() -> str:
    """Of this machine: those that a reader of the PDF stands in for the one it names."""
    program = shutil.which("fc-list")
    if program is None:
        return ""
    return subprocess.run([program, ":lang=zh"], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def number(shared_house: House) -> str:
    supplier(shared_house, name=NAME, language="zh_CN", contact="李伟", address="西湖区\n杭州")
    delivers(shared_house, "TEA", {"unit_price": "2"}, supplier_sku="龙井-1")
    made = ordered(
        shared_house, {"sku": "TEA", "qty": "1200", "expected_on": "2026-03-20"}, note="请按时送货"
    )
    return str(made["number"])


def test_the_pdf_speaks_the_suppliers_language_and_has_all_of_the_order(
    shared_house: House, number: str
) -> None:
    answer = shared_house.ask("viewer", "GET", f"/purchase-orders/{number}/document")
    assert answer.headers["content-type"] == "application/pdf"
    assert number in answer.headers["content-disposition"]
    (text,) = texts(answer.content)
    for part in (
        "采购订单",
        number,
        NAME,
        "李伟",
        "龙井-1",
        "1200",
        "2400.00",
        "EUR",
        "2026-03-20",
        "请按时送货",
        "第 1 页，共 1 页",
    ):
        assert part in text
    english = shared_house.ask("viewer", "GET", f"/purchase-orders/{number}/document?language=en")
    (text,) = texts(english.content)
    assert "Purchase order" in text and NAME in text and "Page 1 of 1" in text


@pytest.mark.skipif(not chinese_fonts(), reason="this machine has no Chinese font: nobody could read it here")
def test_a_chinese_name_leaves_its_own_ink_on_the_paper(shared_house: House, number: str) -> None:
    """Not boxes or blanks: two names of the same length look different."""
    first, second = (ink(pdf(sheet(name), None)) for name in (NAME, "北京丝绸贸易公司"))
    nothing = ink(pdf(sheet("-"), None))
    assert len(first - nothing) > 300
    assert len(second - nothing) > 300
    assert len(first ^ second) > 200


def sheet(name: str, rows: int = 1, state: str = "sent") -> paper:  # type: ignore[valid-type]
    order = Order(
        1, 1, "main", "EUR", "UTC", 1, "ACME", name, "PO-1", "order", None, None, state, "EUR", Decimal(1),
        None, "", "", None, NOW, None, None, None, None, NOW, None, None, None, 1,
    )  # fmt: skip
    lines = [
        Line(1, n, n, f"SKU-{n}", f"Article {n}", "pcs", 0, "", Decimal(n), Decimal("1.5"), date(2026, 3, 9),
             None, Decimal(0), None, Decimal(0), None)
        for n in range(1, rows + 1)
    ]  # fmt: skip
    of = Supplier(id=1, code="ACME", name=name, currency="EUR", active=True, version=1, created_at=NOW)
    return paper(order, lines, of, "Main warehouse", text_in("en"))


def test_long_orders_go_over_pages_with_their_headings_and_total() -> None:
    pages = texts(pdf(sheet("Acme", rows=120), None))
    assert len(pages) > 2
    assert all("Our number" in page for page in pages[:-1])
    assert all(f"Page {n} of {len(pages)}" in page for n, page in enumerate(pages, start=1))
    assert "10890.00 EUR" in pages[-1]
    assert sum(page.count("Article ") for page in pages) == 120


def test_the_same_order_gives_the_same_file() -> None:
    assert pdf(sheet(NAME), None) == pdf(sheet(NAME), None)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Müller & Söhne <GmbH>", "Müller & Söhne <GmbH>"),
        ("Чай «Москва»", "Чай «Москва»"),
        ("Łódź", "Lódz"),
        ("ちゃ €5", "ちゃ €5"),
    ],
)
def test_names_in_other_letters_are_told_as_well_as_the_fonts_can(name: str, shown: str) -> None:
    (text,) = texts(pdf(sheet(name), None))
    assert shown in text


def test_a_draft_is_no_order(shared_house: House, number: str) -> None:
    made = good(draft(shared_house, {"sku": "TEA", "qty": "1"}))
    answer = shared_house.ask("viewer", "GET", f"/purchase-orders/{made['number']}/document?language=en")
    assert "Draft: not an order yet" in texts(answer.content)[0]
    problem(shared_house.ask("viewer", "GET", "/purchase-orders/NO/document"), 404, "not-found")


def test_a_font_of_the_settings_is_embedded_or_refused(tmp_path: Path) -> None:
    broken = tmp_path / "font.ttf"
    broken.write_bytes(b"no font")
    with pytest.raises(FontError, match="cannot be used"):
        fonts(str(broken))
    import reportlab

    own = Path(reportlab.__file__).parent / "fonts" / "Vera.ttf"
    assert b"FontFile2" in pdf(sheet("Acme"), str(own))


def test_csv_and_xlsx_for_the_suppliers_own_system(shared_house: House, number: str) -> None:
    path = f"/purchase-orders/{number}/document"
    table = shared_house.ask("viewer", "GET", path, params={"format": "csv", "language": "en"})
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")))) == [
        {
            "order": number,
            "line": "1",
            "sku": "TEA",
            "supplier_sku": "龙井-1",
            "name": "Tea of the house",
            "qty": "1200",
            "unit": "pcs",
            "unit_price": "2.00",
            "amount": "2400.00",
            "currency": "EUR",
            "wanted_on": "2026-03-20",
            "confirmed_on": "",
        }
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(shared_house.ask("viewer", "GET", path, params={"format": "xlsx"}).content)
    )
    rows: Sequence[tuple[object, ...]] = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][:4] == ("订单号", "行号", "我方货号", "贵方货号")
    assert rows[1][:6] == (number, 1, "TEA", "龙井-1", "Tea of the house", 1200)
