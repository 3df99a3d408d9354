"""Bills of materials and their versions."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.production.bom import Bom, Component, ring
from hub.store import queries
from hub.store.errors import ConflictError, InvalidError, NotFoundError, StaleError

_Q = queries.load("boms")
Connection = psycopg.Connection[TupleRow]
_NO_FILTER: dict[str, object] = dict.fromkeys(("ids", "sku", "version", "active", "component", "limit")) | {
    "after_sku": "",
    "after_version": 0,
}


@dataclass(frozen=True, slots=True)
class BomRow:
    """``used``: an order was made by it, so that it stays as it is; ``edition`` counts its changes."""

    id: int
    item_id: int
    sku: str
    name: str
    unit: str
    qty_decimals: int
    version: int
    kind: str
    output_qty: Decimal
    active: bool
    note: str
    created_at: datetime
    created_by: str | None
    edition: int
    used: bool


@dataclass(frozen=True, slots=True)
class ComponentRow:
    bom_id: int
    item_id: int
    sku: str
    name: str
    unit: str
    qty_decimals: int
    tracking: str
    qty: Decimal
    scrap_percent: Decimal


class WantedComponent(NamedTuple):
    """``qty`` in base units, for the bill's output_qty."""

    item_id: int
    qty: Decimal
    scrap_percent: Decimal = Decimal(0)


def list_page(
    conn: Connection,
    *,
    sku: str | None = None,
    active: bool | None = None,
    component: str | None = None,
    after: tuple[str, int] = ("", 0),
    limit: int | None = 100,
) -> list[BomRow]:
    """By SKU and version, those behind ``after``."""
    return _page(
        conn,
        sku=sku, active=active, component=component, after_sku=after[0], after_version=after[1], limit=limit,
    )  # fmt: skip


def _page(conn: Connection, **values: object) -> list[BomRow]:
    with conn.cursor(row_factory=class_row(BomRow)) as cursor:
        return cursor.execute(_Q["page"], _NO_FILTER | values, prepare=False).fetchall()


def by_ids(conn: Connection, ids: Collection[int]) -> dict[int, BomRow]:
    return {row.id: row for row in _page(conn, ids=sorted(ids))}


def get(conn: Connection, bom_id: int) -> BomRow:
    """Raises NotFoundError."""
    found = _page(conn, ids=[bom_id])
    if not found:
        raise NotFoundError("bill of materials with id", bom_id)
    return found[0]


def find(conn: Connection, sku: str, version: int | None) -> BomRow | None:
    """That version, or the active one where none is named."""
    active = True if version is None else None
    found = _page(conn, sku=sku, version=version, active=active)
    return found[0] if found else None


def components(conn: Connection, bom_ids: Iterable[int]) -> list[ComponentRow]:
    """By bill and SKU."""
    with conn.cursor(row_factory=class_row(ComponentRow)) as cursor:
        return cursor.execute(_Q["components"], {"ids": sorted(set(bom_ids))}).fetchall()


def bills(conn: Connection, rows: Iterable[BomRow]) -> dict[int, Bom]:
    """As the domain computes with them, by the bills' ids."""
    made = {row.id: Bom(row.item_id, row.output_qty, ()) for row in rows}
    parts: dict[int, list[Component]] = {bom_id: [] for bom_id in made}
    for one in components(conn, made):
        parts[one.bom_id].append(Component(one.item_id, one.qty, one.scrap_percent, one.qty_decimals))
    return {bom_id: bom._replace(components=tuple(parts[bom_id])) for bom_id, bom in made.items()}


def active_bills(conn: Connection) -> dict[int, Bom]:
    """The active bill of each item that has one, by the item's id."""
    return {bom.item_id: bom for bom in bills(conn, _page(conn, active=True)).values()}


def free(conn: Connection, site_id: int, item_ids: Collection[int]) -> dict[int, Decimal]:
    """What of each nobody has been promised: on hand, less what is held and reserved."""
    values = {"site_id": site_id, "item_ids": sorted(item_ids)}
    return dict(conn.execute(_Q["free"], values).fetchall())


def lock(conn: Connection, bom_id: int, edition: int) -> BomRow:
    """It, and which bills there are, stay as they are until the transaction ends.

    Raises NotFoundError; StaleError when it is not in the edition that was seen.
    """
    lock_all(conn)
    conn.execute(_Q["lock"], {"id": bom_id})
    row = get(conn, bom_id)
    if row.edition != edition:
        raise StaleError(f"version {row.version} of {row.sku}'s bill of materials", edition, row.edition)
    return row


def lock_all(conn: Connection) -> None:
    conn.execute(_Q["lock_all"])


def lock_for_order(conn: Connection, bom_id: int) -> None:
    conn.execute(_Q["lock_for_order"], {"id": bom_id})


def create(
    conn: Connection,
    item_id: int,
    *,
    kind: str,
    output_qty: Decimal,
    note: str,
    parts: Sequence[WantedComponent],
    at: datetime,
    user_id: int | None,
) -> BomRow:
    """The item's next version, not active yet. Raises ConflictError for a ring."""
    lock_all(conn)
    values = {
        "item_id": item_id, "kind": kind, "output_qty": output_qty, "note": note, "at": at,
        "user_id": user_id,
    }  # fmt: skip
    made = conn.execute(_Q["create"], values).fetchone()
    assert made is not None  # noqa: S101 - an aggregate always gives a row to insert
    put_components(conn, made[0], parts)
    return get(conn, made[0])


def change(
    conn: Connection,
    row: BomRow,
    *,
    kind: str | None = None,
    output_qty: Decimal | None = None,
    note: str | None = None,
    parts: Sequence[WantedComponent] | None = None,
) -> BomRow:
    """Of a locked one; what is None stays. Raises ConflictError: an order was made by it, or a ring."""
    if row.used and (kind is not None or output_qty is not None or parts is not None):
        raise ConflictError(
            f"orders have been made by version {row.version} of {row.sku}'s bill of materials: "
            "it stays as it is. Make the next version"
        )
    conn.execute(_Q["change"], {"id": row.id, "kind": kind, "output_qty": output_qty, "note": note})
    if parts is not None:
        conn.execute(_Q["remove_components"], {"bom_id": row.id})
        put_components(conn, row.id, parts)
    return get(conn, row.id)


def put_components(conn: Connection, bom_id: int, parts: Sequence[WantedComponent]) -> None:
    """Raises ConflictError for a ring."""
    values = {
        "bom_id": bom_id,
        "item_ids": [part.item_id for part in parts],
        "qtys": [part.qty for part in parts],
        "scrap_percents": [part.scrap_percent for part in parts],
    }
    conn.execute(_Q["add_components"], values)
    refuse_ring(conn, [bom_id])


def activate(conn: Connection, row: BomRow) -> BomRow:
    """A locked one; the one before it is retired. Raises InvalidError, ConflictError for a ring."""
    if not components(conn, [row.id]):
        raise InvalidError(f"version {row.version} of {row.sku}'s bill of materials has no components")
    if not row.active:
        conn.execute(_Q["retire"], {"item_id": row.item_id})
        conn.execute(_Q["activate"], {"id": row.id})
        refuse_ring(conn, [row.id])
    return get(conn, row.id)


def retire(conn: Connection, row: BomRow) -> BomRow:
    """A locked one: nothing is made by it any more unless somebody names it."""
    if row.active:
        conn.execute(_Q["retire"], {"item_id": row.item_id})
    return get(conn, row.id)


def uses(conn: Connection, bom_ids: Collection[int] = ()) -> dict[int, set[int]]:
    """By item, the components of its active bill, and of those that are named."""
    found: dict[int, set[int]] = {}
    for item_id, component in conn.execute(_Q["uses"], {"ids": list(bom_ids)}):
        found.setdefault(item_id, set()).add(component)
    return found


def refuse_ring(conn: Connection, bom_ids: Collection[int]) -> None:
    """Of these bills and all active ones. Raises ConflictError, with the way round."""
    way = ring(uses(conn, bom_ids))
    if way:
        skus: dict[int, str] = dict(conn.execute(_Q["skus"], {"ids": sorted(set(way))}).fetchall())
        raise ConflictError(f"an item cannot be made of itself: {' of '.join(skus[item] for item in way)}")
