"""What the events of some batches name, to be looked up for all of them at once. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from gateway.reception import Arrived
from gateway.wire.counting import NothingHere
from gateway.wire.messages import Count, CountWork, Movement, Pack, Reading, Receipt
from gateway.wire.outbound import Departure

_AT_A_PLACE: Final = (CountWork, NothingHere, Receipt, Reading)


def names(batches: Iterable[Arrived]) -> tuple[set[str], set[tuple[int, str]]]:
    """Codes and places that the events name."""
    codes: set[str] = set()
    places: set[tuple[int, str]] = set()
    for batch in batches:
        site_id = batch.agent.site_id
        for _, event in batch.events:
            if type(event) is Movement:
                codes.add(event.item)
                places.add((site_id, event.source))
                places.add((site_id, event.destination))
                if event.via is not None:
                    places.add((site_id, event.via))
            elif isinstance(event, Count):
                codes.add(event.item)
                places.add((site_id, event.location))
            elif isinstance(event, Departure):
                codes.update(line.item for line in event.lines)
                places.update((site_id, line.source) for line in event.lines)
            elif (
                isinstance(event, CountWork | NothingHere | Receipt | Reading) and event.location is not None
            ):
                places.add((site_id, event.location))
            elif isinstance(event, Pack):
                codes.update(line.item for line in event.lines)
    return codes, places
