"""The demonstration site's own arithmetic."""

import random
from decimal import Decimal
from pathlib import Path

from biip.gtin import Gtin

from tallydock.demo import orders
from tallydock.demo.compare import differences
from tallydock.demo.goods import GOODS
from tallydock.demo.world import Move, World, read_truth


def test_every_demo_barcode_has_a_right_check_digit() -> None:
    for good in GOODS:
        assert Gtin.parse(good.gtin).value == good.gtin
        assert Gtin.parse(good.pack_gtin).value == good.pack_gtin


def test_goods_neither_appear_nor_vanish_whatever_is_carried(tmp_path: Path) -> None:
    world, rng = World(tmp_path / "world.json"), random.Random(7)
    places = ["supplier", "DOCK-1", "SHELF-1", "PACK-1", "customer"]
    for _ in range(300):
        move = Move("MUG-RED", rng.randint(1, 9), *rng.sample(places, 2))
        reserved = world.reserve([move])
        world.arrive("carried", [move], reserved=reserved)
    truth = read_truth(tmp_path / "world.json")
    assert sum(truth.stock.values()) == 0
    assert truth.acts == {"carried": 300}


def test_what_is_not_there_cannot_be_taken(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    world.arrive("in", [Move("MUG-RED", 3, "supplier", "DOCK-1")], reserved=False)
    assert not world.reserve([Move("MUG-RED", 4, "DOCK-1", "SHELF-1")])
    assert world.stock("MUG-RED", "DOCK-1") == 3


def test_the_next_run_finds_the_same_goods_on_the_same_shelves(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    world.put_on_shelf("SHELF-1", [Decimal("341.5"), Decimal("342.25")])
    world.arrive("put", [Move("MUG-RED", 2, "DOCK-1", "SHELF-1")], reserved=False, order="SO-1")
    again = World(tmp_path / "world.json")
    assert again.shelf_load_g("SHELF-1") == Decimal("683.75")
    assert again.stock("MUG-RED", "SHELF-1") == 2
    assert again.packed("SO-1")


def test_a_missing_and_a_doubled_unit_are_both_told(tmp_path: Path) -> None:
    world = World(tmp_path / "world.json")
    world.arrive("in", [Move("MUG-RED", 3, "supplier", "DOCK-1")], reserved=False)
    ledger = {("MUG-RED", "DOCK-1"): Decimal(4), ("MUG-RED", "supplier"): Decimal(-3)}
    found = differences(read_truth(tmp_path / "world.json"), ledger)
    assert [(d.sku, d.place, d.truth, d.ledger) for d in found] == [("MUG-RED", "DOCK-1", 3, "4")]


def test_the_seed_decides_the_orders() -> None:
    assert orders.draw(7, 1, 20) == orders.draw(7, 1, 20)
    assert orders.draw(7, 11, 10) == orders.draw(7, 1, 20)[10:]
    assert orders.draw(7, 1, 20) != orders.draw(8, 1, 20)
