from __future__ import annotations

import random
from decimal import Decimal

import pytest

from edge.catalogue import Catalogue, PageCollector, as_gtin14
from gateway.wire.messages import Catalog, CatalogCode, CatalogItem


def page(number: int, pages: int, version: int, sku: str | None = None) -> Catalog:
    items = [CatalogItem(sku=sku or f"SKU-{version}-{number}", name="")]
    return Catalog(v=1, version=version, page=number, pages=pages, items=items)


def test_an_item_is_found_by_its_number_and_by_every_spelling_of_its_gtin() -> None:
    item = CatalogItem(
        sku="MUG",
        name="Mug",
        codes=[CatalogCode(code="9506000134352"), CatalogCode(code="CASE", qty=Decimal(12))],
    )
    catalogue = Catalogue(1, [item])
    for code in ("MUG", "9506000134352", "09506000134352"):
        match = catalogue.lookup(code)
        assert match is not None and match.item.sku == "MUG" and match.qty == 1
    case = catalogue.lookup("CASE")
    assert case is not None and case.qty == 12
    assert catalogue.lookup("9506000134353") is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("9506000134352", "09506000134352"),
        ("9506000134353", None),
        ("96385074", "00000096385074"),
        ("036000291452", "00036000291452"),
        ("12345", None),
        ("９５０６０００１３４３５２", None),
    ],
)
def test_a_gtin_is_one_only_with_its_check_digit(code: str, expected: str | None) -> None:
    assert as_gtin14(code) == expected


@pytest.mark.parametrize("seed", range(20))
def test_a_version_counts_once_all_its_pages_are_there_in_any_order(seed: int) -> None:
    pages = [page(n, 4, 7) for n in range(1, 5)]
    rng = random.Random(seed)
    rng.shuffle(pages)
    collector = PageCollector(current_version=6)
    found = [collector.add(p) for p in pages]
    assert found[:3] == [None, None, None]
    assert found[3] is not None and found[3].version == 7 and len(found[3]) == 4
    assert collector.add(pages[0]) is None


def test_pages_left_over_from_another_version_do_not_mix_in() -> None:
    collector = PageCollector()
    assert collector.add(page(1, 2, 2)) is None
    assert collector.add(page(2, 2, 1)) is None
    whole = collector.add(page(2, 2, 2))
    assert whole is not None
    assert sorted(whole.items) == ["SKU-2-1", "SKU-2-2"]


def test_a_hub_that_was_set_up_anew_is_believed() -> None:
    collector = PageCollector(current_version=900)
    assert collector.add(page(1, 1, 3)) is not None


def test_a_page_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="page 3 of 2"):
        PageCollector().add(page(3, 2, 1))
