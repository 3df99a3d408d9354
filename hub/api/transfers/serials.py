"""Which pieces go on a transfer, and which have come: all that is wrong with their numbers, at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal

from hub.api import pieces
from hub.api.database import Connection
from hub.api.problems import WrongFields
from hub.api.transfers.schemas import ArrivedLine
from hub.domain.transfers.arrivals import Line as Sent
from hub.domain.transfers.arrivals import match
from hub.store.inbound import tracked
from hub.store.transfers.documents import Line, NewLine


def lock(conn: Connection, lines: Sequence[Line]) -> None:
    """Nobody else moves their pieces meanwhile. Before the transfer itself: see `hub.store`."""
    tracked.lock(conn, [(line.item_id, serial) for line in lines for serial in line.pieces])


def _followed(conn: Connection, item_ids: Collection[int]) -> set[int]:
    """Those of the items that are tracked by serial number."""
    return {item for item, of in tracked.of_items(conn, item_ids).items() if "serial" in of.wants}


def check_planned(conn: Connection, lines: Sequence[tuple[str, NewLine]], wrong: WrongFields) -> None:
    """Each with where it stands in the request."""
    followed = _followed(conn, {line.item_id for _, line in lines if line.pieces})
    seen: set[tuple[int, str]] = set()
    for where, line in lines:
        if line.pieces and line.item_id not in followed:
            wrong.add(f"{where}.serials", "the item is not tracked by serial number")
        if line.pieces and len(line.pieces) != line.qty:
            wrong.add(
                f"{where}.serials",
                f"{len(line.pieces)} pieces are named, and {_n(line.qty)} are to go: "
                "name all of them, or none",
            )
        for serial in line.pieces:
            if (line.item_id, serial) in seen:
                wrong.add(f"{where}.serials", f"{serial} is named twice")
            seen.add((line.item_id, serial))


def check_leaving(conn: Connection, site: str, lines: Sequence[Line]) -> None:
    """Raises Problem (`validation`): of what is tracked by serial number each piece is named, and is here."""
    wrong = WrongFields()
    followed = _followed(conn, {line.item_id for line in lines})
    last = tracked.whereabouts(conn, [(line.item_id, one) for line in lines for one in line.pieces])
    for position, line in enumerate(lines):
        where = f"content.{position}.serials"
        if line.item_id in followed and len(line.pieces) != line.qty:
            wrong.add(
                where,
                f"{len(line.pieces)} of {_n(line.qty)} pieces of {line.sku} are named: name all of them in "
                "the draft, or let a terminal load them",
            )
        for serial in line.pieces:
            fault = pieces.fault(last.get((line.item_id, serial)), outside=False, site=site)
            if fault:
                wrong.add(where, f"{serial} {fault}")
    wrong.raise_if_any()


def check_arriving(
    conn: Connection,
    sent: Sequence[Sent],
    came: Sequence[tuple[str, ArrivedLine, int, Decimal]],
    wrong: WrongFields,
) -> None:
    """``came``: where it stands in the request, the line, its item and base quantity.

    Some pieces without their numbers are refused; where all of them come, they are known.
    """
    followed = _followed(conn, {item for _, _, item, _ in came})
    state = {line.line: line for line in sent}
    seen: set[tuple[int, str]] = set()
    for where, line, item, qty in came:
        if line.serials and len(line.serials) != qty:
            wrong.add(f"{where}.serials", f"{len(line.serials)} pieces are named, and {_n(qty)} came")
        for serial in line.serials:
            if (item, serial) in seen:
                wrong.add(f"{where}.serials", f"{serial} is named twice")
            seen.add((item, serial))
            _take(state, item, line.lot, Decimal(1), serial)
        if not line.serials and not _take(state, item, line.lot, qty) and item in followed:
            way = sorted(one for of in state.values() if of.item_id == item for one in of.pieces)
            named = f": {', '.join(way)} are under way" if way else ""
            wrong.add(f"{where}.serials", f"say which pieces came{named}")


def _take(state: dict[int, Sent], item: int, lot: str, qty: Decimal, serial: str | None = None) -> bool:
    """Whether all of it is known by its serial numbers; it is under way no more."""
    parts = match(state.values(), item, lot, qty, serial)
    for part in parts:
        if part.line is not None:
            was = state[part.line]
            state[part.line] = was._replace(
                received=was.received + part.qty, pieces=was.pieces - set(part.pieces)
            )
    return all(len(part.pieces) == part.qty for part in parts)


def _n(qty: Decimal) -> str:
    return f"{qty.normalize():f}"
