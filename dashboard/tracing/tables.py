"""Places and traces as tables. Pure: no I/O and no clock."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd  # type: ignore[import-untyped]

from dashboard.formats import Formats
from dashboard.models import Stock
from dashboard.tracing.models import Dealing, Made, Sold, Stay

Word = Callable[[str], str]


def lying(rows: Sequence[Stock]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "lot": [row.lot for row in rows],
            "qty": pd.Series([float(row.qty) for row in rows], dtype="float64"),
            "unit": [row.unit for row in rows],
        }
    )


def dealings(rows: Sequence[Dealing], formats: Formats, word: Word) -> pd.DataFrame:
    """`partner`: who, else what kind of place outside it is."""
    return pd.DataFrame(
        {
            "partner": [row.partner or word(row.outside) for row in rows],
            "document": [row.document or "" for row in rows],
            "first_at": pd.Series([formats.local(row.first_at) for row in rows], dtype="datetime64[ms]"),
            "site": [row.site for row in rows],
            "places": [", ".join(row.places) for row in rows],
            "packages": [", ".join(row.packages) for row in rows],
            "qty_in": pd.Series([float(row.qty_in) for row in rows], dtype="float64"),
            "qty_out": pd.Series([float(row.qty_out) for row in rows], dtype="float64"),
        }
    )


def made(rows: Sequence[Made], formats: Formats) -> pd.DataFrame:
    """`partners`: from whom it came, or to whom it went; each once."""
    return pd.DataFrame(
        {
            "level": [row.level for row in rows],
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "number": [row.serial or row.lot for row in rows],
            "qty": pd.Series([float(row.qty) for row in rows], dtype="float64"),
            "order": [row.order for row in rows],
            "first_at": pd.Series([formats.local(row.at) for row in rows], dtype="datetime64[ms]"),
            "partners": [
                ", ".join(dict.fromkeys(one.partner or one.document or "?" for one in _dealt(row)))
                for row in rows
            ],
        }
    )


def sold(rows: Sequence[Sold]) -> pd.DataFrame:
    """`bought`: from whom it came, or from whom came what it was made of; each once."""
    return pd.DataFrame(
        {
            "sku": [row.sku for row in rows],
            "name": [row.name for row in rows],
            "number": [row.serial or row.lot for row in rows],
            "qty": pd.Series([float(row.qty) for row in rows], dtype="float64"),
            "unit": [row.unit for row in rows],
            "customer": [row.customer or "" for row in rows],
            "packages": [", ".join(row.packages) for row in rows],
            "bought": [", ".join(_bought(row)) for row in rows],
        }
    )


def _bought(row: Sold) -> list[str]:
    dealings = [*row.suppliers, *(one for part in row.made_of for one in part.suppliers)]
    return list(dict.fromkeys(one.partner or one.document or "?" for one in dealings))


def _dealt(row: Made) -> list[Dealing]:
    return [*row.suppliers, *row.customers]


def stays(rows: Sequence[Stay], formats: Formats, word: Word) -> pd.DataFrame:
    """In the order in which it came there."""
    return pd.DataFrame(
        {
            "site": [row.site for row in rows],
            "location": [row.location for row in rows],
            "kind": [word(row.kind) for row in rows],
            "first_at": pd.Series([formats.local(row.first_at) for row in rows], dtype="datetime64[ms]"),
            "last_at": pd.Series([formats.local(row.last_at) for row in rows], dtype="datetime64[ms]"),
            "qty_in": pd.Series([float(row.qty_in) for row in rows], dtype="float64"),
            "qty_out": pd.Series([float(row.qty_out) for row in rows], dtype="float64"),
            "qty_left": pd.Series([float(row.qty_left) for row in rows], dtype="float64"),
        }
    )
