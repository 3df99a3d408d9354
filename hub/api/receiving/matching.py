"""Goods that came without an order are put onto the one that they belong to.

The receipt is taken back and booked anew on the order, both at the time at which the goods came: the order
has what came of it, at its price, and nothing moves.
"""

from __future__ import annotations

from decimal import Decimal

from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.problems import Problem, WrongFields
from hub.api.values import plain
from hub.domain.evidence import MATCHED, SESSION, TAG
from hub.domain.ledger import Entry
from hub.domain.purchasing.states import expects_goods
from hub.domain.valuation import ZERO
from hub.store import reversals
from hub.store.inbound import unannounced
from hub.store.inbound.exceptions import ReceiptException
from hub.store.inbound.unannounced import Received
from hub.store.purchasing import orders

_OF_THE_READING = (SESSION, TAG)


def entries(
    conn: Connection,
    found: ReceiptException,
    number: str | None,
    qty: Decimal,
    *,
    reason: str,
    who: Principal,
) -> list[Entry]:
    """To be posted at once. Raises Problem (`validation`, `conflict`)."""
    _check_order(conn, found, number)
    came = unannounced.received(conn, found)
    for one in came:
        reversals.lock(conn, one.id)
    came = unannounced.received(conn, found)  # whoever was reversing one of them has done so
    total = sum((one.qty for one in came), ZERO)
    if not came or total != qty:
        raise Problem(
            "conflict",
            f"All that came of {found.sku} on {found.document} goes onto the order, which is {plain(total)}, "
            f"not {plain(qty)}: a part of it was taken back or decided on otherwise.",
        )
    made: list[Entry] = []
    for one in came:
        evidence = {"reason": reason, "exception": str(found.id), MATCHED: str(one.id)}
        base = Entry(
            found.site_id, found.item_id, "receipt", one.qty, one.source_id, one.destination_id,
            one.occurred_at, lot=found.lot, serial=one.serial, expiry=one.expiry, user_id=who.user_id,
        )  # fmt: skip
        # the new one first: what stands there never goes down
        made.append(base._replace(document=number, evidence={**_kept(one), **evidence}))
        made.append(
            base._replace(
                source_id=one.destination_id,
                destination_id=one.source_id,
                document=found.document,
                reverses=one.id,
                evidence=evidence,
            )
        )
    return made


def _kept(one: Received) -> dict[str, str]:
    """What the receipt told of itself, but for what ties it to the reading that it came from."""
    said = one.evidence or {}
    return {name: str(value) for name, value in said.items() if name not in _OF_THE_READING}


def _check_order(conn: Connection, found: ReceiptException, number: str | None) -> None:
    wrong = WrongFields()
    order = orders.find(conn, number) if number else None
    if order is None:
        what = "is needed: to which order do the goods belong?" if not number else "there is no such order"
        wrong.add("body.order", what)
        wrong.raise_if_any()
        raise AssertionError
    lines = orders.lines(conn, [order.id])
    if order.site != found.site:
        wrong.add("body.order", f"{number} goes to {order.site}, the goods stand at {found.site}")
    elif not expects_goods(orders.standing(order, lines)):
        wrong.add("body.order", f"nothing is expected on {number}: it is {order.state}, {order.kind}")
    elif all(line.item_id != found.item_id for line in lines):
        wrong.add("body.order", f"{number} has no line for {found.sku}")
    wrong.raise_if_any()
