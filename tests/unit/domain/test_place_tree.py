"""Places that stand in places, and how full they are."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hub.domain.place_tree import Capacity, Load, filling, in_a_ring, in_tree_order, path, rolled_up

NAMES = "abcdefgh"
ANY_PARENTS = st.dictionaries(st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES), max_size=8)


def test_a_place_in_itself_is_found_and_what_hangs_on_the_ring_is_not_blamed() -> None:
    assert in_a_ring({"a": "b", "b": "c", "c": "a", "d": "a", "e": None, "f": "f"}) == {"a", "b", "c", "f"}


@given(ANY_PARENTS)
def test_without_the_rings_every_way_up_ends(parents: dict[str, str | None]) -> None:
    ringed = in_a_ring(parents)
    tree = {place: None if place in ringed else parent for place, parent in parents.items()}
    assert not in_a_ring(tree)
    for place in tree:
        assert path(tree, place)[-1] == place


def test_a_tree_is_told_from_above() -> None:
    assert in_tree_order({"b": None, "a2": "a", "a": None, "a1x": "a1", "a1": "a"}) == [
        "a",
        "a1",
        "a1x",
        "a2",
        "b",
    ]


def test_what_stands_in_a_place_stands_in_those_around_it_too() -> None:
    one, two = Load(Decimal(3), Decimal("1.5"), Decimal(9), 1, 0, 1), Load(Decimal(1), items=1)
    whole = rolled_up(
        {"hall": None, "rack": "hall", "shelf": "rack", "yard": None}, {"shelf": one, "hall": two}
    )
    assert whole["hall"] == Load(Decimal(4), Decimal("1.5"), Decimal(9), 2, 0, 1)
    assert whole["rack"] == whole["shelf"] == one
    assert whole["yard"] == Load()


def test_a_place_is_as_full_as_what_is_full_first() -> None:
    load = Load(pieces=Decimal(30), weight_kg=Decimal(90), volume_l=Decimal(5))
    filled = filling(load, Capacity(Decimal(100), None, Decimal(40)))
    assert (filled.by_weight, filled.by_volume, filled.by_pieces) == (Decimal("0.9"), None, Decimal("0.75"))
    assert filled.level == Decimal("0.9")
    assert filling(load, Capacity()).level is None
