"""Online Retail in the ledger: what it says is there, once, and nothing of a file that is wrong."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import psycopg
import pyarrow.parquet as pq
import pytest
from psycopg.rows import TupleRow

from hub.store import agents, documents, items, pool, sites
from tallydock.demo import seed
from tallydock.retail import compare
from tallydock.retail.errors import FileProblemsError, RetailError
from tallydock.retail.importer import ImportOptions, find_places, import_online_retail
from tallydock.retail.ledger_days import take_back_history
from tests.integration import retail_file
from tests.shared_data import SHARED, needs_shared

Connection = psycopg.Connection[TupleRow]
RETAIL = SHARED / "data" / "online-retail" / "online_retail.parquet"


@pytest.fixture
def conn(database: str) -> Iterator[Connection]:
    with pool.connect(database) as connection:
        yield connection


@pytest.fixture
def small(tmp_path: Path) -> Path:
    return retail_file.write(tmp_path / "small.parquet")


def one(conn: Connection, query: str) -> tuple[object, ...]:
    row = conn.execute(query).fetchone()  # type: ignore[call-overload]
    assert row is not None
    return tuple(row)


def in_store(conn: Connection) -> dict[str, int]:
    rows = conn.execute(
        "select i.sku, b.qty from balance b join item i on i.id = b.item_id "
        "join location l on l.id = b.location_id where l.code = 'STORE'"
    ).fetchall()
    return {sku: int(qty) for sku, qty in rows}


def test_every_row_has_its_class_and_stock_and_revenue_follow(conn: Connection, small: Path) -> None:
    summary = import_online_retail(conn, small, ImportOptions())
    assert {what.value: total.rows for what, total in summary.classes.items()} == {
        "sale": 7,
        "free_goods": 1,
        "customer_return": 2,
        "stock_write_up": 1,
        "stock_write_off": 1,
        "non_goods": 2,
        "bad_debt": 1,
    }
    # so much is left that the day with the most coming in (2 of 22423, 40 of 85123A) can be taken out again
    assert in_store(conn) == {"22423": 2, "85123A": 40, "85123a": 0}
    assert (summary.opening_units, summary.movements) == (30 + 43 + 1, 3 + 12)
    (revenue,) = one(conn, "select sum(revenue) from day_total")
    assert revenue == Decimal("76.50") + Decimal("61.20") + Decimal("2.551") + 219 + 63 + Decimal("12.75") - (
        Decimal("25.50") + Decimal("30.60")
    )
    assert one(conn, "select min(occurred_at)::text from movement") == ("2011-06-04 23:00:00+00",)
    assert one(conn, "select sum(qty) from balance") == (0,)


def test_the_ledger_says_line_by_line_what_the_file_says(conn: Connection, small: Path) -> None:
    import_online_retail(conn, small, ImportOptions())
    file = compare.read_days(small, date(2011, 6, 6), date(2011, 6, 8))
    found = documents.movements(conn, sites.get(conn, "main").id, file.invoices)
    assert compare.differences(file.lines, compare.ledger_lines(found)) == []
    assert (file.rows, file.units("shipped"), file.units("returned"), file.units("corrected")) == (
        15,
        83,
        14,
        37,
    )


def test_a_file_is_imported_once_into_a_site_whatever_it_is_called(conn: Connection, small: Path) -> None:
    import_online_retail(conn, small, ImportOptions(until=date(2011, 6, 6)))
    renamed = small.rename(small.with_name("again.parquet"))
    with pytest.raises(RetailError, match=r"already imported on .*as small\.parquet, up to 2011-06-06"):
        import_online_retail(conn, renamed, ImportOptions())
    pq.write_table(pq.read_table(renamed).slice(1), small)
    with pytest.raises(RetailError, match="days up to 2011-06-06 were already imported"):
        import_online_retail(conn, small, ImportOptions())
    assert import_online_retail(conn, renamed, ImportOptions(site="second")).items == 3


def test_until_leaves_the_later_days_out_and_their_stock_in(conn: Connection, small: Path) -> None:
    summary = import_online_retail(conn, small, ImportOptions(until=date(2011, 6, 7)))
    assert summary.rows_after_until == 3
    assert sum(total.rows for total in summary.classes.values()) + 3 == summary.rows == 15
    assert in_store(conn)["85123A"] >= 30


def test_a_wrong_line_stops_everything_and_nothing_is_written(conn: Connection, small: Path) -> None:
    table = pq.read_table(small)
    quantities = table["Quantity"].to_pylist()
    quantities[1], quantities[4] = 0, 2
    at = table.column_names.index("Quantity")
    pq.write_table(table.set_column(at, "Quantity", [quantities]), small)
    with pytest.raises(FileProblemsError) as caught:
        import_online_retail(conn, small, ImportOptions())
    assert caught.value.problems == [
        "goods with a quantity of 0 in row 2",
        "a cancellation with a positive quantity in row 5",
    ]
    assert one(conn, "select count(*) from item") == (0,)
    assert one(conn, "select count(*) from site") == (0,)


def test_an_import_that_dies_half_way_leaves_nothing(conn: Connection, small: Path) -> None:
    def die(what: str, done: int, _total: int) -> None:
        if what == "posting" and done > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_online_retail(conn, small, ImportOptions(), die)
    assert one(conn, "select count(*) from movement") == (0,)
    assert import_online_retail(conn, small, ImportOptions()).movements == 15


def test_a_code_that_is_another_items_is_not_taken_over(conn: Connection, small: Path) -> None:
    items.create(conn, items.NewItem(sku="MINE"))
    items.add_code(conn, "MINE", "22423", "other")
    with pytest.raises(RetailError, match="already stand for other items here: 22423"):
        import_online_retail(conn, small, ImportOptions())


def test_an_item_that_is_there_keeps_its_name(conn: Connection, small: Path) -> None:
    items.create(conn, items.NewItem(sku="22423", name="our cakestand"))
    import_online_retail(conn, small, ImportOptions())
    assert items.get(conn, "22423").name == "our cakestand"
    assert (items.get(conn, "85123A").name, items.get(conn, "85123A").category) == ("HEART", "85xxx")


def test_pounds_are_not_put_into_the_books_of_another_currency(conn: Connection, small: Path) -> None:
    sites.create(conn, "main", currency="EUR")
    with pytest.raises(RetailError, match="keeps its books in EUR"):
        import_online_retail(conn, small, ImportOptions())


def test_history_taken_back_leaves_its_days_as_if_it_had_never_been(conn: Connection, small: Path) -> None:
    import_online_retail(conn, small, ImportOptions())
    places = find_places(conn, sites.get(conn, "main"))
    numbers = compare.read_days(small, date(2011, 6, 8), date(2011, 6, 8)).invoices
    assert take_back_history(conn, places, numbers) == 3
    assert take_back_history(conn, places, numbers) == 0
    left = one(
        conn,
        "select sum(units_sold), sum(revenue), sum(cogs), sum(value_in - value_out), sum(moment_value) "
        "from day_total where day = '2011-06-08'",
    )
    assert left == (0, 0, 0, 0, 0)
    assert compare.ledger_lines(documents.movements(conn, places.site_id, numbers)) == {}
    assert one(
        conn, "select count(*) from movement where reverses is not null and device like 'replay:%'"
    ) == (3,)
    assert min(in_store(conn).values()) >= 0


@needs_shared
def test_the_whole_real_file(conn: Connection, capsys: pytest.CaptureFixture[str]) -> None:
    started = time.monotonic()
    summary = import_online_retail(conn, RETAIL, ImportOptions())
    with capsys.disabled():
        sys.stdout.write(f"\n  imported {summary.rows:,} rows in {time.monotonic() - started:.1f} s\n")
    rows = {what.value: total.rows for what, total in summary.classes.items()}
    assert sum(rows.values()) == summary.rows == 370_931
    assert summary.movements == summary.opening_receipts + sum(
        rows[what] for what in ("sale", "free_goods", "customer_return", "stock_write_up", "stock_write_off")
    )
    assert one(
        conn, "select min(qty) from balance b join location l on l.id = b.location_id where not l.outside"
    ) == (0,)
    assert one(conn, "select count(*) from alarm") == (0,)
    week = compare.read_days(RETAIL, date(2011, 9, 26), date(2011, 9, 30))
    assert week.rows == 10_723
    found = documents.movements(conn, sites.get(conn, "main").id, week.invoices)
    assert compare.differences(week.lines, compare.ledger_lines(found)) == []


def test_the_demonstration_site_is_made_around_an_import(conn: Connection, small: Path) -> None:
    import_online_retail(conn, small, ImportOptions())
    assert seed.seed(conn, datetime.now(UTC)) is not None
    assert seed.seed(conn, datetime.now(UTC)) is None
    assert agents.find(conn, "main", "dock-1") is not None
    assert {"22423": 2, "85123A": 40, "85123a": 0}.items() <= in_store(conn).items()
