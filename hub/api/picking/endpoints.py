from __future__ import annotations

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query

from hub.api.amounts import has_decimals
from hub.api.auth.roles import Viewer
from hub.api.clock import Now
from hub.api.database import Db
from hub.api.documents import problems
from hub.api.orders import service as orders_service
from hub.api.orders.schemas import OneOrderQuery
from hub.api.picking import service
from hub.api.picking.schemas import OrderPicksAnswer, PickAnswer, ProposalAnswer, ProposalQuery
from hub.api.problems import WrongFields
from hub.api.references import known_site
from hub.api.values import PathCode
from hub.domain.calendar import Calendar
from hub.domain.fefo import propose
from hub.store import items, picking

router = APIRouter(tags=["stock"])


@router.get("/items/{sku}/pick-proposal", operation_id="propose_pick", responses=problems(404))
def pick_proposal(
    _: Viewer, database: Db, now: Now, sku: PathCode, query: Annotated[ProposalQuery, Query()]
) -> ProposalAnswer:
    """Which lots to take, and from where: first expired, first out. It promises nothing to anybody."""
    with database.transaction() as conn:
        item = items.get(conn, sku)
        site = known_site(conn, query.site)
        assert site is not None  # noqa: S101 - it was named
        wrong = WrongFields()
        if not has_decimals(query.qty, item.qty_decimals):
            wrong.add("query.qty", f"item {item.sku} is counted with {item.qty_decimals} decimals")
        wrong.raise_if_any()
        stands = picking.stands_of(conn, [item.id], site.id).get(item.id, [])
    today = Calendar(ZoneInfo(site.timezone)).day_of(now()).date
    found = propose(query.qty, stands, today=today)
    return ProposalAnswer(
        site=site.code,
        sku=item.sku,
        unit=item.unit,
        qty=query.qty,
        picks=[PickAnswer.model_validate(pick) for pick in found.picks],
        short=found.short,
        expired=found.expired,
        not_pickable=found.not_pickable,
    )


@router.get("/orders/{number}/picks", operation_id="list_order_picks", responses=problems(404, 409))
def order_picks(
    _: Viewer, database: Db, now: Now, number: PathCode, query: Annotated[OneOrderQuery, Query()]
) -> OrderPicksAnswer:
    """Which lots its packer is told to take, and from where, as the books are now: first expired, first out,
    shared out among all open orders of the site in the order of their release."""
    with database.transaction() as conn:
        return service.told(conn, orders_service.find(conn, number, query.site), now=now())
