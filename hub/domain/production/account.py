"""The account of a production order: what has been put into it, and what has come out, in value.

    consumed = produced + scrapped + in work

Material that is taken leaves the stock at the average, and its value is in work. A report that makes
something takes out what it consumed itself, and of what had been put in before, its share of what is still to
be made. Good pieces take their part of that into the stock as their cost. What the spoilt ones take is
written off, since abnormal waste is no cost of inventory (IAS 2, paragraph 16 a); so is what is still in work
at the end. Waste that the bill expects is a part of what is consumed, and so of the cost of the good ones.

All amounts and quantities are whole millionths (hub.domain.millionths): nothing is lost by rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hub.domain.millionths import share


class Account(NamedTuple):
    """Sums over what has been reported and not undone."""

    consumed: int = 0
    produced: int = 0
    scrapped: int = 0

    @property
    def in_work(self) -> int:
        return self.consumed - self.produced - self.scrapped

    def plus(self, other: Account) -> Account:
        return Account(
            self.consumed + other.consumed, self.produced + other.produced, self.scrapped + other.scrapped
        )

    def minus(self, other: Account) -> Account:
        """As before a report that is undone. Raises ValueError when its material has gone into later ones."""
        left = Account(
            self.consumed - other.consumed, self.produced - other.produced, self.scrapped - other.scrapped
        )
        if left.in_work < 0:
            raise ValueError("what it consumed has gone into what was reported later: undo that first")
        return left

    def written_off(self) -> Account:
        """As the order is closed: nothing is in work any more."""
        return self._replace(scrapped=self.scrapped + self.in_work)


def report(before: Account, consumed: int, *, good: int, bad: int, made: int, ordered: int) -> Account:
    """What one report adds: ``good`` and ``bad`` pieces of ``consumed`` and of what is in work.

    ``made``: good and bad ones before it, of ``ordered``. Without a piece all of it stays in work.
    """
    pieces = good + bad
    if pieces == 0:
        return Account(consumed)
    still = max(ordered - made, pieces)
    out = consumed + share(before.in_work, pieces, still)
    produced = share(out, good, pieces)
    return Account(consumed, produced, out - produced)


def divide(value: int, weights: Sequence[int]) -> list[int]:
    """Parts of ``value`` >= 0 as the weights (>= 0) are; alike where all are zero. They add up to it exactly.

    What rounding down leaves goes one by one to the parts that lost most by it, the first first.
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        return divide(value, [1] * len(weights))
    parts, rests = [], []
    for place, weight in enumerate(weights):
        part, rest = divmod(value * weight, whole)
        parts.append(part)
        rests.append((-rest, place))
    for _, place in sorted(rests)[: value - sum(parts)]:
        parts[place] += 1
    return parts


def of_parts(
    value: int, expected: Mapping[int, tuple[int, int]], came: Sequence[tuple[int, int]]
) -> list[int]:
    """What each of the parts (item, quantity) that came of a kit of ``value`` costs.

    ``expected``: by item the quantity that is in the kit, and what a unit is worth now. The parts share the
    value as they are worth; what is missing of one takes its share along, what came beyond costs no more.
    """
    items = sorted(expected)
    shares = dict(
        zip(items, divide(value, [expected[item][0] * expected[item][1] for item in items]), strict=True)
    )
    costs = [0] * len(came)
    for item in {one for one, _ in came}:
        places = [place for place, (one, _) in enumerate(came) if one == item]
        weights = [came[place][1] for place in places]
        all_of_it = expected[item][0]
        cost = shares[item] if sum(weights) >= all_of_it else share(shares[item], sum(weights), all_of_it)
        for place, part in zip(places, divide(cost, weights), strict=True):
            costs[place] = part
    return costs
