"""The site of a drill: two docks and a shelf, what they deal in, its devices. Data, and its seeding."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from hub.store import agents, items, locations, pool, sites
from tallydock.demo.goods import GOODS, PACK_SIZE, Good

SITE: Final = "drill"
ZONE: Final = "Europe/Berlin"
DEALT_IN: Final = GOODS[:8]
PLACES: Final = (("DOCK-1", "dock"), ("DOCK-2", "dock"), ("SHELF-1", "shelf"))
ROGUE: Final = "rogue"
"""An agent whose key is in the wrong hands: what it sends is signed, and poison."""
CLUMSY: Final = "clumsy"
"""An honest agent that has goods of which the hub knows nothing: of two events one fits."""


@dataclass(frozen=True, slots=True)
class Post:
    """A scanner's place and mode, and the way that goods then go."""

    agent: str
    device: str
    location: str
    mode: str
    kind: str
    source: str
    destination: str


POSTS: Final = (
    Post("dock-1", "dock-1-in", "DOCK-1", "RECEIVE", "receipt", "supplier", "DOCK-1"),
    Post("dock-1", "dock-1-out", "DOCK-1", "SHIP", "shipment", "DOCK-1", "customer"),
    Post("dock-2", "dock-2-in", "DOCK-2", "RECEIVE", "receipt", "supplier", "DOCK-2"),
    Post("dock-2", "dock-2-back", "DOCK-2", "RETURN", "customer_return", "customer", "DOCK-2"),
)
SHELF_GOOD: Final = DEALT_IN[0]


@dataclass(frozen=True, slots=True)
class Machine:
    """A device that counts by itself, a scale or a reader. ``config``: as its agent is told."""

    agent: str
    device: str
    config: Mapping[str, Any]


SHELF: Final = Machine(
    "dock-2",
    "shelf-1-scale",
    {
        "role": "shelf_scale",
        "protocol": "and-st-gs",
        "settings": {
            "location": "SHELF-1",
            "sku": SHELF_GOOD.sku,
            "put_from": "DOCK-2",
            "pick_to": "DOCK-1",
            "division_g": "1",
        },
    },
)
DOOR: Final = Machine(
    "dock-1",
    "dock-1-door",
    {
        "role": "portal",
        "protocol": "r2000-a0",
        "baud": 115200,
        "settings": {
            "location": "DOCK-1",
            "outside_antenna": "1",
            "inside_antenna": "2",
            "in_from": "supplier",
            "out_to": "customer",
            "mode_in": "receipt",
            "mode_out": "shipment",
        },
    },
)
MACHINES: Final = (SHELF, DOOR)
AGENTS: Final = tuple(sorted({post.agent for post in POSTS}))


def seed(dsn: str) -> dict[str, bytes]:
    """The whole site; gives the agents' keys."""
    keys = {name: secrets.token_bytes(32) for name in (*AGENTS, ROGUE, CLUMSY)}
    with pool.connect(dsn) as conn:
        sites.create(conn, SITE, timezone=ZONE)
        for code, kind in PLACES:
            locations.create(conn, SITE, code, kind)
        items.put_many(
            conn,
            [
                items.NewItem(
                    sku=g.sku,
                    name=g.name,
                    unit_weight_g=g.unit_weight_g,
                    unit_weight_sd_g=g.unit_weight_sd_g,
                    standard_cost=standard_cost(g),
                )
                for g in DEALT_IN
            ],
        )
        for good in DEALT_IN:
            items.add_code(conn, good.sku, good.gtin, "gtin")
            items.add_code(conn, good.sku, good.pack_gtin, "gtin", Decimal(PACK_SIZE))
        for name, key in keys.items():
            agents.create(conn, SITE, name, config_of(name), key=key)
    return keys


def standard_cost(good: Good) -> Decimal | None:
    """Some goods have none: then the books must do without, and so must the auditor."""
    return None if good.number % 4 == 0 else good.cost


def standard_costs() -> dict[str, Fraction]:
    costs = {good.sku: standard_cost(good) for good in DEALT_IN}
    return {sku: Fraction(cost) for sku, cost in costs.items() if cost is not None}


def config_of(agent: str) -> dict[str, Any]:
    posts = [post for post in POSTS if post.agent == agent]
    scanners = [
        {
            "id": post.device,
            "role": "scanner",
            "protocol": "line-scanner",
            "port": post.device,
            "settings": {"location": post.location, "mode": post.mode},
        }
        for post in posts
    ]
    machines = [
        {"id": machine.device, "port": machine.device, **machine.config}
        for machine in MACHINES
        if machine.agent == agent
    ]
    return {"location": posts[0].location if posts else PLACES[0][0], "devices": [*scanners, *machines]}
