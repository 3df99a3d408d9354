"""Pieces with a serial number, in what people say: each is at one place at a time."""

from __future__ import annotations

from hub.api.database import Connection
from hub.api.problems import WrongFields
from hub.domain.pieces import Whereabouts, comes_twice, leaves_twice
from hub.store.inbound import tracked
from hub.store.locations import Location


def check(
    conn: Connection, item_id: int, serial: str, source: Location, where: str, wrong: WrongFields
) -> None:
    """A piece that is to go from ``source``: nobody else moves it before this transaction ends."""
    why = refusal(conn, item_id, serial, source)
    if why:
        wrong.add(where, why)


def refusal(conn: Connection, item_id: int, serial: str, source: Location) -> str | None:
    """As `check`; why it cannot go, in words."""
    piece = (item_id, serial)
    tracked.lock(conn, [piece])
    why = fault(tracked.whereabouts(conn, [piece]).get(piece), outside=source.outside, site=source.site)
    return why and f"{serial} {why}"


def fault(last: Whereabouts | None, *, outside: bool, site: str) -> str | None:
    """Why it cannot go from a place outside or inside the walls of a site, and what to do; None: it can."""
    if outside:
        return comes_twice(last)
    why = leaves_twice(last, site)
    return why and f"{why}. Compare it with the label; if it came back, book that first"
