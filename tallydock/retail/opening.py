"""Opening stock: the least that must have been there for a history to be possible (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date


def opening_units(changes: Iterable[tuple[str, date, int]]) -> dict[str, int]:
    """Units of each item to receive before the first day. `changes`: (item, day, units in > 0 or out < 0).

    Enough that, per item, (1) what stands there before any day covers all that leaves on that day, whatever
    the order within it, and (2) any one day can be taken out of the finished history and done again, which
    is what a replay does. Days in ascending order; an item that needs nothing is left out.
    """
    day_in: dict[str, int] = defaultdict(int)
    day_out: dict[str, int] = defaultdict(int)
    day_of: dict[str, date] = {}
    before: dict[str, int] = defaultdict(int)
    need: dict[str, int] = defaultdict(int)
    most_in: dict[str, int] = defaultdict(int)

    def end_day(item: str) -> None:
        need[item] = max(need[item], day_out[item] - before[item])
        most_in[item] = max(most_in[item], day_in[item])
        before[item] += day_in[item] - day_out[item]
        day_in[item] = day_out[item] = 0

    for item, day, units in changes:
        last = day_of.setdefault(item, day)
        if day != last:
            if day < last:
                raise ValueError(f"{item}: {day} comes after {last}; days must ascend")
            end_day(item)
            day_of[item] = day
        if units > 0:
            day_in[item] += units
        else:
            day_out[item] -= units
    for item in day_of:
        end_day(item)
        need[item] = max(need[item], most_in[item] - before[item])
    return {item: units for item, units in need.items() if units > 0}
