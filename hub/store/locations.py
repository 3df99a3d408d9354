"""Places: inside the walls of a site, or the virtual ones outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.domain.place_tree import Load
from hub.domain.places import KINDS, is_outside
from hub.store import queries, sites
from hub.store.arrays import exact
from hub.store.errors import ConflictError, InvalidError, NotFoundError

_Q = queries.load("locations")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Location:
    """Capacities are of all that stands in it, whatever place it hangs in; positions in metres from the
    site's corner. None: nobody has measured."""

    id: int
    site_id: int
    site: str
    code: str
    name: str
    kind: str
    outside: bool
    parent: str | None = None
    max_weight_kg: Decimal | None = None
    max_volume_l: Decimal | None = None
    max_pieces: Decimal | None = None
    x_m: Decimal | None = None
    y_m: Decimal | None = None
    width_m: Decimal | None = None
    depth_m: Decimal | None = None
    level: int | None = None


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


def lock_tree(conn: Connection, site_codes: Collection[str]) -> None:
    """Nobody else hangs places of these sites elsewhere until the transaction ends."""
    conn.execute(_Q["lock_tree"], {"sites": list(site_codes)})


def save_many(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Make or renew places inside the walls, whole but for their parent: ``hang`` sets that.

    A row has site and code, name, kind, the capacities and the position.
    """
    conn.execute(_Q["save_many"], {"rows": Jsonb(exact(rows))})


def hang(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Let each place (site, code) stand in its ``parent`` of the same site, None: in no other."""
    conn.execute(_Q["hang"], {"rows": Jsonb(exact(rows))})


def loads(conn: Connection, site_id: int) -> dict[str, Load]:
    """What stands directly in each place of a site that has goods, by its code."""
    with conn.cursor() as cursor:
        return {row[0]: Load(*row[1:]) for row in cursor.execute(_Q["loads"], {"site_id": site_id})}


def with_goods(conn: Connection, places: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those (site, code) of them where something stands, or is missing."""
    values = {"sites": [site for site, _ in places], "codes": [code for _, code in places]}
    return {(row[0], row[1]) for row in conn.execute(_Q["with_goods"], values)}


def by_codes(conn: Connection, wanted: Sequence[tuple[int, str]]) -> list[KnownPlace]:
    """Those of the (site id, code) pairs that exist."""
    values = {"site_ids": [site for site, _ in wanted], "codes": [code for _, code in wanted]}
    with conn.cursor(binary=True) as cursor:
        return [KnownPlace(*row) for row in cursor.execute(_Q["by_codes"], values)]


def by_ids(conn: Connection, ids: Iterable[int]) -> list[Location]:
    """Those of them that are inside the walls."""
    with conn.cursor(row_factory=class_row(Location)) as cursor:
        return cursor.execute(_Q["by_ids"], {"ids": sorted(ids)}).fetchall()
