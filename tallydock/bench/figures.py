"""What a bench measured, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.table import Table


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` in `unit`; `beside`: the limit or the goal that it stands beside, in words."""

    name: str
    value: float
    unit: str
    beside: str = ""


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that `percent` of all do not exceed (nearest rank). Raises ValueError for none."""
    ordered = sorted(values)
    if not ordered:
        raise ValueError("no values, no percentile")
    rank = -int(-len(ordered) * percent // 100)
    return ordered[max(0, rank - 1)]


def shown(figures: Iterable[Figure]) -> Table:
    table = Table(title="tallydock bench", title_justify="left")
    for heading, side in (("measured", "left"), ("value", "right"), ("unit", "left"), ("beside", "left")):
        table.add_column(heading, justify="right" if side == "right" else "left")
    for figure in figures:
        digits = 0 if abs(figure.value) >= 1000 else 1 if abs(figure.value) >= 10 else 3
        table.add_row(figure.name, f"{figure.value:,.{digits}f}", figure.unit, figure.beside)
    return table
