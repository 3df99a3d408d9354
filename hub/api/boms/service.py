from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from hub.api.amounts import has_decimals
from hub.api.auth.roles import Principal
from hub.api.boms.schemas import (
    BomAnswer,
    BomChanges,
    BuildableAnswer,
    ComponentAnswer,
    ComponentRequest,
    ExplosionAnswer,
    ExplosionQuery,
    LevelAnswer,
    LimitAnswer,
    NewBom,
)
from hub.api.database import Connection
from hub.api.problems import WrongFields
from hub.api.references import known_site
from hub.domain.production.availability import buildable
from hub.domain.production.bom import explode
from hub.store import items
from hub.store.items import Item
from hub.store.production import boms
from hub.store.production.boms import BomRow, ComponentRow, WantedComponent
from hub.store.sites import Site


def answers(conn: Connection, rows: Sequence[BomRow]) -> list[BomAnswer]:
    parts: dict[int, list[ComponentRow]] = defaultdict(list)
    for part in boms.components(conn, [row.id for row in rows]):
        parts[part.bom_id].append(part)
    names = BomAnswer.model_fields.keys() - {"components"}
    return [
        BomAnswer.model_validate(
            {name: getattr(row, name) for name in names}
            | {"components": [ComponentAnswer.model_validate(part) for part in parts[row.id]]}
        )
        for row in rows
    ]


def one(conn: Connection, row: BomRow) -> BomAnswer:
    return answers(conn, [row])[0]


def create(conn: Connection, wanted: NewBom, *, who: Principal, now: datetime) -> BomAnswer:
    """Raises ConflictError for a ring, Problem (`validation`, with everything that is wrong)."""
    wrong = WrongFields()
    item = items.find(conn, wanted.sku)
    if item is None:
        wrong.add("body.sku", f"there is no item {wanted.sku!r}")
    elif not has_decimals(wanted.output_qty, item.qty_decimals):
        wrong.add("body.output_qty", f"item {item.sku} is counted with {item.qty_decimals} decimals")
    parts = _components(conn, wrong, wanted.components)
    wrong.raise_if_any()
    assert item is not None  # noqa: S101 - else it would be wrong
    made = boms.create(
        conn, item.id, kind=wanted.kind, output_qty=wanted.output_qty, note=wanted.note, parts=parts, at=now,
        user_id=who.user_id,
    )  # fmt: skip
    return one(conn, boms.activate(conn, made) if wanted.active else made)


def change(conn: Connection, bom_id: int, edition: int, wanted: BomChanges) -> BomAnswer:
    """Raises NotFoundError, StaleError, ConflictError, InvalidError, Problem (`validation`)."""
    row = boms.lock(conn, bom_id, edition)
    wrong = WrongFields()
    if wanted.output_qty is not None and not has_decimals(wanted.output_qty, row.qty_decimals):
        wrong.add("body.output_qty", f"item {row.sku} is counted with {row.qty_decimals} decimals")
    parts = None if wanted.components is None else _components(conn, wrong, wanted.components)
    wrong.raise_if_any()
    row = boms.change(
        conn, row, kind=wanted.kind, output_qty=wanted.output_qty, note=wanted.note, parts=parts
    )
    if wanted.active is not None:
        row = boms.activate(conn, row) if wanted.active else boms.retire(conn, row)
    return one(conn, row)


def _components(
    conn: Connection, wrong: WrongFields, wanted: Sequence[ComponentRequest]
) -> list[WantedComponent]:
    known = {item.sku: item for item in items.by_skus(conn, [part.sku for part in wanted])}
    parts: dict[int, WantedComponent] = {}
    for position, part in enumerate(wanted):
        where, item = f"body.components.{position}", known.get(part.sku)
        if item is None:
            wrong.add(f"{where}.sku", f"there is no item {part.sku!r}")
        elif item.id in parts:
            wrong.add(f"{where}.sku", "is named in this bill already")
        elif not has_decimals(part.qty, item.qty_decimals):
            wrong.add(f"{where}.qty", f"item {item.sku} is counted with {item.qty_decimals} decimals")
        else:
            parts[item.id] = WantedComponent(item.id, part.qty, part.scrap_percent)
    return list(parts.values())


def explosion(conn: Connection, bom_id: int, query: ExplosionQuery) -> ExplosionAnswer:
    """By the active bills of what is below it. Raises NotFoundError, Problem (`validation`)."""
    site = known_site(conn, query.site)
    row = boms.get(conn, bom_id)
    bills = boms.active_bills(conn) | {row.item_id: boms.bills(conn, [row])[row.id]}
    levels = explode(bills, row.item_id, query.qty)
    known = _by_id(conn, [level.item_id for level in levels])
    free = boms.free(conn, site.id, known) if site else {}
    return ExplosionAnswer(
        sku=row.sku,
        version=row.version,
        qty=query.qty,
        levels=[
            LevelAnswer(
                level=level.level, sku=known[level.item_id].sku, name=known[level.item_id].name,
                unit=known[level.item_id].unit, made=level.made, qty=level.qty,
                available=free[level.item_id] if site else None,
            )
            for level in levels
        ],
    )  # fmt: skip


def _by_id(conn: Connection, ids: Iterable[int]) -> dict[int, Item]:
    return {item.id: item for item in items.by_ids(conn, ids)}


def buildable_page(
    conn: Connection, site: Site, *, after: tuple[str, int], limit: int
) -> list[BuildableAnswer]:
    """By SKU."""
    rows = boms.list_page(conn, active=True, after=after, limit=limit)
    bills = boms.bills(conn, rows)
    parts = {part.item_id for bill in bills.values() for part in bill.components}
    free = boms.free(conn, site.id, {row.item_id for row in rows} | parts)
    named = _by_id(conn, parts)
    answers = []
    for row in rows:
        most = buildable(bills[row.id], free, decimals=row.qty_decimals)
        limits = [
            LimitAnswer(sku=named[item].sku, name=named[item].name, available=max(free[item], Decimal(0)))
            for item in most.limited_by
        ]
        answers.append(
            BuildableAnswer(
                bom_id=row.id, sku=row.sku, name=row.name, unit=row.unit, kind=row.kind, version=row.version,
                qty=most.qty, available=free[row.item_id], limited_by=limits,
            )
        )  # fmt: skip
    return answers
