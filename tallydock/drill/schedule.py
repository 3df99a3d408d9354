"""What will go wrong, and when: from the seed alone. No I/O.

A step's fault is named; ``tallydock.drill.faults`` has them by these names.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tallydock.services.errors import ServiceError


class Step(NamedTuple):
    """``fault`` begins ``at_s`` after everybody is at work, on ``target``, and is over ``lasts_s`` later.

    ``number`` is what else the fault wants to be told by the seed.
    """

    at_s: float
    fault: str
    target: str
    lasts_s: float
    number: int = 0


class Kind(NamedTuple):
    """A fault that may be drawn: how long it lasts, and on whom. ``long_only``: it takes long to get over."""

    fault: str
    targets: tuple[str, ...]
    least_s: float = 0.3
    most_s: float = 2.0
    weight: int = 1
    long_only: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """How many faults a run has, and how long it takes to the next."""

    faults: int
    least_gap_s: float
    most_gap_s: float
    calm_s: float = 1.0
    short: bool = False


SHORT = Length(faults=4, least_gap_s=0.8, most_gap_s=1.8, short=True)
LONG = Length(faults=8, least_gap_s=0.8, most_gap_s=2.5)


def draw(chance: random.Random, kinds: Sequence[Kind], length: Length) -> list[Step]:
    """In the order of their beginnings. A pair is two steps that begin together."""
    steps: list[Step] = []
    kinds = [kind for kind in kinds if not (kind.long_only and length.short)]
    at_s = length.calm_s + chance.uniform(0.0, 0.5)
    for _ in range(length.faults):
        together = 2 if chance.random() < 0.25 else 1
        for step in _some(chance, kinds, together, at_s):
            steps.append(step)
        at_s += chance.uniform(length.least_gap_s, length.most_gap_s)
    return steps


def named(chance: random.Random, kinds: Sequence[Kind], length: Length, names: Sequence[str]) -> list[Step]:
    """Those and no other, one after another. Raises ServiceError for one that cannot be done here."""
    steps: list[Step] = []
    at_s = length.calm_s
    for name in names:
        wanted = [kind for kind in kinds if kind.fault == name]
        if not wanted:
            raise ServiceError(
                f"the fault {name!r} is unknown, or cannot be done here",
                where="--fault",
                do=f"take one of: {', '.join(sorted({kind.fault for kind in kinds}))}",
            )
        steps += _some(chance, wanted, 1, at_s)
        at_s += chance.uniform(length.least_gap_s, length.most_gap_s)
    return steps


def _some(chance: random.Random, kinds: Sequence[Kind], count: int, at_s: float) -> list[Step]:
    steps: list[Step] = []
    while len(steps) < count:
        kind = chance.choices(kinds, weights=[kind.weight for kind in kinds])[0]
        target = chance.choice(kind.targets)
        lasts_s = chance.uniform(kind.least_s, kind.most_s)
        if all(step.target != target for step in steps):
            number = chance.randrange(1_000_000)
            steps.append(Step(round(at_s, 3), kind.fault, target, round(lasts_s, 3), number))
    return steps
