"""What an import did, so that every row of the file is accounted for (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from .classify import LineClass, Row


@dataclass(slots=True)
class ClassTotal:
    """`units` and `amount` (GBP, quantity x price) have the file's signs."""

    rows: int = 0
    units: int = 0
    amount: Decimal = Decimal(0)

    def as_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "units": self.units, "amount": f"{self.amount:f}"}


def class_totals(rows: Iterable[tuple[Row, LineClass]]) -> dict[LineClass, ClassTotal]:
    """Every class, those with no row too."""
    totals = {what: ClassTotal() for what in LineClass}
    for row, what in rows:
        total = totals[what]
        total.rows += 1
        total.units += row.qty
        total.amount += row.qty * row.unit_price
    return totals


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """`rows` = the rows of all classes + `rows_after_until`. Money in GBP, times are London's wall clock."""

    file: str
    sha256: str
    site: str
    rows: int
    classes: dict[LineClass, ClassTotal]
    rows_after_until: int
    first: datetime
    last: datetime
    items: int
    items_without_price: int
    case_variants: int
    opening_receipts: int
    opening_units: int
    opening_value: Decimal
    movements: int
    cost_ratio: Decimal
    elapsed_s: float

    @property
    def assumptions(self) -> list[str]:
        """What the file does not say and the ledger needs to know."""
        return [
            f"the file has no costs: the standard cost is {self.cost_ratio} x the median price charged",
            "the file has no purchases: stock that covers all of it was received on the day before",
            "the file has no categories: the first two digits of the stock code stand in for them",
        ]

    def as_json(self) -> dict[str, Any]:
        return {
            "file": self.file,
            "sha256": self.sha256,
            "site": self.site,
            "rows": self.rows,
            "classes": {what.value: total.as_json() for what, total in self.classes.items()},
            "rows_after_until": self.rows_after_until,
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "items": self.items,
            "items_without_price": self.items_without_price,
            "case_variants": self.case_variants,
            "opening_receipts": self.opening_receipts,
            "opening_units": self.opening_units,
            "opening_value": f"{self.opening_value:f}",
            "movements": self.movements,
            "cost_ratio": f"{self.cost_ratio:f}",
            "assumptions": self.assumptions,
            "elapsed_s": round(self.elapsed_s, 1),
        }


def case_variants(stock_codes: Iterable[str]) -> int:
    """Stock codes that another one equals but for the case of its letters; each stays an item of its own."""
    codes = set(stock_codes)
    return len(codes) - len({code.upper() for code in codes})
