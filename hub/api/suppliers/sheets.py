"""Suppliers, what they deliver, and their prices, as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.sheets.kind import SheetKind
from hub.domain.sheets.cells import (
    ChoiceCell,
    CodeCell,
    DayCell,
    DecimalCell,
    TextCell,
    WholeCell,
    YesNoCell,
)
from hub.domain.sheets.columns import Column, Fault, Key, Record, key_of
from hub.domain.sheets.plan import Change
from hub.store import items, supplier_lists

_ZERO = Decimal(0)
_SUPPLIER_CODE = CodeCell(63, r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", "1 to 63 letters, digits, _ . or -")
_CURRENCY = CodeCell(3, r"[A-Z]{3}", "a currency like EUR or CNY: three capitals")
_LEAD_TIME = WholeCell(0, 1000)
_SUPPLIER = Column(
    name="supplier",
    zh="供应商",
    cell=_SUPPLIER_CODE,
    required=True,
    note="A supplier that is there",
    note_zh="已有的供应商",
    example="ACME",
)
_SKU = Column(
    name="sku",
    zh="货号",
    cell=CodeCell(),
    required=True,
    note="An item that is there",
    note_zh="已有的商品",
    example="MUG-01",
)


def _text(name: str, zh: str, example: str, length: int = 200) -> Column:
    return Column(name=name, zh=zh, cell=TextCell(length), default="", example=example)


class Suppliers(SheetKind):
    name = "suppliers"
    title = "Suppliers"
    title_zh = "供应商"
    key = ("code",)
    columns = (
        Column(
            name="code",
            zh="代码",
            cell=_SUPPLIER_CODE,
            required=True,
            note="What tells suppliers apart",
            note_zh="区分供应商的代码",
            example="ACME",
        ),
        Column(name="name", zh="名称", cell=TextCell(), required=True, example="杭州茶业有限公司"),
        Column(
            name="currency",
            zh="货币",
            cell=_CURRENCY,
            required=True,
            note="Of its prices and orders, by ISO 4217",
            note_zh="价格与订单所用货币（ISO 4217）",
            example="CNY",
        ),
        Column(
            name="lead_time_days",
            zh="承诺交期（天）",
            cell=_LEAD_TIME,
            note="What it promises, from sent to received",
            note_zh="从发出订单到收货",
            example="14",
        ),
        _text("contact", "联系人", "Li Wei"),
        _text("email", "邮箱", "li@acme.example"),
        _text("phone", "电话", "+86 571 0000"),
        _text("address", "地址", "1 West Lake Road, Hangzhou", 1000),
        Column(
            name="language",
            zh="语言",
            cell=ChoiceCell(("en", "zh_CN"), also={"英文": "en", "中文": "zh_CN", "简体中文": "zh_CN"}),
            default="en",
            note="Of its orders and its page",
            note_zh="订单与供应商页面所用语言",
            example="zh_CN",
        ),
        Column(
            name="active",
            zh="启用",
            cell=YesNoCell(),
            default=True,
            note="no: nothing is ordered of it any more",
            note_zh="否（no）：不再向其订货",
            example="yes",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return supplier_lists.suppliers(conn)

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = supplier_lists.suppliers(conn, [key[0] for key in keys])
        return {(row["code"],): row for row in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        for change in changes:
            for name in ("name", "currency"):
                if not change.record[name] and name not in change.wrong:
                    yield Fault(change.row, name, "", "must not be empty")

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        supplier_lists.save_suppliers(conn, [change.record for change in changes])


class SupplierItems(SheetKind):
    name = "supplier-items"
    title = "What suppliers deliver"
    title_zh = "供货商品"
    key = ("supplier", "sku")
    columns = (
        _SUPPLIER,
        _SKU,
        Column(
            name="supplier_sku",
            zh="供应商货号",
            cell=TextCell(),
            default="",
            note="Its own number for the item",
            note_zh="供应商自己的货号",
            example="HEART-01",
        ),
        Column(
            name="min_qty",
            zh="最小订量",
            cell=DecimalCell(),
            default=_ZERO,
            note="It delivers no less, in base units",
            note_zh="按基本单位的最小订货量",
            example="48",
        ),
        Column(
            name="pack_qty",
            zh="包装数量",
            cell=DecimalCell(),
            default=_ZERO,
            note="It delivers multiples of this; 0: any",
            note_zh="按此数量的倍数供货，0 表示不限",
            example="12",
        ),
        Column(
            name="lead_time_days",
            zh="交期（天）",
            cell=_LEAD_TIME,
            note="Of this item alone; empty: the supplier's",
            note_zh="仅此商品的交期；空：按供应商",
            example="21",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return supplier_lists.items(conn)

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = supplier_lists.items(conn, [(key[0], key[1]) for key in keys])
        return {key_of(self.key, row): row for row in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        return _faults(conn, changes, ("min_qty", "pack_qty"))

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        supplier_lists.save_items(conn, [change.record for change in changes])


class SupplierPrices(SheetKind):
    name = "supplier-prices"
    title = "Suppliers' prices"
    title_zh = "供应商价格"
    key = ("supplier", "sku", "valid_from", "from_qty")
    columns = (
        _SUPPLIER,
        _SKU,
        Column(
            name="valid_from",
            zh="生效日",
            cell=DayCell(),
            required=True,
            note="The first day on which it holds",
            note_zh="价格生效的第一天",
            example="2026-01-01",
        ),
        Column(
            name="from_qty",
            zh="起订数量",
            cell=DecimalCell(),
            required=True,
            note="Holds for so many and more; 0: for any",
            note_zh="达到此数量时适用，0 表示任意数量",
            example="480",
        ),
        Column(
            name="unit_price",
            zh="单价",
            cell=DecimalCell(),
            required=True,
            note="Of a base unit, in the supplier's currency",
            note_zh="一个基本单位的价格，按供应商货币",
            example="6.80",
        ),
        Column(
            name="valid_to",
            zh="截止日",
            cell=DayCell(),
            note="Its last day; empty: no end",
            note_zh="价格的最后一天；空：不限",
            example="2026-12-31",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return supplier_lists.prices(conn)

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = supplier_lists.prices(conn, [(key[0], key[1]) for key in keys])
        return {key_of(self.key, row): row for row in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        yield from _faults(conn, changes, ("from_qty",))
        for change in changes:
            start, end = change.record["valid_from"], change.record["valid_to"]
            if start is not None and end is not None and end < start:
                yield Fault(change.row, "valid_to", end.isoformat(), "lies before the first day")

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        supplier_lists.save_prices(conn, [change.record for change in changes])


def _faults(conn: Connection, changes: Sequence[Change], quantities: Sequence[str]) -> Iterable[Fault]:
    """Names that do not exist, and quantities finer than the item is counted."""
    skus = sorted({change.record["sku"] for change in changes if change.record["sku"]})
    known = {item.sku: item for item in items.by_skus(conn, skus)}
    codes = {change.record["supplier"] for change in changes if change.record["supplier"]}
    suppliers = {row["code"] for row in supplier_lists.suppliers(conn, codes)}
    for change in changes:
        record = change.record
        if "supplier" not in change.wrong and record["supplier"] not in suppliers:
            what = "there is no such supplier; bring the suppliers in first"
            yield Fault(change.row, "supplier", record["supplier"], what)
        item = known.get(record["sku"])
        if item is None:
            if "sku" not in change.wrong:
                what = "there is no such item; bring the items in first"
                yield Fault(change.row, "sku", record["sku"], what)
            continue
        for name in quantities:
            qty = record[name]
            if qty is not None and not has_decimals(qty, item.qty_decimals):
                what = f"item {item.sku} is counted with {item.qty_decimals} decimals"
                yield Fault(change.row, name, str(qty), what)
