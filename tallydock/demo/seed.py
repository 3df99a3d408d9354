"""Makes the demonstration site in an empty database, and the orders that its packer works off."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg.rows import TupleRow

from hub.api.auth.secrets import hash_secret
from hub.domain.ledger import Entry
from hub.store import agents, items, ledger, locations, orders, sites, users
from tallydock.demo import floor, making, past, promised, simulate
from tallydock.demo import orders as demo_orders
from tallydock.demo.goods import BY_SKU, GOODS, PACK_SIZE
from tallydock.demo.keys import agent_key_file

OPEN_ORDERS = 200
PACKER = "packer"
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Credentials:
    """Made once, shown once."""

    packer_badge: str
    packer_pin: str


def seed(conn: Connection, now: datetime) -> Credentials | None:
    """The whole site, around what an import has made of it; None where it stands already."""
    if agents.find(conn, floor.SITE, next(iter(floor.AGENTS))) is not None:
        _places(conn)
        _fit_out(conn)
        return None
    if sites.find(conn, floor.SITE) is None:
        sites.create(conn, floor.SITE, floor.SITE_NAME, floor.TIMEZONE, floor.CURRENCY)
    _places(conn)
    ids = items.put_many(
        conn,
        [
            items.NewItem(
                sku=good.sku,
                name=good.name,
                category=good.category,
                unit_weight_g=good.unit_weight_g,
                unit_weight_sd_g=good.unit_weight_sd_g,
                price=good.price,
                standard_cost=good.cost,
            )
            for good in GOODS
        ],
    )
    for good in GOODS:
        items.add_code(conn, good.sku, good.gtin, "gtin")
        items.add_code(conn, good.sku, good.pack_gtin, "gtin", qty=Decimal(PACK_SIZE))
    _trade(conn, ids, now)
    for agent, (location, devices) in floor.AGENTS.items():
        agents.create(conn, floor.SITE, agent, _agent_config(location, devices))
    promised.order(conn, ids, now)
    making.order(conn, ids, now)
    return _packer(conn)


def _places(conn: Connection) -> None:
    """Those that are missing: an older version's site has fewer."""
    for code, kind, name in floor.LOCATIONS:
        if locations.find(conn, floor.SITE, code) is None:
            locations.create(conn, floor.SITE, code, kind, name)


def _trade(conn: Connection, ids: Mapping[str, int], now: datetime) -> None:
    """The site's past, recorded as it happened."""
    place = {location.code: location.id for location in locations.list_page(conn, site=floor.SITE)}
    site_id = sites.get(conn, floor.SITE).id
    for days_ago, trades in groupby(past.trades(), key=lambda trade: trade.days_ago):
        at = now - timedelta(days=days_ago)
        entries = [
            Entry(
                site_id=site_id,
                item_id=ids[trade.move.sku],
                kind=trade.kind,
                qty=Decimal(trade.move.qty),
                source_id=place[trade.move.source],
                destination_id=place[trade.move.destination],
                occurred_at=at,
                unit_price=BY_SKU[trade.move.sku].price if trade.kind == "shipment" else None,
            )
            for trade in trades
        ]
        ledger.post(conn, entries, recorded_at=at)


def _fit_out(conn: Connection) -> None:
    """An agent whose lines are not all there on the simulated floor (it was seeded by an older version) gets
    today's devices; what somebody changed otherwise stays."""
    simulated = {device.port for _, devices in floor.AGENTS.values() for device in devices}
    for name, (location, devices) in floor.AGENTS.items():
        agent = agents.find(conn, floor.SITE, name)
        if agent is not None and not {d["port"] for d in agent.config["devices"]} <= simulated:
            agents.update(conn, floor.SITE, name, config=_agent_config(location, devices))


def _agent_config(location: str, devices: tuple[Any, ...]) -> dict[str, Any]:
    return {"location": location, "devices": [msgspec.to_builtins(device) for device in devices]}


def _packer(conn: Connection) -> Credentials:
    badge, pin = f"TDB-{secrets.token_hex(5).upper()}", f"{secrets.randbelow(10**6):06d}"
    packer = users.create(
        conn, login=PACKER, name="Packer", role="operator", language="en", password_hash=None
    )
    if packer is None:
        raise RuntimeError(f"there is a user {PACKER!r} already, and no demonstration site")
    users.update(conn, dataclasses.replace(packer, badge_hash=hash_secret(badge), pin_hash=hash_secret(pin)))
    return Credentials(badge, pin)


def write_agent_keys(conn: Connection, secrets_dir: Path) -> None:
    """A key file for each agent that has none here; its key is renewed, for the hub tells a key only once."""
    for agent in floor.AGENTS:
        path = agent_key_file(secrets_dir, agent)
        if path.exists():
            continue
        key = agents.renew_key(conn, floor.SITE, agent)
        path.touch(mode=0o600)
        path.write_text(key.hex(), encoding="ascii")


def top_up_orders(conn: Connection, sim_dir: Path, order_seed: int, now: datetime) -> None:
    """So many open orders that the packer has work; the packer gets the list on paper (`orders.json`)."""
    existing = orders.list_page(conn, site=floor.SITE, limit=100_000)
    numbers = {order.number for order in existing}
    waiting = sum(order.status == "released" and order.number.startswith("SO-") for order in existing)
    first = 1 + sum(number.startswith("SO-") for number in numbers)
    for order, customer in demo_orders.draw(order_seed, first, max(0, OPEN_ORDERS - waiting)):
        lines = [orders.NewLine(sku, Decimal(qty), BY_SKU[sku].price) for sku, qty in order.lines]
        orders.create(
            conn, floor.SITE, order.number, lines, released_at=now, customer=customer, agent="bench-1"
        )
    released = orders.list_page(conn, site=floor.SITE, status="released", limit=100_000)
    by_id = {order.id: order.number for order in released if order.number.startswith("SO-")}
    paper: dict[str, list[tuple[str, int]]] = {number: [] for number in sorted(by_id.values())}
    for line in orders.lines(conn, list(by_id)):
        paper[by_id[line.order_id]].append((line.sku, int(line.qty)))
    simulate.write_orders(
        sim_dir, [demo_orders.DemoOrder(number, tuple(lines)) for number, lines in paper.items()]
    )
