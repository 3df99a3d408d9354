"""The codes of items and packs, and items' fixed places, as files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.sheets.kind import SheetKind
from hub.domain import gtin
from hub.domain.sheets.cells import ChoiceCell, CodeCell, DecimalCell, TextCell
from hub.domain.sheets.columns import Column, Fault, Key, Record
from hub.domain.sheets.plan import Change
from hub.store import item_places, items, locations
from hub.store.items import Item

_SKU = Column(
    name="sku",
    zh="货号",
    cell=CodeCell(),
    required=True,
    note="An item that is there",
    note_zh="已有的商品",
    example="MUG-01",
)
_QTY = DecimalCell(18, 6, positive=True)


class ItemCodes(SheetKind):
    name = "item-codes"
    title = "Codes and packs"
    title_zh = "条码与包装"
    key = ("code",)
    columns = (
        _SKU,
        Column(
            name="code",
            zh="条码",
            cell=CodeCell(),
            required=True,
            note="What a scanner reads; keep the column as text",
            note_zh="扫描读到的内容，请将此列设为文本",
            example="14006381333938",
        ),
        Column(
            name="kind",
            zh="类型",
            cell=ChoiceCell(("gtin", "other"), also={"其他": "other"}),
            default="gtin",
            note="gtin (its check digit is verified) or other",
            note_zh="gtin（校验位会被检查）或 other（其他）",
            example="gtin",
        ),
        Column(
            name="qty",
            zh="数量",
            cell=_QTY,
            default=Decimal(1),
            note="Base units that one scan stands for",
            note_zh="扫描一次代表的基本单位数",
            example="12",
        ),
        Column(
            name="pack",
            zh="包装",
            cell=TextCell(64),
            default="",
            note="What such a pack is called",
            note_zh="包装名称",
            example="case",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return (_code_record(code) for code in items.all_codes(conn) if code.kind != "sku")

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = items.all_codes(conn, [key[0] for key in keys])
        return {(code.code,): _code_record(code) for code in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        known = _items(conn, changes)
        for change in changes:
            record = change.record
            yield from _sku_fault(change, known)
            if change.changes("sku"):
                yield Fault(
                    change.row, "code", record["code"], f"stands for item {(change.old or {})['sku']} already"
                )
            elif change.changes("kind") and (change.old or {})["kind"] == "sku":
                yield Fault(change.row, "code", record["code"], "is the item's own SKU; it stays as it is")
            elif record["kind"] == "gtin" and "kind" not in change.wrong and not gtin.forms(record["code"]):
                what = "not a GTIN: 8, 12, 13 or 14 digits with a valid check digit (or say kind `other`)"
                yield Fault(change.row, "code", record["code"], what)
            yield from _decimals_fault(change, known, "qty")

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        items.save_codes(conn, [change.record for change in changes])

    def finish(self, conn: Connection, changes: Sequence[Change], user_id: int) -> None:
        items.bump_catalog(conn)


def _code_record(code: items.ItemCode) -> Record:
    return {column.name: getattr(code, column.name) for column in ItemCodes.columns}


class FixedPlaces(SheetKind):
    name = "fixed-places"
    title = "Fixed places"
    title_zh = "固定库位"
    key = ("sku", "site", "place")
    columns = (
        _SKU,
        Column(name="site", zh="仓库", cell=CodeCell(63), required=True, example="berlin"),
        Column(name="place", zh="库位", cell=CodeCell(), required=True, example="A-01-2"),
        Column(
            name="max_qty",
            zh="最大数量",
            cell=_QTY,
            note="As many base units of it as go there",
            note_zh="该处最多可放的基本单位数",
            example="240",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return map(_place_record, item_places.list_all(conn))

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = item_places.list_all(conn, [key[0] for key in keys])
        return {(place.sku, place.site, place.place): _place_record(place) for place in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        known = _items(conn, changes)
        all_places = locations.list_page(conn, limit=1_000_000)
        sites = {place.site for place in all_places}
        places = {(place.site, place.code): place for place in all_places}
        for change in changes:
            yield from _sku_fault(change, known)
            site, code = change.record["site"], change.record["place"]
            place = places.get((site, code))
            if site not in sites:
                yield Fault(change.row, "site", site, "there is no such site")
            elif place is None:
                yield Fault(change.row, "place", code, f"site {site} has no such place")
            elif place.outside or place.kind == "in_transit":
                yield Fault(change.row, "place", code, "is no place where goods stand")
            yield from _decimals_fault(change, known, "max_qty")

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        item_places.save_many(conn, [change.record for change in changes])


def _place_record(place: item_places.ItemPlace) -> Record:
    return {column.name: getattr(place, column.name) for column in FixedPlaces.columns}


def _items(conn: Connection, changes: Sequence[Change]) -> dict[str, Item]:
    skus = sorted({change.record["sku"] for change in changes if change.record["sku"] is not None})
    return {item.sku: item for item in items.by_skus(conn, skus)}


def _sku_fault(change: Change, known: Mapping[str, Item]) -> Iterable[Fault]:
    if "sku" not in change.wrong and change.record["sku"] not in known:
        yield Fault(
            change.row, "sku", change.record["sku"], "there is no such item; bring the items in first"
        )


def _decimals_fault(change: Change, known: Mapping[str, Item], name: str) -> Iterable[Fault]:
    item, qty = known.get(change.record["sku"]), change.record[name]
    if item is not None and qty is not None and not has_decimals(qty, item.qty_decimals):
        what = f"item {item.sku} is counted with {item.qty_decimals} decimals"
        yield Fault(change.row, name, _QTY.write(qty), what)
