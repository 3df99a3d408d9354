"""A piece with a serial number is at one place at a time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hub.domain.pieces import Whereabouts, comes_twice, leaves_twice

NOON = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)
HERE = Whereabouts("main", "SHELF-1", "shelf", "PO-1", NOON)
SOLD = Whereabouts("main", "customer", "customer", "SO-1", NOON)
LOST = Whereabouts("main", "loss_gain", "loss_gain", None, NOON)
AWAY = Whereabouts("main", "in_transit", "in_transit", "TRF-1", NOON)


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (None, None),
        (SOLD, None),
        (HERE, "is in stock already, at main/SHELF-1"),
        (AWAY, "is in stock already, at main/in_transit"),
    ],
)
def test_what_stands_inside_does_not_come_again(last: Whereabouts | None, said: str | None) -> None:
    assert comes_twice(last) == said


@pytest.mark.parametrize(
    ("last", "site", "said"),
    [
        (None, "main", None),
        (HERE, "main", None),
        (HERE, "east", "stands at another site: main/SHELF-1"),
        (SOLD, "main", "has left already: to customer on SO-1, 2026-06-10"),
        (LOST, "main", "has left already: to loss_gain, 2026-06-10"),
        (AWAY, "main", "is on its way already on TRF-1"),
    ],
)
def test_what_has_left_does_not_leave_again(last: Whereabouts | None, site: str, said: str | None) -> None:
    assert leaves_twice(last, site) == said
