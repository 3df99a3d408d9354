"""A piece with a serial number is at one place at a time: what is said of it that would put it at two.

It is followed through the walls and from site to site. Within the walls goods are carried without their
serial numbers being read, so that the place where a piece was named last says no more than that it is inside.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from hub.domain.places import is_outside

IN_TRANSIT: Final = "in_transit"


class Whereabouts(NamedTuple):
    """Where a piece went last: to a place of this kind, at a site, on a document."""

    site: str
    place: str
    kind: str
    document: str | None
    at: datetime

    @property
    def where(self) -> str:
        return f"{self.site}/{self.place}"

    def is_on_the_way_on(self, document: str | None) -> bool:
        """On a transfer: who receives that transfer brings it in."""
        return self.kind == IN_TRANSIT and self.document == document

    @property
    def inside(self) -> bool:
        return not is_outside(self.kind)


def comes_twice(last: Whereabouts | None) -> str | None:
    """Why it cannot come in through the walls; None: it can, as far as anybody knows."""
    if last is None or not last.inside:
        return None
    return f"is in stock already, at {last.where}"


def leaves_twice(last: Whereabouts | None, site: str) -> str | None:
    """Why it cannot leave a place inside the walls of this site, or be carried there; None: it can.

    A piece that nobody has named before may have come before its item was followed by serial number.
    """
    if last is None:
        return None
    day = f"{last.at:%Y-%m-%d}"
    if not last.inside and last.document:
        return f"has left already: to {last.place} on {last.document}, {day}"
    if not last.inside:
        return f"has left already: to {last.place}, {day}"
    if last.kind == IN_TRANSIT:
        return f"is on its way already on {last.document or '-'}"
    if last.site != site:
        return f"stands at another site: {last.where}"
    return None
