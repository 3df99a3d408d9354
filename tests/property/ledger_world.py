"""Entries as hypothesis makes them, and the books to enter them in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from hub.domain.calendar import Calendar
from hub.domain.ledger import Entry, Journal, Place
from hub.domain.valuation import Stock
from tests.amounts import amount

KINDS = ("supplier", "customer", "loss_gain", "dock", "shelf", "in_transit")
PLACES = {number: Place(1, kind) for number, kind in enumerate(KINDS, start=1)}
OUTSIDE = (1, 2, 3)
ITEMS = (1, 2)
SPAN_START = datetime(2026, 3, 26, 23, 0, tzinfo=UTC)  # a clock change lies in the week that follows
ZONES = ("UTC", "Europe/Berlin", "Asia/Shanghai", "America/Havana")

quantities = st.decimals(min_value="0.001", max_value="5000", places=3)
costs = st.one_of(st.none(), st.decimals(min_value="0", max_value="900", places=4))
instants = st.integers(0, 7 * 86400 * 1_000_000).map(lambda us: SPAN_START + timedelta(microseconds=us))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    source = draw(st.sampled_from(sorted(PLACES)))
    destination = draw(
        st.sampled_from([p for p in PLACES if p != source and not (p in OUTSIDE and source in OUTSIDE)])
    )
    return Entry(
        1,
        draw(st.sampled_from(ITEMS)),
        "move",
        draw(quantities),
        source,
        destination,
        draw(instants),
        unit_cost=draw(costs),
        unit_price=draw(costs),
        lot=draw(st.sampled_from(["", "A"])),
    )


def books(zone: str = "UTC", stocks: dict[tuple[int, int], Stock] | None = None) -> Journal:
    return Journal(
        places=PLACES,
        calendars={1: Calendar(ZoneInfo(zone))},
        stocks=stocks if stocks is not None else {(1, item): Stock() for item in ITEMS},
        standard_costs={1: amount("2.50")},
        origins={},
    )
