"""From where goods leave that were packed at a bench: decided in the transaction that posts them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import psycopg
from psycopg.rows import TupleRow

from hub.domain import benches
from hub.domain.benches import BROUGHT, Advance, BenchKey, Loan, Settled
from hub.domain.ledger import Entry
from hub.domain.valuation import ZERO
from hub.store import ledger, queries

_Q = queries.load("benches")
Connection = psycopg.Connection[TupleRow]


def settle(
    conn: Connection, entries: Sequence[Entry], bench_ids: Collection[int], *, recorded_at: datetime
) -> Sequence[Entry]:
    """What is to be posted: see hub.domain.benches. ``bench_ids``: all benches that the entries name.

    Locks the ledger's rows of all entries, as posting them does: call it last before that.
    """
    keys: set[BenchKey] = set()
    since: dict[BenchKey, datetime] = {}
    for entry in entries:
        if entry.via_id is not None:
            keys.add((entry.item_id, entry.via_id, entry.lot))
        elif entry.destination_id in bench_ids and entry.kind in BROUGHT:
            key = (entry.item_id, entry.destination_id, entry.lot)
            since[key] = min(since.get(key, entry.occurred_at), entry.occurred_at)
    if not keys and not since:
        return entries
    # nobody else may ship or bring any of it between our look and our posting
    ledger.lock(conn, ((entry.site_id, entry.item_id) for entry in entries), recorded_at=recorded_at)
    advances = _advances(conn, since) if since else []
    if not keys and not advances:
        return entries
    values = _columns(sorted(keys | since.keys()))
    stood = {(row[0], row[1], row[2]): row[3] for row in conn.execute(_Q["stood"], values)}
    settled = benches.settle(
        entries,
        stood={key: stood.get(key, ZERO) for key in keys | since.keys()},
        advances=advances,
        loans=[Loan(*row) for row in conn.execute(_Q["loans"], values)],
    )
    _keep(conn, settled)
    return settled.entries


def forget(conn: Connection, *, before: datetime) -> int:
    """Advances and loans of cartons closed before that: who says so late that he brought the goods is not
    waited for."""
    return conn.execute(_Q["delete_older"], {"before": before}).rowcount


def _advances(conn: Connection, since: dict[BenchKey, datetime]) -> list[Advance]:
    wanted = sorted(since)
    values = {**_columns(wanted), "since": [since[key] for key in wanted]}
    return [Advance(*row) for row in conn.execute(_Q["advances"], values)]


def _columns(keys: Sequence[BenchKey]) -> dict[str, object]:
    return {
        "item_ids": [key[0] for key in keys],
        "bench_ids": [key[1] for key in keys],
        "lots": [key[2] for key in keys],
    }


def _keep(conn: Connection, settled: Settled) -> None:
    advances = settled.advances
    new = [one._asdict() for one in advances if one.id is None]
    changed = [one._asdict() for one in advances if one.id is not None and one.qty > 0]
    gone = [one.id for one in advances if one.id is not None and one.qty == 0]
    with conn.cursor() as cursor:
        if new:
            cursor.executemany(_Q["add"], new)
        if changed:
            cursor.executemany(_Q["change"], changed)
        if gone:
            cursor.execute(_Q["delete"], {"ids": gone})
        if settled.loans:
            cursor.executemany(_Q["lend"], [one._asdict() for one in settled.loans])
