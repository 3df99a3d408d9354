"""Arrays of numbers and dates as PostgreSQL's array literals.

psycopg's own list dumper looks at every element in Python, which took a quarter of a transaction's time.
Only for types whose text needs no quoting: int, Decimal, date, and datetime with its T.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any


def literal(values: Iterable[int] | Iterable[Decimal] | Iterable[date]) -> str:
    """For a parameter with a cast, e.g. ``%(qtys)s::numeric[]``."""
    return "{" + ",".join(map(str, values)) + "}"


def scaled(values: Iterable[int], decimals: int) -> str:
    """For a ``numeric[]``: whole numbers of which 10**decimals make one."""
    return "{" + ",".join([f"{value}e-{decimals}" for value in values]) + "}"


def instants(values: Iterable[datetime]) -> str:
    return "{" + ",".join([value.isoformat() for value in values]) + "}"


def exact(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows for ``jsonb_to_recordset``: decimals as strings, which PostgreSQL reads exactly."""
    return [
        {name: str(value) if isinstance(value, Decimal) else value for name, value in row.items()}
        for row in rows
    ]


def texts(values: Iterable[str]) -> str:
    """With quotes and backslashes escaped."""
    return "{" + ",".join(['"' + v.replace("\\", "\\\\").replace('"', '\\"') + '"' for v in values]) + "}"
