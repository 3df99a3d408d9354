"""What a scale weighs, told once for each new rest. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from devices.events import Weight
from edge.moment import Moment
from edge.weighing import Settling, settle
from gateway.wire.messages import Reading


@dataclass(frozen=True, slots=True)
class Rest:
    """A scale at a place; ``told_g`` is what was told last."""

    location: str
    division_g: Decimal
    settling: Settling = field(default_factory=Settling)
    told_g: Decimal | None = None

    def seen(self, device: str, weight: Weight, moment: Moment) -> tuple[Rest, Reading | None]:
        """A reading where the weight has settled more than a division away from the last one."""
        settling, grams = settle(self.settling, weight, moment, self.division_g)
        after = replace(self, settling=settling)
        if grams is None or (self.told_g is not None and abs(grams - self.told_g) <= self.division_g):
            return after, None
        reading = Reading(
            at=moment.at,
            boot=moment.boot,
            mono_ns=moment.mono_ns,
            device=device,
            quantity="weight",
            value=grams,
            unit="g",
            location=self.location,
        )
        return replace(after, told_g=grams), reading
