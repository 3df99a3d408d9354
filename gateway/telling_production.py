"""What a station is told to make, as messages of the wire. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gateway.wire.production import ComponentToTake, OrderToMake
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
