"""Record accuracy as people ask for it: all in all, over time, by class, by place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from hub.api.counts.schemas import (
    AccuracyAnswer,
    AccuracyQuery,
    AccuracyRow,
    ClassAccuracy,
    PlaceAccuracy,
)
from hub.api.database import Connection
from hub.domain.counting import AbcClass
from hub.domain.valuation import rounded
from hub.store import count_accuracy
from hub.store.count_accuracy import Counted

_CLASSES: tuple[AbcClass, ...] = ("A", "B", "C")


def answer(conn: Connection, query: AccuracyQuery, begin: datetime, end: datetime) -> AccuracyAnswer:
    found = count_accuracy.counted(
        conn, query.site, begin=begin, end=end, by=query.by, location=query.location
    )
    places = count_accuracy.by_place(conn, query.site, begin=begin, end=end, location=query.location)
    return AccuracyAnswer(
        site=query.site,
        begin=begin,
        end=end,
        **_nullable(found),
        rows=_by_period(found),
        by_class=[
            ClassAccuracy(abc=abc, **_figures(of), rows=_by_period(of))
            for abc in _CLASSES
            if (of := [row for row in found if row.abc == abc])
        ],
        by_place=[
            PlaceAccuracy(location=row.location, last_counted_at=row.last_counted_at, **_figures([row]))
            for row in places[: query.places]
        ],
        places=len(places),
    )


def _by_period(rows: Sequence[Counted]) -> list[AccuracyRow]:
    return [
        AccuracyRow(period=day, **_figures(row for row in rows if row.period == day))
        for day in sorted({row.period for row in rows})
    ]


def _figures(rows: Iterable[Counted | count_accuracy.PlaceCounted]) -> dict[str, Any]:
    """Of at least one line."""
    found = list(rows)
    counted, accurate = sum(row.counted for row in found), sum(row.accurate for row in found)
    return {"counted": counted, "accurate": accurate, "accuracy": rounded(Decimal(accurate) / counted)}


def _nullable(rows: Sequence[Counted]) -> dict[str, Any]:
    return _figures(rows) if rows else {"counted": 0, "accurate": 0, "accuracy": None}
