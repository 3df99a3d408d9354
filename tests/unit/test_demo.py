"""The demonstration site's own arithmetic."""

import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from biip.gtin import Gtin

from tallydock.demo import orders, past
from tallydock.demo.actors.actor import CutShortError
from tallydock.demo.compare import differences
from tallydock.demo.goods import GOODS
from tallydock.demo.world import Move, World, read_truth


def test_every_demo_barcode_has_a_right_check_digit() -> None:
    for good in GOODS:
        assert Gtin.parse(good.gtin).value == good.gtin
        assert Gtin.parse(good.pack_gtin).value == good.pack_gtin


def test_the_past_sells_only_what_was_there_and_leaves_stock_of_everything() -> None:
    left = Counter[str]()
    for trade in past.trades():
        left[trade.move.sku] += trade.move.qty if trade.kind == "receipt" else -trade.move.qty
        assert left[trade.move.sku] >= 0
    assert min(left[good.sku] for good in GOODS) > 0
    assert past.trades() == past.trades()


def test_goods_neither_appear_nor_vanish_whatever_is_carried(tmp_path: Path) -> None:
    world, rng = World(tmp_path / "world.json"), random.Random(7)
    places = ["supplier", "DOCK-1", "SHELF-1", "PACK-1", "customer"]
    for _ in range(300):
        move = Move("MUG-RED", rng.randint(1, 9), *rng.sample(places, 2))
        world.arrive([move], world.take([move]))
    assert sum(read_truth(tmp_path / "world.json").stock.values()) == 0


def test_what_is_not_there_or_in_other_hands_cannot_be_taken(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    world.arrive([Move("MUG-RED", 3, "supplier", "DOCK-1")])
    assert world.take([Move("MUG-RED", 4, "DOCK-1", "SHELF-1")]) is None
    assert world.take([Move("MUG-RED", 2, "DOCK-1", "SHELF-1")]) is not None
    assert world.take([Move("MUG-RED", 2, "DOCK-1", "PACK-1")]) is None
    assert world.stock("MUG-RED", "DOCK-1") == 1


def test_an_act_that_is_cut_gives_back_what_has_not_arrived(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    world.arrive([Move("MUG-RED", 5, "supplier", "DOCK-1")])
    carriage = world.take([Move("MUG-RED", 5, "DOCK-1", "customer")])
    assert carriage is not None
    with pytest.raises(CutShortError), carriage:
        world.arrive([Move("MUG-RED", 2, "DOCK-1", "customer")], carriage)
        raise CutShortError
    assert world.stock("MUG-RED", "DOCK-1") == 3
    assert read_truth(tmp_path / "world.json").stock["MUG-RED", "DOCK-1"] == 3


def test_after_a_kill_in_the_middle_of_an_act_the_goods_are_where_they_were(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    world.arrive([Move("MUG-RED", 5, "supplier", "DOCK-1")])
    world.take([Move("MUG-RED", 5, "DOCK-1", "customer")])
    world.rest(False)  # another actor's step writes the file meanwhile; then the power goes
    again = World(tmp_path / "world.json")
    assert again.stock("MUG-RED", "DOCK-1") == 5


@pytest.mark.parametrize(("still_open", "at_the_bench", "packed"), [([], 0, True), (["SO-1"], 2, False)])
def test_a_carton_whose_closing_was_cut_is_settled_by_the_list_of_orders(
    tmp_path: Path, still_open: list[str], at_the_bench: int, packed: bool
) -> None:
    world = World(tmp_path / "world.json")
    world.arrive([Move("MUG-RED", 2, "supplier", "PACK-1")])
    world.close_begins("SO-1", [Move("MUG-RED", 2, "PACK-1", "customer")])
    again = World(tmp_path / "world.json")
    again.settle_cut_closings(still_open)
    assert again.stock("MUG-RED", "PACK-1") == at_the_bench
    assert again.packed("SO-1") is packed


def test_the_next_run_finds_the_same_goods_on_the_same_shelves(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    world.arrive([Move("MUG-RED", 3, "supplier", "DOCK-1")])
    assert world.put_on_shelf(Move("MUG-RED", 2, "DOCK-1", "SHELF-1"), [Decimal("341.5"), Decimal("342.25")])
    assert not world.put_on_shelf(Move("MUG-RED", 2, "DOCK-1", "SHELF-1"), [Decimal(342), Decimal(342)])
    again = World(tmp_path / "world.json")
    assert again.shelf_load_g("SHELF-1") == Decimal("683.75")
    assert again.stock("MUG-RED", "SHELF-1") == 2
    assert again.take_from_shelf(Move("MUG-RED", 1, "SHELF-1", "PACK-1"))
    assert again.shelf_load_g("SHELF-1") == Decimal("341.5")


def test_a_missing_and_a_doubled_unit_are_both_told(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    world.arrive([Move("MUG-RED", 3, "supplier", "DOCK-1")])
    ledger = {("MUG-RED", "DOCK-1"): Decimal(4), ("MUG-RED", "supplier"): Decimal(-3)}
    found = differences(read_truth(tmp_path / "world.json"), ledger)
    assert [(d.sku, d.place, d.truth, d.ledger) for d in found] == [("MUG-RED", "DOCK-1", 3, "4")]


def test_the_seed_decides_the_orders() -> None:
    assert orders.draw(7, 1, 20) == orders.draw(7, 1, 20)
    assert orders.draw(7, 11, 10) == orders.draw(7, 1, 20)[10:]
    assert orders.draw(7, 1, 20) != orders.draw(8, 1, 20)
