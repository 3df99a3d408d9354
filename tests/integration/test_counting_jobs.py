"""What the hub does about counts by itself: plans, asks where something is wrong, reminds, watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from hub.jobs.counting import Done, run_due
from hub.store import agents, alarms, count_tasks, items, pool, sites
from hub.store.count_tasks import CountTask
from tests.integration.test_api.house import SITE, Clock, House, clear_out, furnish, open_house

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SHELF_SCALE = {
    "id": "scale-1",
    "role": "shelf_scale",
    "protocol": "and-st-gs",
    "port": "scale-1",
    "settings": {"location": "SHELF-1", "sku": "CUP", "put_from": "DOCK-1", "pick_to": "PACK-1"},
}
WEIGHED = Jsonb({"item": "CUP", "division_g": "1"})


class Night:
    """A house in which only the clock works. A cup weighs 200 g, give or take 1."""

    def __init__(self, house: House) -> None:
        self.house, self.clock = house, house.clock
        with pool.connect(house.dsn) as conn:
            items.update(conn, "CUP", {"unit_weight_g": Decimal(200), "unit_weight_sd_g": Decimal(1)})
            agent, _ = agents.create(conn, SITE, "edge-1", config={"devices": [SHELF_SCALE]})
        self.agent_id = agent.id

    def run(self) -> Done:
        return run_due(self.transaction, self.clock())

    @contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Any]]:
        with pool.connect(self.house.dsn) as conn:
            yield conn

    def counts(self) -> list[CountTask]:
        with self.transaction() as conn:
            return list(reversed(count_tasks.list_page(conn, site=SITE)))

    def finish(self, task: CountTask, qty: str, sku: str = "CUP") -> None:
        """Counted, and counted again, as often as it takes."""
        rules = {"auto_limit": "1000000"}
        assert self.house.ask("manager", "PATCH", f"/count-policies/{SITE}", json=rules).status_code == 200
        body = {"lines": [{"sku": sku, "qty": qty}], "counted_at": self.clock().isoformat()}
        for round_ in (1, 2):
            path = f"/count-tasks/{task.number}/result"
            answer = self.house.ask("operator", "POST", path, json=body | {"round": round_})
            if answer.json()["state"] == "posted":
                return
        raise AssertionError(answer.text)

    def open_alarms(self, kind: str) -> list[str]:
        with self.transaction() as conn:
            return [alarm.subject for alarm in alarms.list_page(conn) if alarm.kind == kind]

    def weighs(self, grams: str) -> Done:
        """The shelf's scale says so, five minutes later."""
        self.clock.tick(minutes=5)
        with self.transaction() as conn:
            conn.execute(
                "insert into reading (recorded_at, occurred_at, agent_id, device, location_id, quantity,"
                " value, unit, evidence) values (%s, %s, %s, 'scale-1', %s, 'shelf-weight', %s, 'g', %s)",
                [self.clock(), self.clock(), self.agent_id, self.house.ids["SHELF-1"], grams, WEIGHED],
            )
        return self.run()


@pytest.fixture(scope="module")
def shared_night(module_database: str) -> Iterator[Night]:
    furnish(module_database)
    with open_house(module_database, clock=Clock(MONDAY)) as house:
        yield Night(house)


@pytest.fixture
def night(shared_night: Night) -> Night:
    clear_out(shared_night.house.dsn)
    shared_night.clock.now = MONDAY
    return shared_night


def test_small_counts_come_weekly_and_large_ones_monthly_each_once(night: Night) -> None:
    night.house.receive("TEA", "10")
    night.house.receive("CUP", "10", "SHELF-1")
    assert night.run() == Done()  # a new site begins with the next Monday
    night.clock.tick(days=6, hours=20)
    assert night.run().planned == 2
    assert night.run().planned == 0
    assert [(one.origin, one.location, one.whole) for one in night.counts()] == [
        ("weekly", "SHELF-1", False),
        ("weekly", "STORE", False),
    ]
    for task in night.counts():
        night.finish(task, "10", "CUP" if task.location == "SHELF-1" else "TEA")
    # both are of class C, and not due again so soon; but the first of the month takes all
    night.clock.now = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    assert night.run().planned == 2
    assert [(one.origin, one.whole) for one in night.counts()][2:] == [("monthly", True)] * 2


def test_a_large_count_of_class_a_asks_for_nothing_else_that_stands_there(night: Night) -> None:
    night.house.receive("TEA", "10")
    night.house.receive("CUP", "10")
    night.house.move(night.house.entry("TEA", "shipment", "5", "STORE", "customer"))  # so that tea is class A
    rules = {"small_weekday": 0, "large_classes": "A"}
    answer = night.house.ask("manager", "PATCH", f"/count-policies/{SITE}", json=rules)
    assert answer.json()["large_classes"] == "A"
    night.run()
    night.clock.now = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
    assert night.run().planned == 1
    (task,) = night.counts()
    assert (task.origin, task.whole) == ("monthly", False)
    lines = night.house.get(f"/count-tasks/{task.number}")["lines"]
    assert [(line["sku"], line["abc"]) for line in lines] == [("TEA", "A")]
    for wrong in ("", "CA", "D"):
        refused = {"large_classes": wrong}
        path = f"/count-policies/{SITE}"
        assert night.house.ask("manager", "PATCH", path, json=refused).status_code == 422


def test_a_week_in_which_no_hub_ran_is_made_up_for(night: Night) -> None:
    night.house.receive("TEA", "10")
    night.run()
    night.clock.tick(days=10)  # a Thursday
    assert night.run().planned == 1


def test_a_negative_place_is_counted_once_for_each_time_it_goes_below_zero(night: Night) -> None:
    night.house.move(night.house.entry("TEA", "shipment", "2", "STORE", "customer"))
    assert night.run().planned == 1
    assert night.run().planned == 0
    (task,) = night.counts()
    assert (task.origin, task.location) == ("exception", "STORE")
    assert "more left than was known to be there" in task.cause
    night.finish(task, "3", "TEA")
    assert night.open_alarms("negative-stock") == []
    night.house.move(night.house.entry("TEA", "shipment", "5", "STORE", "customer"))
    assert night.run().planned == 1


def test_a_weight_that_cannot_be_explained_sends_somebody_to_count(night: Night) -> None:
    subject = f"{SITE}/edge-1/scale-1/unexplained-weight"
    with night.transaction() as conn:
        site_id = sites.get(conn, SITE).id
        for of, detail in ((subject, "+77 g is no whole number of CUP"), (f"{SITE}/edge-1/scale-1/gone", "")):
            alarms.raise_(conn, "fault", of, at=night.clock(), detail=detail, site_id=site_id)
    assert night.run().planned == 1
    (task,) = night.counts()
    with night.transaction() as conn:
        (line,) = count_tasks.lines(conn, [task.id])
    assert (task.location, line.sku, task.cause) == ("SHELF-1", "CUP", "+77 g is no whole number of CUP")


def test_a_scale_that_began_anew_is_counted_each_time_and_its_alarm_ends_with_the_count(night: Night) -> None:
    night.house.receive("CUP", "10", "SHELF-1")

    def begins_anew() -> None:
        night.clock.tick(minutes=5)
        with night.transaction() as conn:
            subject = f"{SITE}/edge-1/scale-1/scale-restarted"
            site_id = sites.get(conn, SITE).id
            alarms.raise_(conn, "fault", subject, at=night.clock(), detail="began anew", site_id=site_id)

    begins_anew()
    assert night.run().planned == 1
    counted_at = night.clock.now
    night.clock.tick(minutes=5)
    night.finish(night.counts()[0], "10")
    assert night.open_alarms("fault") == []
    begins_anew()
    assert night.run().planned == 1
    # a count that was made before it began anew does not answer it
    night.clock.now = counted_at
    night.finish(night.counts()[1], "10")
    assert night.open_alarms("fault") == [f"{SITE}/edge-1/scale-1/scale-restarted"]


def test_a_shelf_that_weighs_what_the_books_say_is_only_noted(night: Night) -> None:
    night.house.receive("CUP", "10", "SHELF-1")
    night.weighs("2003")
    assert night.weighs("1998") == Done()
    shelf = night.house.get("/shelves", site=SITE)["items"][0]
    assert (shelf["location"], shelf["ledger_qty"], shelf["weight_qty"]) == ("SHELF-1", "10", "10")
    assert shelf["within"] is True
    until = (night.clock() + timedelta(seconds=1)).isoformat()
    series = night.house.get("/shelf-weights", site=SITE, to=until)["items"]
    assert [row["weight_g"] for row in series] == ["1998", "2003"]


def test_a_weight_is_set_beside_the_books_of_its_own_moment(night: Night) -> None:
    night.house.receive("CUP", "10", "SHELF-1")
    night.clock.tick(minutes=10)
    later = night.clock()
    night.house.move(night.house.entry("CUP", "shipment", "4", "SHELF-1", "customer"))
    night.clock.now = later - timedelta(minutes=10)
    night.weighs("2000")
    (shelf,) = night.house.get("/shelves", site=SITE)["items"]
    assert (shelf["ledger_qty"], shelf["within"]) == ("10", True)


def test_a_difference_that_lasts_becomes_one_count(night: Night) -> None:
    night.house.receive("CUP", "10", "SHELF-1")
    assert night.weighs("1600").shelves_off == 0  # one alone may have overtaken a movement
    assert night.weighs("1600").shelves_off == 1
    assert night.weighs("1600").shelves_off == 0
    (task,) = night.counts()
    assert task.origin == "shelf"
    assert "weighs 1600 g, 8 pieces; the books say 10" in task.cause
    (shelf,) = night.house.get("/shelves", site=SITE)["items"]
    assert (shelf["within"], shelf["weight_qty"], shelf["ledger_qty"]) == (False, "8", "10")
    assert shelf["count"] == task.number
    night.finish(task, "8")
    assert night.weighs("1600") == Done()
    (shelf,) = night.house.get("/shelves", site=SITE)["items"]
    assert (shelf["within"], shelf["count"]) == (True, None)


def test_a_shelfs_weights_come_as_a_series_thinned_where_it_is_long(night: Night) -> None:
    night.house.receive("CUP", "10", "SHELF-1")
    for grams in ("2000", "2001", "1999", "2002"):
        night.weighs(grams)  # at 9:05, 9:10, 9:15 and 9:20

    def series(**more: Any) -> list[str]:
        to = (night.clock() + timedelta(seconds=1)).isoformat()
        rows = night.house.get("/shelf-weights", site=SITE, location="SHELF-1", to=to, **more)["items"]
        return [row["weight_g"] for row in rows]

    assert series(sku="CUP") == ["2002", "1999", "2001", "2000"]
    assert series(sku="CUP", every_s=900) == ["2002", "2001"]
    assert series(sku="TEA") == []


def test_a_difference_that_somebody_has_looked_at_is_the_scales_own_until_it_changes(night: Night) -> None:
    night.house.receive("CUP", "10", "SHELF-1")
    night.weighs("1600")
    night.weighs("1600")
    # all ten are there: the scale was zeroed with two on it
    night.finish(night.counts()[0], "10")
    for _ in range(3):
        assert night.weighs("1600").shelves_off == 0
    night.weighs("1200")
    assert night.weighs("1200").shelves_off == 1


def test_people_are_reminded_of_counts_until_they_are_done(night: Night) -> None:
    night.house.receive("TEA", "10")
    wanted = {"site": SITE, "location": "STORE", "due_at": (night.clock() + timedelta(days=3)).isoformat()}
    assert night.house.ask("manager", "POST", "/count-tasks", json=wanted).status_code == 201
    night.run()
    assert night.open_alarms("count-due") == []
    night.clock.tick(days=2, hours=1)
    night.run()
    assert night.open_alarms("count-due") == [f"{SITE}/2026-03-05"]
    night.clock.tick(days=1)
    night.run()
    assert (night.open_alarms("count-due"), night.open_alarms("count-overdue")) == (
        [],
        [f"{SITE}/2026-03-05"],
    )
    night.finish(night.counts()[0], "10", "TEA")
    night.run()
    assert night.open_alarms("count-overdue") == []


def test_a_variance_that_waits_is_an_alarm_until_somebody_decides(night: Night) -> None:
    night.house.receive("TEA", "10")
    wanted = {"site": SITE, "location": "STORE", "items": [{"sku": "TEA"}]}
    number = night.house.ask("manager", "POST", "/count-tasks", json=wanted).json()["number"]
    for round_ in (1, 2):
        body = {"round": round_, "lines": [{"sku": "TEA", "qty": "7"}]}
        night.house.ask("operator", "POST", f"/count-tasks/{number}/result", json=body)
    night.run()
    assert night.open_alarms("count-to-approve") == [f"{SITE}/{number}"]
    night.house.ask("manager", "POST", f"/count-tasks/{number}/approve", json={"reason": "lost"})
    night.run()
    assert night.open_alarms("count-to-approve") == []


def test_what_happened_before_a_posted_count_and_comes_after_it_is_put_right(night: Night) -> None:
    night.house.receive("CUP", "10", "SHELF-1")
    left_at = night.clock()
    night.clock.tick(hours=1)
    wanted = {"site": SITE, "location": "SHELF-1", "items": [{"sku": "CUP"}]}
    night.house.ask("manager", "POST", "/count-tasks", json=wanted)
    night.finish(night.counts()[0], "8")
    night.clock.tick(hours=1)
    night.house.move(night.house.entry("CUP", "shipment", "2", "SHELF-1", "customer", at=left_at))
    assert night.run().settled == 1
    assert night.run() == Done()
    rows = night.house.get("/stock", sku="CUP", location="SHELF-1")["items"]
    assert [row["qty"] for row in rows] == ["8"]
