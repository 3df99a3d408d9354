"""What came of a lot has gone out or is left, whatever way it took."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.places import KINDS, is_outside
from hub.domain.tracing import Flow, trace

START = datetime(2026, 3, 5, tzinfo=UTC)
PLACES = [(site, f"{kind}-1", kind) for site in ("main", "north") for kind in KINDS]


@st.composite
def flows(draw: st.DrawFn) -> Flow:
    source = draw(st.sampled_from(PLACES))
    others = [one for one in PLACES if not (is_outside(source[2]) and is_outside(one[2])) and one != source]
    destination = draw(st.sampled_from(others))
    first = START + timedelta(minutes=draw(st.integers(0, 10_000)))
    return Flow(
        *source,
        *destination,
        draw(st.sampled_from([None, "PO-1", "536365"])),
        None,
        draw(st.decimals("0.001", "5000", places=3)),
        first,
        first + timedelta(minutes=draw(st.integers(0, 100))),
    )


@given(st.lists(flows(), max_size=30))
def test_what_came_in_went_out_or_is_left_where_the_trace_says(moved: list[Flow]) -> None:
    found = trace(moved)
    balance: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    came = went = Decimal(0)
    for flow in moved:
        for site, place, kind, qty in (
            (flow.source_site, flow.source, flow.source_kind, -flow.qty),
            (flow.destination_site, flow.destination, flow.destination_kind, flow.qty),
        ):
            if not is_outside(kind):
                balance[site, place] += qty
        came += flow.qty if is_outside(flow.source_kind) else 0
        went += flow.qty if is_outside(flow.destination_kind) else 0
    assert found.qty_in - found.qty_out == came - went
    between = sum(f.qty for f in moved if "other_site" in (f.source_kind, f.destination_kind))
    assert came - between <= found.qty_in <= came
    assert found.qty_in == found.qty_out + sum(stay.qty_left for stay in found.stays)
    assert {(stay.site, stay.location): stay.qty_left for stay in found.stays} == balance
    assert sum(one.qty_in for one in found.dealings) == came
    assert [stay.first_at for stay in found.stays] == sorted(stay.first_at for stay in found.stays)


@given(st.lists(flows(), max_size=12), st.randoms())
def test_the_order_in_which_movements_are_read_changes_nothing(
    moved: list[Flow], chance: random.Random
) -> None:
    shuffled = list(moved)
    chance.shuffle(shuffled)

    def told(found: list[Flow]) -> set[tuple[object, ...]]:
        result = trace(found)
        dealt = {(d.outside, d.site, d.document, d.qty_in, d.qty_out, d.last_at) for d in result.dealings}
        return dealt | {(s.site, s.location, s.qty_left, s.first_at, s.last_at) for s in result.stays}

    assert told(moved) == told(shuffled)
