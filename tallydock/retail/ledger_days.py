"""The replay's part that no device does: orders, history taken back, corrections of the stock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal

from hub.domain.ledger import Entry
from hub.store import documents, ledger, orders
from hub.store.documents import DocumentMovement

from .classify import CORRECTED, LineClass, Row
from .history import IMPORTED_BY, Places, line_entry, utc
from .importer import Connection
from .scans import Job

REPLAYED_BY = "replay:online-retail"
_WALKED = ("shipment", "customer_return")


def take_back_history(conn: Connection, places: Places, numbers: Sequence[str]) -> int:
    """Reverse what the import shipped and took back on these documents; how many movements that were.

    Each reversal names its movement and has its time, so that those days read as if it had never been.
    What was taken back before is left alone.
    """
    standing = documents.standing(documents.movements(conn, places.site_id, numbers))
    imported = [m for m in standing if m.device == IMPORTED_BY and m.kind in _WALKED]
    ledger.post(conn, [_way_back(movement) for movement in imported], recorded_at=datetime.now(UTC))
    return len(imported)


def _way_back(of: DocumentMovement) -> Entry:
    return Entry(
        site_id=of.site_id,
        item_id=of.item_id,
        kind=of.kind,
        qty=of.qty,
        source_id=of.destination_id,
        destination_id=of.source_id,
        occurred_at=of.occurred_at,
        lot=of.lot,
        document=of.document,
        device=REPLAYED_BY,
        reverses=of.id,
        evidence={"reason": "replayed through the devices"},
    )


def post_corrections(
    conn: Connection,
    rows: Iterable[tuple[Row, LineClass]],
    item_ids: Mapping[str, int],
    places: Places,
) -> int:
    """Book the stock write-ups and write-offs among the lines that the ledger has not got; how many."""
    wanted = [(row, what) for row, what in rows if what in CORRECTED]
    numbers = sorted({row.invoice for row, _ in wanted})
    there = [
        (m.document, m.item_id, m.qty if m.source_kind == "loss_gain" else -m.qty)
        for m in documents.standing(documents.movements(conn, places.site_id, numbers))
        if m.kind == "adjustment"
    ]
    entries = []
    for row, what in wanted:
        key = (row.invoice, item_ids[row.stock_code], Decimal(row.qty))
        if key in there:
            there.remove(key)
            continue
        entries.append(line_entry(row, what, key[1], places, utc(row.at), REPLAYED_BY))
    ledger.post(conn, entries, recorded_at=datetime.now(UTC))
    return len(entries)


def put_order(conn: Connection, site: str, job: Job, agent: str) -> bool:
    """Release a sales order with the file's prices, where there is none; whether one was made.

    A cancellation becomes an order that is cancelled at once: nobody packs it, and the goods that come back
    on it take its prices back.
    """
    with conn.transaction():
        if orders.find(conn, site, job.document) is not None:
            return False
        lines = [orders.NewLine(line.stock_code, Decimal(line.qty), line.unit_price) for line in job.lines]
        now = datetime.now(UTC)
        orders.create(conn, site, job.document, lines, released_at=now, customer=job.customer, agent=agent)
        if job.mode == "RETURN":
            orders.cancel(conn, site, job.document)
    return True


def done_by_devices(
    conn: Connection, places: Places, numbers: Sequence[str]
) -> dict[tuple[str, str], list[tuple[str, int]]]:
    """(stock code, units) of what devices moved, by document and kind."""
    done: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for m in documents.standing(documents.movements(conn, places.site_id, numbers)):
        if m.by_agent:
            done.setdefault((m.document, m.kind), []).append((m.sku, int(m.qty)))
    return done
