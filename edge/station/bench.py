"""What a packing session takes and gives: settings, catalogue hits, effects, and the state to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from edge.weighing import Z
from gateway.wire.messages import FINEST_DECIMALS, AnyEvent, Detail
from gateway.wire.picking import PickFrom

Parameter = str | int | Decimal
Trouble = Literal["overload", "underload", "not_a_weight"]
"""Why a scale that is there shows no weight."""
Verdict = Literal["empty", "packing", "weigh", "wrong_weight", "ready", "ready_unweighed", "withdrawn"]
"""What stands between the carton and its closing.

empty: no order in hand; packing: lines are short; weigh: complete, but no settled weight since the last
scan; wrong_weight: settled, outside the tolerance; ready: weight is right; ready_unweighed: complete, and
weight cannot prove the count; withdrawn: the hub no longer wants this order packed.
"""


@dataclass(frozen=True, slots=True)
class BenchSettings:
    """Where the bench is and what stands on it.

    `scanner` and `scale` are device ids of the agent's configuration (`scale` None: no scale, cartons close
    unweighed). `tare_g` is an empty carton, `division_g` the scale's smallest step. `z` is how many standard
    deviations of the goods' weight are let through (3: one right carton in 370 is stopped).
    """

    location: str
    scanner: str
    scale: str | None = None
    tare_g: Decimal = Decimal(0)
    division_g: Decimal = Decimal(1)
    z: Decimal = Z


@dataclass(frozen=True, slots=True)
class CatalogueHit:
    """What a scanned code is: `qty` base units of `sku` (12 for a case of twelve).

    Weights are of one base unit; `wants` is what is written down of each that comes in; with `qty_decimals`
    its quantities are counted.
    """

    sku: str
    qty: Decimal
    name: str
    unit_weight_g: Decimal | None = None
    unit_weight_sd_g: Decimal | None = None
    wants: tuple[Detail, ...] = ()
    qty_decimals: int = FINEST_DECIMALS


@dataclass(frozen=True, slots=True)
class Feedback:
    """What to tell the packer: `key` names a text of edge.station.texts, `params` fill it. Not `ok`: stop."""

    ok: bool
    key: str
    params: Mapping[str, Parameter] = field(default_factory=dict)


def stop(key: str, **params: Parameter) -> Feedback:
    return Feedback(False, key, params)


def go(key: str, **params: Parameter) -> Feedback:
    return Feedback(True, key, params)


@dataclass(frozen=True, slots=True)
class Emit:
    """Events that belong together.

    Put them into the outbox in one transaction with the session's snapshot. There may be more of them than
    fit one batch (an order of 600 lines).
    """

    events: Sequence[AnyEvent]


@dataclass(frozen=True, slots=True)
class BadgeScanned:
    """Somebody scanned a badge: verify it (edge.station.login), then call `session.operator(login)`.

    The badge is a secret: it goes into no event and no log.
    """

    badge: str = field(repr=False)


Effect = Feedback | Emit | BadgeScanned


@dataclass(frozen=True, slots=True)
class LineState:
    """A line of the order in hand, in base units. `picks`: what is still to be taken for it, and where."""

    line: int
    sku: str
    name: str
    ordered: Decimal
    scanned: Decimal
    picks: tuple[PickFrom, ...] = ()

    @property
    def missing(self) -> Decimal:
        return self.ordered - self.scanned


@dataclass(frozen=True, slots=True)
class Suspect:
    """So many `pieces` of an item too many (too few: negative) would explain the weight."""

    name: str
    pieces: int


@dataclass(frozen=True, slots=True)
class WeightState:
    """Grams. `expected_g` is of what is scanned so far, with the carton.

    `live_g` is None before the first reading and after the scale went away; `measured_g` is the settled
    weight since the last scan. `unknown` are SKUs without a unit weight, `indistinct` those of which one
    piece more or less would hide in the tolerance: with either, weight proves nothing. `suspect` is what may
    be wrong with a complete carton of wrong weight. `trouble`: why the scale shows none, by its own word.
    """

    expected_g: Decimal
    tolerance_g: Decimal
    live_g: Decimal | None
    stable: bool
    measured_g: Decimal | None
    unknown: tuple[str, ...] = ()
    indistinct: tuple[str, ...] = ()
    suspect: Suspect | None = None
    trouble: Trouble | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What a person answers for with a reason: goods that were held back for `objection`, or, without, the
    weight of a carton that holds so much of each line."""

    order: str
    scanned: tuple[Decimal, ...]
    objection: Feedback | None


@dataclass(frozen=True, slots=True)
class PackingState:
    """All that a presenter needs. `orders` are the numbers of the orders still open here.

    `objection`: to goods of another lot that were scanned, or of one that may not leave.
    """

    orders: tuple[str, ...]
    operator: str | None
    operator_required: bool
    order: str | None
    customer: str
    lines: tuple[LineState, ...]
    last_line: int | None
    next_qty: Decimal
    weight: WeightState
    verdict: Verdict
    message: Feedback | None
    objection: Feedback | None = None

    @property
    def objected(self) -> bool:
        return self.objection is not None

    @property
    def question(self) -> Question | None:
        """What a person may pass over with a reason."""
        if self.order is None or not (self.objected or self.verdict in ("weigh", "wrong_weight")):
            return None
        return Question(self.order, tuple(line.scanned for line in self.lines), self.objection)

    @property
    def can_be_overridden(self) -> bool:
        return self.question is not None
