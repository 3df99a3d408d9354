"""Is in the ledger what is in the file? Reads the file anew and shares no code with import and replay.

The rules of docs/reference/online-retail.md are told a second time here, in other words, so that a mistake
in `classify` shows as a difference instead of cancelling out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from hub.store.documents import DocumentMovement

_GOODS = re.compile(r"[0-9]{5}|DCGS|PADS\Z")
_NEEDED = ["InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"]


class Key(NamedTuple):
    """`what`: shipped, returned or corrected."""

    invoice: str
    stock_code: str
    what: str


# per key the quantities of its lines: shipped and returned > 0, corrected with its sign
Lines = dict[Key, list[int]]


class FileDays(NamedTuple):
    """What the file says of some days; `rows` are all of them, with those that are no goods.

    So are `invoices`: what the ledger has on one without goods is a difference. `revenue`: GBP for the goods
    that went out, less what was given back for those that came back.
    """

    rows: int
    revenue: Decimal
    lines: Lines
    invoices: list[str]

    def units(self, what: str) -> int:
        return units_of(self.lines, what)


def units_of(lines: Lines, what: str) -> int:
    return sum(sum(quantities) for key, quantities in lines.items() if key.what == what)


def read_days(path: Path, first: date, last: date) -> FileDays:
    """The lines of the days from `first` to `last`, both included, by the file's own calendar."""
    table = _read(path)
    begin, end = datetime.combine(first, time.min), datetime.combine(last, time.max)
    within = pc.and_(pc.greater_equal(table["InvoiceDate"], begin), pc.less_equal(table["InvoiceDate"], end))
    rows = table.filter(within).to_pylist()
    paid = {row["InvoiceNo"] for row in rows if row["UnitPrice"] != 0}
    lines: Lines = defaultdict(list)
    revenue = Decimal(0)
    for row in rows:
        invoice, code, quantity = row["InvoiceNo"], row["StockCode"], row["Quantity"]
        if invoice.startswith("A") or not _GOODS.match(code):
            continue
        unpaid_stranger = row["UnitPrice"] == 0 and row["CustomerID"] is None and invoice not in paid
        if invoice.startswith("C"):
            lines[Key(invoice, code, "returned")].append(-quantity)
            revenue += quantity * Decimal(repr(row["UnitPrice"]))
        elif quantity < 0 or unpaid_stranger:
            lines[Key(invoice, code, "corrected")].append(quantity)
        else:
            lines[Key(invoice, code, "shipped")].append(quantity)
            revenue += quantity * Decimal(repr(row["UnitPrice"]))
    return FileDays(len(rows), revenue, dict(lines), sorted({row["InvoiceNo"] for row in rows}))


def _read(path: Path) -> pa.Table:
    if path.suffix.lower() != ".csv":
        return pq.read_table(path, columns=_NEEDED)
    text = dict.fromkeys(("InvoiceNo", "StockCode"), pa.string()) | {"InvoiceDate": pa.timestamp("us")}
    formats = [pacsv.ISO8601, "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M"]
    return pacsv.read_csv(
        path,
        convert_options=pacsv.ConvertOptions(
            column_types=text, timestamp_parsers=formats, include_columns=_NEEDED
        ),
    )


def ledger_lines(movements: Iterable[DocumentMovement]) -> Lines:
    """The ledger's movements of the documents; one that was taken back, and its way back, are not there."""
    found = list(movements)
    undone = {movement.reverses for movement in found}
    lines: Lines = defaultdict(list)
    for m in found:
        if m.reverses is not None or m.id in undone:
            continue
        quantity = int(m.qty) if m.qty == int(m.qty) else None
        if quantity is None:
            raise ValueError(
                f"movement {m.id} of {m.document} moves {m.qty} of {m.sku}: the file has no fractions"
            )
        if m.destination_kind == "customer":
            lines[Key(m.document, m.sku, "shipped")].append(quantity)
        elif m.source_kind == "customer":
            lines[Key(m.document, m.sku, "returned")].append(quantity)
        elif "loss_gain" in (m.source_kind, m.destination_kind):
            signed = quantity if m.source_kind == "loss_gain" else -quantity
            lines[Key(m.document, m.sku, "corrected")].append(signed)
        else:
            lines[Key(m.document, m.sku, m.kind)].append(quantity)
    return dict(lines)


def differences(file: Lines, ledger: Lines) -> list[dict[str, Any]]:
    """Every (invoice, stock code) whose lines are not the same on both sides, by invoice and code."""
    return [
        {
            "invoice": key.invoice,
            "stock_code": key.stock_code,
            "what": key.what,
            "units_file": sum(file.get(key, [])),
            "units_ledger": sum(ledger.get(key, [])),
            "lines_file": sorted(file.get(key, [])),
            "lines_ledger": sorted(ledger.get(key, [])),
        }
        for key in sorted(file.keys() | ledger.keys())
        if sorted(file.get(key, [])) != sorted(ledger.get(key, []))
    ]
