"""Sales orders as tables. Pure: no I/O and no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd  # type: ignore[import-untyped]

from dashboard.sales.models import Carton, Line, LineToPick, Shipped, Summary

Word = Callable[[str], str]
Local = Callable[[dt.datetime | None], dt.datetime | None]


def _floats(values: Iterable[Decimal | None]) -> pd.Series:
    return pd.Series([None if value is None else float(value) for value in values], dtype="float64")


def orders(rows: Sequence[Summary], state: Word, local: Local) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "number": [row.number for row in rows],
            "site": [row.site for row in rows],
            "customer": [row.customer for row in rows],
            "state": [state(row.status) for row in rows],
            "bench": [row.agent or "" for row in rows],
            "qty": _floats(row.qty for row in rows),
            "shipped": _floats(row.shipped_qty for row in rows),
            "released_at": [local(row.released_at) for row in rows],
            "shipped_at": [local(row.shipped_at) for row in rows],
        }
    )


def lines(rows: Sequence[Line]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "line": [row.line for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "qty": _floats(row.qty for row in rows),
            "shipped": _floats(row.shipped_qty for row in rows),
        }
    )


def told(rows: Sequence[LineToPick], place: Word) -> pd.DataFrame:
    """One row a place and lot, in the order in which they are to be taken."""
    picks = [(row, pick) for row in rows for pick in row.picks]
    return pd.DataFrame(
        {
            "line": [row.line for row, _ in picks],
            "sku": [row.sku for row, _ in picks],
            "name": [row.name for row, _ in picks],
            "qty": _floats(pick.qty for _, pick in picks),
            "location": [place(pick.location) for _, pick in picks],
            "lot": [pick.lot for _, pick in picks],
            "expiry": [pick.expiry for _, pick in picks],
        }
    )


def short(rows: Sequence[LineToPick]) -> list[str]:
    """What nothing is left for, in words."""
    return [f"{row.short.normalize():f} × {row.sku}" for row in rows if row.short > 0]


def left(rows: Sequence[Shipped], local: Local) -> pd.DataFrame:
    """What was taken back in the books is not among it."""
    gone = [row for row in rows if not row.reversed]
    return pd.DataFrame(
        {
            "carton": [row.carton or "" for row in gone],
            "sku": [row.sku for row in gone],
            "name": [row.name for row in gone],
            "qty": _floats(row.qty for row in gone),
            "lot": [row.lot for row in gone],
            "expiry": [row.expiry for row in gone],
            "serial": [row.serial or "" for row in gone],
            "source": [row.source for row in gone],
            "occurred_at": [local(row.occurred_at) for row in gone],
            "operator": [row.operator or "" for row in gone],
        }
    )


def cartons(rows: Sequence[Carton], verdict: Word, local: Local) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "carton": [row.code for row in rows],
            "verdict": [verdict(row.verdict) for row in rows],
            "measured_g": _floats(row.measured_weight_g for row in rows),
            "expected_g": _floats(row.expected_weight_g for row in rows),
            "tolerance_g": _floats(row.tolerance_g for row in rows),
            "packed_at": [local(row.packed_at) for row in rows],
            "bench": [row.agent for row in rows],
            "operator": [row.operator or "" for row in rows],
        }
    )


@dataclass(frozen=True)
class LetThrough:
    """``what``: weight, of a whole carton, or lot, of the goods in it."""

    what: str
    carton: str
    sku: str
    lot: str
    reason: str
    by: str


def let_through(rows: Sequence[Shipped]) -> list[LetThrough]:
    """Each decision once, however many movements bear it."""
    return list(dict.fromkeys(_decisions(rows)))


def _decisions(rows: Sequence[Shipped]) -> Iterator[LetThrough]:
    for row in rows:
        carton = row.carton or ""
        if row.override_reason:
            yield LetThrough("weight", carton, "", "", row.override_reason, row.operator or "")
        if row.lot_override_reason:
            by = row.lot_override_by or row.operator or ""
            yield LetThrough("lot", carton, row.sku, row.lot, row.lot_override_reason, by)


def decisions(rows: Sequence[LetThrough], what: Word, reason: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "let_through": [what(row.what) for row in rows],
            "carton": [row.carton for row in rows],
            "sku": [row.sku for row in rows],
            "lot": [row.lot for row in rows],
            "reason": [reason(row.reason) for row in rows],
            "by": [row.by for row in rows],
        }
    )
