"""The hub's records as tables and chart data. Pure: no I/O and no clock.

Sums are made in Decimal; only then a column becomes float, for the eye and for sorting. Columns have stable
English names, which the pages give headings to.
"""

from __future__ import annotations

import base64
import csv
import datetime as dt
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd  # type: ignore[import-untyped]

from dashboard.formats import Formats
from dashboard.models import (
    Agent,
    ExpiringLot,
    Held,
    Movement,
    PastStock,
    PlaceThenRow,
    Stock,
    Trend,
    Turnover,
    TurnoverRow,
)

OTHERS = "\x00others"
Word = Callable[[str], str]

FIGURE_COLUMNS = (
    "cogs",
    "average_value",
    "turnover",
    "annual_turnover",
    "days_of_inventory",
    "revenue",
    "units_sold",
)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


# --- turnover ---------------------------------------------------------------------------------------------


def turnover_table(rows: Sequence[TurnoverRow], search: str = "") -> pd.DataFrame:
    """key, name and the figures; `search` finds in key and name, whatever the case."""
    found = [row for row in rows if matches(search, row.key, row.name)]
    columns: dict[str, list[object]] = {
        "key": [row.key for row in found],
        "name": [row.name for row in found],
    }
    for column in FIGURE_COLUMNS:
        columns[column] = [_float(getattr(row, column)) for row in found]
    frame = pd.DataFrame(columns)
    return frame.astype(dict.fromkeys(FIGURE_COLUMNS, "float64"))


def matches(search: str, *texts: str) -> bool:
    """Every word of `search` occurs in one of the texts."""
    whole = "\n".join(texts).casefold()
    return all(part in whole for part in search.casefold().split())


def turnover_csv(turnover: Turnover) -> bytes:
    """Exact figures as the hub gave them; UTF-8 with the byte order mark that Excel needs for Chinese."""
    columns = ["key", "name", *FIGURE_COLUMNS]
    lines = [
        [row.key, row.name, *(getattr(row, column) for column in FIGURE_COLUMNS)] for row in turnover.rows
    ]
    return _csv(columns, lines)


def _csv(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in line] for line in lines)
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    # a name that a spreadsheet would run as a formula is only a name
    return "'" + text if isinstance(value, str) and text[:1] in "=+-@\t\r" else text


@dataclass(frozen=True)
class Bar:
    key: str
    name: str
    cogs: Decimal
    average_value: Decimal
    turnover: Decimal | None


def largest(rows: Sequence[TurnoverRow], count: int) -> list[Bar]:
    """The `count` rows of largest COGS, and all others as one bar of key OTHERS: nothing is left out."""
    ordered = sorted(rows, key=lambda row: (-row.cogs, row.key))
    bars = [Bar(row.key, row.name, row.cogs, row.average_value, row.turnover) for row in ordered[:count]]
    rest = ordered[count:]
    if rest:
        cogs = sum((row.cogs for row in rest), Decimal(0))
        average = sum((row.average_value for row in rest), Decimal(0))
        bars.append(Bar(OTHERS, "", cogs, average, cogs / average if average > 0 else None))
    return bars


def bars_frame(bars: Sequence[Bar], *, others: str, unnamed: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": [others if bar.key == OTHERS else bar.name or bar.key or unnamed for bar in bars],
            "cogs": [float(bar.cogs) for bar in bars],
            "average_value": [float(bar.average_value) for bar in bars],
            "turnover": [_float(bar.turnover) for bar in bars],
        }
    )


def trend_frame(trend: Trend, *, unnamed: str, whole: str = "") -> pd.DataFrame:
    """One row a series and step: label, from, to, days, figures. `whole` names the one series of all."""
    single = len(trend.series) == 1 and not trend.series[0].key
    rows = [
        {
            "label": whole if single else series.name or series.key or unnamed,
            "from": pd.Timestamp(point.from_),
            "to": pd.Timestamp(point.to),
            "days": point.days,
            **{column: _float(getattr(point, column)) for column in FIGURE_COLUMNS},
        }
        for series in trend.series
        for point in series.points
    ]
    columns = ["label", "from", "to", "days", *FIGURE_COLUMNS]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(FIGURE_COLUMNS, "float64"))


def line_of(trend: Trend, column: str) -> list[float]:
    """The figures of the first series in order of time, for a small picture; a step without figure is 0."""
    if not trend.series:
        return []
    return [float(getattr(point, column) or 0) for point in trend.series[0].points]


def periods(today: dt.date) -> dict[str, tuple[dt.date, dt.date]]:
    """Spans that people ask for, both days included, by stable names."""
    month = today.replace(day=1)
    last_month_end = month - dt.timedelta(days=1)
    return {
        "30d": (today - dt.timedelta(days=29), today),
        "90d": (today - dt.timedelta(days=89), today),
        "365d": (today - dt.timedelta(days=364), today),
        "month": (month, today),
        "last_month": (last_month_end.replace(day=1), last_month_end),
        "year": (today.replace(month=1, day=1), today),
    }


def step_for(start: dt.date, end: dt.date) -> str:
    """So that a picture has some dozens of points, not three and not a thousand."""
    days = (end - start).days + 1
    return "day" if days <= 45 else "week" if days <= 400 else "month"


# --- movements --------------------------------------------------------------------------------------------


def movements_table(movements: Sequence[Movement], formats: Formats, kind: Word, place: Word) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "occurred_at": pd.Series(
                [formats.local(m.occurred_at) for m in movements], dtype="datetime64[ms]"
            ),
            "kind": [kind(m.kind) for m in movements],
            "sku": [m.sku for m in movements],
            "name": [m.name for m in movements],
            "qty": [_float(m.qty) for m in movements],
            "source": [place(m.source) for m in movements],
            "destination": [place(m.destination) for m in movements],
            "value": [_float(m.value) for m in movements],
            "document": [m.document or "" for m in movements],
            "by": [m.user or " / ".join(filter(None, (m.agent, m.device))) for m in movements],
            "id": [m.id for m in movements],
        }
    )


# --- stock ------------------------------------------------------------------------------------------------


def stock_by_place(rows: Sequence[Stock], search: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "site": row.site,
                "location": row.location,
                "sku": row.sku,
                "name": row.name,
                "lot": row.lot,
                "qty": float(row.qty),
                "unit": row.unit,
                "unit_cost": float(row.unit_cost),
                "value": float(row.value),
                "currency": row.currency,
            }
            for row in rows
            if matches(search, row.sku, row.name, row.category, row.location, row.lot)
        ],
        columns=["site", "location", "sku", "name", "lot", "qty", "unit", "unit_cost", "value", "currency"],
    )


def stock_then(rows: Sequence[PastStock], search: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "site": row.site,
                "sku": row.sku,
                "name": row.name,
                "category": row.category,
                "qty": float(row.qty),
                "unit": row.unit,
                "unit_cost": None if row.unit_cost is None else float(row.unit_cost),
                "value": float(row.value),
            }
            for row in rows
            if matches(search, row.sku, row.name, row.category)
        ],
        columns=["site", "sku", "name", "category", "qty", "unit", "unit_cost", "value"],
    )


def place_then(rows: Sequence[PlaceThenRow], search: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "sku": row.sku,
                "name": row.name,
                "category": row.category,
                "lot": row.lot,
                "qty": float(row.qty),
                "unit": row.unit,
            }
            for row in rows
            if matches(search, row.sku, row.name, row.category)
        ],
        columns=["sku", "name", "category", "lot", "qty", "unit"],
    )


def rows_csv(rows: Sequence[PastStock] | Sequence[PlaceThenRow]) -> bytes:
    """All fields of the rows, exact."""
    columns = list(rows[0].__struct_fields__) if rows else []
    return _csv(columns, [[getattr(row, name) for name in columns] for row in rows])


def expiring(rows: Sequence[ExpiringLot], search: str = "") -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "expiry": row.expiry,
                "days_left": row.days_left,
                "sku": row.sku,
                "name": row.name,
                "lot": row.lot,
                "site": row.site,
                "location": row.location,
                "qty": float(row.qty),
                "unit": row.unit,
                "value": float(row.value),
            }
            for row in rows
            if matches(search, row.sku, row.name, row.location)
        ],
        columns=["expiry", "days_left", "sku", "name", "lot", "site", "location", "qty", "unit", "value"],
    )


def value_by_place(rows: Sequence[Stock]) -> pd.DataFrame:
    """label (the place), value and items, largest value first; one currency is the caller's care."""
    value: dict[str, Decimal] = defaultdict(Decimal)
    items: dict[str, set[str]] = defaultdict(set)
    several = len({row.site for row in rows}) > 1
    for row in rows:
        label = f"{row.site} / {row.location}" if several else row.location
        value[label] += row.value
        items[label].add(row.sku)
    ordered = sorted(value, key=lambda label: (-value[label], label))
    return pd.DataFrame(
        {
            "label": ordered,
            "value": [float(value[label]) for label in ordered],
            "items": [len(items[label]) for label in ordered],
        }
    )


# --- machines ---------------------------------------------------------------------------------------------


def devices_table(agent: Agent) -> pd.DataFrame:
    devices = agent.state.devices if agent.state else []
    return pd.DataFrame(
        {
            "id": [device.id for device in devices],
            "connected": [device.connected for device in devices],
            "garbage_bytes": [device.garbage_bytes for device in devices],
            "reconnects": [device.reconnects for device in devices],
        }
    )


def reason_counts(held: Sequence[Held]) -> list[tuple[str, int]]:
    """Reasons and how often each, most frequent first."""
    return sorted(Counter(entry.reason for entry in held).items(), key=lambda pair: (-pair[1], pair[0]))


def held_table(
    held: Sequence[Held], formats: Formats, reason: Word, status: Word, detail: Word
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "id": [entry.id for entry in held],
            "received_at": pd.Series(
                [formats.local(entry.received_at) for entry in held], dtype="datetime64[ms]"
            ),
            "times": [entry.times for entry in held],
            "last_received_at": pd.Series(
                [formats.local(entry.last_received_at) for entry in held], dtype="datetime64[ms]"
            ),
            "agent": ["/".join(filter(None, (entry.site, entry.agent))) for entry in held],
            "reason": [reason(entry.reason) for entry in held],
            "detail": [detail(entry.detail) for entry in held],
            "size_bytes": [entry.size_bytes for entry in held],
            "status": [status(entry.status) for entry in held],
        }
    )


def payload_text(entry: Held, max_chars: int = 20_000) -> str:
    """What came, as text if it is text, else as a hex dump; cut at `max_chars`."""
    if entry.payload_text is not None:
        return entry.payload_text[:max_chars]
    raw = base64.b64decode(entry.payload_base64 or "")
    lines = (
        f"{at:08x}  {raw[at : at + 16].hex(' '):<47}  "
        + "".join(chr(byte) if 32 <= byte < 127 else "." for byte in raw[at : at + 16])
        for at in range(0, min(len(raw), max_chars), 16)
    )
    return "\n".join(lines)[:max_chars]
