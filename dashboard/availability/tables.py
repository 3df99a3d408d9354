"""Free and promised stock as tables. Pure: no I/O and no clock."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

import pandas as pd  # type: ignore[import-untyped]

from dashboard.availability.models import Available, Reservation
from dashboard.formats import Formats
from dashboard.frames import matches
from dashboard.models import Stock

FREE = ("available", "reserved", "on_hold", "damaged", "in_transit")


def by_item(
    rows: Sequence[Stock], free: Sequence[Available], currencies: Mapping[str, str], search: str = ""
) -> pd.DataFrame:
    """One row an item and currency: what of it is free and what is not, its quantity and value over all its
    places, and how many those are. `currencies` of the sites; what is promised and gone has a row too."""
    stands: dict[tuple[str, str], list[Stock]] = defaultdict(list)
    states: dict[tuple[str, str], list[Available]] = defaultdict(list)
    names: dict[tuple[str, str], Stock | Available] = {}
    for row in rows:
        if matches(search, row.sku, row.name, row.category):
            stands[row.sku, row.currency].append(row)
            names.setdefault((row.sku, row.currency), row)
    for state in free:
        key = (state.sku, currencies.get(state.site, ""))
        if matches(search, state.sku, state.name, state.category):
            states[key].append(state)
            names.setdefault(key, state)
    columns = ["sku", "name", "category", *FREE, "qty", "unit", "places", "value", "currency"]
    return pd.DataFrame(
        [
            {
                "sku": key[0],
                "name": names[key].name,
                "category": names[key].category,
                **{state: _sum(getattr(one, state) for one in states[key]) for state in FREE},
                "qty": _sum(row.qty for row in stands[key]),
                "unit": names[key].unit,
                "places": len({(row.site, row.location) for row in stands[key]}),
                "value": _sum(row.value for row in stands[key]),
                "currency": key[1],
            }
            for key in sorted(names)
        ],
        columns=columns,
    )


def _sum(amounts: Iterable[Decimal]) -> float:
    return float(sum(amounts, Decimal(0)))


def reservations(rows: Sequence[Reservation], formats: Formats, search: str = "") -> pd.DataFrame:
    found = [row for row in rows if matches(search, row.document, row.sku, row.name)]
    return pd.DataFrame(
        {
            "document": [row.document for row in found],
            "site": [row.site for row in found],
            "sku": [row.sku for row in found],
            "name": [row.name for row in found],
            "open": pd.Series([float(row.open_qty) for row in found], dtype="float64"),
            "promised": pd.Series([float(row.qty) for row in found], dtype="float64"),
            "shipped": pd.Series([float(row.shipped_qty) for row in found], dtype="float64"),
            "unit": [row.unit for row in found],
            "since": pd.Series([formats.local(row.reserved_at) for row in found], dtype="datetime64[ms]"),
            "by": [row.user or "" for row in found],
        }
    )
