"""Goods in as tables. Pure: no I/O and no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd  # type: ignore[import-untyped]

from dashboard.inbound.models import (
    CountedItem,
    DayTimes,
    Difference,
    Due,
    Held,
    Notice,
    Package,
    Receipt,
    Return,
    SupplierTimes,
    UnplacedCode,
)

Word = Callable[[str], str]
MINUTE_S = 60


def due(rows: Sequence[Due], today: dt.date) -> pd.DataFrame:
    """`late`: days since it was due, none where it is not."""
    return pd.DataFrame(
        {
            "number": [row.number for row in rows],
            "supplier": [row.supplier_name for row in rows],
            "due_on": [row.due_on for row in rows],
            "late": pd.Series(
                [(today - row.due_on).days if row.due_on and row.due_on < today else None for row in rows],
                dtype="Int64",
            ),
            "received": [f"{row.lines_received} / {row.lines}" for row in rows],
            "packages": [row.packages_underway for row in rows],
        }
    )


def receipts(rows: Sequence[Receipt], zone: ZoneInfo) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "document": [row.document for row in rows],
            "supplier": [row.supplier or "" for row in rows],
            "location": [row.location for row in rows],
            "opened_at": [row.opened_at.astimezone(zone).replace(tzinfo=None) for row in rows],
            "closed_at": [
                row.closed_at.astimezone(zone).replace(tzinfo=None) if row.closed_at else None for row in rows
            ],
            "operator": [row.operator or row.agent or "" for row in rows],
        }
    )


def counted(rows: Sequence[CountedItem]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "seen": [row.seen for row in rows],
            "by_hand": pd.Series([row.scanned + float(row.plain) for row in rows], dtype="float64"),
            "total": pd.Series([float(row.total) for row in rows], dtype="float64"),
        }
    )


def unplaced(rows: Sequence[UnplacedCode], zone: ZoneInfo) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": [row.code for row in rows],
            "read_at": [row.occurred_at.astimezone(zone).replace(tzinfo=None) for row in rows],
            "agent": [row.agent for row in rows],
            "why": [row.detail for row in rows],
        }
    )


def differences(rows: Sequence[Difference], word: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "document": [row.document for row in rows],
            "supplier": [row.supplier or "" for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "difference": [word(row.kind) for row in rows],
            "qty": pd.Series([float(row.qty) for row in rows], dtype="float64"),
            "location": [row.location or "" for row in rows],
        }
    )


def held(rows: Sequence[Held], zone: ZoneInfo, word: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "lot": [row.lot for row in rows],
            "qty": pd.Series([float(row.qty) for row in rows], dtype="float64"),
            "kind": [word(row.kind) for row in rows],
            "location": [row.location for row in rows],
            "since": [row.since.astimezone(zone).replace(tzinfo=None) if row.since else None for row in rows],
            "reason": [row.reason or row.document or "" for row in rows],
        }
    )


def notices(rows: Sequence[Notice], word: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "notice": [row.number for row in rows],
            "document": [row.order for row in rows],
            "supplier": [row.supplier for row in rows],
            "due_on": [row.due_on for row in rows],
            "state": [word(row.state) for row in rows],
            "arrived": [f"{row.packages_arrived} / {row.packages}" for row in rows],
        }
    )


def packages(rows: Sequence[Package], word: Word) -> pd.DataFrame:
    """A row a line."""
    flat = [(package, line) for package in rows for line in package.lines]
    return pd.DataFrame(
        {
            "sscc": [package.sscc for package, _ in flat],
            "state": [word("broken" if package.broken_at else package.state) for package, _ in flat],
            "location": [package.location or "" for package, _ in flat],
            "sku": [line.sku for _, line in flat],
            "name": [line.name for _, line in flat],
            "qty": pd.Series([float(line.qty) for _, line in flat], dtype="float64"),
            "lot": [line.lot for _, line in flat],
            "expiry": [line.expiry for _, line in flat],
        }
    )


def to_announce(lines: Sequence[tuple[str, Decimal]]) -> pd.DataFrame:
    """To be edited: what is open of an order, all of it in one package until somebody says otherwise."""
    return pd.DataFrame(
        {
            "sscc": pd.Series([""] * len(lines), dtype="object"),
            "sku": pd.Series([sku for sku, _ in lines], dtype="object"),
            "qty": pd.Series([f"{qty.normalize():f}" for _, qty in lines], dtype="object"),
            "lot": pd.Series([""] * len(lines), dtype="object"),
            "expiry": pd.Series([None] * len(lines), dtype="object"),
        }
    )


def announced(frame: pd.DataFrame, sscc: str) -> list[dict[str, Any]]:
    """The packages of an edited table; `sscc` is that of the rows that name none."""
    made: dict[str, list[dict[str, Any]]] = {}
    for row in frame.to_dict("records"):
        said = {name: _typed(row.get(name)) for name in ("sscc", "sku", "qty", "lot", "expiry")}
        if not said["sku"] and not said["qty"]:
            continue
        line = {"item": said["sku"], "qty": said["qty"], "lot": said["lot"]}
        line |= {"expiry": said["expiry"]} if said["expiry"] else {}
        made.setdefault(said["sscc"] or sscc, []).append(line)
    return [{"sscc": code, "lines": lines} for code, lines in made.items()]


def _typed(value: object) -> str:
    if value is None or (isinstance(value, float) and pd.isna(value)) or value is pd.NaT:
        return ""
    return value.isoformat()[:10] if isinstance(value, dt.date) else str(value).strip()


def returns(rows: Sequence[Return], zone: ZoneInfo, word: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "return": [row.number for row in rows],
            "supplier": [row.supplier or "" for row in rows],
            "document": [row.order or "" for row in rows],
            "settlement": [word(row.settlement) if row.settlement else "" for row in rows],
            "reason": [row.reason for row in rows],
            "since": [row.created_at.astimezone(zone).replace(tzinfo=None) for row in rows],
            "operator": [row.user or "" for row in rows],
        }
    )


def by_day(rows: Sequence[DayTimes], half: str, most: str) -> pd.DataFrame:
    """Minutes by day, a series for the half and one for 95 of 100; for the picture."""
    return pd.DataFrame(
        [
            {"day": pd.Timestamp(row.day), "share": share, "minutes": seconds / MINUTE_S}
            for row in rows
            for share, seconds in ((half, row.p50_s), (most, row.p95_s))
            if seconds is not None
        ],
        columns=["day", "share", "minutes"],
    )


def by_supplier(rows: Sequence[SupplierTimes]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "supplier": [row.supplier or "–" for row in rows],
            "receipts": [row.receipts for row in rows],
            "p50": pd.Series([_minutes(row.p50_s) for row in rows], dtype="float64"),
            "p95": pd.Series([_minutes(row.p95_s) for row in rows], dtype="float64"),
        }
    )


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else seconds / MINUTE_S
