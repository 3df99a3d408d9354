"""What a person says becomes of goods that came otherwise than they were sent, carried out in the books."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from hub.api import posting
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.transfers.schemas import DecisionRequest, DifferenceAnswer
from hub.domain.ledger import Entry
from hub.domain.transfers.arrivals import spread
from hub.domain.transfers.differences import DecisionError, check, part
from hub.store import locations
from hub.store.inbound import tracked
from hub.store.transfers import differences, documents
from hub.store.transfers.arrivals import KIND, by_piece, places
from hub.store.transfers.differences import Difference
from hub.store.transfers.documents import Change


def decide(
    conn: Connection, difference_id: int, wanted: DecisionRequest, *, who: Principal, now: datetime
) -> DifferenceAnswer:
    """Raises NotFoundError, ConflictError, Problem (`validation`, `insufficient-stock`)."""
    seen = differences.get(conn, difference_id)
    tracked.lock(conn, [(seen.item_id, serial) for serial in seen.pieces])
    found = differences.get_undecided(conn, difference_id)
    try:
        qty, pieces = part(found.qty, found.pieces, wanted.qty, wanted.serials)
        check(found.kind, wanted.decision, qty, found.qty)
    except DecisionError as error:
        raise Problem("validation", f"This cannot be decided: {error}.") from error
    desk = _Desk(conn, found, qty, pieces, wanted.place, who, now)
    entries = desk.short(wanted.decision) if found.kind == "short" else desk.came(wanted.decision)
    evidence = {"reason": wanted.reason, "difference": str(found.id)}
    moved = posting.move(conn, [entry._replace(evidence=evidence) for entry in entries], now=now)
    differences.decide(
        conn, found, decision=wanted.decision, qty=qty, reason=wanted.reason, user_id=who.user_id, at=now,
        movement_id=moved[0] if moved else None, pieces=pieces,
    )  # fmt: skip
    differences.reconcile(conn, found.transfer_id, at=now)
    return DifferenceAnswer.model_validate(differences.get(conn, difference_id))


class _Desk:
    """The movements that follow from a decision."""

    def __init__(
        self, conn: Connection, found: Difference, qty: Decimal, pieces: Sequence[str], place: str | None,
        who: Principal, now: datetime,
    ) -> None:  # fmt: skip
        self._conn, self._found, self._qty, self._place = conn, found, qty, place
        self._pieces = pieces
        self._lines = documents.lines(conn, [found.transfer_id])
        self._virtual = places(conn, [found.from_site_id, found.to_site_id])
        self._sender = Entry(
            found.from_site_id, found.item_id, KIND, qty, 0, 0, now, lot=found.lot,
            document=found.transfer, user_id=who.user_id,
        )  # fmt: skip
        self._receiver = self._sender._replace(site_id=found.to_site_id)

    def short(self, decision: str) -> list[Entry]:
        """Of what is still in transit; the lines are changed too."""
        found, in_transit = self._found, self._virtual[self._found.from_site_id, "in_transit"]
        sent = [line.sent for line in self._lines]
        try:
            parts = spread(sent, found.item_id, found.lot, self._qty, self._pieces)
        except ValueError as error:  # others of its line came unnamed, and fewer are missing than were named
            raise Problem("validation", f"This cannot be decided: {error}.") from error
        lost = decision == "lost"
        changes = [
            Change(part.line, lost=part.qty, pieces=part.pieces)
            if lost
            else Change(part.line, back=part.qty, pieces=part.pieces)
            for part in parts
            if part.line is not None
        ]
        for change in changes:  # several may be of one line
            documents.add(self._conn, found.transfer_id, [change])
        if lost:
            gone = locations.get(self._conn, found.from_site, "loss_gain").id
            one = self._sender._replace(kind="adjustment", source_id=in_transit, destination_id=gone)
            return [entry for of in parts for entry in by_piece(one._replace(qty=of.qty), of.pieces)]
        stood = {line.line: line.from_location_id for line in self._lines}
        back = self._sender._replace(source_id=in_transit)
        return [
            entry
            for of in parts
            if of.line is not None
            for entry in by_piece(back._replace(qty=of.qty, destination_id=stood[of.line]), of.pieces)
        ]

    def came(self, decision: str) -> list[Entry]:
        """Of what is over or damaged."""
        found = self._found
        if decision == "sent_more":
            elsewhere = self._virtual[found.from_site_id, "other_site"]
            return self._each(self._sender._replace(source_id=self._taken_from(), destination_id=elsewhere))
        if decision == "found":
            return self._found_by_sender()
        stands = self._stands()
        if decision == "miscounted":
            elsewhere = self._virtual[found.to_site_id, "other_site"]
            return self._each(self._receiver._replace(source_id=stands, destination_id=elsewhere))
        if decision == "scrap":
            scrap = locations.get(self._conn, found.to_site, "scrap").id
            return self._each(self._receiver._replace(kind="scrap", source_id=stands, destination_id=scrap))
        return self._kept()

    def _found_by_sender(self) -> list[Entry]:
        """What nobody had in the books comes into them, and leaves for the other site.

        Without serial numbers: the pieces have been at the other site since they came there.
        """
        site_id = self._found.from_site_id
        in_transit, gain = (
            self._virtual[site_id, "in_transit"],
            locations.get(self._conn, self._found.from_site, "loss_gain").id,
        )
        elsewhere = self._virtual[site_id, "other_site"]
        return [
            self._sender._replace(kind="adjustment", source_id=gain, destination_id=in_transit),
            self._sender._replace(source_id=in_transit, destination_id=elsewhere),
        ]

    def _kept(self) -> list[Entry]:
        stands = self._found.location_id
        if self._place is None or stands is None:
            return []
        to = self._named(self._found.to_site, self._place)
        if to == stands:
            return []
        return self._each(self._receiver._replace(kind="move", source_id=stands, destination_id=to))

    def _each(self, entry: Entry) -> list[Entry]:
        return by_piece(entry, self._pieces)

    def _stands(self) -> int:
        if self._place is not None:
            return self._named(self._found.to_site, self._place)
        assert self._found.location_id is not None  # noqa: S101 - only what is short stands nowhere
        return self._found.location_id

    def _taken_from(self) -> int:
        if self._place is not None:
            return self._named(self._found.from_site, self._place)
        of_item = [line for line in self._lines if line.item_id == self._found.item_id]
        # an item that was not on the transfer was taken from where the rest was
        return (of_item or self._lines)[0].from_location_id

    def _named(self, site: str, code: str) -> int:
        wrong = WrongFields()
        place = Names(self._conn, site, wrong).place(code, "body.place")
        wrong.raise_if_any()
        assert place is not None  # noqa: S101 - else something would be wrong
        return place.id
