"""How long a supplier takes: from the day an order is sent to the day all of a line has come.

Every line that has come in full counts once, whatever its quantity; one that is still open does not yet.
On time: it had come in full on the day that was expected, or before.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from statistics import fmean, stdev
from typing import Final, NamedTuple

PERIOD_DAYS: Final = 365
_A_DAY_S: Final = 86_400


class Delivery(NamedTuple):
    """A line: when its order was sent, when all of it had come, on which day of the site, when it was due."""

    sent_at: datetime
    received_at: datetime
    received_on: date
    expected_on: date | None


class LeadTime(NamedTuple):
    """Days; ``sd_days`` needs two lines, ``on_time`` (0 to 1) one that had an expected day."""

    lines: int
    mean_days: Decimal | None
    sd_days: Decimal | None
    on_time: Decimal | None


def measure(deliveries: Sequence[Delivery]) -> LeadTime:
    days = [max((one.received_at - one.sent_at).total_seconds() / _A_DAY_S, 0.0) for one in deliveries]
    due = [one.received_on <= one.expected_on for one in deliveries if one.expected_on is not None]
    return LeadTime(
        lines=len(days),
        mean_days=_tenths(fmean(days)) if days else None,
        sd_days=_tenths(stdev(days)) if len(days) > 1 else None,
        on_time=round(Decimal(sum(due)) / len(due), 4) if due else None,
    )


def _tenths(days: float) -> Decimal:
    return round(Decimal(days), 1)
