"""Sites: each with its own calendar, currency and valuation."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.store import queries
from hub.store.errors import ConflictError, InvalidError, NotFoundError

_Q = queries.load("sites")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Site:
    id: int
    code: str
    name: str
    timezone: str
    currency: str
    year_days: int
    valuation: str


def list_all(conn: Connection) -> list[Site]:
    with conn.cursor(row_factory=class_row(Site)) as cursor:
        return cursor.execute(_Q["all"]).fetchall()


def find(conn: Connection, code: str) -> Site | None:
    with conn.cursor(row_factory=class_row(Site)) as cursor:
        return cursor.execute(_Q["by_code"], {"code": code}).fetchone()


def get(conn: Connection, code: str) -> Site:
    """Raises NotFoundError."""
    site = find(conn, code)
    if site is None:
        raise NotFoundError("site", code)
    return site


def is_timezone(name: str) -> bool:
    """Whether the IANA list has it."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def create(
    conn: Connection,
    code: str,
    name: str = "",
    timezone: str = "UTC",
    currency: str = "EUR",
    year_days: int = 365,
) -> Site:
    """A site with its locations outside the walls and in_transit. Raises ConflictError, InvalidError."""
    if not is_timezone(timezone):
        raise InvalidError(f"{timezone!r} is no time zone of the IANA list, like 'Asia/Shanghai'")
    values = {
        "code": code,
        "name": name or code,
        "timezone": timezone,
        "currency": currency,
        "year_days": year_days,
    }
    with conn.cursor(row_factory=class_row(Site)) as cursor:
        site = cursor.execute(_Q["create"], values).fetchone()
    if site is None:
        raise ConflictError(f"there is a site {code!r} already")
    conn.execute(_Q["create_virtual_locations"], {"site_id": site.id})
    return site


def change(conn: Connection, code: str, *, name: str, year_days: int) -> Site:
    """Its calendar and its money never change: the books are kept in them. Raises NotFoundError."""
    values = {"code": code, "name": name, "year_days": year_days}
    with conn.cursor(row_factory=class_row(Site)) as cursor:
        site = cursor.execute(_Q["change"], values).fetchone()
    if site is None:
        raise NotFoundError("site", code)
    return site
