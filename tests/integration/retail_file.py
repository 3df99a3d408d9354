"""A small file like Online Retail, with one line at least of every kind."""

# ruff: noqa: DTZ001 (wall clock times, as the file has them)
from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

FIRST = datetime(2011, 6, 6, 9, 0)
NAMES = {"22423": "CAKESTAND", "85123A": "HEART", "85123a": "heart", "POST": "POSTAGE", "M": "Manual"}

# (day, invoice, stock code, quantity, price, customer, description where it is a remark)
LINES = (
    (0, "500001", "22423", 6, 12.75, 17850, None),
    (0, "500001", "85123A", 12, 2.55, 17850, None),
    (0, "500001", "85123A", 12, 2.55, 17850, None),  # the same line twice: two lines
    (0, "500001", "POST", 1, 18.0, 17850, None),
    (0, "C500002", "22423", -2, 12.75, 17850, None),
    (0, "500003", "22423", -3, 0.0, None, "damaged"),
    (1, "500004", "85123a", 1, 2.551, None, None),
    (1, "500004", "22423", 20, 10.95, None, None),
    (1, "500005", "85123A", 40, 0.0, None, "found"),
    (1, "500006", "85123A", 1, 0.0, 12346, None),
    (1, "C500007", "M", -1, 40.0, 12346, None),
    (1, "A500008", "B", 1, -11062.06, None, "Adjust bad debt"),
    (2, "500009", "85123A", 30, 2.1, 12346, None),
    (2, "500009", "22423", 1, 12.75, 12346, None),
    (2, "C500010", "85123A", -12, 2.55, 17850, None),
)


def write(path: Path) -> Path:
    columns = {
        "InvoiceNo": [line[1] for line in LINES],
        "StockCode": [line[2] for line in LINES],
        "Description": [line[6] or NAMES.get(line[2]) for line in LINES],
        "Quantity": pa.array([line[3] for line in LINES], pa.int32()),
        "InvoiceDate": [FIRST + timedelta(days=line[0], minutes=n) for n, line in enumerate(LINES)],
        "UnitPrice": [line[4] for line in LINES],
        "CustomerID": pa.array([line[5] for line in LINES], pa.int32()),
        "Country": ["United Kingdom"] * len(LINES),
    }
    pq.write_table(pa.table(columns), path)
    return path
