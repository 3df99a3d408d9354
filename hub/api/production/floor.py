"""What terminals said was done on production orders, reported as a person would report it.

A report is applied as a whole. One whose components the books do not have yet waits, with an alarm: they may
have been told by somebody who is offline, or the place is to be counted. One that its order does not allow is
refused, with an alarm, and is for a person to report.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, NamedTuple

import psycopg
import structlog
from pydantic import ValidationError

from hub.api.database import Connection
from hub.api.named import Names
from hub.api.problems import Problem, WrongFields
from hub.api.production import dismantled, reporting, service
from hub.api.production.schemas import ReportRequest, ScrapRequest
from hub.domain.alarms import PRODUCTION_NOT_USED
from hub.domain.ledger import EntryError
from hub.domain.production.bom import inputs
from hub.store import alarms
from hub.store.errors import NotFoundError, StoreError
from hub.store.inbound import tracked
from hub.store.production import orders, said
from hub.store.production.orders import Order
from hub.store.production.said import Said

log = structlog.get_logger("hub.api")
Transaction = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]
AT_THE_TERMINAL: Final = "told at the terminal"
_REFUSED: Final = (
    Problem,
    StoreError,
    EntryError,
    ValidationError,
    psycopg.DataError,
    psycopg.IntegrityError,
)


class Doer(NamedTuple):
    """``user_id`` None: whoever worked there is no user of the hub."""

    user_id: int | None


def take_up(transaction: Transaction, now: datetime, *, stop: Callable[[], bool] = lambda: False) -> int:
    """One transaction each; gives how many were reported or refused. Safe in several hub processes."""
    done = after = 0
    while not stop():
        with transaction() as conn:
            waiting = said.open_said(conn, after=after)
        if not waiting:
            break
        after = waiting[-1].id
        done += _take_up(transaction, waiting, now, stop)
    return done


def _take_up(
    transaction: Transaction, waiting: Sequence[Said], now: datetime, stop: Callable[[], bool]
) -> int:
    done = 0
    for one in waiting:
        if stop():
            break
        try:
            with transaction() as conn:
                done += _report(conn, one, now)
        except _REFUSED as error:
            waits = isinstance(error, Problem) and error.kind == "insufficient-stock"
            with transaction() as conn:
                done += _tell(conn, one, _why(error), now, waits=waits)
    return done


def _report(conn: Connection, one: Said, now: datetime) -> bool:
    if not said.claim(conn, one.id):
        return False
    order = orders.lock(conn, one.document)
    if order.site_id != one.site_id:
        raise NotFoundError("production order of this site", one.document)
    who = Doer(one.user_id)
    if one.said.get("scrapped"):
        _lock_all(conn, order, one, now)
    for line in one.said.get("scrapped", ()):
        wanted = ScrapRequest.model_validate(_goods(line) | {"reason": AT_THE_TERMINAL})
        reporting.scrap(conn, one.document, wanted, who=who, now=now, at=one.occurred_at)
    body = {
        "produced_qty": one.said.get("made_qty", "0"),
        "scrapped_qty": one.said.get("spoilt_qty", "0"),
        "reason": AT_THE_TERMINAL,
        "lot": one.said.get("lot") or "",
        "expiry": one.said.get("expiry"),
        "serials": one.said.get("serials", []),
        "taken": [_goods(line) for line in one.said.get("taken", ())],
        "put": dismantled.parts(conn, order, one.said),
    }
    if body["taken"] or any(Decimal(body[name]) for name in ("produced_qty", "scrapped_qty")):
        wanted_report = ReportRequest.model_validate(body)
        reporting.report(conn, one.document, wanted_report, who=who, now=now, at=one.occurred_at)
    said.done(conn, one.id, "reported")
    alarms.clear_many(conn, PRODUCTION_NOT_USED, [_subject(one)], now)
    return True


def _lock_all(conn: Connection, order: Order, one: Said, now: datetime) -> None:
    """What is spoilt is posted before the rest, so the pieces and the goods of all of it are locked first.

    `reporting.report` asks again what the goods are worth, once that is posted.
    """
    names = Names(conn, order.site, WrongFields())
    lines = [line for part in ("scrapped", "taken", "came") for line in one.said.get(part, ())]
    named = [names.goods(line["item"], Decimal(line["qty"]), "said") for line in lines]
    pieces = [(order.item_id, serial) for serial in one.said.get("serials", ())]
    pieces += [
        (goods[0].item_id, line["serial"])
        for goods, line in zip(named, lines, strict=True)
        if goods is not None and line.get("serial")
    ]
    tracked.lock(conn, pieces)
    bill = service.bill_of(conn, order)
    items = {goods[0].item_id for goods in named if goods is not None}
    service.lock_goods(
        conn, order, items | inputs(bill, order.qty, apart=False).keys() | {order.item_id}, now
    )


def _goods(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"lot": line.get("lot") or ""}


def _subject(one: Said) -> str:
    return f"{one.site}/{one.agent}/{one.document}/{one.id}"


def _tell(conn: Connection, one: Said, why: str, now: datetime, *, waits: bool) -> bool:
    """Whether it waits no more: it is not used, or whoever cleared the alarm has reported it otherwise."""
    if not said.claim(conn, one.id):
        return False
    who = one.operator or "somebody"
    detail = (
        f"what {who} told of {one.document} waits: {why}"
        if waits
        else f"what {who} told of {one.document} is not used: {why}"
    )
    if not waits:
        alarms.clear_many(conn, PRODUCTION_NOT_USED, [_subject(one)], now)  # it said that it waits
    raised = alarms.raise_(
        conn, PRODUCTION_NOT_USED, _subject(one), at=now, detail=detail, site_id=one.site_id
    )
    if waits and not (one.told and raised):
        said.waits(conn, one.id, why)
        return False
    if waits:
        alarms.clear_many(conn, PRODUCTION_NOT_USED, [_subject(one)], now)
        said.done(conn, one.id, "refused", f"cleared by a person, and it still waited: {why}")
    else:
        log.error("production not reported", document=one.document, agent=one.agent, error=why)
        said.done(conn, one.id, "refused", why)
    return True


def _why(error: Exception) -> str:
    if isinstance(error, Problem):
        return "; ".join([error.detail, *(f"{one.where}: {one.what}" for one in error.errors)])
    if isinstance(error, ValidationError):
        return "; ".join(one["msg"] for one in error.errors())
    return str(error)
