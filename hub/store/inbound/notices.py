"""Ship notices: which packages a supplier has sent for an order, and what is in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row, dict_row

from hub.store import downlink, queries
from hub.store.errors import ConflictError, NotFoundError

_Q = queries.load("ship_notices")
Connection = psycopg.Connection[TupleRow]


class Came(NamedTuple):
    """When a package came, and where it stands."""

    at: datetime
    location_id: int


@dataclass(frozen=True, slots=True)
class NewLine:
    """``qty`` in base units."""

    item_id: int
    qty: Decimal
    lot: str = ""
    expiry: date | None = None


@dataclass(frozen=True, slots=True)
class NewPackage:
    sscc: str
    lines: Sequence[NewLine]


@dataclass(frozen=True, slots=True)
class Notice:
    id: int
    site_id: int
    site: str
    supplier: str
    order: str
    order_id: int
    number: str
    state: str
    due_on: date | None
    created_at: datetime
    arrived_at: datetime | None
    closed_at: datetime | None
    packages: int
    packages_arrived: int


@dataclass(frozen=True, slots=True)
class PackageLine:
    """A line of a package; a package without any has one row whose ``line`` is None."""

    notice_id: int
    sscc: str
    state: str
    arrived_at: datetime | None
    location: str | None
    broken_at: datetime | None
    line: int | None
    sku: str | None
    name: str | None
    unit: str | None
    qty: Decimal | None
    lot: str | None
    expiry: date | None


@dataclass(frozen=True, slots=True)
class DueLine:
    """Of a package that is under way."""

    order: str
    sscc: str
    sku: str
    name: str
    qty: Decimal
    lot: str
    expiry: date | None


@dataclass(frozen=True, slots=True)
class ContentLine:
    sscc: str
    state: str
    site: str
    order: str
    supplier: str
    notice: str
    due_on: date | None
    arrived_at: datetime | None
    location: str | None
    broken_at: datetime | None
    line: int
    item_id: int
    sku: str
    name: str
    unit: str
    qty: Decimal
    lot: str
    expiry: date | None


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    supplier: str | None = None,
    order: str | None = None,
    only_open: bool = False,
    after: int | None = None,
    limit: int = 100,
    notice_id: int | None = None,
) -> list[Notice]:
    """Newest first, those behind ``after``."""
    values = {
        "site": site, "supplier": supplier, "order": order, "open": only_open, "id": notice_id,
        "after": after, "limit": limit,
    }  # fmt: skip
    with conn.cursor(row_factory=class_row(Notice)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def get(conn: Connection, notice_id: int) -> Notice:
    """Raises NotFoundError."""
    found = list_page(conn, notice_id=notice_id, limit=1)
    if not found:
        raise NotFoundError("ship notice", notice_id)
    return found[0]


def packages(conn: Connection, notice_ids: Sequence[int]) -> list[PackageLine]:
    with conn.cursor(row_factory=class_row(PackageLine)) as cursor:
        return cursor.execute(_Q["packages"], {"ids": list(notice_ids)}).fetchall()


def create(
    conn: Connection,
    *,
    site_id: int,
    supplier_id: int,
    order_id: int,
    number: str,
    due_on: date | None,
    new: Sequence[NewPackage],
    at: datetime,
    user_id: int | None,
) -> Notice:
    """Agents are told after the commit. Raises ConflictError: the number, or a package that is under way."""
    values = {
        "site_id": site_id, "supplier_id": supplier_id, "order_id": order_id, "number": number,
        "due_on": due_on, "at": at, "user_id": user_id,
    }  # fmt: skip
    row = conn.execute(_Q["create"], values).fetchone()
    if row is None:
        raise ConflictError(f"this supplier has sent a notice {number!r} already")
    ssccs = [package.sscc for package in new]
    try:
        with conn.transaction():
            ids = {
                sscc: package_id
                for package_id, sscc in conn.execute(
                    _Q["add_packages"], {"notice_id": row[0], "ssccs": ssccs}
                )
            }
    except psycopg.errors.UniqueViolation:
        taken = [one[0] for one in conn.execute(_Q["underway"], {"ssccs": ssccs})]
        raise ConflictError(
            f"{', '.join(taken) or 'a package'}: announced twice, and the first is still under way"
        ) from None
    lines = [(ids[p.sscc], no, line) for p in new for no, line in enumerate(p.lines, start=1)]
    values = {
        "package_ids": [package_id for package_id, _, _ in lines],
        "lines": [no for _, no, _ in lines],
        "item_ids": [line.item_id for _, _, line in lines],
        "qtys": [line.qty for _, _, line in lines],
        "lots": [line.lot for _, _, line in lines],
        "expiries": [line.expiry for _, _, line in lines],
    }
    conn.execute(_Q["add_lines"], values)
    downlink.notify(conn)
    return get(conn, row[0])


def sheet_rows(conn: Connection, numbers: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Lines of the notices with these numbers; None: of those that something is still to come on."""
    with conn.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_Q["sheet"], {"numbers": numbers}).fetchall()


def numbers_taken(conn: Connection, numbers: Sequence[str]) -> set[tuple[int, str]]:
    """Those of the numbers that a supplier (id) has used."""
    return {(row[0], row[1]) for row in conn.execute(_Q["numbers_taken"], {"numbers": list(numbers)})}


def underway(conn: Connection, ssccs: Sequence[str]) -> set[str]:
    return {row[0] for row in conn.execute(_Q["underway"], {"ssccs": list(ssccs)})}


def now(conn: Connection) -> datetime:
    """When this transaction began, by the database's clock."""
    row = conn.execute(_Q["now"]).fetchone()
    assert row is not None  # noqa: S101 - a select without a table gives its row
    at: datetime = row[0]
    return at


def end(conn: Connection, notice_id: int, state: str, *, at: datetime) -> Notice:
    """Nothing more is to come on it: ``closed``, or ``cancelled`` if nothing has. Raises NotFoundError,
    ConflictError."""
    row = conn.execute(_Q["lock"], {"id": notice_id}).fetchone()
    if row is None:
        raise NotFoundError("ship notice", notice_id)
    allowed = {"closed": ("announced", "partly_arrived"), "cancelled": ("announced",)}[state]
    if row[1] not in allowed:
        raise ConflictError(f"the ship notice is {row[1].replace('_', ' ')}, and cannot be {state}")
    conn.execute(_Q["void_packages"], {"id": notice_id})
    conn.execute(_Q["end"], {"id": notice_id, "state": state, "at": at})
    downlink.notify(conn)
    return get(conn, notice_id)


def arrive(conn: Connection, came: Mapping[str, Came], *, at: datetime) -> None:
    """These packages are here, those of them that were announced; once. They stand where they came, whole."""
    ssccs = sorted(came)
    if conn.execute(_Q["lock_arriving"], {"ssccs": ssccs}).fetchall():
        values = {"ssccs": ssccs, "times": [came[sscc].at for sscc in ssccs], "at": at}
        values |= {"location_ids": [came[sscc].location_id for sscc in ssccs]}
        conn.execute(_Q["arrive"], values)


def due(conn: Connection, site_id: int, *, limit: int) -> list[DueLine]:
    """Lines of the packages that are under way to the site, the earliest first."""
    with conn.cursor(row_factory=class_row(DueLine)) as cursor:
        return cursor.execute(_Q["due"], {"site_id": site_id, "limit": limit}).fetchall()


def content(conn: Connection, sscc: str) -> list[ContentLine]:
    """What is in a package by its notice; nothing if none has announced it."""
    with conn.cursor(row_factory=class_row(ContentLine)) as cursor:
        return cursor.execute(_Q["content"], {"sscc": sscc}).fetchall()
