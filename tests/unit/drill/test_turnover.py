"""The hub's turnover beside the auditor's: each wrong figure shows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tallydock.drill import turnover
from tallydock.drill.auditor import Auditor, Sent

MILLIONTH = Decimal("0.000001")


def auditor() -> Auditor:
    """Ten mugs came two days ago, four were sold a day later."""
    made = Auditor({"MUG": Fraction(2)}, "Europe/Berlin")
    began = datetime.now(UTC) - timedelta(days=2)
    made.see(Sent(("E", 1, 0), "MUG", Fraction(10), "supplier", "DOCK-1", began))
    made.see(Sent(("E", 2, 0), "MUG", Fraction(4), "DOCK-1", "customer", began + timedelta(days=1)))
    return made


def broken(**wrong: Decimal) -> bool:
    """Whether it is seen that the hub is wrong by so much in each answer."""
    of = auditor()

    def get(_path: str, **query: Any) -> dict[str, Any]:
        first, last = date.fromisoformat(query["from"]), date.fromisoformat(query["to"])
        end = min(datetime.now(UTC), of.midnight(last + timedelta(days=1)))
        average = rounded(of.average("MUG", first, end))
        sold = {day: sums.sums for (_, day), sums in of.days.items() if first <= day <= last}
        cogs = rounded(sum((sums["cogs"] for sums in sold.values()), Fraction(0)))
        row = {
            "key": "MUG" if query["by"] == "item" else "drill",
            "cogs": cogs,
            "average_value": average,
            "turnover": rounded(Fraction(cogs) / of.average("MUG", first, end)) if average else None,
            "revenue": Decimal(0),
            "units_sold": rounded(sum((sums["units_sold"] for sums in sold.values()), Fraction(0))),
        }
        row |= {figure: row[figure] + by for figure, by in wrong.items() if row[figure] is not None}
        return {"rows": [{figure: None if said is None else str(said) for figure, said in row.items()}]}

    return bool(list(turnover.check(get, of, "drill")))


def rounded(figure: Fraction) -> Decimal:
    return Decimal(round(figure * 1_000_000)) * MILLIONTH


def test_what_is_right_is_taken() -> None:
    assert not broken()


@pytest.mark.parametrize("figure", ["cogs", "average_value", "turnover", "revenue", "units_sold"])
def test_a_wrong_figure_is_told(figure: str) -> None:
    assert broken(**{figure: Decimal("0.01")})
