"""A person receives at a desk, and decides on what was not as ordered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hub.api import posting
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.receiving import details, matching
from hub.api.receiving.details import Named
from hub.api.receiving.schemas import (
    DecisionRequest,
    ExceptionAnswer,
    ReceiptMade,
    ReceiptRequest,
)
from hub.api.supplier_returns.papers import paper_for
from hub.domain.evidence import DAMAGED, FIRST_READ, ISSUE, SSCC, SUPPLIER
from hub.domain.inbound import differences, sscc, unannounced
from hub.domain.inbound.differences import DecisionError
from hub.domain.ledger import Entry
from hub.domain.valuation import ZERO
from hub.store import sites, suppliers
from hub.store.inbound import exceptions, holds, notices
from hub.store.inbound.exceptions import ReceiptException
from hub.store.inbound.receipts import SaidOfReceipt
from hub.store.locations import Location

_OLDEST = timedelta(days=60)


def receive(conn: Connection, wanted: ReceiptRequest, *, who: Principal, now: datetime) -> ReceiptMade:
    """Book what came. Raises Problem (`validation`, with everything that is wrong)."""
    wrong = WrongFields()
    site = sites.find(conn, wanted.site)
    if site is None:
        wrong.add("body.site", f"there is no site {wanted.site!r}")
        wrong.raise_if_any()
        raise AssertionError
    if wanted.first_read_at is not None and not now - _OLDEST <= wanted.first_read_at <= now:
        wrong.add("body.first_read_at", "lies in the future, or more than 60 days back")
    names = Names(conn, wanted.site, wrong)
    place = names.place(wanted.location, "body.location")
    code = holds.place_of(conn, site.id, "damaged")
    broken = None if code is None else names.place(code, "body.location")
    document = wanted.document or unannounced.document_at(now)
    if wanted.supplier is not None and suppliers.find(conn, wanted.supplier) is None:
        wrong.add("body.supplier", f"there is no supplier {wanted.supplier!r}")
    entries: list[Entry] = []
    if place is not None:
        at = wanted.first_read_at or now
        base = Entry(
            site.id, 0, "receipt", ZERO, names.outside("supplier"), place.id, now,
            document=document, user_id=who.user_id,
            evidence={FIRST_READ: at.isoformat()} | ({SUPPLIER: wanted.supplier} if wanted.supplier else {}),
        )  # fmt: skip
        named = _lines(wanted, names, base, broken) + _packages(conn, wanted, base, wrong)
        details.check(conn, named, wrong)
        entries = [entry for _, entry in named]
    wrong.raise_if_any()
    assert place is not None  # noqa: S101 - else something would be wrong
    said = [SaidOfReceipt(site.id, document, "closed", place.id, now, None, None, who.login)]
    posted = posting.post(conn, entries, now=now, said=said)
    open_ = exceptions.list_page(conn, site=wanted.site, order=document, undecided_only=True)
    return ReceiptMade(
        document=document,
        movements=posted,
        exceptions=[ExceptionAnswer.model_validate(one) for one in open_],
    )


def _lines(wanted: ReceiptRequest, names: Names, base: Entry, broken: Location | None) -> list[Named]:
    made: list[Named] = []
    for position, line in enumerate(wanted.lines):
        found = names.goods(line.item, line.qty, f"body.lines.{position}")
        if found is None:
            continue
        entry = base._replace(
            item_id=found[0].item_id, qty=found[1], lot=line.lot, serial=line.serial, expiry=line.expiry
        )
        if line.damaged:
            entry = entry._replace(
                evidence={**(base.evidence or {}), ISSUE: DAMAGED},
                destination_id=broken.id if broken else base.destination_id,
            )
        made.append((f"body.lines.{position}", entry))
    return made


def _packages(conn: Connection, wanted: ReceiptRequest, base: Entry, wrong: WrongFields) -> list[Named]:
    made: list[Named] = []
    for position, number in enumerate(wanted.packages):
        where = f"body.packages.{position}"
        fault = sscc.fault(number)
        lines = [] if fault else notices.content(conn, number)
        if fault is not None:
            wrong.add(where, fault)
        elif not lines:
            wrong.add(where, "no supplier has announced it: receive its goods one by one")
        elif (lines[0].site, lines[0].order) != (wanted.site, wanted.document):
            wrong.add(where, f"is announced for {lines[0].order} at {lines[0].site}")
        elif lines[0].state != "underway" or number in wanted.packages[:position]:
            wrong.add(where, "has arrived already")
        else:
            evidence = {**(base.evidence or {}), SSCC: number}
            packed = base._replace(evidence=evidence)
            made += [
                (
                    where,
                    packed._replace(item_id=line.item_id, qty=line.qty, lot=line.lot, expiry=line.expiry),
                )
                for line in lines
            ]
    return made


def decide(
    conn: Connection, exception_id: int, wanted: DecisionRequest, *, who: Principal, now: datetime
) -> ExceptionAnswer:
    """Raises NotFoundError, ConflictError, Problem (`validation`, `insufficient-stock`)."""
    found = exceptions.get_undecided(conn, exception_id)
    qty = found.qty if wanted.qty is None else wanted.qty
    try:
        differences.check(found.kind, wanted.decision, qty, found.qty)
    except DecisionError as error:
        raise Problem("validation", f"This cannot be decided: {error}.") from error
    exceptions.decide(
        conn, found, decision=wanted.decision, qty=qty, reason=wanted.reason, user_id=who.user_id, at=now
    )
    if wanted.decision == "match":
        entries = matching.entries(conn, found, wanted.order, qty, reason=wanted.reason, who=who)
        booked = posting.post(conn, entries, now=now)
        exceptions.carried_out(conn, exception_id, booked[0])
        return ExceptionAnswer.model_validate(exceptions.get(conn, exception_id))
    entry = _carry_out(conn, found, wanted, who, now)
    if entry is not None:
        moved = posting.move(conn, [entry._replace(qty=qty)], now=now)
        exceptions.carried_out(conn, exception_id, moved[0])
    return ExceptionAnswer.model_validate(exceptions.get(conn, exception_id))


def _carry_out(
    conn: Connection, found: ReceiptException, wanted: DecisionRequest, who: Principal, now: datetime
) -> Entry | None:
    """The movement that follows from the decision; None: the goods stay where they are."""
    kind = differences.movement_kind(wanted.decision)
    released = wanted.decision == "accept" and found.kind == differences.DAMAGED and wanted.place is not None
    if kind is None and not released:
        return None
    wrong = WrongFields()
    names = Names(conn, found.site, wrong)
    stands = found.location if released else wanted.place or found.location
    if stands is None:
        wrong.add("body.place", "nobody knows where it stands: say so")
    source = None if stands is None else names.place(stands, "body.place")
    destination_id = 0
    if released:
        target = names.place(wanted.place or "", "body.place")
        destination_id = target.id if target else 0
        if target is not None and source is not None and target.id == source.id:
            wrong.add("body.place", "is where it stands already")
    else:
        destination_id = names.outside("supplier" if kind == "supplier_return" else "scrap")
    wrong.raise_if_any()
    assert source is not None  # noqa: S101 - else something would be wrong
    document = found.document or None
    if kind == "supplier_return":
        document = paper_for(
            conn, found, wanted.qty or found.qty, wanted.settlement, reason=wanted.reason, who=who, now=now
        )
    return Entry(
        found.site_id, found.item_id, kind or "move", found.qty, source.id, destination_id, now,
        lot=found.lot if wanted.lot is None else wanted.lot, document=document, user_id=who.user_id,
        evidence={"reason": wanted.reason, "exception": str(found.id)},
    )  # fmt: skip


def answers(found: Sequence[ReceiptException]) -> list[ExceptionAnswer]:
    return [ExceptionAnswer.model_validate(one) for one in found]
