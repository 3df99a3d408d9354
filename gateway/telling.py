"""What an agent is told: its catalogue, tasks and configuration as messages of the wire. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

import msgspec

from gateway.telling_picks import BENCH_ROLES, Picking, lots_of
from gateway.wire.counting import CountItem, CountTask
from gateway.wire.inbound import GoodsIn
from gateway.wire.messages import (
    MAX_PAYLOAD_BYTES,
    VERSION,
    Catalog,
    CatalogCode,
    CatalogItem,
    Config,
    Operator,
    Order,
    OrderLine,
    Tasks,
)
from gateway.wire.outbound import TransferToLoad
from gateway.wire.production import KitToTakeApart, OrderToMake
from hub.domain.inbound.tracked import wants
from hub.store.count_tasks import CountToTell
from hub.store.downlink import AgentToTell, OperatorToTell
from hub.store.items import CatalogueItem
from hub.store.orders import OpenLine

MAX_PAGE_ITEMS: Final = 1000
MAX_PAGE_BYTES: Final = 400_000
_NAME_LENGTH: Final = 200
# with room for the signature and what the envelope adds
_MOST_BYTES: Final = MAX_PAYLOAD_BYTES - 10_000
_encode = msgspec.json.Encoder(decimal_format="string").encode


class ConfigError(ValueError):
    """An agent's configuration that it could not read; the text says where it is wrong."""


def catalogue(items: Sequence[CatalogueItem], version: int) -> list[Catalog]:
    """Pages that hold all items; an empty catalogue has one empty page."""
    pages: list[list[CatalogItem]] = [[]]
    room = MAX_PAGE_BYTES
    for item in items:
        told = _item(item)
        size = len(_encode(told))
        if pages[-1] and (size > room or len(pages[-1]) == MAX_PAGE_ITEMS):
            pages.append([])
            room = MAX_PAGE_BYTES
        pages[-1].append(told)
        room -= size
    return [
        Catalog(v=VERSION, version=version, page=number, pages=len(pages), items=page)
        for number, page in enumerate(pages, start=1)
    ]


def _item(item: CatalogueItem) -> CatalogItem:
    return CatalogItem(
        sku=item.sku,
        name=item.name[:_NAME_LENGTH],
        unit=item.unit,
        codes=[CatalogCode(code=code, qty=qty) for code, qty in zip(item.codes, item.code_qtys, strict=True)],
        unit_weight_g=item.unit_weight_g,
        unit_weight_sd_g=item.unit_weight_sd_g,
        wants=list(wants(item.tracking, expiry=item.tracks_expiry)),
        qty_decimals=item.qty_decimals,
    )


def has_station(agent: AgentToTell) -> bool:
    """Whether somebody works at it: packs and counts. What is no configuration has none."""
    devices = agent.config.get("devices")
    roles = [one.get("role") for one in devices if isinstance(one, dict)] if isinstance(devices, list) else []
    return not BENCH_ROLES.isdisjoint(roles)


def tasks(
    lines: Sequence[OpenLine],
    version: int,
    counts: Sequence[CountToTell] = (),
    goods_in: GoodsIn | None = None,
    picking: Picking | None = None,
) -> Tasks:
    """Orders with what is left to ship of them, and counts without what should be there; lines come ordered
    by order, and by count."""
    picks = picking.picks if picking else {}
    orders: dict[str, Order] = {}
    for line in lines:
        order = orders.get(line.number)
        if order is None:
            order = orders[line.number] = Order(number=line.number, customer=line.customer[:_NAME_LENGTH])
        order.lines.append(
            OrderLine(
                line=line.line,
                sku=line.sku,
                name=line.name[:_NAME_LENGTH],
                qty=line.qty,
                picks=picks.get((line.number, line.line), []),
            )
        )
    return Tasks(
        v=VERSION,
        version=version,
        orders=list(orders.values()),
        counts=_counts(counts),
        goods_in=goods_in,
        lots=lots_of(picking, {line.sku for line in lines}) if picking else [],
    )


def _counts(lines: Sequence[CountToTell]) -> list[CountTask]:
    told: dict[str, CountTask] = {}
    for line in lines:
        count = told.get(line.number)
        if count is None:
            count = told[line.number] = CountTask(
                number=line.number,
                location=line.location,
                round=line.round,
                whole=line.whole and line.round == 1,
                due=line.due_at,
                cause=line.cause[:_NAME_LENGTH],
            )
        if line.sku is not None:
            count.items.append(CountItem(sku=line.sku, name=line.name[:_NAME_LENGTH], lot=line.lot))
    return list(told.values())


def config(agent: AgentToTell, operators: Sequence[OperatorToTell], version: int) -> Config:
    """Operators are told to an agent with a packing station only. Raises ConfigError."""
    kept: Mapping[str, Any] = agent.config
    told = {
        **kept,
        "v": VERSION,
        "version": version,
        "agent": agent.code,
        "site": agent.site,
        "timezone": agent.timezone,
        "operators": [],
    }
    try:
        made = msgspec.convert(told, Config)
    except msgspec.ValidationError as error:
        raise ConfigError(str(error)) from error
    # who works at a station logs in there; no other agent has a use for hashes of badges and PINs
    if any(device.role in BENCH_ROLES for device in made.devices):
        made.operators = [_operator(one) for one in operators]
    return made


def _operator(one: OperatorToTell) -> Operator:
    return Operator(
        login=one.login,
        name=one.name[:_NAME_LENGTH],
        badge_hash=one.badge_hash,
        pin_hash=one.pin_hash,
        decides=one.decides,
        language="zh_CN" if one.language == "zh_CN" else "en",
    )


class Carried(NamedTuple):
    """What is done at a site's stations besides packing: so much of it as they are told, and how much there
    is of each in all."""

    transfers: Sequence[TransferToLoad] = ()
    production: Sequence[OrderToMake] = ()
    apart: Sequence[KitToTakeApart] = ()
    transfers_open: int = 0
    production_open: int = 0
    apart_open: int = 0

    def put_into(self, message: Tasks) -> None:
        message.transfers, message.production = list(self.transfers), list(self.production)
        message.apart = list(self.apart)
        message.transfers_open, message.production_open = self.transfers_open, self.production_open
        message.apart_open = self.apart_open


def fit(message: Tasks) -> bool:
    """Leaves out what an agent can do without until it is no more than a payload may have: the list of lots
    first, then the transfers and orders to make that are due last. False where something was left out."""
    whole = True
    while len(_encode(message)) > _MOST_BYTES:
        if message.lots:
            message.lots = []
        elif message.transfers or message.production or message.apart:
            message.transfers = message.transfers[: len(message.transfers) // 2]
            message.production = message.production[: len(message.production) // 2]
            message.apart = message.apart[: len(message.apart) // 2]
        else:
            break
        whole = False
    return whole


def digest(message: Tasks | Config) -> bytes:
    """Of what it says, whatever its version."""
    return sha256(_encode(msgspec.structs.replace(message, version=0))).digest()
