"""`python -m tests.integration.measure_real_goods DATA`: all rows of both files through the import.

Products, first with their zero weights, then as tests.real_goods makes them; then all orders.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from tallydock.services.postgres import EmbeddedPostgres
from tests import real_goods
from tests.integration.test_api.house import SITE, House, furnish, open_house
from tests.integration.test_api.purchase_world import draft
from tests.integration.test_api.sheets_world import faults, send
from tests.real_goods import Line, Row
from tests.services.databases import Databases


def tried(house: House, what: str, kind: str, rows: list[Row], **more: Any) -> None:
    """A line for the file, and one for each kind of fault."""
    at = time.perf_counter()
    job = send(house, kind, real_goods.as_csv(rows), **more)
    took_s = time.perf_counter() - at
    told = f"{job['state']}, {job['created']} new, {job['updated']} changed, {job['faults']} faults"
    sys.stdout.write(f"{what:<52} {len(rows):>6} rows {took_s:5.1f} s  {told}\n")
    kinds = Counter((fault["column"], fault["value"], fault["what"]) for fault in faults(house, job))
    for (column, value, why), count in kinds.most_common(10):
        sys.stdout.write(f"    {count} x {column} = {value!r}: {why}\n")


def orders(house: House, lines: list[Line]) -> None:
    """Every order from a maker, as a draft by the API."""
    known = real_goods.skus(lines)
    by_order: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.direct:
            by_order[line.order].append(line)
    at = time.perf_counter()
    refused: Counter[str] = Counter()
    for number, of in by_order.items():
        wanted = [{"sku": known[x.item], "qty": str(x.qty), "unit_price": str(x.pack_price)} for x in of]
        more = {"site": SITE, "supplier": real_goods.supplier_code(of[0].vendor), "number": number}
        answer = draft(house, *wanted, **more, exchange_rate="0.8")
        if answer.status_code != 201:
            refused[answer.text[:200]] += 1
    took_s = time.perf_counter() - at
    count = sum(map(len, by_order.values()))
    sys.stdout.write(f"{'orders as drafts':<52} {count:>6} rows {took_s:5.1f} s  {len(by_order)} orders\n")
    for why, times in refused.most_common(5):
        sys.stdout.write(f"    {times} x {why}\n")


def measure(house: House, data: Path) -> None:
    lines, products = real_goods.read_lines(data), real_goods.read_products(data)
    raw = real_goods.product_items(data, products, as_it_is=True)
    tried(house, "products as they are, checked", "items", raw, dry_run=True)
    items = real_goods.product_items(data, products)
    tried(house, "products, checked", "items", items, dry_run=True)
    tried(house, "products, taken in", "items", items)
    medicines = real_goods.medicine_items(lines)
    tried(house, "items of the deliveries, checked", "items", medicines, dry_run=True)
    tried(house, "items of the deliveries, taken in", "items", medicines)
    suppliers = [*real_goods.medicine_suppliers(lines), *real_goods.product_suppliers(data)]
    tried(house, "suppliers and sellers, taken in", "suppliers", suppliers)
    pairs = real_goods.medicine_supplier_items(lines)
    tried(house, "what suppliers deliver, taken in", "supplier-items", pairs)
    orders(house, lines)


def main(data: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="td-") as temporary:
        home = Path(temporary)
        server = EmbeddedPostgres(home / "pg", home / "run")
        server.start()
        try:
            dsn = Databases(server.dsn_for("postgres")).migrated()
            furnish(dsn)
            with open_house(dsn) as house:
                measure(house, data)
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
