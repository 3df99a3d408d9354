"""What a replay did, and whether the ledger says what the file says (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .classify import LineClass


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`scans`, `orders_made`, `taken_back` and `corrections` are of this run; the rest is what stands now.

    `units` by what: shipped, returned or corrected -> (in the file, in the ledger). Revenue in GBP.
    """

    first: date
    last: date
    lines: int
    classes: dict[LineClass, int]
    orders: int
    orders_made: int
    taken_back: int
    corrections: int
    scans: int
    units: dict[str, tuple[int, int]]
    revenue_file: Decimal
    revenue_ledger: Decimal
    differences: list[dict[str, Any]]
    turnover: dict[str, Any]
    elapsed_s: float
    scanning_s: float

    def as_json(self) -> dict[str, Any]:
        shipped = self.units["shipped"]
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "lines": self.lines,
            "classes": {what.value: rows for what, rows in self.classes.items()},
            "orders": self.orders,
            "orders_made": self.orders_made,
            "taken_back": self.taken_back,
            "corrections": self.corrections,
            "scans": self.scans,
            "units_file": shipped[0],
            "units_ledger": shipped[1],
            "units": {what: {"file": of[0], "ledger": of[1]} for what, of in self.units.items()},
            "revenue": {"file": f"{self.revenue_file:f}", "ledger": f"{self.revenue_ledger:f}"},
            "differences": self.differences,
            "turnover": self.turnover,
            "elapsed_s": round(self.elapsed_s, 1),
            "scanning_s": round(self.scanning_s, 1),
            "scans_per_s": round(self.scans / self.scanning_s, 1) if self.scanning_s else 0.0,
        }
