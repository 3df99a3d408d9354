"""What is put up and taken, with power cuts, leaning hands, keys pressed: movements are what lies there."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import example, given, settings
from hypothesis import strategies as st

from devices.events import Weight
from edge.moment import Moment
from edge.shelf import ShelfSettings, ShelfState, shelf
from edge.weighing import UnitWeight
from gateway.wire.messages import AnyEvent, Movement

UNIT = UnitWeight(Decimal(150), Decimal(1))
SHELF = ShelfSettings(
    device="scale",
    location="SHELF-1",
    item="MUG",
    unit=UNIT,
    division_g=Decimal(1),
    put_from="DOCK-1",
    pick_to="PACK-1",
)
ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(1, 20)),
        st.tuples(st.just("take"), st.integers(1, 20)),
        st.tuples(st.just("lean"), st.integers(200, 9000)),
        st.tuples(st.just("power cut"), st.just(0)),
        st.tuples(st.just("tare key"), st.just(0)),
        st.tuples(st.just("clear key"), st.just(0)),
    ),
    max_size=25,
)


class Floor:
    """Pieces that each weigh a little otherwise, a scale that rounds, and an agent that keeps its state."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.pieces: list[float] = []
        self.tare_g = 0.0
        self.at_s = 0.0
        self.state = self.kept = ShelfState()
        self.committed: list[AnyEvent] = []

    def shows(self, extra_g: float = 0.0) -> None:
        load_g = sum(self.pieces) + extra_g - self.tare_g
        # two on the way: one may by chance be what stood there before
        self.says(load_g + self.rng.uniform(20, 200), stable=False)
        self.says(load_g + self.rng.uniform(220, 400), stable=False)
        for _ in range(4):
            self.says(load_g, stable=True)

    def key(self, tare_g: float) -> None:
        """The display jumps; nothing moved."""
        self.tare_g = tare_g
        for _ in range(4):
            self.says(sum(self.pieces) - tare_g, stable=True)

    def says(self, grams: float, *, stable: bool) -> None:
        self.at_s += 0.2
        moment = Moment(
            datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=self.at_s), int(self.at_s * 1e9), "boot"
        )
        self.state, events = shelf(self.state, SHELF, Weight(Decimal(round(grams)), "g", stable), moment)
        self.committed += events  # and with them, in the same transaction:
        self.kept = self.state.at_rest()

    def piece(self) -> float:
        return float(UNIT.mean_g) + max(-1.5, min(1.5, self.rng.gauss(0, 0.7)))

    def counted(self) -> int:
        return sum(
            int(e.qty) if e.kind == "putaway" else -int(e.qty)
            for e in self.committed
            if isinstance(e, Movement)
        )


@settings(max_examples=80, deadline=None)
@given(ACTIONS, st.integers(0, 2**32))
@example([("power cut", 0), ("put", 1), ("put", 2), ("lean", 200), ("lean", 200), ("take", 1)], 2**32)
def test_movements_add_up_to_what_lies_on_the_shelf(actions: list[tuple[str, int]], seed: int) -> None:
    floor = Floor(seed)
    floor.shows()
    for action, number in actions:
        match action:
            case "put":
                floor.pieces += [floor.piece() for _ in range(number)]
            case "take":
                del floor.pieces[max(0, len(floor.pieces) - number) :]
            case "tare key":
                floor.key(sum(floor.pieces))
            case "clear key" if floor.state.shows_motion:
                floor.key(0.0)
            case "lean":
                floor.shows(extra_g=number)
            case "power cut":
                floor.state = floor.kept
        floor.shows()
        assert floor.counted() == len(floor.pieces)
