"""Online Retail into the ledger: items, opening stock and sales history, all of it or nothing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path

import psycopg
from psycopg.rows import TupleRow

from hub.domain.ledger import Entry
from hub.store import imports, items, ledger, locations, sites

from .articles import DEFAULT_COST_RATIO, Article, articles
from .classify import MOVES_STOCK, LineClass, Row, UnknownLineError, classify, priced_invoices
from .errors import FileProblemsError, RetailError, rows_phrase
from .history import Places, changes, line_entries, opening_entries
from .opening import opening_units
from .reader import read_rows, sha256_of
from .summary import Summary, case_variants, class_totals

KIND = "online-retail"
CURRENCY = "GBP"
TIMEZONE = "Europe/London"
STORE = "STORE"
CHUNK = 20_000

Connection = psycopg.Connection[TupleRow]
Progress = Callable[[str, int, int], None]
ClassifiedRow = tuple[Row, LineClass]


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """`until`: the last day (London's) whose lines become history; opening stock covers the rest too."""

    site: str = "main"
    until: date | None = None
    cost_ratio: Decimal = DEFAULT_COST_RATIO

    def __post_init__(self) -> None:
        if not self.cost_ratio.is_finite() or not 0 <= self.cost_ratio <= 10:
            raise RetailError(f"a cost ratio of {self.cost_ratio} cannot be: from 0 to 10, like 0.6")


def silent(_what: str, _done: int, _total: int) -> None:
    """For those who don't watch."""


def import_online_retail(
    conn: Connection, path: Path, options: ImportOptions, progress: Progress = silent
) -> Summary:
    """Everything in one transaction: an import that is killed leaves nothing.

    Raises RetailError (FileProblemsError for what is in the file) that says all that is wrong; then nothing
    was written.
    """
    started = time.monotonic()
    sha256 = sha256_of(path)
    progress("reading", 0, 1)
    rows = read_rows(path)
    classified = classify_all(path, rows)
    progress("reading", 1, 1)
    history = [pair for pair in classified if options.until is None or pair[0].at.date() <= options.until]
    if not history:
        raise RetailError(
            f"{path} has no line up to {options.until}; its first is of {classified[0][0].at.date()}"
        )
    catalogue = articles(classified, options.cost_ratio)
    opening = opening_units(changes(classified))
    with conn.transaction():
        _refuse_overlap(conn, options.site, sha256, classified[0][0].at.date())
        places = _put_places(conn, options.site)
        item_ids = _put_items(conn, catalogue)
        receipts = opening_entries(opening, catalogue, item_ids, places, classified[0][0].at.date())
        total = len(receipts) + sum(what in MOVES_STOCK for _, what in history)
        posted = _post(conn, receipts, progress, 0, total)
        posted += _post(conn, line_entries(history, item_ids, places), progress, posted, total)
        summary = Summary(
            file=path.name,
            sha256=sha256.hex(),
            site=options.site,
            rows=len(rows),
            classes=class_totals(history),
            rows_after_until=len(rows) - len(history),
            first=history[0][0].at,
            last=history[-1][0].at,
            items=len(catalogue),
            items_without_price=sum(article.price is None for article in catalogue),
            case_variants=case_variants(article.sku for article in catalogue),
            opening_receipts=len(receipts),
            opening_units=sum(opening.values()),
            opening_value=_value(receipts),
            movements=posted,
            cost_ratio=options.cost_ratio,
            elapsed_s=time.monotonic() - started,
        )
        _record(conn, path, sha256, options, summary)
        progress("saving", 0, 1)
    progress("saving", 1, 1)
    return summary


def classify_all(path: Path, rows: list[Row]) -> list[ClassifiedRow]:
    """In the order of time. Raises FileProblemsError that names every line that none of the rules is for."""
    priced = priced_invoices(rows)
    classified: list[ClassifiedRow] = []
    unknown: dict[str, list[int]] = {}
    for row in rows:
        try:
            classified.append((row, classify(row, priced)))
        except UnknownLineError as error:
            unknown.setdefault(str(error), []).append(row.number)
    if unknown:
        raise FileProblemsError(
            str(path), [f"{why} in {rows_phrase(where)}" for why, where in unknown.items()]
        )
    return classified


def _refuse_overlap(conn: Connection, site: str, sha256: bytes, first: date) -> None:
    """The same days twice would double them, whatever the file is called."""
    imports.lock(conn)
    for run in imports.list_all(conn):
        if run.kind != KIND or run.options.get("site") != site:
            continue
        day = f"{run.finished_at:%Y-%m-%d %H:%M} UTC"
        last = datetime.fromisoformat(run.summary["last"]).date()
        if run.file_sha256 == sha256:
            raise RetailError(
                f"this file was already imported on {day} into site {site} (as {run.file_name}, up to {last})"
            )
        if first <= last:
            raise RetailError(
                f"days up to {last} were already imported on {day} into site {site} from {run.file_name}, "
                f"and this file begins on {first}; import it into another site, or into a new database"
            )


def _put_places(conn: Connection, site_code: str) -> Places:
    site = sites.find(conn, site_code)
    if site is None:
        site = sites.create(conn, site_code, "Online Retail", TIMEZONE, CURRENCY)
    if site.currency != CURRENCY:
        raise RetailError(
            f"site {site_code} keeps its books in {site.currency}, and the file is in {CURRENCY}: "
            "name another site, it is made when it does not exist"
        )
    if locations.find(conn, site_code, STORE) is None:
        locations.create(conn, site_code, STORE, "storage", "Store")
    return find_places(conn, site)


def find_places(conn: Connection, site: sites.Site) -> Places:
    """Raises hub.store.errors.NotFoundError where the site has no place STORE."""

    def of(code: str) -> int:
        return locations.get(conn, site.code, code).id

    return Places(site.id, of(STORE), of("supplier"), of("customer"), of("loss_gain"))


def _put_items(conn: Connection, catalogue: list[Article]) -> dict[str, int]:
    """Ids by SKU. Items that exist keep what they have. Raises RetailError when a code is another item's."""
    taken = {known.code: known.item_id for known in items.resolve(conn, [a.sku for a in catalogue])}
    existing = {sku: item.id for sku in taken if (item := items.find(conn, sku)) is not None}
    foreign = sorted(sku for sku, item_id in taken.items() if existing.get(sku) != item_id)
    if foreign:
        raise RetailError(
            f"stock codes of the file already stand for other items here: {', '.join(foreign[:10])}"
            + (f" and {len(foreign) - 10} more" if len(foreign) > 10 else "")
        )
    new = [
        items.NewItem(
            sku=article.sku,
            name=article.name,
            category=article.category,
            price=article.price,
            standard_cost=article.standard_cost,
        )
        for article in catalogue
        if article.sku not in existing
    ]
    return existing | items.put_many(conn, new)


def _post(conn: Connection, entries: Iterable[Entry], progress: Progress, done: int, total: int) -> int:
    source, posted = iter(entries), 0
    recorded_at = datetime.now(UTC)
    while chunk := list(islice(source, CHUNK)):
        ledger.post(conn, chunk, recorded_at=recorded_at)
        posted += len(chunk)
        progress("posting", done + posted, total)
    return posted


def _value(receipts: Iterable[Entry]) -> Decimal:
    return sum((entry.qty * (entry.unit_cost or 0) for entry in receipts), Decimal(0))


def _record(conn: Connection, path: Path, sha256: bytes, options: ImportOptions, summary: Summary) -> None:
    recorded: Mapping[str, str | None] = {
        "site": options.site,
        "until": options.until.isoformat() if options.until else None,
        "cost_ratio": f"{options.cost_ratio:f}",
    }
    imports.add(conn, KIND, path.name, sha256, dict(recorded), summary.as_json())
