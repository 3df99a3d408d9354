"""What the demonstration site makes: a set of its own goods, and an order for some that is released.

Nobody of the simulated people makes it: it is there for whoever looks at the page *Production*.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

import psycopg
from psycopg.rows import TupleRow

from hub.domain.production.states import Action
from hub.store import items, locations, reservations, sites
from hub.store.production import boms, orders
from hub.store.production.boms import WantedComponent
from hub.store.production.orders import Plan
from tallydock.demo import floor

KIT: Final = items.NewItem(
    sku="BREAKFAST-SET", name="Breakfast set for one", category="Tableware", price=Decimal("19.90")
)
PARTS: Final = {"MUG-BLUE": 1, "BOWL-15": 1, "PLATE-26": 1}
SETS: Final = 4
_DUE: Final = timedelta(days=3)


def order(conn: psycopg.Connection[TupleRow], ids: Mapping[str, int], now: datetime) -> None:
    """Its parts, promised to it, are in the store; nothing where such a set is made already.

    Raises ShortageError.
    """
    if boms.find(conn, KIT.sku, None) is not None:
        return
    kit_id = items.put_many(conn, [KIT])[KIT.sku]
    parts = [WantedComponent(ids[sku], Decimal(qty)) for sku, qty in PARTS.items()]
    made = boms.create(
        conn, kit_id, kind="kit", output_qty=Decimal(1), note="", parts=parts, at=now, user_id=None
    )
    bom = boms.activate(conn, boms.lock(conn, made.id, made.edition))
    boms.lock_for_order(conn, bom.id)
    site_id = sites.get(conn, floor.SITE).id
    plan = Plan(
        bom_id=bom.id,
        qty=Decimal(SETS),
        destination_id=locations.get(conn, floor.SITE, "STORE").id,
        due_on=(now + _DUE).date(),
    )
    draft = orders.create(conn, site_id, "assemble", plan, number=None, at=now, user_id=None)
    wanted = [(ids[sku], Decimal(qty * SETS)) for sku, qty in PARTS.items()]
    reservations.reserve(conn, site_id, draft.number, wanted, at=now)
    orders.step(conn, orders.lock(conn, draft.number), Action.RELEASE, at=now, user_id=None)
