"""Lines as they are asked for, made whole: the supplier's price and lead time where none is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from hub.api.amounts import has_decimals
from hub.api.database import Connection
from hub.api.problems import WrongFields
from hub.api.purchasing.schemas import ChangedLine, LineWarning, NewPurchaseLine
from hub.api.suppliers.service import expected_on
from hub.domain.purchasing.prices import Price, is_deliverable, price_for
from hub.store import items, supplier_items
from hub.store.items import Item
from hub.store.purchasing.orders import Line
from hub.store.purchasing.work import WantedLine
from hub.store.supplier_items import SupplierItem
from hub.store.suppliers import Supplier


def whole(
    conn: Connection,
    wrong: WrongFields,
    supplier: Supplier,
    wanted: Sequence[NewPurchaseLine],
    *,
    today: date,
    same_currency: bool,
    before: Mapping[int, Line] | None = None,
) -> list[WantedLine]:
    """What is wrong is added to ``wrong``. ``before``: the lines that the order has, by number.

    The supplier's prices hold only for an order in his currency.
    """
    known = {sku: item for sku in {line.sku for line in wanted} if (item := items.find(conn, sku))}
    terms = supplier_items.named(conn, supplier.id, list(known))
    prices = supplier_items.prices(conn, supplier.id, [item.id for item in known.values()])
    made: list[WantedLine] = []
    for position, line in enumerate(wanted):
        where = f"body.lines.{position}"
        item = known.get(line.sku)
        if item is None:
            wrong.add(f"{where}.sku", f"there is no item {line.sku!r}")
            continue
        if not has_decimals(line.qty, item.qty_decimals):
            wrong.add(f"{where}.qty", f"item {item.sku} is counted with {item.qty_decimals} decimals")
        number = line.line if isinstance(line, ChangedLine) else None
        was = (before or {}).get(number) if number is not None else None
        if number is not None and was is None:
            wrong.add(f"{where}.line", f"the order has no line {number}")
        own = prices.get(item.id, []) if same_currency else []
        price = _price(line, item, was, own, today)
        if price is None:
            wrong.add(f"{where}.unit_price", f"supplier {supplier.code} has no price for {item.sku}: say one")
            continue
        expected = line.expected_on or (
            was.expected_on
            if was is not None and _stays(line, "expected_on")
            else expected_on(supplier, terms.get(line.sku), today)
        )
        made.append(
            WantedLine(
                item_id=item.id,
                qty=line.qty,
                unit_price=price,
                expected_on=expected,
                line=number,
                blanket_line=None if was is None else was.blanket_line,
            )
        )
    return made


def _price(
    line: NewPurchaseLine, item: Item, was: Line | None, prices: Sequence[Price], today: date
) -> Decimal | None:
    if line.unit_price is not None:
        return line.unit_price
    agreed = was is not None and (was.blanket_line is not None or _stays(line, "unit_price"))
    if was is not None and agreed and was.item_id == item.id:
        return was.unit_price
    return price_for(prices, line.qty, today)


def _stays(line: NewPurchaseLine, name: str) -> bool:
    """What is left out of a changed line stays; null asks for the supplier's anew."""
    return name not in line.model_fields_set


def warnings(lines: Sequence[Line], terms: Mapping[str, SupplierItem]) -> list[LineWarning]:
    """Lines that the supplier does not deliver like that; they may still be ordered."""
    found = []
    for line in lines:
        item = terms.get(line.sku)
        if item is None:
            found.append(LineWarning(line=line.line, what="not among what the supplier delivers"))
        elif line.blanket_line is None and not is_deliverable(
            line.qty, min_qty=item.min_qty, pack_qty=item.pack_qty
        ):
            least = f"at least {item.min_qty.normalize():f}" if item.min_qty else ""
            packs = f"multiples of {item.pack_qty.normalize():f}" if item.pack_qty else ""
            found.append(LineWarning(line=line.line, what=", ".join(filter(None, (least, packs)))))
    return found
