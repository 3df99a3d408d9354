"""What a station is told to make, as messages of the wire. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gateway.wire.production import ComponentToTake, KitToTakeApart, OrderToMake, PartOfKit
from hub.store.production.apart import KitToTell
from hub.store.production.said import OrderToTell

_NAME_LENGTH: Final = 200


def orders(found: Iterable[OrderToTell]) -> list[OrderToMake]:
    return [
        OrderToMake(
            number=one.number, sku=one.sku, name=one.name[:_NAME_LENGTH], qty=one.qty, due=one.due_on,
            source=one.source,
            components=[
                ComponentToTake(sku=part.sku, name=part.name[:_NAME_LENGTH], qty=part.qty)
                for part in one.components
            ],
        )
        for one in found
    ]  # fmt: skip


def kits(found: Iterable[KitToTell]) -> list[KitToTakeApart]:
    return [
        KitToTakeApart(
            number=one.number, sku=one.sku, name=one.name[:_NAME_LENGTH], qty=one.qty, done=one.done,
            due=one.due_on, source=one.source, per=one.per,
            parts=[
                PartOfKit(sku=part.sku, name=part.name[:_NAME_LENGTH], qty=part.qty, decimals=part.decimals)
                for part in one.parts
            ],
        )
        for one in found
    ]  # fmt: skip
