"""What terminals say was made reaches the order's account, once, as if a person had reported it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from gateway.ingest import Ingest
from gateway.reception import Delivery
from gateway.wire import codec, messages, topics
from gateway.wire.production import BrokenPart, PartThatCame, Production, TakenGoods
from hub.api.production import floor
from hub.store import agents, alarms, pool, sites
from hub.store.production import said
from hub.store.production.apart import to_take_apart
from tests.integration.test_api.house import SITE, House
from tests.integration.test_api.production_world import (
    account,
    bom,
    item,
    lines,
    released,
    seen,
    stands,
    step,
)

NUMBERS = itertools.count(1)
D = Decimal


class Floor:
    """A terminal at which boxes of two mugs and a lid are made; of each there are 12, at 3.00 and 1.00."""

    def __init__(self, house: House, agent: str, key: bytes) -> None:
        self.house, self._agent, self._key = house, agent, key
        self._told = 0
        name = str(next(NUMBERS))
        self.box, self.mug, self.lid = f"FBOX-{name}", f"FMUG-{name}", f"FLID-{name}"
        for sku in (self.box, self.mug, self.lid):
            item(house, sku)
        house.receive(self.mug, "12", "STORE", "3.00")
        house.receive(self.lid, "12", "STORE", "1.00")
        bom(house, self.box, {self.mug: "2", self.lid: "1"}, kind="kit")

    def tell(self, number: str, **what: Any) -> None:
        """It comes twice, as an agent sends what was not acknowledged."""
        self._told += 1
        at = self.house.clock() - timedelta(minutes=1) + timedelta(seconds=self._told)
        self.tell_again(Production(at=at, device="scanner", document=number, **what))

    def tell_again(self, event: Production) -> None:
        """Under a number of its own."""
        body = messages.Batch(
            v=1, agent=self._agent, epoch="01JTESTEPOCH0000000000000B", seq=next(NUMBERS),
            sent=self.house.clock(), events=[event],
        )  # fmt: skip
        topic = topics.events(SITE, self._agent)
        delivery = Delivery(topic, codec.encode(body, topic, self._key))
        with pool.connect(self.house.dsn, autocommit=True) as conn:
            ingest = Ingest(self.house.clock)
            for _ in range(2):
                ingest.apply(conn, [delivery])

    def book(self) -> int:
        return floor.take_up(self.transaction, self.house.clock())

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Any]]:
        with pool.connect(self.house.dsn) as conn:
            yield conn

    def alarms(self, number: str) -> list[str]:
        with self.transaction() as conn:
            found = alarms.list_page(conn)
        return [
            one.detail for one in found if one.kind == "production-not-used" and f"/{number}/" in one.subject
        ]

    def told(self, number: str) -> dict[str, Decimal] | None:
        """By SKU what a station is told to take yet for an order; None: it is told nothing of it."""
        with self.transaction() as conn:
            orders = said.to_make(conn, sites.get(conn, SITE).id, limit=50)
        return next(
            ({part.sku: part.qty for part in one.components} for one in orders if one.number == number), None
        )


@pytest.fixture
def at_work(shared_house: House) -> Floor:
    with pool.connect(shared_house.dsn) as conn:
        code = f"bench-{next(NUMBERS)}"
        _, key = agents.create(conn, SITE, code)
    return Floor(shared_house, code, key)


def test_what_was_made_and_taken_is_in_the_orders_account(at_work: Floor) -> None:
    house = at_work.house
    number = released(house, at_work.box, "4")["number"]
    assert at_work.told(number) == {at_work.mug: 8, at_work.lid: 4}
    taken = [TakenGoods(item=at_work.mug, source="STORE", qty=D(5))]  # one more than the bill says
    at_work.tell(number, made_qty=D(2), taken=taken, operator="nobody-of-the-hub")
    assert at_work.book() == 1
    assert at_work.book() == 0
    order = seen(house, number)
    # five mugs at 3.00 that were named, two lids at 1.00 by the bill
    assert (order["state"], order["produced_qty"], account(order)) == (
        "partly_produced",
        "2",
        ("17.00", "17.00", "0.00", "0.00"),
    )
    assert stands(house, at_work.box) == {("SHELF-1", ""): "2"}
    assert at_work.told(number) == {at_work.mug: 3, at_work.lid: 2}
    assert at_work.alarms(number) == []


def test_what_a_copied_terminal_tells_too_is_booked_once(at_work: Floor) -> None:
    number = released(at_work.house, at_work.box, "4")["number"]
    event = Production(at=at_work.house.clock(), device="scanner", document=number, made_qty=D(1))
    for _ in range(2):
        at_work.tell_again(event)
    assert at_work.book() == 1
    assert seen(at_work.house, number)["produced_qty"] == "1"


def test_what_was_spoilt_is_written_off(at_work: Floor) -> None:
    number = released(at_work.house, at_work.box, "4")["number"]
    broken = [TakenGoods(item=at_work.lid, source="STORE", qty=D(1))]
    at_work.tell(number, spoilt_qty=D(1), scrapped=broken)
    at_work.book()
    order = seen(at_work.house, number)
    assert (order["state"], order["scrapped_qty"], account(order)) == (
        "started",
        "1",
        ("8.00", "0.00", "8.00", "0.00"),
    )
    (by_bill, lid) = at_work.house.get(f"/production-orders/{number}/reports")["items"]
    assert lines(lid, "role", "sku", "qty") == [("scrapped", at_work.lid, "1")]
    assert by_bill["reason"] == "told at the terminal"


def test_what_the_books_do_not_have_yet_is_waited_for(at_work: Floor) -> None:
    number = released(at_work.house, at_work.box, "4")["number"]
    taken = [TakenGoods(item=at_work.mug, source="SHELF-1", qty=D(2))]
    at_work.tell(number, made_qty=D(1), taken=taken)
    assert at_work.book() == 0
    assert ["waits: There is not enough" in told for told in at_work.alarms(number)] == [True]
    assert seen(at_work.house, number)["state"] == "released"
    # whoever had carried them there was offline
    at_work.house.move(at_work.house.entry(at_work.mug, "move", "2", "STORE", "SHELF-1"))
    assert at_work.book() == 1
    assert seen(at_work.house, number)["produced_qty"] == "1"
    assert at_work.alarms(number) == []


def test_what_the_order_does_not_allow_is_told_and_not_booked(at_work: Floor) -> None:
    order = released(at_work.house, at_work.box, "4")
    step(at_work.house, order, "cancel")
    at_work.tell(order["number"], made_qty=D(1), operator="ann")
    at_work.tell("MO-NONE", made_qty=D(1))
    assert at_work.book() == 2
    assert at_work.told(order["number"]) is None
    (told,) = at_work.alarms(order["number"])
    assert told.startswith(f"what ann told of {order['number']} is not used: ")
    assert "cancelled" in told
    assert stands(at_work.house, at_work.mug) == {("STORE", ""): "12"}


def a_report_that_waits(at_work: Floor) -> Any:
    """The order; the books have no mugs where two were taken."""
    order = released(at_work.house, at_work.box, "4")
    taken = [TakenGoods(item=at_work.mug, source="SHELF-1", qty=D(2))]
    at_work.tell(order["number"], made_qty=D(1), taken=taken, operator="ann")
    for _ in range(2):
        assert at_work.book() == 0
    assert len(at_work.alarms(order["number"])) == 1
    return order


def test_whoever_clears_the_alarm_of_what_waits_has_reported_it_otherwise(at_work: Floor) -> None:
    number = a_report_that_waits(at_work)["number"]
    (alarm,) = [one for one in at_work.house.get("/alarms")["items"] if f"/{number}/" in one["subject"]]
    assert at_work.house.ask("manager", "POST", f"/alarms/{alarm['id']}/clear").status_code == 200
    assert at_work.book() == 1
    at_work.house.move(at_work.house.entry(at_work.mug, "move", "2", "STORE", "SHELF-1"))
    assert at_work.book() == 0
    assert seen(at_work.house, number)["produced_qty"] == "0"
    assert at_work.alarms(number) == []


def test_what_waited_and_is_not_used_in_the_end_says_so(at_work: Floor) -> None:
    order = a_report_that_waits(at_work)
    step(at_work.house, order, "cancel")
    assert at_work.book() == 1
    (told,) = at_work.alarms(order["number"])
    assert told.startswith(f"what ann told of {order['number']} is not used: ")


def test_many_that_wait_keep_none_behind_them_waiting(
    at_work: Floor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(said.open_said, "__kwdefaults__", {"after": 0, "limit": 1})
    a_report_that_waits(at_work)
    number = released(at_work.house, at_work.box, "1")["number"]
    at_work.tell(number, made_qty=D(1))
    assert at_work.book() == 1
    assert seen(at_work.house, number)["produced_qty"] == "1"


def test_what_is_spoilt_of_goods_that_the_bill_does_not_name_is_booked_with_the_rest(at_work: Floor) -> None:
    number = released(at_work.house, at_work.box, "4")["number"]
    tape = f"{at_work.lid}-TAPE"
    item(at_work.house, tape)
    at_work.house.receive(tape, "3", "STORE", "1.00")
    broken = [TakenGoods(item=tape, source="STORE", qty=D(1))]
    at_work.tell(number, made_qty=D(1), scrapped=broken)
    assert at_work.book() == 1
    assert stands(at_work.house, tape) == {("STORE", ""): "2"}
    assert seen(at_work.house, number)["produced_qty"] == "1"


def apart(at_work: Floor, qty: str, boxes: str) -> str:
    """The number of an order that takes so many of the boxes apart that stand in the store."""
    at_work.house.receive(at_work.box, boxes, "STORE", "8.00")
    return str(released(at_work.house, at_work.box, qty, kind="disassemble")["number"])


def test_what_came_of_kits_is_in_the_stock_less_what_was_broken(at_work: Floor) -> None:
    house = at_work.house
    number = apart(at_work, "3", "3")
    kits = [TakenGoods(item=at_work.box, source="STORE", qty=D(2))]
    broken = [BrokenPart(item=at_work.mug, qty=D(1))]
    at_work.tell(number, made_qty=D(2), taken=kits, broken=broken)
    assert (at_work.book(), at_work.book()) == (1, 0)
    assert stands(house, at_work.box) == {("STORE", ""): "1"}
    assert stands(house, at_work.mug) == {("STORE", ""): "12", ("SHELF-1", ""): "3"}
    assert stands(house, at_work.lid) == {("STORE", ""): "12", ("SHELF-1", ""): "2"}
    order = seen(house, number)
    # of two kits at 8.00 the mugs are worth 12.00 of 14.00, and one of four is lost
    assert (order["state"], order["produced_qty"]) == ("partly_produced", "2")
    assert account(order) == ("16.00", "12.571428", "3.428572", "0.00")
    assert at_work.alarms(number) == []


def test_kits_of_which_nothing_came_are_spoilt_and_their_order_goes_on(at_work: Floor) -> None:
    number = apart(at_work, "1", "2")
    kits = [TakenGoods(item=at_work.box, source="STORE", qty=D(1))]
    at_work.tell(number, spoilt_qty=D(1), taken=kits)
    assert at_work.book() == 1
    order = seen(at_work.house, number)
    assert (order["open_qty"], account(order)) == ("1", ("8.00", "0.00", "8.00", "0.00"))


def test_parts_are_told_with_their_lots_and_what_is_not_told_comes_by_the_bill(at_work: Floor) -> None:
    tea, crate = f"{at_work.lid}-TEA", f"{at_work.box}-CRATE"
    item(at_work.house, tea, tracking="lot")
    item(at_work.house, crate)
    bom(at_work.house, crate, {tea: "2", at_work.mug: "1"}, kind="kit")
    at_work.house.receive(crate, "2", "STORE", "5.00")
    number = released(at_work.house, crate, "2", kind="disassemble")["number"]
    kits = [TakenGoods(item=crate, source="STORE", qty=D(1))]
    at_work.tell(number, made_qty=D(1), taken=kits)
    assert at_work.book() == 1
    (told,) = at_work.alarms(number)
    assert "tracked by lot" in told
    at_work.tell(number, made_qty=D(1), taken=kits, came=[PartThatCame(item=tea, qty=D(2), lot="T1")])
    assert at_work.book() == 1
    assert stands(at_work.house, tea) == {("SHELF-1", "T1"): "2"}
    assert stands(at_work.house, at_work.mug)["SHELF-1", ""] == "1"


@pytest.mark.parametrize("nothing", [True, False])
def test_what_cannot_have_come_of_kits_is_told_and_not_booked(at_work: Floor, nothing: bool) -> None:
    if nothing:
        number = apart(at_work, "1", "1")
        broken = [BrokenPart(item=at_work.mug, qty=D(2)), BrokenPart(item=at_work.lid, qty=D(1))]
        at_work.tell(number, made_qty=D(1), broken=broken)
    else:
        number = released(at_work.house, at_work.box, "1")["number"]
        at_work.tell(number, made_qty=D(1), came=[PartThatCame(item=at_work.mug, qty=D(2))])
    assert at_work.book() == 1
    assert len(at_work.alarms(number)) == 1
    assert seen(at_work.house, number)["state"] == "released"


def test_a_terminal_is_told_the_kits_that_are_due_first_and_how_many_orders_there_are(
    at_work: Floor,
) -> None:
    late = apart(at_work, "2", "6")
    soon = released(at_work.house, at_work.box, "4", kind="disassemble", due_on="2020-01-01")["number"]
    at_work.tell(soon, made_qty=D(1), taken=[TakenGoods(item=at_work.box, source="STORE", qty=D(1))])
    at_work.book()
    with at_work.transaction() as conn:
        site = sites.get(conn, SITE).id
        everything = to_take_apart(conn, site, limit=1000)
        first = to_take_apart(conn, site, limit=1)
        assert said.at_work(conn, site)["disassemble"] == len(everything)
    mine = {one.number: one for one in everything if one.number in (late, soon)}
    assert [one.number for one in first] == list(mine)[:1] == [soon]
    kit = mine[soon]
    assert (kit.qty, kit.done, kit.per) == (3, 1, 1)
    parts = {(part.sku, part.qty, part.decimals) for part in kit.parts}
    assert parts == {(at_work.mug, 2, 0), (at_work.lid, 1, 0)}
