"""The one way a movement gets into the books.

Everything happens in the caller's transaction. The cost rows of (site, item) are locked first, in key order;
every balance and day total belongs to one of them, so that two writers can neither deadlock nor disagree
about an average, and movement ids of an item are in the order in which they were applied.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
from psycopg.rows import TupleRow

from hub.domain.alarms import NEGATIVE_STOCK
from hub.domain.calendar import Calendar, microseconds
from hub.domain.ledger import (
    DAY_COLUMNS,
    MOMENT_COLUMNS,
    Entry,
    Journal,
    Origin,
    Outcome,
    Place,
    Posted,
)
from hub.domain.millionths import decimal, millionths
from hub.domain.months import closed_until
from hub.domain.valuation import Stock, average, issue
from hub.store import alarms, months, movement_rows, queries
from hub.store.arrays import instants, literal, scaled, texts
from hub.store.errors import NotFoundError

_Q = queries.load("ledger")
Connection = psycopg.Connection[TupleRow]
# so many rows are encoded before they are sent: the server stores some while we value the next
_ROWS_AT_ONCE = 100
_source, _destination = attrgetter("source_id"), attrgetter("destination_id")
_stock = attrgetter("site_id", "item_id")


def post(conn: Connection, entries: Sequence[Entry], *, recorded_at: datetime) -> list[Posted]:
    """Apply entries in their order: movements, balances, costs and day totals.

    Nothing is refused for lack of stock; a place that goes below zero raises the alarm 'negative-stock'.
    Raises hub.domain.ledger.EntryError for an entry that cannot be, NotFoundError for an item, place or
    reversed movement that does not exist; the transaction must then be rolled back.
    """
    return [
        Posted(
            movement_id,
            decimal(outcome.unit_cost),
            decimal(outcome.value),
            None if outcome.revenue is None else decimal(outcome.revenue),
        )
        for movement_id, outcome in record(conn, entries, recorded_at=recorded_at)
    ]


def record(
    conn: Connection, entries: Sequence[Entry], *, recorded_at: datetime
) -> Iterable[tuple[int, Outcome]]:
    """As ``post``; gives movement ids, and outcomes as the journal keeps them."""
    if not entries:
        return ()
    journal, closed = _journal(conn, entries, recorded_at)
    ids = _movement_ids(conn, len(entries))
    outcomes = _copy(conn, journal, entries, ids, recorded_at)
    with conn.pipeline():
        crossed = _add_to_balances(conn, journal)
        _set_costs(conn, journal)
        _add_to_days(conn, journal)
        signs = crossed.fetchall()
    months.renew(conn, [key for key in journal.days if key[2] < closed[key[0], key[1]]])
    _alarm(conn, signs, recorded_at)
    return zip(ids, outcomes, strict=True)


def lock(
    conn: Connection, keys: Iterable[tuple[int, int]], *, recorded_at: datetime
) -> dict[tuple[int, int], Decimal]:
    """Nothing of these (site, item) moves until this transaction ends; gives what a unit of each is worth.

    Locks of the ledger come last in a transaction, or all that it will need at once: another call for other
    keys could wait in a circle. Raises NotFoundError.
    """
    wanted = sorted(set(keys))
    stocks, standard_costs, _ = _lock_costs(conn, wanted, recorded_at)
    return {key: decimal(average(stocks[key]) or standard_costs.get(key[1], 0)) for key in wanted}


def lock_leaving(
    conn: Connection,
    keys: Iterable[tuple[int, int]],
    leaving: Iterable[tuple[int, int, Decimal]],
    *,
    recorded_at: datetime,
) -> tuple[list[Decimal], dict[tuple[int, int], Decimal]]:
    """As ``lock``; first what each of these (site, item, qty), all among ``keys``, will leave at, one after
    another, as long as nothing else of them moves before."""
    wanted = sorted(set(keys))
    stocks, standard_costs, _ = _lock_costs(conn, wanted, recorded_at)
    worth = {key: decimal(average(stocks[key]) or standard_costs.get(key[1], 0)) for key in wanted}
    left: list[Decimal] = []
    for site_id, item_id, qty in leaving:
        issued = issue(stocks[site_id, item_id], millionths(qty), standard_costs.get(item_id, 0))
        stocks[site_id, item_id] = issued.stock
        left.append(decimal(issued.value))
    return left, worth


def _journal(
    conn: Connection, entries: Sequence[Entry], recorded_at: datetime
) -> tuple[Journal, dict[tuple[int, int], date]]:
    """And by (site, item) the day before which the days are in closed months."""
    places, calendars = _places(conn, set(map(_source, entries)) | set(map(_destination, entries)))
    keys = sorted(set(map(_stock, entries)))
    stocks, standard_costs, closed = _lock_costs(conn, keys, recorded_at)
    journal = Journal(
        places=places,
        calendars=calendars,
        stocks=stocks,
        standard_costs=standard_costs,
        origins=_origins(conn, [entry for entry in entries if entry.reverses is not None]),
    )
    return journal, closed


def _places(conn: Connection, ids: Iterable[int]) -> tuple[dict[int, Place], dict[int, Calendar]]:
    wanted = sorted(ids)
    places: dict[int, Place] = {}
    calendars: dict[int, Calendar] = {}
    with conn.cursor(binary=True) as cursor:
        for place_id, site_id, kind, timezone in cursor.execute(_Q["places"], {"ids": wanted}):
            places[place_id] = Place(site_id, kind)
            if site_id not in calendars:
                calendars[site_id] = Calendar(ZoneInfo(timezone))
    for place_id in wanted:
        if place_id not in places:
            raise NotFoundError("location with id", place_id)
    return places, calendars


def _lock_costs(
    conn: Connection, keys: Sequence[tuple[int, int]], recorded_at: datetime
) -> tuple[dict[tuple[int, int], Stock], dict[int, int], dict[tuple[int, int], date]]:
    values = {
        "site_ids": literal(site for site, _ in keys),
        "item_ids": literal(item for _, item in keys),
        # what has no days yet may count as closed: the job need not come for it
        "closed": closed_until(recorded_at.date()),
    }
    # who waits for another's new row must not hold an old one yet: so missing rows first, locks after
    with conn.cursor(binary=True) as cursor:
        try:
            cursor.execute(_Q["make_costs"], values)
        except psycopg.errors.ForeignKeyViolation as error:
            raise NotFoundError("item or site", error.diag.message_detail) from error
        rows = cursor.execute(_Q["lock_costs"], values).fetchall()
    stocks = {(row[0], row[1]): Stock(*map(millionths, row[2:5])) for row in rows}
    standard_costs = {row[1]: millionths(row[5]) for row in rows if row[5] is not None}
    return stocks, standard_costs, {(row[0], row[1]): row[6] for row in rows}


def _origins(conn: Connection, reversals: Sequence[Entry]) -> dict[int, Origin]:
    if not reversals:
        return {}
    found: dict[int, tuple[int, int, Origin]] = {}
    ids = sorted({entry.reverses for entry in reversals if entry.reverses is not None})
    with conn.cursor(binary=True) as cursor:
        for row in cursor.execute(_Q["origins"], {"ids": ids}):
            qty, value, unit_cost = map(millionths, row[3:6])
            revenue = None if row[6] is None else millionths(row[6])
            found[row[0]] = (row[1], row[2], Origin(qty, value, unit_cost, revenue))
    for entry in reversals:
        of = found.get(entry.reverses or 0)
        if of is None or of[:2] != (entry.site_id, entry.item_id):
            raise NotFoundError("movement of this site and item", entry.reverses)
    return {key: origin for key, (_, _, origin) in found.items()}


def _movement_ids(conn: Connection, count: int) -> list[int]:
    with conn.cursor(binary=True) as cursor:
        row = cursor.execute(_Q["movement_ids"], {"count": count}).fetchone()
    assert row is not None  # noqa: S101 - an aggregate always gives a row
    return list(row[0])


def _copy(
    conn: Connection, journal: Journal, entries: Sequence[Entry], ids: Sequence[int], recorded_at: datetime
) -> list[Outcome]:
    """Enter and write some at a time: the server stores rows while we value the next ones."""
    outcomes: list[Outcome] = []
    recorded_us = microseconds(recorded_at)
    enter, encode = journal.enter, movement_rows.row
    with conn.cursor() as cursor, cursor.copy(_Q["copy_movements"]) as copy:
        copy.write(movement_rows.HEADER)
        for start in range(0, len(entries), _ROWS_AT_ONCE):
            rows: list[bytes] = []
            for entry, movement_id in zip(
                entries[start : start + _ROWS_AT_ONCE], ids[start : start + _ROWS_AT_ONCE], strict=True
            ):
                outcome = enter(entry)
                outcomes.append(outcome)
                rows.append(encode(entry, outcome, movement_id, recorded_us))
            copy.write(b"".join(rows))
        copy.write(movement_rows.TRAILER)
    return outcomes


def _add_to_balances(conn: Connection, journal: Journal) -> psycopg.Cursor[TupleRow]:
    balances = journal.balances
    keys = sorted(key for key, delta in balances.items() if delta)
    values = {
        "item_ids": literal(key[0] for key in keys),
        "location_ids": literal(key[1] for key in keys),
        "lots": texts(key[2] for key in keys),
        "deltas": scaled((balances[key] for key in keys), 6),
    }
    return conn.execute(_Q["add_to_balances"], values, binary=True)


def _set_costs(conn: Connection, journal: Journal) -> None:
    now, held = journal.stocks, journal.held
    keys = sorted(now)
    stocks = [now[key] for key in keys]
    values = {
        "site_ids": literal(site for site, _ in keys),
        "item_ids": literal(item for _, item in keys),
        "qtys": scaled((stock.qty for stock in stocks), 6),
        "values": scaled((stock.value for stock in stocks), 6),
        "last_unit_costs": scaled((stock.last_unit_cost for stock in stocks), 6),
        "held": scaled((held.get(key, 0) for key in keys), 6),
    }
    conn.execute(_Q["set_costs"], values)


def _add_to_days(conn: Connection, journal: Journal) -> None:
    if not journal.days:
        return
    keys = sorted(journal.days)
    totals = [journal.days[key] for key in keys]
    values = {
        "site_ids": literal(key[0] for key in keys),
        "item_ids": literal(key[1] for key in keys),
        "days": literal(key[2] for key in keys),
        "day_ends": instants(total.end for total in totals),
    }
    for column in DAY_COLUMNS:
        values[column] = scaled((getattr(total, column) for total in totals), 6)
    for column in MOMENT_COLUMNS:
        values[column] = scaled((getattr(total, column) for total in totals), 12)
    conn.execute(_Q["add_to_days"], values)


def _alarm(conn: Connection, signs: Sequence[tuple[Any, ...]], recorded_at: datetime) -> None:
    raised: list[alarms.NewAlarm] = []
    cleared: list[str] = []
    for site_id, site, location, sku, lot, qty in signs:
        subject = "/".join((site, location, sku, lot) if lot else (site, location, sku))
        if qty < 0:
            detail = f"{qty.normalize():f} of {sku} at {location}: more left than was known to be there"
            raised.append(alarms.NewAlarm(subject, detail, site_id))
        else:
            cleared.append(subject)
    alarms.raise_many(conn, NEGATIVE_STOCK, raised, recorded_at)
    alarms.clear_many(conn, NEGATIVE_STOCK, cleared, recorded_at)
