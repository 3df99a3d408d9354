"""A wrong file is told in words, all that is wrong with it at once; a right one is read exactly."""

# ruff: noqa: DTZ001 (wall clock times, as the file has them)
from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from tallydock.retail.errors import FileProblemsError, RetailError
from tallydock.retail.reader import read_rows

COLUMNS: dict[str, list[Any]] = {
    "InvoiceNo": ["536365", "C536379"],
    "StockCode": ["85123A", "22423"],
    "Description": ["HEART", None],
    "Quantity": [6, -1],
    "InvoiceDate": [datetime(2010, 12, 1, 8, 26), datetime(2010, 12, 1, 9, 41)],
    "UnitPrice": [2.55, 0.001],
    "CustomerID": [17850, None],
    "Country": ["United Kingdom", "France"],
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """A file with the columns given; one that is None is left out."""

    def written(name: str = "retail.parquet", **changed: list[Any] | None) -> Path:
        columns = {key: value for key, value in (COLUMNS | changed).items() if value is not None}
        path = tmp_path / name
        table = pa.table(columns)
        pacsv.write_csv(table, path) if name.endswith(".csv") else pq.write_table(table, path)
        return path

    return written


def problems(path: Path) -> list[str]:
    with pytest.raises(FileProblemsError) as caught:
        read_rows(path)
    assert str(path) in str(caught.value)
    return caught.value.problems


def test_a_right_file_is_read_exactly(write: Callable[..., Path]) -> None:
    first, second = read_rows(write())
    assert first == (
        1, "536365", "85123A", "HEART", 6, datetime(2010, 12, 1, 8, 26), Decimal("2.55"), 17850,
        "United Kingdom",
    )  # fmt: skip
    assert (second.unit_price, second.customer, second.description) == (Decimal("0.001"), None, None)


def test_csv_with_the_same_columns_is_the_same(write: Callable[..., Path]) -> None:
    assert read_rows(write("retail.csv")) == read_rows(write())


def test_gaps_in_customers_as_floats_are_no_harm(write: Callable[..., Path]) -> None:
    assert [row.customer for row in read_rows(write(CustomerID=[17850.0, float("nan")]))] == [17850, None]


def test_all_missing_columns_are_named_at_once(write: Callable[..., Path]) -> None:
    (told,) = problems(write(StockCode=None, UnitPrice=None))
    assert "StockCode, UnitPrice" in told
    assert "InvoiceNo" in told.partition("it has")[2]


def test_wrong_types_are_named_with_what_was_found(write: Callable[..., Path]) -> None:
    told = problems(write(Quantity=["six", "one"], InvoiceDate=["1/12/10", "1/12/10"], Country=None))
    assert len(told) == 3
    assert any("Quantity must hold whole numbers" in line for line in told)
    assert any("InvoiceDate must hold times" in line for line in told)


def test_empty_cells_are_told_with_their_rows(write: Callable[..., Path]) -> None:
    told = problems(
        write(InvoiceNo=["536365", None], StockCode=["  ", "22423"], UnitPrice=[None, float("inf")])
    )
    assert told == [
        "column InvoiceNo is empty in row 2",
        "column StockCode is empty in row 1",
        "column UnitPrice is empty in row 1",
        "column UnitPrice is not a finite number in row 2",
    ]


def test_halves_are_no_quantity(write: Callable[..., Path]) -> None:
    assert problems(write(Quantity=[1.5, 2.0])) == ["column Quantity is not a whole number in row 1"]


def test_a_file_without_rows_is_refused(write: Callable[..., Path], tmp_path: Path) -> None:
    path = write()
    pq.write_table(pq.read_table(path).slice(0, 0), path)
    assert problems(path) == ["it has no rows"]


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.parquet"
    path.write_text("hello")
    assert "not a Parquet file" in problems(path)[0]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(RetailError, match="does not exist"):
        read_rows(tmp_path / "none.parquet")
