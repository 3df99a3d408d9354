from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Query

from hub.api.auth.roles import Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.paging import decode_cursor, encode_cursor, invalid_cursor
from hub.api.turnover import service
from hub.api.turnover.schemas import TrendAnswer, TrendQuery, TurnoverAnswer, TurnoverQuery
from hub.api.turnover.service import KeyFigures
from hub.api.turnover.trend import trend

router = APIRouter(tags=["turnover"])


@router.get("/turnover", operation_id="turnover")
def turnover(_: Viewer, database: Db, now: Now, query: Annotated[TurnoverQuery, Query()]) -> TurnoverAnswer:
    """COGS net of returns ÷ time-weighted average stock value at cost, per item, category or site.

    The average is exact: it weighs every value that the stock had by how long it had it. A last day that
    is not over yet counts up to now; all pages of one list count up to the same moment.
    """
    of = f"turnover {query.first} {query.last} {query.by} {query.sort} {query.order}"
    after = decode_cursor(of, query.after, str, (str, type(None)), str)
    as_of = now() if after is None else _instant(str(after[0]))
    with database.transaction() as conn:
        scope = service.scope(conn, query.site, query.first, query.last, as_of=as_of)
        rows, totals = service.by_key(conn, scope, by=query.by, category=query.category)
    rows.sort(key=lambda row: row.key)
    descending = query.order == "desc"
    rows.sort(key=lambda row: _order(_sorted_by(row, query.sort), descending))
    if after is not None:
        rows = _behind(rows, after[1], str(after[2]), query.sort, descending)
    shown = rows[: query.limit]
    cursor = None
    if len(rows) > query.limit:
        value = _sorted_by(shown[-1], query.sort)
        cursor = encode_cursor(of, as_of.isoformat(), None if value is None else str(value), shown[-1].key)
    return TurnoverAnswer.model_validate(
        {
            "from": query.first,
            "to": query.last,
            "days": scope.days,
            "elapsed_days": scope.calendar_days.quantize(service.DAYS_STEP),
            "by": query.by,
            "site": query.site,
            "currency": scope.currency,
            "year_days": scope.year_days,
            "rows": [{"key": row.key, "name": row.name} | asdict(row.figures) for row in shown],
            "totals": asdict(totals),
            "next": cursor,
        }
    )


def _instant(text: str) -> datetime:
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        raise invalid_cursor() from None
    if value.tzinfo is None:
        raise invalid_cursor()
    return value


def _sorted_by(row: KeyFigures, sort: str) -> Decimal | str | None:
    return row.key if sort == "key" else getattr(row.figures, sort)


def _order(value: Decimal | str | None, descending: bool) -> tuple[bool, Any]:
    """Rows without a figure come last either way."""
    if value is None:
        return (True, 0)
    if isinstance(value, str):
        return (False, [-ord(letter) for letter in value] + [1] if descending else value)
    return (False, -value if descending else value)


def _behind(
    rows: Sequence[KeyFigures], value: object, key: str, sort: str, descending: bool
) -> list[KeyFigures]:
    if value is None or sort == "key":
        last: Decimal | str | None = None if value is None else str(value)
    else:
        try:
            last = Decimal(str(value))
        except ArithmeticError:
            raise invalid_cursor() from None
    place = (_order(last, descending), key)
    return [row for row in rows if (_order(_sorted_by(row, sort), descending), row.key) > place]


@router.get("/turnover/trend", operation_id="turnover_trend")
def turnover_trend(_: Viewer, database: Db, now: Now, query: Annotated[TrendQuery, Query()]) -> TrendAnswer:
    """The figures step by step, of everything or of the largest keys by COGS."""
    with database.transaction() as conn:
        scope = service.scope(conn, query.site, query.first, query.last, as_of=now())
        series = trend(
            conn,
            scope,
            step=query.step,
            by=query.by,
            limit=query.limit,
            category=query.category,
            sku=query.sku,
        )
    return TrendAnswer.model_validate(
        {
            "from": query.first,
            "to": query.last,
            "step": query.step,
            "by": query.by,
            "site": query.site,
            "currency": scope.currency,
            "series": [
                {
                    "key": one.key,
                    "name": one.name,
                    "points": [
                        {"from": point.first, "to": point.last, "days": (point.last - point.first).days + 1}
                        | asdict(point.figures)
                        for point in one.points
                    ],
                }
                for one in series
            ],
        }
    )
