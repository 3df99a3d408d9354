"""Items as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from hub.api.database import Connection
from hub.api.sheets.kind import SheetKind
from hub.domain.inbound.tracked import TRACKINGS
from hub.domain.sheets.cells import ChoiceCell, CodeCell, DecimalCell, TextCell, WholeCell, YesNoCell
from hub.domain.sheets.columns import Column, Fault, Key, Record
from hub.domain.sheets.plan import Change
from hub.store import items

_WEIGHT = DecimalCell(14, 4, positive=True)
_LENGTH = DecimalCell(12, 3, positive=True)
_UNIT = CodeCell(16, r"[A-Za-z0-9%/²³.]{1,16}", "a unit like pcs, kg or m²: 1 to 16 letters or digits")
_TRACKINGS_ZH = {
    "无": "none", "不追踪": "none", "批号": "lot", "批次": "lot", "序列号": "serial",
    "批号与序列号": "lot_serial", "批次与序列号": "lot_serial",
}  # fmt: skip
_FIXED = ("unit", "qty_decimals")


class Items(SheetKind):
    name = "items"
    title = "Items"
    title_zh = "商品"
    key = ("sku",)
    columns = (
        Column(
            name="sku",
            zh="货号",
            cell=CodeCell(),
            required=True,
            note="What tells items apart; a scan of it finds the item",
            note_zh="区分商品的编号，扫描它即可找到商品",
            example="MUG-01",
        ),
        Column(
            name="name",
            zh="名称",
            cell=TextCell(),
            default="",
            note="What people call it",
            note_zh="商品名称",
            example="Enamel mug",
        ),
        Column(
            name="category",
            zh="类别",
            cell=TextCell(),
            default="",
            note="For figures by category",
            note_zh="用于按类别统计",
            example="Kitchen",
        ),
        Column(
            name="unit",
            zh="单位",
            cell=_UNIT,
            default="pcs",
            note="What it is counted in; never changes",
            note_zh="计数单位，之后不能更改",
            example="pcs",
        ),
        Column(
            name="qty_decimals",
            zh="数量小数位",
            cell=WholeCell(0, 6),
            default=0,
            note="Decimals of its quantities; never changes",
            note_zh="数量的小数位数，之后不能更改",
            example="0",
        ),
        Column(
            name="unit_weight_g",
            zh="单重（克）",
            cell=_WEIGHT,
            note="Of one base unit, in grams",
            note_zh="一个基本单位的重量（克）",
            example="212.5",
        ),
        Column(
            name="unit_weight_sd_g",
            zh="单重标准差（克）",
            cell=DecimalCell(14, 4),
            note="Standard deviation from piece to piece, in grams",
            note_zh="每件之间的标准差（克）",
            example="1.8",
        ),
        Column(
            name="length_mm",
            zh="长（毫米）",
            cell=_LENGTH,
            note="Of one base unit",
            note_zh="一个基本单位",
            example="120",
        ),
        Column(
            name="width_mm",
            zh="宽（毫米）",
            cell=_LENGTH,
            note="Of one base unit",
            note_zh="一个基本单位",
            example="85",
        ),
        Column(
            name="height_mm",
            zh="高（毫米）",
            cell=_LENGTH,
            note="Of one base unit",
            note_zh="一个基本单位",
            example="90",
        ),
        Column(
            name="shelf_life_days",
            zh="保质期（天）",
            cell=WholeCell(1, 36_500),
            note="From production to expiry",
            note_zh="从生产到过期的天数",
            example="365",
        ),
        Column(
            name="tracking",
            zh="追踪",
            cell=ChoiceCell(TRACKINGS, also=_TRACKINGS_ZH),
            default="none",
            note="none, lot, serial or lot_serial: what is written down of each unit",
            note_zh="无（none）、批号（lot）、序列号（serial）或批号与序列号（lot_serial）",
            example="lot",
        ),
        Column(
            name="tracks_expiry",
            zh="登记有效期",
            cell=YesNoCell(),
            default=False,
            note="yes: the day of expiry is demanded of what comes in",
            note_zh="是（yes）：收货时必须登记有效期",
            example="no",
        ),
        Column(
            name="price",
            zh="售价",
            cell=DecimalCell(18, 6),
            note="Of one base unit, in the site's currency",
            note_zh="一个基本单位的售价，按仓库货币",
            example="9.90",
        ),
        Column(
            name="standard_cost",
            zh="标准成本",
            cell=DecimalCell(18, 6),
            note="Of one base unit, in the site's currency",
            note_zh="一个基本单位的成本，按仓库货币",
            example="4.20",
        ),
        Column(
            name="active",
            zh="启用",
            cell=YesNoCell(),
            default=True,
            note="no: it is not told to the devices any more",
            note_zh="否（no）：不再下发给设备",
            example="yes",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return map(_record, items.by_skus(conn))

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        return {(item.sku,): _record(item) for item in items.by_skus(conn, [key[0] for key in keys])}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        holders = items.code_holders(conn, [change.key[0] for change in changes if change.is_new])
        for change in changes:
            sku = change.key[0]
            if change.is_new and sku in holders:
                yield Fault(change.row, "sku", sku, f"is a code of item {holders[sku]} already")
            yield from _unit_faults(change)
            yield from _spread_fault(change)

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        items.save_many(conn, [change.record for change in changes])

    def finish(self, conn: Connection, changes: Sequence[Change], user_id: int) -> None:
        items.bump_catalog(conn)


def _unit_faults(change: Change) -> Iterable[Fault]:
    for name in _FIXED:
        if change.changes(name):
            was = (change.old or {})[name]
            what = f"what an item is counted in never changes: it is {was}"
            yield Fault(change.row, name, str(change.record[name]), what)


def _spread_fault(change: Change) -> Iterable[Fault]:
    weight, spread = change.record["unit_weight_g"], change.record["unit_weight_sd_g"]
    if spread is not None and "unit_weight_g" not in change.wrong and (weight is None or spread > weight):
        what = "a spread needs a unit weight that is not below it"
        yield Fault(change.row, "unit_weight_sd_g", _WEIGHT.write(spread), what)


def _record(item: items.Item) -> Record:
    return {column.name: getattr(item, column.name) for column in Items.columns}
