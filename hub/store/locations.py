"""Places: inside the walls of a site, or the virtual ones outside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.places import KINDS, is_outside
from hub.store import queries, sites
from hub.store.errors import ConflictError, InvalidError, NotFoundError

_Q = queries.load("locations")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Location:
    id: int
    site_id: int
    site: str
    code: str
    name: str
    kind: str
    outside: bool


class KnownPlace(NamedTuple):
    site_id: int
    code: str
    id: int
    kind: str


def list_page(
    conn: Connection, *, site: str | None = None, after: tuple[str, str] = ("", ""), limit: int = 500
) -> list[Location]:
    """By (site, code), those behind ``after``."""
    values = {"site": site, "after_site": after[0], "after": after[1], "limit": limit}
    with conn.cursor(row_factory=class_row(Location)) as cursor:
        return cursor.execute(_Q["of_site"], values).fetchall()


def find(conn: Connection, site: str, code: str) -> Location | None:
    with conn.cursor(row_factory=class_row(Location)) as cursor:
        return cursor.execute(_Q["by_code"], {"site": site, "code": code}).fetchone()


def get(conn: Connection, site: str, code: str) -> Location:
    """Raises NotFoundError."""
    location = find(conn, site, code)
    if location is None:
        raise NotFoundError(f"location at site {site!r} named", code)
    return location


def create(conn: Connection, site: str, code: str, kind: str, name: str = "") -> Location:
    """A place inside the walls. Raises NotFoundError for the site, InvalidError, ConflictError."""
    if kind not in KINDS or is_outside(kind) or kind == "in_transit":
        allowed = ", ".join(k for k in KINDS if not is_outside(k) and k != "in_transit")
        raise InvalidError(f"a location cannot be of kind {kind!r}; it may be {allowed}")
    if not 1 <= len(code) <= 64:
        raise InvalidError("a location's code has 1 to 64 characters")
    values = {"site_id": sites.get(conn, site).id, "code": code, "name": name, "kind": kind}
    if conn.execute(_Q["create"], values).fetchone() is None:
        raise ConflictError(f"site {site!r} has a location {code!r} already")
    return get(conn, site, code)


def by_codes(conn: Connection, wanted: Sequence[tuple[int, str]]) -> list[KnownPlace]:
    """Those of the (site id, code) pairs that exist."""
    values = {"site_ids": [site for site, _ in wanted], "codes": [code for _, code in wanted]}
    with conn.cursor(binary=True) as cursor:
        return [KnownPlace(*row) for row in cursor.execute(_Q["by_codes"], values)]


def by_ids(conn: Connection, ids: Iterable[int]) -> list[Location]:
    """Those of them that are inside the walls."""
    with conn.cursor(row_factory=class_row(Location)) as cursor:
        return cursor.execute(_Q["by_ids"], {"ids": sorted(ids)}).fetchall()
