"""An order's lines as CSV and XLSX, for the supplier's own system: a row a line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hub.api.sheets import xlsx
from hub.api.values import money_text, plain
from hub.domain.sheets import csv_text
from hub.domain.sheets.cells import Cell, DecimalCell, TextCell, WholeCell
from hub.domain.sheets.columns import Column
from hub.domain.valuation import times
from hub.store.purchasing.orders import Line, Order

_TEXT, _NUMBER = TextCell(), DecimalCell()


def _column(name: str, zh: str, cell: Cell, note: str = "", note_zh: str = "") -> Column:
    return Column(name=name, zh=zh, cell=cell, note=note, note_zh=note_zh)


COLUMNS: Final = (
    _column("order", "订单号", _TEXT, "The order's number", "采购订单号"),
    _column("line", "行号", WholeCell()),
    _column("sku", "我方货号", _TEXT),
    _column("supplier_sku", "贵方货号", _TEXT),
    _column("name", "名称", _TEXT),
    _column("qty", "数量", _NUMBER, "In this unit", "按此单位"),
    _column("unit", "单位", _TEXT),
    _column("unit_price", "单价", _NUMBER, "Of one unit", "一个单位的价格"),
    _column("amount", "金额", _NUMBER),
    _column("currency", "货币", _TEXT),
    _column("wanted_on", "要求到货日", _TEXT),
    _column("confirmed_on", "确认到货日", _TEXT, "The supplier's word", "供应商确认的日期"),
)


def csv(order: Order, lines: Sequence[Line], language: str) -> bytes:
    headings = [column.heading(language) for column in COLUMNS]
    return csv_text.write([headings, *_rows(order, lines)])


def workbook(order: Order, lines: Sequence[Line], language: str) -> bytes:
    return xlsx.workbook(_sheet_name(order.number), COLUMNS, _rows(order, lines), language)


def _sheet_name(number: str) -> str:
    """A worksheet's name has at most 31 characters, and none of those."""
    return "".join("-" if char in "[]:*?/\\'" else char for char in number)[:31]


def _rows(order: Order, lines: Sequence[Line]) -> list[list[str]]:
    return [
        [
            order.number,
            str(line.line),
            line.sku,
            line.supplier_sku,
            line.name,
            plain(line.qty),
            line.unit,
            money_text(line.unit_price),
            money_text(times(line.qty, line.unit_price)),
            order.currency,
            "" if line.expected_on is None else line.expected_on.isoformat(),
            "" if line.confirmed_on is None else line.confirmed_on.isoformat(),
        ]
        for line in lines
    ]
