"""Which movement may go where."""

from __future__ import annotations

import pytest

from hub.domain.places import INSIDE, KINDS, MOVEMENT_KINDS, OUTSIDE, fits


@pytest.mark.parametrize(
    ("kind", "source", "destination"),
    [
        ("receipt", "supplier", "dock"),
        ("putaway", "dock", "shelf"),
        ("shipment", "bench", "customer"),
        ("customer_return", "customer", "dock"),
        ("supplier_return", "dock", "supplier"),
        ("adjustment", "shelf", "loss_gain"),
        ("adjustment", "loss_gain", "shelf"),
        ("scrap", "shelf", "scrap"),
        ("scrap", "scrap", "shelf"),
        ("production", "shelf", "production"),
        ("production", "production", "storage"),
        ("move", "dock", "in_transit"),
        ("transfer", "shelf", "in_transit"),
        ("transfer", "in_transit", "other_site"),
        ("transfer", "other_site", "dock"),
    ],
)
def test_these_fit(kind: str, source: str, destination: str) -> None:
    assert fits(kind, source, destination)


@pytest.mark.parametrize(
    ("kind", "source", "destination"),
    [
        ("receipt", "dock", "supplier"),
        ("receipt", "customer", "dock"),
        ("shipment", "dock", "shelf"),
        ("move", "supplier", "dock"),
        ("scrap", "scrap", "loss_gain"),
        ("transfer", "supplier", "dock"),
        ("move", "in_transit", "other_site"),
    ],
)
def test_these_do_not(kind: str, source: str, destination: str) -> None:
    assert not fits(kind, source, destination)


def test_a_reversal_goes_the_way_back() -> None:
    assert fits("receipt", "dock", "supplier", reversal=True)
    assert not fits("receipt", "dock", "customer", reversal=True)


def test_no_movement_goes_from_outside_to_outside() -> None:
    assert not [
        (kind, source, destination)
        for kind in MOVEMENT_KINDS
        for source in OUTSIDE
        for destination in OUTSIDE
        if fits(kind, source, destination, reversal=True)
    ]


def test_every_kind_of_place_is_inside_or_outside() -> None:
    assert set(KINDS) == INSIDE | OUTSIDE
    assert not INSIDE & OUTSIDE
