"""Purchase orders as files: a row a line. A file drafts whole orders; what is there it does not change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.purchasing.schemas import MAX_LINES
from hub.api.sheets.kind import SheetKind
from hub.api.suppliers.service import expected_on
from hub.api.values import SLASH
from hub.domain.purchasing.prices import Price, price_for
from hub.domain.sheets.cells import CodeCell, DayCell, DecimalCell, TextCell, WholeCell
from hub.domain.sheets.columns import Column, Fault, Key, Record, key_of
from hub.domain.sheets.plan import Change, together
from hub.store import items, sites, supplier_items, suppliers
from hub.store.inbound import notices
from hub.store.items import Item
from hub.store.purchasing import orders, work
from hub.store.purchasing.history import By
from hub.store.purchasing.work import NewOrder, WantedLine
from hub.store.sites import Site
from hub.store.supplier_items import SupplierItem
from hub.store.suppliers import Supplier

# of the order: the same in all its rows
_OF_ORDER: Final = ("site", "supplier", "exchange_rate", "note")
_QTY: Final = DecimalCell(positive=True)


class PurchaseOrders(SheetKind):
    name = "purchase-orders"
    title = "Purchase orders"
    title_zh = "采购订单"
    key = ("order", "line")
    columns = (
        Column(
            name="order",
            zh="订单号",
            cell=CodeCell(),
            required=True,
            note="A number that no order has; rows with the same number are one order",
            note_zh="尚未使用的订单号；号码相同的行属于同一张订单",
            example="PO-2026-0815",
        ),
        Column(
            name="line",
            zh="行",
            cell=WholeCell(1, MAX_LINES),
            required=True,
            note="Of the order, from 1",
            note_zh="订单内的行号，从 1 起",
            example="1",
        ),
        Column(
            name="site",
            zh="仓库",
            cell=CodeCell(63),
            required=True,
            note="Where the goods go; the same in all rows of an order",
            note_zh="送货仓库；同一订单各行相同",
            example="berlin",
        ),
        Column(
            name="supplier",
            zh="供应商",
            cell=CodeCell(63),
            required=True,
            note="A supplier that is there; the same in all rows of an order",
            note_zh="已有的供应商；同一订单各行相同",
            example="ACME",
        ),
        Column(
            name="sku",
            zh="货号",
            cell=CodeCell(),
            required=True,
            note="An item that is there",
            note_zh="已有的商品",
            example="MUG-01",
        ),
        Column(
            name="qty",
            zh="数量",
            cell=_QTY,
            required=True,
            note="In base units",
            note_zh="按基本单位",
            example="480",
        ),
        Column(
            name="unit_price",
            zh="单价",
            cell=DecimalCell(),
            filled_in=True,
            note="Of a base unit, in the supplier's currency; empty: the supplier's for so many, today",
            note_zh="一个基本单位的价格，按供应商货币；空：今天此数量的供应商价格",
            example="6.80",
        ),
        Column(
            name="expected_on",
            zh="预计到货日",
            cell=DayCell(),
            filled_in=True,
            note="Empty: by the supplier's lead time",
            note_zh="空：按供应商交期",
            example="2026-03-05",
        ),
        Column(
            name="exchange_rate",
            zh="汇率",
            cell=DecimalCell(18, 8, positive=True),
            filled_in=True,
            note="What one unit of the supplier's currency is in the site's, where they differ",
            note_zh="供应商货币与仓库货币不同时：1 单位供应商货币合多少仓库货币",
            example="7.85",
        ),
        Column(
            name="note",
            zh="备注",
            cell=TextCell(1000),
            default="",
            note="For the supplier; the same in all rows of an order",
            note_zh="给供应商的备注；同一订单各行相同",
            example="Deliver before noon",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return orders.sheet_rows(conn)

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = orders.sheet_rows(conn, sorted({key[0] for key in keys}))
        return {key_of(self.key, row): row for row in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        there = orders.numbers_taken(conn, sorted({change.key[0] for change in changes}))
        known = _Known.of(conn, changes)
        for change in changes:
            if change.key[0] in there:
                what = "there is this order already: a file drafts new ones, and changes none"
                yield Fault(change.row, "order", change.key[0], what)
                continue
            if "/" in change.key[0]:
                yield Fault(change.row, "order", change.key[0], SLASH)
            yield from _name_faults(change, known)
            yield from _price_faults(change, known)
        for _, lines in together(changes, "order"):
            yield from _order_faults(lines)

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        """Nothing yet: an order is made whole, and its rows may be in several lots."""

    def finish(self, conn: Connection, changes: Sequence[Change], user_id: int) -> None:
        known = _Known.of(conn, changes)
        for (number,), lines in together(changes, "order"):
            first = lines[0].record
            site, supplier = known.sites[first["site"]], known.suppliers[first["supplier"]]
            new = NewOrder(
                site_id=site.id,
                supplier_id=supplier.id,
                currency=supplier.currency,
                number=str(number),
                exchange_rate=first["exchange_rate"] or Decimal(1),
                note=first["note"] or "",
            )
            wanted = [_line(change, known) for change in lines]
            work.create(conn, new, wanted, at=known.now, by=By(user_id))


@dataclass(frozen=True, slots=True)
class _Known:
    """What the names of a file stand for; prices and terms by supplier and SKU."""

    now: datetime
    sites: Mapping[str, Site]
    suppliers: Mapping[str, Supplier]
    items: Mapping[str, Item]
    prices: Mapping[tuple[str, str], Sequence[Price]]
    terms: Mapping[tuple[str, str], SupplierItem]

    @classmethod
    def of(cls, conn: Connection, changes: Sequence[Change]) -> _Known:
        skus = sorted({change.record["sku"] for change in changes if change.record["sku"]})
        found = {item.sku: item for item in items.by_skus(conn, skus)}
        codes = sorted({change.record["supplier"] for change in changes if change.record["supplier"]})
        named = {code: one for code in codes if (one := suppliers.find(conn, code)) is not None}
        prices: dict[tuple[str, str], Sequence[Price]] = {}
        terms: dict[tuple[str, str], SupplierItem] = {}
        by_id = {item.id: item.sku for item in found.values()}
        for code, supplier in named.items():
            for item_id, of_item in supplier_items.prices(conn, supplier.id, sorted(by_id)).items():
                prices[code, by_id[item_id]] = of_item
            for sku, of_sku in supplier_items.named(conn, supplier.id, sorted(found)).items():
                terms[code, sku] = of_sku
        there = {site.code: site for site in sites.list_all(conn)}
        return cls(notices.now(conn), there, named, found, prices, terms)

    def price(self, record: Record) -> Decimal | None:
        """As said, else the supplier's for so many, today; None: nobody has said one."""
        said: Decimal | None = record["unit_price"]
        if said is not None:
            return said
        of_item = self.prices.get((record["supplier"], record["sku"]), ())
        today = self.now.astimezone(ZoneInfo(self.sites[record["site"]].timezone)).date()
        return price_for(of_item, record["qty"], today)


def _line(change: Change, known: _Known) -> WantedLine:
    record = change.record
    price = known.price(record)
    assert price is not None  # noqa: S101 - else it would be a fault
    supplier, terms = (
        known.suppliers[record["supplier"]],
        known.terms.get((record["supplier"], record["sku"])),
    )
    today = known.now.astimezone(ZoneInfo(known.sites[record["site"]].timezone)).date()
    return WantedLine(
        item_id=known.items[record["sku"]].id,
        qty=record["qty"],
        unit_price=price,
        expected_on=record["expected_on"] or expected_on(supplier, terms, today),
        line=change.key[1],
    )


def _name_faults(change: Change, known: _Known) -> Iterator[Fault]:
    record = change.record
    site, supplier, item = (
        known.sites.get(record["site"]),
        known.suppliers.get(record["supplier"]),
        known.items.get(record["sku"]),
    )
    if site is None and "site" not in change.wrong:
        yield Fault(change.row, "site", record["site"], "there is no such site")
    if supplier is None and "supplier" not in change.wrong:
        what = "there is no such supplier; bring the suppliers in first"
        yield Fault(change.row, "supplier", record["supplier"], what)
    if supplier is not None and not supplier.active:
        what = "is not active any more: nothing is ordered of it"
        yield Fault(change.row, "supplier", supplier.code, what)
    if item is None and "sku" not in change.wrong:
        yield Fault(change.row, "sku", record["sku"], "there is no such item; bring the items in first")
    qty = record["qty"]
    if item is not None and qty is not None and not has_decimals(qty, item.qty_decimals):
        what = f"item {item.sku} is counted with {item.qty_decimals} decimals"
        yield Fault(change.row, "qty", _QTY.write(qty), what)


def _price_faults(change: Change, known: _Known) -> Iterator[Fault]:
    record = change.record
    site, supplier = known.sites.get(record["site"]), known.suppliers.get(record["supplier"])
    if site is None or supplier is None:
        return
    rate = record["exchange_rate"]
    if "exchange_rate" not in change.wrong:
        if rate is None and supplier.currency != site.currency:
            what = f"say what one {supplier.currency} is in {site.currency}"
            yield Fault(change.row, "exchange_rate", "", what)
        if rate not in (None, Decimal(1)) and supplier.currency == site.currency:
            what = f"supplier and site both reckon in {site.currency}: leave it empty"
            yield Fault(change.row, "exchange_rate", str(rate), what)
    whole = record["sku"] in known.items and record["qty"] is not None and "unit_price" not in change.wrong
    if whole and known.price(record) is None:
        what = "the supplier has no price for so many today: say one"
        yield Fault(change.row, "unit_price", "", what)


def _order_faults(lines: Sequence[Change]) -> Iterator[Fault]:
    first = min(lines, key=lambda change: change.row)
    for change in lines:
        for name in _OF_ORDER:
            said, wanted = change.record[name], first.record[name]
            if said != wanted and name not in change.wrong | first.wrong:
                what = "another row of this order says otherwise"
                yield Fault(change.row, name, "" if said is None else str(said), what)
