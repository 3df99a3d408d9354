from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from hub.api.database import Connection
from hub.api.picking.schemas import LineToPickAnswer, OrderPicksAnswer, PickAnswer
from hub.domain.calendar import Calendar
from hub.domain.fefo import Want, share_out
from hub.domain.floor import of_configs
from hub.store import agents, orders, picking, sites
from hub.store.orders import Order


def told(conn: Connection, order: Order, *, now: datetime) -> OrderPicksAnswer:
    """As the gateway tells the benches: what earlier orders take is not there for this one."""
    site = sites.get(conn, order.site)
    lines = orders.open_at_site(conn, site.id) if order.status == "released" else []
    stands = picking.stands_of(conn, {line.item_id for line in lines}, site.id) if lines else {}
    today = Calendar(ZoneInfo(site.timezone)).day_of(now).date
    there = agents.list_all(conn, site=order.site) if lines else []
    floor = of_configs((agent.id, agent.config) for agent in there if agent.enabled)
    wants = [Want(line.item_id, line.qty, floor.bench_of(line.agent_id)) for line in lines]
    shares = share_out(wants, stands, today=today)
    return OrderPicksAnswer(
        site=order.site,
        number=order.number,
        lines=[
            LineToPickAnswer(
                line=line.line,
                sku=line.sku,
                name=line.name,
                qty=line.qty,
                picks=[PickAnswer.model_validate(pick) for pick in picks],
                short=line.qty - sum((pick.qty for pick in picks), Decimal(0)),
            )
            for line, picks in zip(lines, shares, strict=True)
            if line.number == order.number
        ],
    )
