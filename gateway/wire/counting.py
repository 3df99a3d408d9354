"""What is to be counted, as an agent is told, and that somebody found nothing."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

from gateway.wire.event import Event
from gateway.wire.scalars import Code, Instant, Text


class CountItem(Struct, kw_only=True, omit_defaults=True):
    sku: Code
    name: Text = ""
    lot: Annotated[str, Meta(max_length=64)] = ""


class CountTask(Struct, kw_only=True, omit_defaults=True):
    """A place to be counted, blind: what should be there is not said.

    `whole`: all that stands there, and what is not found counts as none; `items` are then only those that the
    hub expects, so that lots can be told apart. Otherwise just the `items`, each of them.
    """

    number: Code
    location: Code
    round: int = 1
    whole: bool = False
    due: Instant | None = None
    cause: Text = ""
    items: list[CountItem] = []


class NothingHere(Event, kw_only=True, omit_defaults=True, tag="nothing_here"):
    """Somebody counted a place, and nothing stands there. `document`: the count that was chosen; without one
    it answers all that are open for the place."""

    location: Code
    document: Code | None = None
