"""Production as tables, and tables that people filled in as what the hub takes. Pure: no I/O and no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd  # type: ignore[import-untyped]

from dashboard import typed
from dashboard.production.models import Bom, Buildable, Component, Level, OrderSummary, ReportLine

Word = Callable[[str], str]


def _floats(values: Iterable[Decimal | None]) -> pd.Series:
    return pd.Series([None if value is None else float(value) for value in values], dtype="float64")


def number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def orders(rows: Sequence[OrderSummary], state: Word, kind: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [row.number for row in rows],
            "kind": [kind(row.kind) for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "state": [state(row.state) for row in rows],
            "qty": _floats(row.qty for row in rows),
            "produced": _floats(row.produced_qty for row in rows),
            "scrapped": _floats(row.scrapped_qty for row in rows),
            "due_on": [row.due_on for row in rows],
        }
    )


def components(rows: Sequence[Component]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "unit": [row.unit for row in rows],
            "planned": _floats(row.planned_qty for row in rows),
            "consumed": _floats(row.consumed_qty for row in rows),
            "open": _floats(row.open_qty for row in rows),
            "reserved": _floats(row.reserved_qty for row in rows),
            "available": _floats(row.available_qty for row in rows),
            "short": _floats(row.short_qty for row in rows),
        }
    )


def shortages(rows: Sequence[Component]) -> list[str]:
    """What is short of which, in words."""
    return [f"{number(row.short_qty)} {row.unit} {row.sku}" for row in rows if row.short_qty > 0]


def buildable(rows: Sequence[Buildable], kind: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "kind": [kind(row.kind) for row in rows],
            "buildable": _floats(row.qty for row in rows),
            "unit": [row.unit for row in rows],
            "limited_by": [
                ", ".join(f"{one.sku} ({number(one.available)})" for one in row.limited_by) for row in rows
            ],
            "available": _floats(row.available for row in rows),
        }
    )


def boms(rows: Sequence[Bom], kind: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "version": [row.version for row in rows],
            "kind": [kind(row.kind) for row in rows],
            "active": [row.active for row in rows],
            "made_of": [", ".join(f"{number(c.qty)} {c.sku}" for c in row.components) for row in rows],
        }
    )


def levels(rows: Sequence[Level]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": [row.level for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "qty": _floats(row.qty for row in rows),
            "unit": [row.unit for row in rows],
            "available": _floats(row.available for row in rows),
        }
    )


def report_lines(rows: Sequence[ReportLine], role: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "role": [role(row.role) for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "location": [row.location for row in rows],
            "lot": [row.lot for row in rows],
            "serial": [row.serial or "" for row in rows],
            "qty": _floats(row.qty for row in rows),
            "value": _floats(row.value for row in rows),
        }
    )


def empty(*columns: str) -> pd.DataFrame:
    """To be filled in; quantities as text, for a float would not keep them."""
    return pd.DataFrame({name: pd.Series([], dtype="object") for name in columns})


def parts(bom: Bom | None) -> pd.DataFrame:
    """A bill's components, as the next version begins with."""
    if bom is None:
        return empty("sku", "qty", "scrap_percent")
    return pd.DataFrame(
        {
            "sku": [part.sku for part in bom.components],
            "qty": [number(part.qty) for part in bom.components],
            "scrap_percent": [number(part.scrap_percent) for part in bom.components],
        }
    )


def filled_in(frame: pd.DataFrame, first: str) -> list[dict[str, Any]]:
    """Rows in which the column ``first`` has something, as the hub takes them; an empty cell is left out."""
    rows = []
    for row in frame.to_dict("records"):
        said = {name: _said(value) for name, value in row.items() if not _is_empty(value)}
        if first in said:
            rows.append({name: typed.number(said[name]) if name in _NUMBERS else said[name] for name in said})
    return rows


_NUMBERS = ("qty", "scrap_percent")


def _said(value: object) -> str:
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, dt.date) else str(value).strip()


def _is_empty(value: object) -> bool:
    return value is None or bool(pd.isna(value)) or not str(value).strip()


def serials(text: str) -> list[str]:
    """One a line, or with commas or spaces between them."""
    return text.replace(",", " ").replace(";", " ").split()
