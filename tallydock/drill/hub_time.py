"""A gateway whose clock was wrong: what it booked from the future bears the device's own time as evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tallydock.drill.books import Books
from tallydock.drill.truth import Truth
from tallydock.drill.verdict import CLOCKS_DIFFER, LONGEST_READ, Violation


def told(truth: Truth, said: Books) -> Iterator[Violation]:
    """Movements that such a gateway booked at its own time are dated by the device in their evidence; the
    truth asks for no other date of them."""
    well_dated = truth.well_dated()
    for movement in said.movements:
        kept = (movement.evidence or {}).get("device_time")
        if movement.key not in well_dated or kept is None:
            continue
        device_time, made_at = datetime.fromisoformat(kept), truth.made_at(movement.key)
        truth.dated_by_hub([movement.key])
        if not made_at - CLOCKS_DIFFER <= device_time <= made_at + LONGEST_READ:
            detail = f"made {made_at}, the evidence says {device_time}"
            yield Violation("the device's time is kept", movement.key, detail)
        if movement.occurred_at != movement.recorded_at:
            yield Violation("no time from the future", movement.key, str(movement))
