"""Ship notices as files: a row a line of a package. A file announces whole notices; it changes none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.sheets.kind import SheetKind
from hub.domain.inbound import sscc
from hub.domain.purchasing.states import Kind, Standing, State, expects_goods
from hub.domain.sheets.cells import CodeCell, DayCell, DecimalCell, TextCell, WholeCell
from hub.domain.sheets.columns import Column, Fault, Key, Record, key_of
from hub.domain.sheets.plan import Change, together
from hub.store import items
from hub.store.inbound import notices
from hub.store.inbound.notices import NewLine, NewPackage
from hub.store.purchasing import orders
from hub.store.purchasing.orders import Order

_SSCC: Final = CodeCell(18, r"[0-9]{18}", "an SSCC: 18 digits, without (00)")


class ShipNotices(SheetKind):
    name = "ship-notices"
    title = "Ship notices"
    title_zh = "预到货通知"
    key = ("order", "notice", "sscc", "line")
    columns = (
        Column(
            name="order",
            zh="订单",
            cell=CodeCell(),
            required=True,
            note="A purchase order that was sent",
            note_zh="已发出的采购订单",
            example="PO-000123",
        ),
        Column(
            name="notice",
            zh="通知号",
            cell=CodeCell(),
            required=True,
            note="The supplier's own number, of the delivery note",
            note_zh="供应商的送货单号",
            example="DN-4711",
        ),
        Column(
            name="sscc",
            zh="包裹号",
            cell=_SSCC,
            required=True,
            note="Of the package, 18 digits; as text, or a spreadsheet rounds it",
            note_zh="包裹的 SSCC，18 位；请设为文本，否则电子表格会改写",
            example="340123450000000017",
        ),
        Column(
            name="line",
            zh="行",
            cell=WholeCell(1, 200),
            required=True,
            note="Of the package, from 1",
            note_zh="包裹内的行号，从 1 起",
            example="1",
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
            cell=DecimalCell(positive=True),
            required=True,
            note="In base units",
            note_zh="按基本单位",
            example="48",
        ),
        Column(name="lot", zh="批号", cell=TextCell(64), default="", example="L7"),
        Column(name="expiry", zh="有效期", cell=DayCell(), example="2027-01-31"),
        Column(
            name="due_on",
            zh="预计到货",
            cell=DayCell(),
            note="Of the notice: the same in all its rows",
            note_zh="整张通知的到货日，各行相同",
            example="2026-03-05",
        ),
    )

    def rows(self, conn: Connection) -> Iterable[Record]:
        return notices.sheet_rows(conn)

    def current(self, conn: Connection, keys: Collection[Key]) -> Mapping[Key, Record]:
        found = notices.sheet_rows(conn, sorted({key[1] for key in keys}))
        return {key_of(self.key, row): row for row in found}

    def check(self, conn: Connection, changes: Sequence[Change]) -> Iterable[Fault]:
        known = {number: orders.find(conn, number) for number in {c.record["order"] for c in changes}}
        yield from _order_faults(changes, known)
        yield from _there_faults(conn, changes, known)
        yield from _item_faults(conn, changes)
        yield from _package_faults(conn, changes)
        yield from _day_faults(changes)

    def save(self, conn: Connection, changes: Sequence[Change]) -> None:
        """Nothing yet: a notice is made whole, and its rows may be in several lots."""

    def finish(self, conn: Connection, changes: Sequence[Change], user_id: int) -> None:
        wanted = {
            item.sku: item.id for item in items.by_skus(conn, sorted({c.record["sku"] for c in changes}))
        }
        for (number, notice), of_notice in together(changes, "order", "notice"):
            order = orders.get(conn, str(number))
            packages = [
                NewPackage(str(code), [_line(change.record, wanted) for change in lines])
                for (code,), lines in together(of_notice, "sscc")
            ]
            notices.create(
                conn,
                site_id=order.site_id,
                supplier_id=order.supplier_id,
                order_id=order.id,
                number=str(notice),
                due_on=of_notice[0].record["due_on"],
                new=packages,
                at=notices.now(conn),
                user_id=user_id,
            )


def _line(record: Record, ids: Mapping[str, int]) -> NewLine:
    return NewLine(ids[record["sku"]], record["qty"], record["lot"] or "", record["expiry"])


def _expects(order: Order) -> bool:
    return expects_goods(Standing(Kind(order.kind), State(order.state), sent=order.sent_at is not None))


def _order_faults(changes: Sequence[Change], known: Mapping[str, Order | None]) -> Iterator[Fault]:
    for change in changes:
        number = change.record["order"]
        order = known[number]
        if "order" in change.wrong:
            continue
        if order is None:
            yield Fault(change.row, "order", number, "there is no such purchase order")
        elif not expects_goods(
            Standing(Kind(order.kind), State(order.state), sent=order.sent_at is not None)
        ):
            what = "nothing is to be expected on it: it was not sent, or is over"
            yield Fault(change.row, "order", number, what)


def _there_faults(
    conn: Connection, changes: Sequence[Change], known: Mapping[str, Order | None]
) -> Iterator[Fault]:
    """A notice that is there stays as it is."""
    there = notices.numbers_taken(conn, sorted({change.record["notice"] or "" for change in changes}))
    for change in changes:
        order, number = known[change.record["order"]], change.record["notice"]
        if not change.is_new or (order is not None and (order.supplier_id, number) in there):
            what = "was announced already and does not change: end it, and announce it by another number"
            yield Fault(change.row, "notice", number, what)


def _item_faults(conn: Connection, changes: Sequence[Change]) -> Iterator[Fault]:
    skus = sorted({change.record["sku"] for change in changes if change.record["sku"]})
    known = {item.sku: item for item in items.by_skus(conn, skus)}
    for change in changes:
        sku, qty = change.record["sku"], change.record["qty"]
        item = known.get(sku)
        if item is None:
            if "sku" not in change.wrong:
                yield Fault(change.row, "sku", sku, "there is no such item; bring the items in first")
        elif qty is not None and not has_decimals(qty, item.qty_decimals):
            what = f"item {item.sku} is counted with {item.qty_decimals} decimals"
            yield Fault(change.row, "qty", str(qty), what)


def _package_faults(conn: Connection, changes: Sequence[Change]) -> Iterator[Fault]:
    underway = notices.underway(conn, sorted({c.record["sscc"] for c in changes if c.record["sscc"]}))
    of: dict[str, Key] = {}
    for change in changes:
        code = change.record["sscc"]
        if "sscc" in change.wrong:
            continue
        notice = (change.record["order"], change.record["notice"])
        fault = sscc.fault(code)
        if fault is not None:
            yield Fault(change.row, "sscc", code, fault)
        elif change.is_new and code in underway:
            yield Fault(change.row, "sscc", code, "is under way already, by another notice")
        elif of.setdefault(code, notice) != notice:
            yield Fault(change.row, "sscc", code, "stands in two notices of this file")


def _day_faults(changes: Sequence[Change]) -> Iterator[Fault]:
    for _, group in together(changes, "order", "notice"):
        first = min(group, key=lambda change: change.row).record["due_on"]
        for change in group:
            day = change.record["due_on"]
            if day != first and "due_on" not in change.wrong:
                yield Fault(
                    change.row, "due_on", str(day or ""), "another row of this notice says another day"
                )
