"""What came of kits that a terminal said were taken apart: what it named, and the rest by the bill."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import WrongFields
from hub.api.production import service
from hub.domain.production.bom import came_by
from hub.store.production.orders import Order


def parts(conn: Connection, order: Order, said: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of a locked order, as a report's `put`; nothing where all came by the bill.

    Raises Problem (`validation`) for an order that takes nothing apart, a code that stands for no item, or
    kits of which nothing came.
    """
    came, broken = said.get("came", ()), said.get("broken", ())
    if not came and not broken:
        return []
    wrong = WrongFields()
    if not order.takes_apart:
        wrong.add("said.came", f"{order.number} makes {order.sku}: nothing is taken apart by it")
        wrong.raise_if_any()
    names = Names(conn, order.site, wrong)
    named = {_item(names, line, "said.came") for line in came}
    lost: dict[int, Decimal] = {}
    for line in broken:
        goods = names.goods(line["item"], Decimal(line["qty"]), "said.broken")
        if goods is not None:
            lost[goods[0].item_id] = lost.get(goods[0].item_id, Decimal(0)) + goods[1]
    wrong.raise_if_any()
    bill = service.bill_of(conn, order)
    by_bill = {
        item: qty - lost.get(item, Decimal(0))
        for item, qty in came_by(bill, order.made_qty, Decimal(said["made_qty"])).items()
        if item not in named and qty > lost.get(item, Decimal(0))
    }
    rest = service.by_id(conn, sorted(by_bill))
    put = [line | {"lot": line.get("lot") or ""} for line in came]
    put += [{"item": rest[item].sku, "qty": qty} for item, qty in by_bill.items()]
    if not put:
        wrong.add("said.broken", f"nothing came of {order.sku}: such kits are spoilt, not taken apart")
        wrong.raise_if_any()
    return put


def _item(names: Names, line: Mapping[str, Any], where: str) -> int | None:
    goods = names.goods(line["item"], Decimal(line["qty"]), where)
    return None if goods is None else goods[0].item_id
