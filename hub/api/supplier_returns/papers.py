"""The paper of a return that follows from a decision."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.store import suppliers
from hub.store.inbound import returns
from hub.store.inbound.exceptions import ReceiptException
from hub.store.purchasing import returns as purchase_returns
from hub.store.purchasing.returns import GoesBack, Settlement


def paper_for(
    conn: Connection,
    found: ReceiptException,
    qty: Decimal,
    settlement: Settlement,
    *,
    reason: str,
    who: Principal,
    now: datetime,
) -> str:
    """Its number. What goes back counts as received on its order no more."""
    supplier = None if found.supplier is None else suppliers.find(conn, found.supplier)
    made = returns.create(
        conn,
        site_id=found.site_id,
        supplier_id=supplier.id if supplier else None,
        order_id=found.order_id,
        reason=reason,
        settlement=settlement if found.order_id is not None else None,
        at=now,
        user_id=who.user_id,
    )
    if found.order_id is not None:
        purchase_returns.book(
            conn,
            found.order_id,
            [GoesBack(found.item_id, qty)],
            settlement,
            number=made.number,
            reason=reason,
            user_id=who.user_id,
            at=now,
        )
    return made.number
