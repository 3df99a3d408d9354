"""Bills of materials and their components, as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.sheets.kind import SheetKind
from hub.domain.production.bom import ring
from hub.domain.sheets.cells import ChoiceCell, CodeCell, DecimalCell, TextCell, WholeCell, YesNoCell
from hub.domain.sheets.columns import Column, Fault, Key, Record, key_of
from hub.domain.sheets.plan import Change
from hub.store import items
from hub.store.items import Item
from hub.store.production import bom_lists

_USED = "orders have been made by this version: it stays as it is. Bring it in as the next one"
_SKU = Column(
    name="sku",
    zh="货号",
    cell=CodeCell(),
    required=True,
    note="What is made: an item that is there",
    note_zh="产出的商品（须已存在）",
    example="BOX-01",
)
_VERSION = Column(
    name="version",
    zh="版本",
    cell=WholeCell(1, 9999),
    required=True,
    note="Of the item's bills of materials",
    note_zh="该商品物料清单的版本号",
    example="1",
)


class Boms(SheetKind):
    name = "boms"
    title = "Bills of materials"
    title_zh = "物料清单"
    key = ("sku", "version")
    columns = (
        _SKU,
        _VERSION,
        Column(
            name="kind",
            zh="类型",
            cell=ChoiceCell(("made", "kit"), also={"生产": "made", "套件": "kit", "套装": "kit"}),
            default="made",
            note="made, or kit: it can be taken apart again",
            note_zh="生产（made）或套件（kit，可以拆卸）",
            example="kit",
        ),
        Column(
            name="output_qty",
            zh="产出数量",
            cell=DecimalCell(positive=True),
            default=Decimal(1),
            note="How many the components are for, in base units",
            note_zh="组件用量对应的产出数量，按基本单位",
            example="1",
        ),
        Column(
            name="active",
            zh="启用",
            cell=YesNoCell(),
            default=False,
            note="yes: orders are made by it; one version of an item",
            note_zh="是（yes）：生产单按此版本；每个商品只有一个",
            example="yes",
        ),
        Column(name="note", zh="备注", cell=TextCell(1000), default="", example="With the new lid"),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return map(self._record, bom_lists.bills(conn))

    def _record(self, row: Record) -> Record:
        return {column.name: row[column.name] for column in self.columns}

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = bom_lists.bills(conn, {key[0] for key in keys})
        return {key_of(self.key, row): self._record(row) for row in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        skus = {change.record["sku"] for change in changes if change.record["sku"]}
        bom_lists.lock(conn, skus)
        known = {item.sku: item for item in items.by_skus(conn, sorted(skus))}
        there = {key_of(self.key, row): row for row in bom_lists.bills(conn, skus)}
        with_parts = {key_of(self.key, row) for row in bom_lists.components(conn, skus)}
        active = {key for key, row in there.items() if row["active"]}
        active -= {change.key for change in changes}
        for change in changes:
            yield from _item_fault(change, "sku", known, ("output_qty",))
            if there.get(change.key, {}).get("used"):
                for name in ("kind", "output_qty"):
                    if change.changes(name):
                        yield Fault(change.row, name, str(change.record[name]), _USED)
            if not change.record["active"] or "active" in change.wrong:
                continue
            others = sorted(key[1] for key in active if key[0] == change.key[0])
            if others:
                what = f"version {others[0]} is active; say no of that one in this file"
                yield Fault(change.row, "active", "yes", what)
            elif change.is_new or change.changes("active"):
                yield from self._without_parts(change, with_parts)
            active.add(change.key)
        yield from _rings(conn, changes, active)

    def _without_parts(self, change: Change, with_parts: Collection[Key]) -> Iterable[Fault]:
        """A bill comes in before its components: so it may be active before it has any."""
        if not change.is_new and change.key not in with_parts:
            what = "it has no components; bring those in first"
            yield Fault(change.row, "active", "yes", what)

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        bom_lists.save_bills(conn, [{**change.record, "active": False} for change in changes])

    def finish(self, conn: Connection, changes: Sequence[Change], user_id: int) -> None:
        """Which one is active is said last: of an item there is never more than one."""
        bom_lists.save_bills(conn, [change.record for change in changes if change.record["active"]])


class BomComponents(SheetKind):
    name = "bom-components"
    title = "Components of bills of materials"
    title_zh = "物料清单组件"
    key = ("sku", "version", "component")
    columns = (
        _SKU,
        _VERSION,
        Column(
            name="component",
            zh="组件",
            cell=CodeCell(),
            required=True,
            note="What it is made of: an item that is there",
            note_zh="所用的商品（须已存在）",
            example="MUG-01",
        ),
        Column(
            name="qty",
            zh="用量",
            cell=DecimalCell(positive=True),
            required=True,
            note="For the bill's output_qty, in the component's base units",
            note_zh="对应产出数量的用量，按组件的基本单位",
            example="2",
        ),
        Column(
            name="scrap_percent",
            zh="损耗率（%）",
            cell=DecimalCell(7, 4),
            default=Decimal(0),
            note="So much more of it is used up as a rule",
            note_zh="通常额外消耗的百分比",
            example="2.5",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return map(self._record, bom_lists.components(conn))

    def _record(self, row: Record) -> Record:
        return {column.name: row[column.name] for column in self.columns}

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = bom_lists.components(conn, {key[0] for key in keys})
        return {key_of(self.key, row): self._record(row) for row in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        skus = {change.record["sku"] for change in changes if change.record["sku"]}
        bom_lists.lock(conn, skus)
        parts = {change.record["component"] for change in changes if change.record["component"]}
        known = {item.sku: item for item in items.by_skus(conn, sorted(parts))}
        bills = {(row["sku"], row["version"]): row for row in bom_lists.bills(conn, skus)}
        for change in changes:
            yield from _item_fault(change, "component", known, ("qty",))
            percent = change.record["scrap_percent"]
            if percent is not None and percent > 100:
                yield Fault(change.row, "scrap_percent", str(percent), "must be between 0 and 100")
            bill = bills.get((change.record["sku"], change.record["version"]))
            if bill is None:
                if not change.wrong & {"sku", "version"}:
                    what = "there is no such bill; bring the bills of materials in first"
                    yield Fault(change.row, "sku", str(change.record["sku"]), what)
            elif bill["used"]:
                yield Fault(change.row, "version", str(bill["version"]), _USED)
        active = {key for key, row in bills.items() if row["active"]}
        yield from _rings(conn, changes, active, with_parts=True)

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        bom_lists.save_components(conn, [change.record for change in changes])


def _item_fault(
    change: Change, column: str, known: Mapping[str, Item], quantities: Sequence[str]
) -> Iterable[Fault]:
    """A name that does not exist, a quantity that is finer than the item is counted."""
    sku = change.record[column]
    item = known.get(sku)
    if item is None:
        if column not in change.wrong:
            yield Fault(change.row, column, str(sku), "there is no such item; bring the items in first")
        return
    for name in quantities:
        qty = change.record[name]
        if qty is not None and not has_decimals(qty, item.qty_decimals):
            what = f"item {item.sku} is counted with {item.qty_decimals} decimals"
            yield Fault(change.row, name, str(qty), what)


def _rings(
    conn: Connection, changes: Sequence[Change], active: Collection[Key], *, with_parts: bool = False
) -> Iterable[Fault]:
    """Items that would be made of themselves by the active bills, as they will be.

    ``active``: those of the items that are concerned; ``with_parts``: the changes are of components.
    """
    concerned = {change.key[0] for change in changes}
    versions = {key for key in active if key[0] in concerned}
    versions |= {
        key_of(Boms.key, row)
        for row in bom_lists.bills(conn)
        if row["active"] and row["sku"] not in concerned
    }
    uses: dict[str, set[str]] = {}
    for row in bom_lists.components(conn):
        if (row["sku"], row["version"]) in versions:
            uses.setdefault(row["sku"], set()).add(row["component"])
    if with_parts:
        for change in changes:
            if change.key[:2] in versions and not change.wrong & {"sku", "version", "component"}:
                uses.setdefault(change.key[0], set()).add(change.key[2])
    ids = {
        sku: number
        for number, sku in enumerate(sorted(uses.keys() | {c for of in uses.values() for c in of}))
    }
    way = ring({ids[sku]: sorted(ids[one] for one in of) for sku, of in uses.items()})
    if not way:
        return
    skus = {number: sku for sku, number in ids.items()}
    told = [skus[number] for number in way]
    for change in changes:
        if change.key[0] in told and (not with_parts or change.key[2] in told):
            column = "component" if with_parts else "active"
            what = f"an item cannot be made of itself: {' of '.join(told)}"
            yield Fault(change.row, column, str(change.record[column]), what)
