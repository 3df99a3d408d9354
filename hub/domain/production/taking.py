"""From which places and lots the components of a report are taken, where nobody said it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from hub.domain import fefo
from hub.domain.fefo import LotAtPlace


class Take(NamedTuple):
    """``serial`` only of one piece."""

    item_id: int
    location: str
    lot: str
    qty: Decimal
    expiry: date | None = None
    serial: str | None = None


class Missing(NamedTuple):
    """``found``: what stands where it can be picked, and has not expired."""

    item_id: int
    wanted: Decimal
    found: Decimal


def by_expiry(
    wanted: Mapping[int, Decimal], stands: Mapping[int, Iterable[LotAtPlace]], *, today: date
) -> tuple[list[Take], list[Missing]]:
    """What expires first is taken first (hub.domain.fefo); and all that is missing, at once."""
    takes: list[Take] = []
    missing: list[Missing] = []
    for item_id, qty in sorted(wanted.items()):
        if qty <= 0:
            continue
        proposed = fefo.propose(qty, stands.get(item_id, ()), today=today)
        takes += [Take(item_id, one.location, one.lot, one.qty, one.expiry) for one in proposed.picks]
        if proposed.short > 0:
            missing.append(Missing(item_id, qty, qty - proposed.short))
    return takes, missing
