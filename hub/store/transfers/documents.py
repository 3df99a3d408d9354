"""The documents of transfers: drafted, changed, sent, cancelled, listed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

import psycopg
from psycopg.rows import TupleRow, class_row

from hub.domain.transfers.arrivals import Line as Sent
from hub.domain.transfers.states import Action, RefusedError, Standing, State, check, progress
from hub.store import downlink, queries
from hub.store.errors import ConflictError, NotFoundError, StaleError
from hub.store.inbound.receipts import DueItem
from hub.store.transfers import pieces
from hub.store.transfers.pieces import Became

_Q = queries.load("transfers")
Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class NewTransfer:
    from_site_id: int
    to_site_id: int
    to_location_id: int | None = None
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class NewLine:
    """``qty`` in base units; ``pieces``: the serial numbers that are to be sent, where somebody says so."""

    item_id: int
    lot: str
    from_location_id: int
    qty: Decimal
    pieces: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Transfer:
    """``lines_under_way``: of which some is neither received, taken back nor lost."""

    id: int
    number: str
    from_site_id: int
    from_site: str
    to_site_id: int
    to_site: str
    to_place: str | None
    state: str
    version: int
    due_on: date | None
    note: str
    created_at: datetime
    created_by: str | None
    sent_at: datetime | None
    sent_by: str | None
    ended_at: datetime | None
    reason: str
    lines: int
    lines_under_way: int
    undecided: int


@dataclass(frozen=True, slots=True)
class Line:
    """Quantities in base units; ``pieces``: serial numbers that are planned, or under way."""

    transfer_id: int
    line: int
    item_id: int
    sku: str
    name: str
    unit: str
    lot: str
    source: str
    from_location_id: int
    qty: Decimal
    sent_qty: Decimal
    received_qty: Decimal
    back_qty: Decimal
    lost_qty: Decimal
    pieces: list[str]

    @property
    def sent(self) -> Sent:
        """As the domain sees it."""
        return Sent(
            self.line, self.item_id, self.lot, self.sent_qty, self.received_qty, self.back_qty, self.lost_qty,
            frozenset(self.pieces),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnderWay:
    number: str
    from_site: str
    to_site: str
    sent_at: datetime
    due_on: date | None
    line: int
    sku: str
    name: str
    unit: str
    lot: str
    qty: Decimal


@dataclass(frozen=True, slots=True)
class LeavingItem:
    """An item of a transfer that is under way to another site. In base units."""

    number: str
    to_site: str
    sku: str
    name: str
    qty: Decimal
    received_qty: Decimal
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """What is added to one of the quantities of a line, and the pieces that are known of it."""

    line: int
    received: Decimal = Decimal(0)
    back: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)
    pieces: Sequence[str] = ()

    @property
    def became(self) -> Became:
        return "received" if self.received else "back" if self.back else "lost"


def create(
    conn: Connection, new: NewTransfer, lines: Sequence[NewLine], *, at: datetime, user_id: int
) -> str:
    """A draft; its number."""
    named = conn.execute(_Q["next_number"]).fetchone()
    assert named is not None  # noqa: S101 - a sequence always has a next number
    values = asdict(new) | {"number": named[0], "at": at, "user_id": user_id}
    row = conn.execute(_Q["create"], values).fetchone()
    assert row is not None  # noqa: S101 - an insert without conflict gives its row
    _add_lines(conn, row[0], lines)
    downlink.notify(conn)  # there is something to load
    return str(named[0])


def edit(conn: Connection, transfer_id: int, new: NewTransfer, lines: Sequence[NewLine] | None) -> None:
    """``lines`` None: they stay."""
    conn.execute(_Q["edit"], asdict(new) | {"id": transfer_id})
    if lines is not None:
        conn.execute(_Q["remove_lines"], {"id": transfer_id})
        _add_lines(conn, transfer_id, lines)
    downlink.notify(conn)


def _add_lines(conn: Connection, transfer_id: int, lines: Sequence[NewLine]) -> None:
    values = {
        "id": transfer_id,
        "item_ids": [line.item_id for line in lines],
        "lots": [line.lot for line in lines],
        "from_location_ids": [line.from_location_id for line in lines],
        "qtys": [line.qty for line in lines],
    }
    conn.execute(_Q["add_lines"], values)
    named = [(n, serial) for n, line in enumerate(lines, start=1) for serial in line.pieces]
    pieces.plan(conn, transfer_id, named)


def list_page(
    conn: Connection,
    *,
    site: str | None = None,
    from_site: str | None = None,
    to_site: str | None = None,
    states: Sequence[str] | None = None,
    number: str | None = None,
    after: int | None = None,
    limit: int = 100,
) -> list[Transfer]:
    """Newest first, those behind ``after``. ``site``: from it or to it."""
    values = {
        "site": site, "from_site": from_site, "to_site": to_site, "number": number, "after": after,
        "states": None if states is None else list(states), "limit": limit,
    }  # fmt: skip
    with conn.cursor(row_factory=class_row(Transfer)) as cursor:
        return cursor.execute(_Q["page"], values, prepare=False).fetchall()


def get(conn: Connection, number: str) -> Transfer:
    """Raises NotFoundError."""
    found = list_page(conn, number=number, limit=1)
    if not found:
        raise NotFoundError("transfer", number)
    return found[0]


def lock(conn: Connection, number: str, version: int | None = None) -> Transfer:
    """It stays as it is until the transaction ends. Raises NotFoundError; StaleError when it is not in the
    version that was seen."""
    conn.execute(_Q["lock"], {"number": number})
    found = get(conn, number)
    if version is not None and found.version != version:
        raise StaleError(f"transfer {number!r}", version, found.version)
    return found


def lines(conn: Connection, transfer_ids: Sequence[int]) -> list[Line]:
    """By transfer and line."""
    with conn.cursor(row_factory=class_row(Line)) as cursor:
        return cursor.execute(_Q["lines"], {"ids": list(transfer_ids)}).fetchall()


def under_way(conn: Connection, *, site: str | None, limit: int) -> list[UnderWay]:
    """Line by line, sent longest ago first."""
    with conn.cursor(row_factory=class_row(UnderWay)) as cursor:
        return cursor.execute(_Q["under_way"], {"site": site, "limit": limit}).fetchall()


def due(conn: Connection, site_id: int, *, limit: int) -> list[DueItem]:
    """What is under way to a site, transfer by transfer, the earliest due first."""
    with conn.cursor(row_factory=class_row(DueItem)) as cursor:
        return cursor.execute(_Q["due"], {"site_id": site_id, "limit": limit}).fetchall()


def leaving(conn: Connection, site_id: int, *, limit: int) -> list[LeavingItem]:
    """What is under way from a site to others, transfer by transfer, the earliest due first."""
    with conn.cursor(row_factory=class_row(LeavingItem)) as cursor:
        return cursor.execute(_Q["leaving"], {"site_id": site_id, "limit": limit}).fetchall()


def standing(conn: Connection, transfer_id: int) -> Standing:
    row = conn.execute(_Q["standing"], {"id": transfer_id}).fetchone()
    if row is None:
        raise NotFoundError("transfer with id", transfer_id)
    return Standing(State(row[0]), *row[1:])


def refuse(conn: Connection, action: Action, transfer: Transfer) -> None:
    """Raises ConflictError when the transfer does not allow it now."""
    try:
        check(action, standing(conn, transfer.id))
    except RefusedError as error:
        raise ConflictError(f"transfer {transfer.number}: {error}") from error


def sent(conn: Connection, transfer_id: int, *, at: datetime, user_id: int) -> None:
    """All that was planned has left."""
    conn.execute(_Q["sent"], {"id": transfer_id, "at": at, "user_id": user_id})


def cancel(conn: Connection, transfer_id: int, *, reason: str, at: datetime) -> None:
    conn.execute(_Q["cancel"], {"id": transfer_id, "reason": reason, "at": at})
    downlink.notify(conn)


def add(conn: Connection, transfer_id: int, changes: Sequence[Change]) -> None:
    values = {
        "ids": [transfer_id for _ in changes],
        "lines": [change.line for change in changes],
        "received": [change.received for change in changes],
        "back": [change.back for change in changes],
        "lost": [change.lost for change in changes],
    }
    conn.execute(_Q["add_to_lines"], values)
    # a scanner that takes back a scan and makes it again says one piece twice
    known = {(change.line, serial): change.became for change in changes for serial in change.pieces}
    pieces.became(conn, transfer_id, [(*piece, what) for piece, what in known.items()])


def move_on(conn: Connection, transfer_id: int, *, at: datetime) -> None:
    """To the state that follows from how it stands."""
    state = progress(standing(conn, transfer_id)).value
    conn.execute(_Q["set_state"], {"id": transfer_id, "state": state, "at": at})
