"""Classified lines as entries of the ledger (pure)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hub.domain.ledger import Entry

from .articles import Article
from .classify import MOVES_STOCK, LineClass, Row

LONDON = ZoneInfo("Europe/London")
OPENING_DOCUMENT = "OPENING"
# who says so, in the column where a device stands otherwise
IMPORTED_BY = "import:online-retail"


class Places(NamedTuple):
    """Location ids of one site: where the goods stand, and the three ways through its walls."""

    site_id: int
    store: int
    supplier: int
    customer: int
    loss_gain: int


def utc(wall_clock: datetime) -> datetime:
    """The file's times are London's wall clock; of an hour that comes twice, the first is meant."""
    return wall_clock.replace(tzinfo=LONDON).astimezone(UTC)


def remembering(convert: Callable[[datetime], datetime]) -> Callable[[datetime], datetime]:
    """Many lines share a minute."""
    known: dict[datetime, datetime] = {}

    def converted(moment: datetime) -> datetime:
        found = known.get(moment)
        if found is None:
            found = known[moment] = convert(moment)
        return found

    return converted


def stock_change(row: Row, what: LineClass) -> int:
    """Units that the line put into the store (> 0) or took from it (< 0)."""
    return row.qty if what in (LineClass.WRITE_UP, LineClass.WRITE_OFF) else -row.qty


def changes(rows: Iterable[tuple[Row, LineClass]]) -> Iterator[tuple[str, date, int]]:
    """What `opening.opening_units` needs to know."""
    for row, what in rows:
        if what in MOVES_STOCK:
            yield row.stock_code, row.at.date(), stock_change(row, what)


def line_entry(
    row: Row, what: LineClass, item_id: int, places: Places, occurred_at: datetime, device: str
) -> Entry:
    """The movement of one line; its class must be among MOVES_STOCK."""
    if what in (LineClass.SALE, LineClass.FREE_GOODS):
        kind, source, destination = "shipment", places.store, places.customer
    elif what is LineClass.RETURN:
        kind, source, destination = "customer_return", places.customer, places.store
    elif what is LineClass.WRITE_OFF:
        kind, source, destination = "adjustment", places.store, places.loss_gain
    elif what is LineClass.WRITE_UP:
        kind, source, destination = "adjustment", places.loss_gain, places.store
    else:
        raise ValueError(f"a line of class {what} moves nothing")
    return Entry(
        site_id=places.site_id,
        item_id=item_id,
        kind=kind,
        qty=Decimal(abs(row.qty)),
        source_id=source,
        destination_id=destination,
        occurred_at=occurred_at,
        # a return has a negative quantity, so its revenue is negative
        revenue=row.qty * row.unit_price if kind != "adjustment" else None,
        document=row.invoice,
        device=device,
    )


def line_entries(
    rows: Iterable[tuple[Row, LineClass]], item_ids: Mapping[str, int], places: Places
) -> Iterator[Entry]:
    """Movements of the lines that move stock, in the order given."""
    when = remembering(utc)
    for row, what in rows:
        if what in MOVES_STOCK:
            yield line_entry(row, what, item_ids[row.stock_code], places, when(row.at), IMPORTED_BY)


def opening_entries(
    opening: Mapping[str, int],
    articles: Iterable[Article],
    item_ids: Mapping[str, int],
    places: Places,
    first_day: date,
) -> list[Entry]:
    """Receipts at standard cost on the day before the first, by stock code."""
    eve = utc(datetime.combine(first_day - timedelta(days=1), datetime.min.time()))
    return [
        Entry(
            site_id=places.site_id,
            item_id=item_ids[article.sku],
            kind="receipt",
            qty=Decimal(opening[article.sku]),
            source_id=places.supplier,
            destination_id=places.store,
            occurred_at=eve,
            unit_cost=article.standard_cost,
            document=OPENING_DOCUMENT,
            device=IMPORTED_BY,
        )
        for article in articles
        if article.sku in opening
    ]
