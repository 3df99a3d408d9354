"""A count: asked for at the hub, counted at a terminal that is offline for a while, judged, posted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from devices.codes.epc import encode_sgtin96
from devices.codes.gs1 import parse_scan
from devices.events import Scan
from devices.simulators.rfid import RfidSimulator
from edge.agent import Agent, AgentSettings
from edge.moment import Moment
from edge.scanning import ScannerSettings, ScanState, scan
from gateway.applier import Applier
from gateway.reception import Delivery
from gateway.wire.messages import Count, CountWork, DeviceConfig
from hub.domain.counting import Policy
from hub.jobs.counting import judge_results
from hub.store import agents, count_policies, count_scans, count_tasks, items, locations, pool, sites
from hub.store.count_tasks import CountTask, NewLine, NewTask
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import World, gateway_on, move, now

BENCH = DeviceConfig(
    id="scanner",
    role="bench_scanner",
    protocol="line-scanner",
    port="scanner",
    settings={"location": "PACK-1"},
)
READER = DeviceConfig(
    id="reader", role="bench_reader", protocol="r2000-a0", port="reader", settings={"location": "PACK-1"}
)
GTIN, FOREIGN = "09506000134352", "09506000134369"
AUTO = Policy(auto_limit=Decimal(10**6))


class Counts:
    """Counts of a world's shelf, which has 10 bolts."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.site = sites.get(world.conn, world.site)
        count_policies.put(world.conn, self.site.id, AUTO)
        self.shelf = locations.get(world.conn, world.site, "SHELF-1").id
        self.bolt = items.get(world.conn, "BOLT").id
        self.applier = Applier(world.dsn)
        self._seq = 0
        self.hear(move(qty="10", destination="SHELF-1", at=now() - timedelta(hours=1)))

    def ask(self, *, whole: bool = False) -> str:
        line = NewLine(self.bolt, "", "C")
        number = count_tasks.create(
            self.world.conn, NewTask(self.site.id, self.shelf, whole, "asked", now(), [line]), at=now()
        )
        assert number is not None
        return number

    def hear(self, *events: Any) -> None:
        """What a terminal says reaches the ledger."""
        self._seq += 1
        self.applier.apply([Delivery(self.world.topic(), self.world.batch(self._seq, list(events)))])

    def judge(self) -> int:
        return judge_results(self._transaction, now())

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[Any]]:
        with pool.connect(self.world.dsn) as conn:
            yield conn

    def state(self, number: str) -> tuple[str, int]:
        task = count_tasks.get(self.world.conn, number)
        return task.state, task.round

    def tasks(self) -> list[CountTask]:
        """In the order in which they were made."""
        return list(reversed(count_tasks.list_page(self.world.conn, site=self.world.site)))

    def on_hand(self) -> Decimal:
        return self.world.on_hand("BOLT", "SHELF-1")

    def not_used(self) -> list[str]:
        rows = self.world.query(
            "select a.detail from alarm a join site s on s.id = a.site_id where a.kind = 'count-not-used' "
            "and s.code = %s",
            self.world.site,
        )
        return [row[0] for row in rows]


@pytest.fixture
def counts(world: World) -> Iterator[Counts]:
    made = Counts(world)
    yield made
    made.applier.close()


def found(number: str, qty: str, round_: int = 1, **more: Any) -> Count:
    said: dict[str, Any] = {"at": now(), "device": "scanner", "location": "SHELF-1", "item": "BOLT"} | more
    return Count(qty=Decimal(qty), document=number, round=round_, operator="ann", **said)


def work(number: str, action: Any, round_: int = 1, lines: int = 0) -> CountWork:
    return CountWork(
        at=now(), device="scanner", document=number, round=round_, action=action, location="SHELF-1",
        lines=lines, operator="ann",
    )  # fmt: skip


def test_a_result_is_judged_once_all_of_its_lines_are_there_in_whatever_order(counts: Counts) -> None:
    number = counts.ask()
    counts.hear(work(number, "taken"))
    counts.judge()
    assert counts.state(number) == ("counting", 1)
    counts.hear(work(number, "closed", lines=1))
    assert counts.judge() == 0
    assert counts.state(number) == ("counting", 1)
    counts.hear(found(number, "8"))
    assert counts.judge() == 1
    assert counts.state(number) == ("recount", 2)
    counts.hear(found(number, "8", 2), work(number, "closed", 2, lines=1))
    counts.judge()
    assert counts.state(number) == ("posted", 2)
    assert counts.on_hand() == 8


def test_of_two_terminals_that_counted_offline_the_first_to_be_heard_counts(counts: Counts) -> None:
    number = counts.ask()
    counts.hear(found(number, "10"), work(number, "closed", lines=1))
    counts.judge()
    assert counts.state(number) == ("posted", 1)
    counts.hear(found(number, "3"), work(number, "closed", lines=1))
    counts.judge()
    assert counts.on_hand() == 10
    assert ["that round was over already" in said for said in counts.not_used()] == [True]


def test_a_result_for_a_count_that_is_none_is_told_and_stands_in_nobodys_way(counts: Counts) -> None:
    number = counts.ask()
    counts.hear(found("CNT-0", "10"), work("CNT-0", "closed", lines=1))
    counts.hear(found(number, "999999999.0"), work(number, "closed", lines=1))
    counts.hear(found(number, "10", 2), work(number, "closed", 2, lines=1))
    assert counts.judge() == 3
    assert counts.state(number)[0] == "posted"
    assert counts.on_hand() == 10
    assert len(counts.not_used()) == 1


def test_an_empty_whole_place_needs_no_lines(counts: Counts) -> None:
    number = counts.ask(whole=True)
    for round_ in (1, 2):
        events = [found(number, "0", 2)] if round_ == 2 else []
        counts.hear(*events, work(number, "closed", round_, lines=len(events)))
        counts.judge()
    assert counts.state(number) == ("posted", 2)
    assert counts.on_hand() == 0


def by_hand(qty: str, **more: Any) -> Count:
    """As a hand scanner tells it, which knows of no count."""
    said: dict[str, Any] = {"at": now(), "device": "gun", "location": "SHELF-1", "item": "BOLT"} | more
    return Count(qty=Decimal(qty), **said)


def test_a_hand_scanner_answers_the_count_that_is_open_for_the_place(counts: Counts) -> None:
    number = counts.ask()
    counts.hear(by_hand("8"))
    assert counts.judge() == 1
    assert counts.state(number) == ("recount", 2)
    assert counts.on_hand() == 10
    counts.hear(by_hand("8"))
    counts.judge()
    assert counts.state(number) == ("posted", 2)
    assert counts.on_hand() == 8
    assert counts.judge() == 0


def test_what_a_hand_scanner_counts_unasked_is_a_count_of_its_own(counts: Counts) -> None:
    counts.hear(by_hand("10"), by_hand("0", item="WIRE", location="DOCK-1"))
    assert counts.judge() == 2
    first, second = counts.tasks()
    assert (first.location, first.origin, first.cause, first.state) == (
        "SHELF-1",
        "scanned",
        "dock-1/gun",
        "posted",
    )
    assert second.location == "DOCK-1"
    counts.hear(by_hand("7"))
    counts.judge()
    assert [one.state for one in counts.tasks()] == ["posted", "posted", "recount"]
    # a count that a terminal finishes, as any other
    number = counts.tasks()[-1].number
    counts.hear(found(number, "9", 2), work(number, "closed", 2, lines=1))
    counts.judge()
    assert counts.on_hand() == 9


def test_a_variance_that_a_hand_scanner_finds_waits_for_a_word_as_any_other(counts: Counts) -> None:
    count_policies.put(counts.world.conn, counts.site.id, Policy())
    for _ in range(2):
        counts.hear(by_hand("8"))
        counts.judge()
    (task,) = counts.tasks()
    assert (task.state, task.counted_by) == ("to_approve", "dock-1/gun")
    assert counts.on_hand() == 10


def test_a_place_is_counted_whole_once_a_hand_scanner_has_found_all_that_should_be_there(
    counts: Counts,
) -> None:
    counts.hear(move(item="WIRE", qty="5", destination="SHELF-1", at=now() - timedelta(minutes=30)))
    number = counts.ask(whole=True)
    counts.hear(by_hand("10"))
    counts.judge()
    assert counts.state(number) == ("planned", 1)  # nobody said that there is no wire
    counts.hear(by_hand("5", item="WIRE"))
    counts.judge()
    assert counts.state(number) == ("posted", 1)


def test_what_was_counted_before_a_count_was_asked_for_does_not_answer_it(counts: Counts) -> None:
    early = now() - timedelta(minutes=5)
    number = counts.ask()
    counts.hear(by_hand("10", at=early))
    counts.judge()
    assert counts.state(number) == ("planned", 1)
    assert [one.state for one in counts.tasks()] == ["planned", "posted"]


def test_a_scanned_count_that_cannot_be_used_is_told_and_stands_in_nobodys_way(counts: Counts) -> None:
    counts.hear(by_hand("9"))
    conn = counts.world.conn
    (scanned,) = count_scans.open_scans(conn)
    with conn.transaction():
        count_scans.refuse(conn, scanned, "the ledger's limit", now=now())
    assert counts.judge() == 0
    assert counts.tasks() == []
    assert counts.not_used() == ["what gun counted at SHELF-1 is not used: the ledger's limit"]


def scanned(*codes: str) -> list[Any]:
    """What a hand scanner at the shelf tells of these scans."""
    settings = ScannerSettings("gun", "SHELF-1")
    state, events = ScanState.begin(settings), []
    for code in codes:
        moment = Moment(now(), 1, "boot")
        state, more, _ = scan(
            state, settings, parse_scan(Scan(code)), lambda _: None, moment, catalogue_known=False
        )
        events += more
    return events


def test_a_place_that_a_hand_scanner_found_empty_answers_each_count_that_is_open_there(
    counts: Counts,
) -> None:
    some, all_of_it = counts.ask(), counts.ask(whole=True)
    counts.hear(*scanned("TD:MODE:COUNT", "TD:NONE", "TD:CLOSE"))
    counts.judge()
    assert (counts.state(some), counts.state(all_of_it)) == (("recount", 2), ("recount", 2))
    counts.hear(*scanned("TD:MODE:COUNT", "TD:NONE", "TD:CLOSE"))
    counts.judge()
    assert (counts.state(some)[0], counts.state(all_of_it)[0]) == ("posted", "posted")
    assert counts.on_hand() == 0
    assert counts.not_used() == []


def test_a_place_that_is_found_empty_unasked_is_a_count_of_what_should_stand_there(counts: Counts) -> None:
    counts.hear(*scanned("TD:MODE:COUNT", "TD:NONE", "TD:CLOSE"))
    counts.judge()
    (task,) = counts.tasks()
    assert (task.origin, task.state, task.line_count) == ("scanned", "recount", 1)
    counts.hear(*scanned("TD:MODE:COUNT", "TD:FROM:DOCK-1", "TD:NONE", "TD:CLOSE"))
    counts.judge()
    assert len(counts.tasks()) == 1  # nothing should stand there, and nothing does


def test_of_several_open_counts_the_one_is_answered_that_was_chosen(counts: Counts) -> None:
    first, second = counts.ask(), counts.ask()
    counts.hear(*scanned(f"TD:COUNT:{second}", "TD:QTY:10", "BOLT", "TD:CLOSE"))
    counts.judge()
    assert (counts.state(first), counts.state(second)) == (("planned", 1), ("posted", 1))
    counts.hear(*scanned(f"TD:COUNT:{first}", "TD:NONE", "TD:CLOSE"))
    counts.judge()
    assert counts.state(first) == ("recount", 2)


def test_a_chosen_count_that_is_not_open_there_is_told(counts: Counts) -> None:
    number = counts.ask()
    counts.hear(*scanned("TD:COUNT:CNT-NONE", "TD:QTY:10", "BOLT", "TD:CLOSE"))
    counts.hear(*scanned(f"TD:COUNT:{number}", "TD:FROM:DOCK-1", "TD:NONE", "TD:CLOSE"))
    counts.judge()
    assert counts.state(number) == ("planned", 1)
    assert sorted(counts.not_used()) == [
        f"what gun counted at DOCK-1 is not used: {number} is not open there",
        "what gun counted at SHELF-1 is not used: CNT-NONE is not open there",
    ]


def test_nothing_is_counted_outside_the_walls(counts: Counts) -> None:
    counts.hear(by_hand("3", location="supplier"), by_hand("3", location="in_transit"))
    counts.judge()
    assert counts.tasks() == []
    held = counts.world.query(
        "select q.reason, q.detail from quarantine q join agent a on a.id = q.agent_id "
        "join site s on s.id = a.site_id where s.code = %s",
        counts.world.site,
    )
    assert sorted(held) == [
        ("places", "nothing can be counted at 'in_transit' (in_transit)"),
        ("places", "nothing can be counted at 'supplier' (supplier)"),
    ]


def test_a_terminal_counts_what_the_hub_asks_for(
    counts: Counts, world: World, broker_url: str, tmp_path: Path
) -> None:
    agents.update(world.conn, world.site, "dock-1", config={"devices": [msgspec.to_builtins(BENCH)]})
    number = counts.ask()
    settings = AgentSettings(
        site=world.site, agent="dock-1", key=world.key, broker_url=broker_url, state_dir=tmp_path / "state",
        device_dir=tmp_path / "dev",
    )  # fmt: skip
    agent = Agent(settings)
    agent.start()
    try:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(lambda: len(agent.station.counting.counts) == 1, "the count to come down")
            (task,) = agent.station.counting.counts
            assert (task.number, task.location, [item.sku for item in task.items]) == (
                number,
                "SHELF-1",
                ["BOLT"],
            )
        # offline: what is downloaded is counted all the same
        scan_all(agent, number)
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            wait_until(
                lambda: counts.judge() >= 0 and counts.state(number) == ("recount", 2), "the hub's answer"
            )
            wait_until(
                lambda: [one.round for one in agent.station.counting.counts] == [2],
                "the second round to come",
            )
            scan_all(agent, number)
            wait_until(lambda: counts.judge() >= 0 and counts.state(number) == ("posted", 2), "the posting")
            wait_until(lambda: not agent.station.counting.counts, "the list to be empty")
    finally:
        agent.stop()
    assert counts.on_hand() == 9
    assert counts.not_used() == []


def scan_all(agent: Agent, number: str) -> None:
    for text in (f"TD:COUNT:{number}", "SHELF-1", "BOLT", "=9", "TD:CLOSE"):
        agent.station.submit_scan(text)
    agent.wait_idle()
    assert agent.station.counting.task is None


def test_a_reader_sweeps_a_shelf_and_what_its_tags_say_is_posted(
    counts: Counts, world: World, broker_url: str, tmp_path: Path
) -> None:
    """Nine of the ten bolts answer, and something that the count does not ask for."""
    items.add_code(world.conn, "BOLT", GTIN, "gtin", Decimal(1))
    config = {"devices": [msgspec.to_builtins(BENCH), msgspec.to_builtins(READER)]}
    agents.update(world.conn, world.site, "dock-1", config=config)
    number = counts.ask()
    (tmp_path / "dev").mkdir()
    reader = RfidSimulator(tmp_path / "dev" / "reader", "r2000-a0", random.Random(4))
    for serial in range(9):
        reader.add_stray(encode_sgtin96(GTIN, serial, 7), every_s=0.3)
    reader.add_stray(encode_sgtin96(FOREIGN, 1, 7), every_s=0.3)
    settings = AgentSettings(
        site=world.site, agent="dock-1", key=world.key, broker_url=broker_url, state_dir=tmp_path / "state",
        device_dir=tmp_path / "dev",
    )  # fmt: skip
    agent = Agent(settings)
    reader.start()
    agent.start()
    try:
        with gateway_on(world.dsn, broker_url, f"gw-{world.site}"):
            for round_ in (1, 2):
                wait_until(
                    lambda: [one.round for one in agent.station.counting.counts] == [round_],  # noqa: B023
                    "the count to come down",
                )
                for text in (f"TD:COUNT:{number}", "SHELF-1"):
                    agent.station.submit_scan(text)
                wait_until(lambda: swept(agent) == {"BOLT": 9}, "every tag to have answered")
                agent.station.submit_scan("TD:CLOSE")
                agent.wait_idle()
                after = ("recount", 2) if round_ == 1 else ("posted", 2)
                wait_until(
                    lambda: counts.judge() >= 0 and counts.state(number) == after,  # noqa: B023
                    "the hub's answer",
                )
    finally:
        agent.stop()
        reader.close()
    assert counts.on_hand() == 9
    (line,) = count_tasks.lines(world.conn, [count_tasks.get(world.conn, number).id])
    assert line.method == "rfid"


def swept(agent: Agent) -> dict[str, Decimal]:
    return {line.sku: line.qty for line in agent.station.counting.lines if line.qty is not None}
