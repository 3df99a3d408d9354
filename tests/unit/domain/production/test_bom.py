"""What an item is made of."""

from __future__ import annotations

from decimal import Decimal as Dec

import pytest

from hub.domain.production.bom import Bom, Component, Level, explode, given_back, needed, ring

BOX, MUG, TEA, CARTON, SHEET = range(1, 6)


def test_what_is_needed_has_the_expected_scrap_and_is_rounded_up_once() -> None:
    bom = Bom(BOX, Dec(10), (Component(MUG, Dec(10)), Component(TEA, Dec("0.25"), Dec(2), decimals=3)))
    assert needed(bom, Dec(25)) == {MUG: Dec(25), TEA: Dec("0.638")}  # 0.6375
    assert needed(bom, Dec(0)) == {MUG: 0, TEA: 0}


def test_a_third_of_a_piece_takes_a_whole_one() -> None:
    assert needed(Bom(BOX, Dec(3), (Component(SHEET, Dec(1)),)), Dec(4)) == {SHEET: Dec(2)}


def test_what_is_taken_apart_gives_no_more_than_was_put_in() -> None:
    bom = Bom(BOX, Dec(3), (Component(SHEET, Dec(1), Dec(50)), Component(MUG, Dec(6))))
    assert given_back(bom, Dec(4)) == {SHEET: Dec(1), MUG: Dec(8)}


def test_an_explosion_goes_down_to_what_is_bought_and_adds_up_what_is_used_twice() -> None:
    boms = {
        BOX: Bom(BOX, Dec(1), (Component(MUG, Dec(2)), Component(CARTON, Dec(1)))),
        MUG: Bom(MUG, Dec(1), (Component(CARTON, Dec(1)),)),
        CARTON: Bom(CARTON, Dec(4), (Component(SHEET, Dec(1)),)),
    }
    # 2 mugs of 1 carton each and the box's own are 3 cartons of a box: 15, of 3.75 sheets
    assert explode(boms, BOX, Dec(5)) == [
        Level(1, MUG, Dec(10), True),
        Level(2, CARTON, Dec(15), True),
        Level(3, SHEET, Dec(4), False),
    ]


@pytest.mark.parametrize(
    ("uses", "way"),
    [
        ({}, []),
        ({BOX: [MUG], MUG: [SHEET]}, []),
        ({BOX: [MUG, TEA], MUG: [SHEET], TEA: [SHEET]}, []),
        ({BOX: [BOX]}, [BOX, BOX]),
        ({TEA: [BOX], BOX: [MUG], MUG: [SHEET], SHEET: [BOX]}, [BOX, MUG, SHEET, BOX]),
    ],
    ids=["nothing", "a chain", "used twice", "of itself", "of itself by others"],
)
def test_an_item_that_would_be_made_of_itself_is_found(uses: dict[int, list[int]], way: list[int]) -> None:
    assert ring(uses) == way


def test_no_ring_is_exploded() -> None:
    boms = {
        BOX: Bom(BOX, Dec(1), (Component(MUG, Dec(1)),)),
        MUG: Bom(MUG, Dec(1), (Component(BOX, Dec(1)),)),
    }
    with pytest.raises(ValueError, match="of itself"):
        explode(boms, BOX, Dec(1))
