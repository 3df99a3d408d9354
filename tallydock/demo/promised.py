"""What the demonstration site's supplier has promised: an order, two of its goods under way in a package.

Nobody of the simulated people receives it: it is there for whoever looks at the terminal.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from hub.domain.inbound import sscc
from hub.store import sites, suppliers
from hub.store.inbound import notices
from hub.store.inbound.notices import NewLine, NewPackage
from hub.store.purchasing import work
from hub.store.purchasing.history import By
from hub.store.purchasing.work import NewOrder, WantedLine
from tallydock.demo import floor
from tallydock.demo.goods import COMPANY_PREFIX, GOODS

SUPPLIER: Final = "DEMO-SUPPLY"
_DUE: Final = timedelta(days=2)
_PIECES: Final = Decimal(24)


def package_number() -> str:
    """Under the same prefix as the goods' numbers."""
    digits = f"3{COMPANY_PREFIX}000000001"
    return digits + str(sscc.check_digit(digits))


def order(conn: psycopg.Connection[TupleRow], ids: Mapping[str, int], now: datetime) -> None:
    """Three kinds of goods; nothing where there is such a supplier already, of somebody's own making."""
    if suppliers.find(conn, SUPPLIER) is not None:
        return
    supplier = suppliers.create(
        conn, suppliers.NewSupplier(code=SUPPLIER, name="Demonstration Supplies", currency=floor.CURRENCY)
    )
    due = (now + _DUE).date()
    wanted = [
        WantedLine(item_id=ids[good.sku], qty=_PIECES, unit_price=good.cost, expected_on=due)
        for good in GOODS[:3]
    ]
    site_id = sites.get(conn, floor.SITE).id
    new = NewOrder(site_id=site_id, supplier_id=supplier.id, currency=floor.CURRENCY)
    nobody = By()
    made = work.create(conn, new, wanted, at=now, by=nobody)
    approved = work.approve(conn, made.number, made.version, None, at=now, by=nobody)
    sent = work.send(conn, made.number, approved.version, at=now, by=nobody)
    packed = [NewLine(line.item_id, line.qty) for line in wanted[:2]]
    notices.create(
        conn, site_id=site_id, supplier_id=supplier.id, order_id=sent.id, number="DN-1", due_on=due,
        new=[NewPackage(package_number(), packed)], at=now, user_id=None,
    )  # fmt: skip
