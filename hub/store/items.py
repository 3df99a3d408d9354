"""Items and the codes that stand for them. Whatever changes them raises the catalogue's version."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

import psycopg
from psycopg.rows import TupleRow, class_row
from psycopg.types.json import Jsonb

from hub.domain import gtin
from hub.store import downlink, queries
from hub.store.arrays import exact
from hub.store.errors import ConflictError, InvalidError, NotFoundError

_Q = queries.load("items")
Connection = psycopg.Connection[TupleRow]
_NULLABLE = (
    "unit_weight_g",
    "unit_weight_sd_g",
    "price",
    "standard_cost",
    "length_mm",
    "width_mm",
    "height_mm",
    "shelf_life_days",
)
_CHANGEABLE = ("name", "category", "active", "tracking", "tracks_expiry", *_NULLABLE)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewItem:
    """Weights in grams a base unit; price and standard_cost a base unit, in the site's currency.

    Length, width and height are those of a base unit. `tracking` says what is written down of each unit that
    comes and goes: none, lot, serial or lot_serial; `tracks_expiry`: and the day until which it may be used.
    """

    sku: str
    name: str = ""
    category: str = ""
    unit: str = "pcs"
    qty_decimals: int = 0
    unit_weight_g: Decimal | None = None
    unit_weight_sd_g: Decimal | None = None
    price: Decimal | None = None
    standard_cost: Decimal | None = None
    length_mm: Decimal | None = None
    width_mm: Decimal | None = None
    height_mm: Decimal | None = None
    shelf_life_days: int | None = None
    tracking: str = "none"
    tracks_expiry: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item(NewItem):
    id: int
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class ItemCode:
    """A code, whose it is, how many base units one scan of it stands for, and what such a pack is called."""

    code: str
    sku: str
    kind: str
    qty: Decimal
    pack: str = ""


class KnownCode(NamedTuple):
    code: str
    item_id: int
    qty: Decimal
    unit: str
    qty_decimals: int


@dataclass(frozen=True, slots=True)
class CatalogueItem:
    sku: str
    name: str
    unit: str
    qty_decimals: int
    unit_weight_g: Decimal | None
    unit_weight_sd_g: Decimal | None
    tracking: str
    tracks_expiry: bool
    codes: list[str]
    code_qtys: list[Decimal]


def list_page(
    conn: Connection,
    *,
    after: str = "",
    limit: int = 100,
    category: str | None = None,
    active: bool | None = None,
    search: str | None = None,
) -> list[Item]:
    """By SKU, those behind ``after``. ``search`` is a part of the SKU or name, in any case."""
    pattern = None if search is None else f"%{_escaped(search)}%"
    values = {"after": after, "limit": limit, "category": category, "active": active, "search": pattern}
    with conn.cursor(row_factory=class_row(Item)) as cursor:
        return cursor.execute(_Q["page"], values).fetchall()


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def find(conn: Connection, sku: str) -> Item | None:
    with conn.cursor(row_factory=class_row(Item)) as cursor:
        return cursor.execute(_Q["by_sku"], {"sku": sku}).fetchone()


def get(conn: Connection, sku: str) -> Item:
    """Raises NotFoundError."""
    item = find(conn, sku)
    if item is None:
        raise NotFoundError("item", sku)
    return item


def create(conn: Connection, new: NewItem) -> Item:
    """An item and its SKU as its first code. Raises ConflictError when either is taken."""
    values = {name: getattr(new, name) for name in NewItem.__dataclass_fields__}
    if conn.execute(_Q["create"], values).fetchone() is None:
        raise ConflictError(f"there is an item {new.sku!r} already")
    _add_code(conn, new.sku, new.sku, "sku", Decimal(1))
    bump_catalog(conn)
    return get(conn, new.sku)


def put_many(conn: Connection, new: Sequence[NewItem]) -> dict[str, int]:
    """Make or renew items; gives their ids by SKU. The last of two with one SKU counts."""
    unique = list({item.sku: item for item in new}.values())
    if not unique:
        return {}
    values = {
        "skus": [item.sku for item in unique],
        "names": [item.name for item in unique],
        "categories": [item.category for item in unique],
        "units": [item.unit for item in unique],
        "qty_decimals": [item.qty_decimals for item in unique],
        "weights": [item.unit_weight_g for item in unique],
        "spreads": [item.unit_weight_sd_g for item in unique],
        "prices": [item.price for item in unique],
        "costs": [item.standard_cost for item in unique],
    }
    ids: dict[str, int] = dict(conn.execute(_Q["put_many"], values).fetchall())
    bump_catalog(conn)
    return ids


def by_skus(conn: Connection, skus: Sequence[str] | None = None) -> list[Item]:
    """Those of the items that exist, all of them if None, by SKU."""
    with conn.cursor(row_factory=class_row(Item)) as cursor:
        return cursor.execute(_Q["by_skus"], {"skus": None if skus is None else list(skus)}).fetchall()


def by_ids(conn: Connection, ids: Iterable[int]) -> list[Item]:
    """By SKU."""
    with conn.cursor(row_factory=class_row(Item)) as cursor:
        return cursor.execute(_Q["by_ids"], {"ids": sorted(set(ids))}).fetchall()


def save_many(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Make or renew items whole, each with its SKU as a code; ``bump_catalog`` is the caller's to call.

    A row has NewItem's fields and ``active``.
    """
    conn.execute(_Q["save_many"], {"rows": Jsonb(exact(rows))})


def code_holders(conn: Connection, wanted: Sequence[str]) -> dict[str, str]:
    """Whose those of the codes are that stand for an item: SKU by code."""
    return dict(conn.execute(_Q["code_holders"], {"codes": list(wanted)}).fetchall())


def update(conn: Connection, sku: str, changes: dict[str, Any]) -> Item:
    """Change what is named. The unit is not among it: what is counted stays counted in it.

    Raises NotFoundError, InvalidError.
    """
    unknown = sorted(set(changes) - set(_CHANGEABLE))
    if unknown:
        raise InvalidError(f"{', '.join(unknown)}: cannot be changed; what can is {', '.join(_CHANGEABLE)}")
    values: dict[str, Any] = {"sku": sku} | {name: changes.get(name) for name in _CHANGEABLE}
    values |= {f"set_{name}": name in changes for name in _NULLABLE}
    if conn.execute(_Q["update"], values).fetchone() is None:
        raise NotFoundError("item", sku)
    bump_catalog(conn)
    return get(conn, sku)


def codes(conn: Connection, sku: str) -> list[ItemCode]:
    with conn.cursor(row_factory=class_row(ItemCode)) as cursor:
        return cursor.execute(_Q["codes"], {"sku": sku}).fetchall()


def find_code(conn: Connection, code: str) -> ItemCode | None:
    with conn.cursor(row_factory=class_row(ItemCode)) as cursor:
        return cursor.execute(_Q["code"], {"code": code}).fetchone()


def all_codes(conn: Connection, wanted: Sequence[str] | None = None) -> list[ItemCode]:
    """Those of the codes that stand for an item, all of them if None; by SKU and quantity."""
    with conn.cursor(row_factory=class_row(ItemCode)) as cursor:
        values = {"codes": None if wanted is None else list(wanted)}
        return cursor.execute(_Q["all_codes"], values).fetchall()


def save_codes(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Make or renew codes of items that exist; ``bump_catalog`` is the caller's to call.

    A row has sku, code, kind, qty and pack. A code stays its item's.
    """
    conn.execute(_Q["save_codes"], {"rows": Jsonb(exact(rows))})


def add_code(
    conn: Connection, sku: str, code: str, kind: str, qty: Decimal = Decimal(1), pack: str = ""
) -> ItemCode:
    """Let ``code`` stand for ``qty`` base units of the item. Raises NotFoundError, ConflictError."""
    get(conn, sku)
    added = _add_code(conn, sku, code, kind, qty, pack)
    bump_catalog(conn)
    return added


def _add_code(conn: Connection, sku: str, code: str, kind: str, qty: Decimal, pack: str = "") -> ItemCode:
    values = {"sku": sku, "code": code, "kind": kind, "qty": qty, "pack": pack}
    if conn.execute(_Q["add_code"], values).fetchone() is None:
        holder = find_code(conn, code)
        raise ConflictError(f"the code {code!r} stands for item {holder.sku if holder else '?'!r} already")
    return ItemCode(code, sku, kind, qty, pack)


def remove_code(conn: Connection, sku: str, code: str) -> None:
    """Raises NotFoundError. An item's own SKU stays its code."""
    if conn.execute(_Q["remove_code"], {"sku": sku, "code": code}).fetchone() is None:
        raise NotFoundError(f"code (other than the SKU) of item {sku!r}", code)
    bump_catalog(conn)


def bump_catalog(conn: Connection) -> int:
    """Raise the catalogue's version; agents are told after the commit."""
    row = conn.execute(_Q["bump_catalog"]).fetchone()
    assert row is not None  # noqa: S101 - the migration made the only row
    downlink.notify(conn)
    return int(row[0])


def catalog_version(conn: Connection) -> int:
    row = conn.execute(_Q["catalog_version"]).fetchone()
    assert row is not None  # noqa: S101 - the migration made the only row
    return int(row[0])


def resolve(conn: Connection, wanted: Sequence[str]) -> list[KnownCode]:
    """Those of the codes that stand for an item. A GTIN is found however many digits it is written with."""
    written = {code: [code, *gtin.forms(code)] for code in wanted}
    asked = sorted({form for forms in written.values() for form in forms})
    with conn.cursor(binary=True) as cursor:
        known = {row[0]: KnownCode(*row) for row in cursor.execute(_Q["resolve"], {"codes": asked})}
    found = ((code, next((known[f] for f in forms if f in known), None)) for code, forms in written.items())
    return [match._replace(code=code) for code, match in found if match is not None]


def standard_costs(conn: Connection, item_ids: Sequence[int]) -> dict[int, Decimal]:
    with conn.cursor(binary=True) as cursor:
        return {row[0]: row[1] for row in cursor.execute(_Q["costs"], {"ids": list(item_ids)})}


def catalogue(conn: Connection) -> list[CatalogueItem]:
    """All active items with their codes, as agents need them."""
    with conn.cursor(row_factory=class_row(CatalogueItem)) as cursor:
        return cursor.execute(_Q["catalogue"]).fetchall()


def sku_of(conn: Connection, item_id: int) -> str:
    """Raises NotFoundError."""
    row = conn.execute(_Q["sku_of"], {"id": item_id}).fetchone()
    if row is None:
        raise NotFoundError("item with id", item_id)
    return str(row[0])
