"""When a shelf tells what lies on it: at each new rest, and now and then while nobody touches it. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from devices.events import Weight
from edge.moment import Moment
from edge.shelf import ShelfSettings
from gateway.wire.messages import Reading

QUANTITY: Final = "shelf-weight"
FRESH_S: Final = 10.0
"""A weight that is older says nothing about now."""


@dataclass(frozen=True, slots=True)
class Watch:
    """The last steady weight and when it was shown; what was told last, and when."""

    seen_g: Decimal | None = None
    seen_ns: int = 0
    told_g: Decimal | None = None
    told_ns: int = 0

    def seen(self, weight: Weight, moment: Moment) -> Watch:
        return replace(self, seen_g=weight.grams if weight.stable else None, seen_ns=moment.mono_ns)

    def told_now(self, grams: Decimal, moment: Moment) -> Watch:
        return replace(self, told_g=grams, told_ns=moment.mono_ns)

    def is_news(self, grams: Decimal, division_g: Decimal) -> bool:
        return self.told_g is None or abs(grams - self.told_g) > division_g

    def due(self, moment: Moment, every_s: int) -> Decimal | None:
        """The weight to tell again; None: not yet, never, or there is no fresh steady one."""
        if every_s == 0 or self.told_g is None or self.seen_g is None:
            return None
        quiet_s = (moment.mono_ns - self.told_ns) / 1e9
        age_s = (moment.mono_ns - self.seen_ns) / 1e9
        return self.seen_g if quiet_s >= every_s and age_s <= FRESH_S else None


def shelf_weight(settings: ShelfSettings, net_g: Decimal, moment: Moment) -> Reading:
    """`net_g` without the empty shelf."""
    return Reading(
        at=moment.at,
        boot=moment.boot,
        mono_ns=moment.mono_ns,
        device=settings.device,
        quantity=QUANTITY,
        value=net_g,
        unit="g",
        location=settings.location,
        evidence={"item": settings.item, "division_g": str(settings.division_g)},
    )
