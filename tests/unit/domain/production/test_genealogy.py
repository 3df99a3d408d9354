"""Of which lots a lot was made, and into which it went."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime
from decimal import Decimal as Dec

from hub.domain.production.genealogy import Batch, End, Link, made_of, went_into

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
MILK, CHEESE, PIZZA = (Batch(item, lot, None) for item, lot in ((1, "M1"), (2, "C1"), (3, "P1")))
SALT, PIZZA_2 = Batch(4, "", None), Batch(3, "P2", None)


def link(part: Batch, result: Batch, order: str, report: int, qty: int = 1, made: int = 1) -> Link:
    return Link(End(part, report, Dec(qty)), End(result, report, Dec(made)), "main", order, NOON)


LINKS = [
    link(MILK, CHEESE, "MO-1", 1, 10, 2),
    link(SALT, CHEESE, "MO-1", 1, 1, 2),
    link(CHEESE, PIZZA, "MO-2", 2, 1, 4),
    link(CHEESE, PIZZA_2, "MO-2", 2, 1, 3),
]


def asked(links: Iterable[Link], far: Callable[[Link], Batch]) -> Callable[[Collection[Batch]], list[Link]]:
    return lambda batches: [one for one in links if far(one) in batches]


def test_a_lot_is_followed_to_all_that_was_made_of_it() -> None:
    steps = went_into(MILK, asked(LINKS, lambda one: one.part.batch))
    assert [(step.level, step.batch, step.qty) for step in steps] == [
        (1, CHEESE, 2),
        (2, PIZZA, 4),
        (2, PIZZA_2, 3),
    ]


def test_a_lot_is_followed_back_to_all_that_it_was_made_of() -> None:
    steps = made_of(PIZZA, asked(LINKS, lambda one: one.result.batch))
    assert [(step.level, step.batch, step.qty) for step in steps] == [
        (1, CHEESE, 1),
        (2, MILK, 10),
        (2, SALT, 1),
    ]


def test_what_one_report_took_counts_once_and_what_several_took_adds_up() -> None:
    links = [
        link(MILK, CHEESE, "MO-1", 1, 10),
        link(MILK, PIZZA, "MO-1", 1, 10),
        link(MILK, CHEESE, "MO-1", 2, 5),
    ]
    [step] = made_of(CHEESE, asked(links, lambda one: one.result.batch))
    assert step.qty == 15


def test_a_kit_that_was_taken_apart_and_put_together_ends() -> None:
    links = [link(MILK, CHEESE, "MO-1", 1), link(CHEESE, MILK, "MO-2", 2)]
    steps = went_into(MILK, asked(links, lambda one: one.part.batch))
    assert [step.batch for step in steps] == [CHEESE, MILK]


def test_what_has_no_lot_is_told_and_not_followed() -> None:
    links = [link(MILK, SALT, "MO-1", 1), link(SALT, PIZZA, "MO-2", 2)]
    assert [step.batch for step in went_into(MILK, asked(links, lambda one: one.part.batch))] == [SALT]
