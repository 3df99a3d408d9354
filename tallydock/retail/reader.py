"""An Online Retail file, read whole and checked whole: every problem is told at once."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from .classify import Row
from .errors import FileProblemsError, RetailError, rows_phrase

# column -> (what it must hold, may it be empty)
COLUMNS: dict[str, tuple[str, bool]] = {
    "InvoiceNo": ("text", False),
    "StockCode": ("text", False),
    "Description": ("text", True),
    "Quantity": ("whole numbers", False),
    "InvoiceDate": ("times", False),
    "UnitPrice": ("numbers", False),
    "CustomerID": ("whole numbers", True),
    "Country": ("text", True),
}
MAX_CODE_LENGTH = 64
PRICE_DECIMALS = Decimal("0.000001")
_CSV_TIMES = [pacsv.ISO8601, "%m/%d/%Y %H:%M", "%m/%d/%y %H:%M"]


def sha256_of(path: Path) -> bytes:
    """Raises RetailError when the file cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise RetailError(f"{path} cannot be read: {error.strerror or error}") from error


def read_rows(path: Path) -> list[Row]:
    """All rows in the order of the file. Parquet, or CSV when the name ends in .csv.

    Raises RetailError when the file cannot be opened, FileProblemsError with all that is wrong in it.
    """
    table = _open_table(path)
    problems = _column_problems(table)
    if problems:
        raise FileProblemsError(str(path), problems)
    table = table.select(list(COLUMNS))
    problems = _empty_cells(table) + _value_problems(table)
    if problems:
        raise FileProblemsError(str(path), problems)
    return _rows(table)


def _open_table(path: Path) -> pa.Table:
    try:
        if path.suffix.lower() == ".csv":
            return _open_csv(path)
        return pq.read_table(path)
    except FileNotFoundError as error:
        raise RetailError(f"{path} does not exist") from error
    except OSError as error:
        raise RetailError(f"{path} cannot be read: {error.strerror or error}") from error
    except pa.ArrowInvalid as error:
        wanted = "CSV" if path.suffix.lower() == ".csv" else "a Parquet file (name it .csv if it is one)"
        raise FileProblemsError(str(path), [f"it is not {wanted}: {_first_line(error)}"]) from error


def _open_csv(path: Path) -> pa.Table:
    types = {
        "InvoiceNo": pa.string(),
        "StockCode": pa.string(),
        "Description": pa.string(),
        "Quantity": pa.int64(),
        "InvoiceDate": pa.timestamp("us"),
        "UnitPrice": pa.float64(),
        "CustomerID": pa.float64(),
        "Country": pa.string(),
    }
    options = pacsv.ConvertOptions(
        column_types=types, strings_can_be_null=True, null_values=[""], timestamp_parsers=_CSV_TIMES
    )
    return pacsv.read_csv(path, convert_options=options)


def _column_problems(table: pa.Table) -> list[str]:
    problems = []
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        problems.append(f"missing columns: {', '.join(missing)} (it has: {', '.join(table.column_names)})")
    for name, (wanted, _) in COLUMNS.items():
        if name in missing:
            continue
        found = table.schema.field(name).type
        if not _holds(found, wanted):
            problems.append(f"column {name} must hold {wanted}, but holds {found}")
    if not problems and table.num_rows == 0:
        problems.append("it has no rows")
    return problems


def _holds(found: pa.DataType, wanted: str) -> bool:
    kinds = pa.types
    if kinds.is_dictionary(found):
        found = found.value_type
    if wanted == "text":
        return bool(kinds.is_string(found) or kinds.is_large_string(found))
    if wanted == "times":
        return bool(kinds.is_timestamp(found) and found.tz is None)
    if wanted == "whole numbers":  # pandas makes floats of whole numbers with gaps
        return bool(kinds.is_integer(found) or kinds.is_floating(found))
    return bool(kinds.is_integer(found) or kinds.is_floating(found) or kinds.is_decimal(found))


def _empty_cells(table: pa.Table) -> list[str]:
    problems = []
    for name, (wanted, may_be_empty) in COLUMNS.items():
        if may_be_empty:
            continue
        empty = pc.is_null(table[name], nan_is_null=True)
        if wanted == "text":
            blank = pc.equal(pc.utf8_trim_whitespace(_plain(table[name])), "")
            empty = pc.or_(empty, pc.fill_null(blank, False))
        problems += _told(f"column {name} is empty", empty)
    return problems


def _value_problems(table: pa.Table) -> list[str]:
    problems = []
    for name in ("Quantity", "CustomerID"):
        column = table[name]
        if pa.types.is_floating(column.type):
            broken = pc.and_(pc.not_equal(column, pc.floor(column)), pc.invert(pc.is_nan(column)))
            problems += _told(f"column {name} is not a whole number", pc.or_(broken, pc.is_inf(column)))
    if pa.types.is_floating(table["UnitPrice"].type):
        problems += _told("column UnitPrice is not a finite number", pc.is_inf(table["UnitPrice"]))
    for name in ("InvoiceNo", "StockCode"):
        too_long = pc.greater(pc.utf8_length(_plain(table[name])), MAX_CODE_LENGTH)
        problems += _told(f"column {name} is longer than {MAX_CODE_LENGTH} characters", too_long)
    return problems


def _told(what: str, mask: pa.ChunkedArray) -> list[str]:
    rows = [index + 1 for index in pc.indices_nonzero(pc.fill_null(mask, False)).to_pylist()]
    return [f"{what} in {rows_phrase(rows)}"] if rows else []


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(pa.large_string()) if pa.types.is_dictionary(column.type) else column


def _rows(table: pa.Table) -> list[Row]:
    cells: dict[str, Sequence[Any]] = {name: table[name].to_pylist() for name in COLUMNS}
    return list(
        map(
            Row,
            range(1, table.num_rows + 1),
            cells["InvoiceNo"],
            cells["StockCode"],
            cells["Description"],
            map(int, cells["Quantity"]),
            map(_wall_clock, cells["InvoiceDate"]),
            _prices(cells["UnitPrice"]),
            (_whole(value) for value in cells["CustomerID"]),
            (value or "" for value in cells["Country"]),
        )
    )


def _wall_clock(value: datetime) -> datetime:
    # a nanosecond column comes as pandas.Timestamp, which is slower in all that follows
    return value if type(value) is datetime else datetime.fromisoformat(value.isoformat())


def _whole(value: float | None) -> int | None:
    return None if value is None or math.isnan(value) else int(value)


def _prices(values: Iterable[Any]) -> Iterable[Decimal]:
    """Exact: a double is taken as the shortest decimal that reads back as it, to 6 decimals at most."""
    seen: dict[Any, Decimal] = {}
    for value in values:
        price = seen.get(value)
        if price is None:
            price = seen[value] = Decimal(str(value)).quantize(PRICE_DECIMALS).normalize() + 0
        yield price


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
