"""What happens on a production order: goods are taken, made, spoilt; and a wrong word is taken back.

Everybody locks the order first, then pieces, then the ledger's rows of all items at once (see `hub.store`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from hub.api import pieces, posting
from hub.api.amounts import has_decimals
from hub.api.auth.roles import Principal
from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.production import service
from hub.api.production.making import Put, Puts, check_pieces, outputs
from hub.api.production.schemas import Reported, ReportRequest, ScrapRequest, TakenLine
from hub.domain.inbound.tracked import Detail, faults
from hub.domain.ledger import Entry, Posted
from hub.domain.millionths import decimal, millionths
from hub.domain.production import account, taking
from hub.domain.production.account import Account
from hub.domain.production.bom import Bom, inputs
from hub.domain.production.states import Action
from hub.domain.production.taking import Take
from hub.store import locations, picking, stock
from hub.store.inbound import tracked
from hub.store.production import orders, reports
from hub.store.production.orders import Order
from hub.store.production.reports import NewLine, Report, Taken


class Doer(Protocol):
    """Who reports: a user, or somebody at a terminal who is none."""

    @property
    def user_id(self) -> int | None: ...


class _Desk(NamedTuple):
    """Who reports what on which order, and when: it happened ``at``, and becomes known ``now``."""

    conn: Connection
    order: Order
    who: Doer
    now: datetime
    at: datetime

    @property
    def today(self) -> date:
        return self.at.astimezone(ZoneInfo(self.order.timezone)).date()


def report(
    conn: Connection,
    number: str,
    wanted: ReportRequest,
    *,
    who: Doer,
    now: datetime,
    at: datetime | None = None,
) -> Reported:
    """``at``: when it happened, if not now. Raises NotFoundError, ConflictError, Problem (`validation`,
    `insufficient-stock` with all that is)."""
    order = orders.lock(conn, number)
    orders.check(order, Action.REPORT)
    desk = _Desk(conn, order, who, now, at or now)
    bill = service.bill_of(conn, order)
    said = _checked(desk, bill, wanted)
    worth = service.lock_goods(conn, order, said.items, now)
    takes = [*said.takes, *_pick(desk, said)]
    consumed = _consume(desk, takes, said.production_id)
    adds = account.report(
        order.account,
        sum(millionths(line.value) for line in consumed),
        good=millionths(wanted.produced_qty),
        bad=millionths(wanted.scrapped_qty),
        made=millionths(order.done_qty),
        ordered=millionths(order.qty),
    )
    adds, produced = _produce(desk, adds, said, worth)
    report_id = reports.add(
        conn, order, adds, [*consumed, *produced], made=wanted.produced_qty, spoilt=wanted.scrapped_qty,
        reason=wanted.reason, at=desk.at, user_id=who.user_id,
    )  # fmt: skip
    return _reported(conn, number, report_id)


def _reported(conn: Connection, number: str, report_id: int) -> Reported:
    order = orders.get(conn, number)
    told = service.report_answers(conn, [reports.get(conn, order, report_id)])[0]
    return Reported(order=service.one(conn, order), report=told)


class _Said(NamedTuple):
    """What a report says, by ids: ``takes`` were named, ``wanted`` is to be taken by the bill."""

    takes: list[Take]
    wanted: Mapping[int, Decimal]
    puts: Puts
    destination_id: int
    production_id: int

    @property
    def items(self) -> set[int]:
        return {take.item_id for take in self.takes} | self.wanted.keys() | self.puts.items


def _checked(desk: _Desk, bill: Bom, wanted: ReportRequest) -> _Said:
    """Raises Problem (`validation`, with everything that is wrong)."""
    order, wrong = desk.order, WrongFields()
    names = Names(desk.conn, order.site, wrong)
    for name in ("produced_qty", "scrapped_qty"):
        if not has_decimals(getattr(wanted, name), order.qty_decimals):
            wrong.add(f"body.{name}", f"item {order.sku} is counted with {order.qty_decimals} decimals")
    takes = _takes(desk, names, wrong, wanted.taken)
    named = {take.item_id for take in takes}
    to_pick = _by_bill(desk, bill, wanted.produced_qty + wanted.scrapped_qty, named)
    for item in tracked.of_items(desk.conn, to_pick).values():
        if "serial" in item.wants:
            wrong.add("body.taken", f"{item.sku} is tracked by serial number: say which pieces were taken")
    puts = outputs(desk.conn, order, bill, wanted, names, wrong, today=desk.today)
    _check_pieces(desk, wrong, wanted.taken, takes, puts)
    destination = order.destination_id
    if wanted.destination is not None and (place := names.place(wanted.destination, "body.destination")):
        destination = place.id
    wrong.raise_if_any()
    return _Said(takes, to_pick, puts, destination, names.outside("production"))


def _takes(desk: _Desk, names: Names, wrong: WrongFields, lines: Sequence[TakenLine]) -> list[Take]:
    takes: list[Take] = []
    for position, line in enumerate(lines):
        where = f"body.taken.{position}"
        place, goods = names.place(line.source, f"{where}.source"), names.goods(line.item, line.qty, where)
        if goods is not None and goods[0].item_id == desk.order.item_id and not desk.order.takes_apart:
            wrong.add(f"{where}.item", "is what is made; it is not made of itself")
        if goods is None:
            continue
        item_id, qty = goods[0].item_id, goods[1]
        _check_serial(desk, wrong, f"{where}.serial", item_id, qty, line.serial)
        if line.serial and any((take.item_id, take.serial) == (item_id, line.serial) for take in takes):
            wrong.add(f"{where}.serial", f"{line.serial} is named twice")
        if place is not None:
            takes.append(Take(item_id, place.code, line.lot, qty, None, line.serial))
    return takes


def _check_pieces(
    desk: _Desk, wrong: WrongFields, lines: Sequence[TakenLine], takes: Sequence[Take], puts: Puts
) -> None:
    """Nobody else moves the pieces that are taken and made before this transaction ends."""
    taken = [(take.item_id, take.serial) for take in takes if take.serial]
    tracked.lock(desk.conn, [*taken, *(piece for _, piece in puts.pieces)])
    last = tracked.whereabouts(desk.conn, taken)
    stands = {line.serial: position for position, line in enumerate(lines)}
    for piece in taken:
        why = pieces.fault(last.get(piece), outside=False, site=desk.order.site)
        if why:
            wrong.add(f"body.taken.{stands[piece[1]]}.serial", f"{piece[1]} {why}")
    check_pieces(desk.conn, puts, wrong)


def _check_serial(
    desk: _Desk, wrong: WrongFields, where: str, item_id: int, qty: Decimal, serial: str | None
) -> None:
    """Of what goes out: which pieces, where the item is tracked so; its lot is where it stood."""
    item = tracked.of_items(desk.conn, [item_id]).get(item_id)
    wants: tuple[Detail, ...] = ("serial",) if item is not None and "serial" in item.wants else ()
    for _, what in faults(wants, qty, "", serial, None):
        wrong.add(where, what)


def _by_bill(desk: _Desk, bill: Bom, pieces: Decimal, named: Collection[int]) -> dict[int, Decimal]:
    """What the bill says for all that has been made with these pieces, less what was taken before."""
    order = desk.order
    if pieces == 0:
        return {}
    taken = reports.taken(desk.conn, order.id)
    due = inputs(bill, order.done_qty + pieces, apart=order.takes_apart)
    wanted = {item: qty - taken.get(item, Taken()).consumed for item, qty in due.items()}
    return {item: qty for item, qty in wanted.items() if qty > 0 and item not in named}


def _pick(desk: _Desk, said: _Said) -> list[Take]:
    """Raises Problem (`insufficient-stock`): all that is missing, whether it was named or not."""
    conn, order = desk.conn, desk.order
    stands = {
        item: [one for one in found if order.source in (None, one.location)]
        for item, found in picking.stands_of(conn, said.wanted, order.site_id).items()
    }
    picks, missing = taking.by_expiry(said.wanted, stands, today=desk.today)
    short = {one.item_id: (one.wanted, one.found) for one in missing}
    short |= _missing_of_named(desk, said.takes)
    if short:
        raise service.shortage(conn, f"There is not enough for this report on {order.number}", short)
    return picks


def _missing_of_named(desk: _Desk, takes: Iterable[Take]) -> dict[int, tuple[Decimal, Decimal]]:
    """By item, what was named and what stands there, where that is less."""
    places = _place_ids(desk, takes)
    wanted: dict[tuple[int, int, str], Decimal] = {}
    for take in takes:
        key = (take.item_id, places[take.location], take.lot)
        wanted[key] = wanted.get(key, Decimal(0)) + take.qty
    there = stock.at_places(desk.conn, wanted)
    short: dict[int, tuple[Decimal, Decimal]] = {}
    for key, qty in wanted.items():
        if there[key] < qty:
            before = short.get(key[0], (Decimal(0), Decimal(0)))
            short[key[0]] = (before[0] + qty, before[1] + max(there[key], Decimal(0)))
    return short


def _place_ids(desk: _Desk, takes: Iterable[Take]) -> dict[str, int]:
    wanted = sorted({(desk.order.site_id, take.location) for take in takes})
    return {place.code: place.id for place in locations.by_codes(desk.conn, wanted)}


def _consume(desk: _Desk, takes: Sequence[Take], production_id: int) -> list[NewLine]:
    places = _place_ids(desk, takes)
    entries = [
        _entry(desk, "production", take.item_id, take.qty, places[take.location], production_id)._replace(
            lot=take.lot, serial=take.serial, expiry=take.expiry
        )
        for take in takes
    ]
    posted = posting.move_valued(desk.conn, entries, now=desk.now)
    return [
        _line("consumed", entry, entry.source_id, -one.value, one)
        for entry, one in zip(entries, posted, strict=True)
    ]


def _produce(
    desk: _Desk, adds: Account, said: _Said, worth: Mapping[int, Decimal]
) -> tuple[Account, list[NewLine]]:
    """What the report adds, of which what did not come of a kit is scrapped, and its movements."""
    costs = said.puts.costs(adds.produced, worth)
    puts: list[Put] = said.puts.all
    entries = [
        _entry(desk, "production", put.item_id, put.qty, said.production_id, said.destination_id)._replace(
            lot=put.lot, serial=put.serial, expiry=put.expiry, cost=decimal(cost)
        )
        for put, cost in zip(puts, costs, strict=True)
    ]
    posted = posting.move_valued(desk.conn, entries, now=desk.now)
    lost = adds.produced - sum(costs)
    lines = [
        _line("produced", entry, entry.destination_id, entry.cost or Decimal(0), one)
        for entry, one in zip(entries, posted, strict=True)
    ]
    return adds._replace(produced=sum(costs), scrapped=adds.scrapped + lost), lines


def _entry(desk: _Desk, kind: str, item_id: int, qty: Decimal, source_id: int, destination_id: int) -> Entry:
    return Entry(
        desk.order.site_id, item_id, kind, qty, source_id, destination_id, desk.at,
        document=desk.order.number, user_id=desk.who.user_id,
    )  # fmt: skip


def _line(role: str, entry: Entry, location_id: int, value: Decimal, posted: Posted) -> NewLine:
    return NewLine(
        role, entry.item_id, location_id, entry.lot, entry.serial, entry.expiry, entry.qty, value, posted.id
    )


def scrap(
    conn: Connection,
    number: str,
    wanted: ScrapRequest,
    *,
    who: Doer,
    now: datetime,
    at: datetime | None = None,
) -> Reported:
    """Raises NotFoundError, ConflictError, Problem (`validation`, `insufficient-stock`)."""
    order = orders.lock(conn, number)
    orders.check(order, Action.REPORT)
    desk, wrong = _Desk(conn, order, who, now, at or now), WrongFields()
    names = Names(conn, order.site, wrong)
    place, goods = names.place(wanted.source, "body.source"), names.goods(wanted.item, wanted.qty, "body")
    if goods is not None and goods[0].item_id == order.item_id and not order.takes_apart:
        wrong.add("body.item", "is what is made: report what was spoilt of it as `scrapped_qty`")
    if goods is not None:
        _check_serial(desk, wrong, "body.serial", goods[0].item_id, goods[1], wanted.serial)
    if goods is not None and place is not None and wanted.serial:
        pieces.check(conn, goods[0].item_id, wanted.serial, place, "body.serial", wrong)
    wrong.raise_if_any()
    assert place and goods  # noqa: S101 - else something would be wrong
    entry = _entry(desk, "scrap", goods[0].item_id, goods[1], place.id, names.outside("scrap"))._replace(
        lot=wanted.lot, serial=wanted.serial, evidence={"reason": wanted.reason}
    )
    posted = posting.move_valued(conn, [entry], now=now)[0]
    value = millionths(-posted.value)
    report_id = reports.add(
        conn, order, Account(consumed=value, scrapped=value),
        [_line("scrapped", entry, place.id, -posted.value, posted)],
        made=Decimal(0), spoilt=Decimal(0), reason=wanted.reason, at=desk.at, user_id=who.user_id,
    )  # fmt: skip
    return _reported(conn, number, report_id)


def undo(
    conn: Connection, number: str, report_id: int, *, reason: str, who: Principal, now: datetime
) -> Reported:
    """As if it had not been reported: all its movements are reversed, what was made must still be there.

    Raises NotFoundError, ConflictError, Problem (`insufficient-stock`).
    """
    order = orders.lock(conn, number)
    found = reports.get(conn, order, report_id)
    left = reports.undo(conn, order, found, reason=reason, at=now, user_id=who.user_id)
    bill = service.bill_of(conn, order)
    lines = reports.lines(conn, [report_id])
    concerned = {line.item_id for line in lines} | inputs(bill, order.qty, apart=order.takes_apart).keys()
    service.lock_goods(conn, order, concerned, now)
    _reverse(_Desk(conn, order, who, now, now), found, lines, reason)
    service.reserve(conn, left, bill, who=who, now=now)
    return _reported(conn, number, report_id)


def _reverse(desk: _Desk, found: Report, lines: Sequence[reports.Line], reason: str) -> None:
    names = Names(desk.conn, desk.order.site, WrongFields())
    outside = {"consumed": "production", "produced": "production", "scrapped": "scrap"}
    entries = []
    for line in lines:
        kind = outside[line.role]
        there, here = names.outside(kind), line.location_id
        source, destination = (here, there) if line.role == "produced" else (there, here)
        entries.append(
            _entry(desk, kind, line.item_id, line.qty, source, destination)._replace(
                lot=line.lot, serial=line.serial, expiry=line.expiry, reverses=line.movement_id,
                evidence={"reason": reason, "report": str(found.id)},
            )
        )  # fmt: skip
    try:
        posting.move_valued(desk.conn, entries, now=desk.now)
    except Problem as problem:
        if problem.kind == "insufficient-stock":
            problem.detail = f"What report {found.id} made is not where it was put. {problem.detail}"
        raise
