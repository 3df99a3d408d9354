"""The paper of a return that follows from a decision."""

from __future__ import annotations

from datetime import datetime

from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.store import suppliers
from hub.store.inbound import returns
from hub.store.inbound.exceptions import ReceiptException


def paper_for(
    conn: Connection, found: ReceiptException, *, reason: str, who: Principal, now: datetime
) -> str:
    """Its number."""
    supplier = None if found.supplier is None else suppliers.find(conn, found.supplier)
    made = returns.create(
        conn,
        site_id=found.site_id,
        supplier_id=supplier.id if supplier else None,
        order_id=found.order_id,
        reason=reason,
        at=now,
        user_id=who.user_id,
    )
    return made.number
