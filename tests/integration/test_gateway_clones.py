"""Two agents with one identity, or one that was restored from an old image: nothing is merged in silence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec
import pytest

from gateway.applier import Applier
from gateway.quarantine import replay
from gateway.reception import Delivery, open_early
from gateway.wire import codec, messages, topics
from gateway.wire.evidence import ACROSS_A_STOP
from hub.jobs.housekeeping import run_due
from hub.store import agents, quarantine
from tests.integration.gateway_world import EPOCH, AgentEnd, World, gateway_on, move, now
from tests.integration.test_api.house import open_house


@pytest.fixture
def applier(world: World) -> Iterator[Applier]:
    made = Applier(world.dsn)
    yield made
    made.close()


def held(world: World, status: str = "held") -> list[tuple[str, int | None, int | None, int]]:
    rows = quarantine.list_page(world.conn, status=status, site=world.site)
    return [(row.reason, row.seq, row.idx, row.times) for row in reversed(rows)]


def clone_alarms(world: World) -> list[str]:
    return [
        row[0]
        for row in world.query(
            "select subject from alarm where kind = 'cloned-agent' and cleared_at is null order by 1"
        )
    ]


def test_another_batch_under_a_used_number_is_held_with_an_alarm_and_is_in_the_books_once_it_is_replayed(
    world: World, broker_url: str
) -> None:
    original = world.batch(1, [move(qty="5")])
    copied = world.batch(1, [move(qty="7"), move(item="WIRE", qty="0.5"), move(item="NO-SUCH")])
    with gateway_on(world.dsn, broker_url, f"gw-{world.site}"), open_house(world.dsn) as house:
        end = AgentEnd(broker_url, world)
        for payload in (original, copied, original, copied):
            end.publish(payload)
        end.publish(world.batch(2, [move(qty="1")]))
        end.wait_for_ack(2)
        assert world.on_hand("BOLT", "DOCK-1") == 6
        (before,) = held(world)
        assert before[:3] == ("sequence-reused", 1, None)
        assert before[3] >= 2, "and once more each time that the broker delivers it again"
        alarm = next(
            one for one in house.get("/alarms", open="true")["items"] if one["kind"] == "cloned-agent"
        )
        assert (alarm["subject"], alarm["site"]) == (f"{world.site}/dock-1", world.site)

        (row,) = house.get("/quarantine", role="operator", status="held", site=world.site)["items"]
        for _ in range(2):
            house.ask("manager", "POST", f"/quarantine/{row['id']}/replay")
        assert world.on_hand("BOLT", "DOCK-1") == 13
        assert str(world.on_hand("WIRE", "DOCK-1")) == "0.500000"
        assert held(world) == [("unknown-item", 1, 2, 1)]

        end.publish(copied)  # the copy sends it once more, after somebody has decided
        end.publish(world.batch(3, []))
        end.wait_for_ack(3)
        assert world.on_hand("BOLT", "DOCK-1") == 13
        (after,) = held(world, "replayed")
        assert after[:3] == ("sequence-reused", 1, None)
        assert after[3] > before[3]
        end.close()
    keys = world.query("select epoch_id, seq, idx from movement")
    assert len(keys) == len(set(keys)) == 4


def test_an_original_and_a_copy_in_one_transaction_are_told_apart(world: World, applier: Applier) -> None:
    one, other = world.batch(3, [move(qty="5")]), world.batch(3, [move(qty="7")])
    done = applier.apply([Delivery(world.topic(), payload) for payload in (one, other, one, other)])
    assert (done.batches, done.duplicates, done.quarantined.total()) == (1, 1, 2)
    assert held(world) == [("sequence-reused", 3, None, 2)]
    assert world.on_hand("BOLT", "DOCK-1") == 5


def test_numbers_that_came_in_any_order_and_company_are_remembered(world: World, applier: Applier) -> None:
    batches = {seq: world.batch(seq, [move()]) for seq in range(1, 12)}
    for group in ((5, 6, 9), (1, 3), (2,), (11, 4), (10, 8, 7)):
        applier.apply([Delivery(world.topic(), batches[seq]) for seq in group])
    again = applier.apply([Delivery(world.topic(), payload) for payload in batches.values()])
    assert (again.batches, again.duplicates, again.quarantined.total()) == (0, 11, 0)
    for seq in batches:
        applier.apply([Delivery(world.topic(), world.batch(seq, [move(qty="100")]))])
    assert held(world) == [("sequence-reused", seq, None, 1) for seq in batches]
    assert world.on_hand("BOLT", "DOCK-1") == 11


def test_a_batch_that_is_sent_again_under_a_new_key_is_the_same_batch(world: World, applier: Applier) -> None:
    payload = world.batch(1, [move(qty="5")])
    applier.apply([Delivery(world.topic(), payload)])
    world.key = agents.renew_key(world.conn, world.site, "dock-1")
    again = applier.apply([Delivery(world.topic(), world.signed(codec.unsigned(payload)[0]))])
    assert (again.batches, again.duplicates, again.quarantined.total()) == (0, 1, 0)


def test_a_batch_that_was_opened_under_another_key_is_not_believed(world: World, applier: Applier) -> None:
    first = applier.apply([Delivery(world.topic(), world.batch(1, [move(qty="5")]))])
    opened = open_early(Delivery(world.topic(), world.batch(2, [move(qty="7")])), first.agents)
    assert opened.opened is not None
    world.key = agents.renew_key(world.conn, world.site, "dock-1")
    assert applier.apply([opened]).quarantined == {"signature": 1}
    resent = Delivery(world.topic(), world.batch(2, [move(qty="7")]))
    assert applier.apply([resent._replace(opened=opened.opened)]).batches == 1
    assert world.on_hand("BOLT", "DOCK-1") == 12


def test_a_batch_that_was_opened_before_its_agent_was_disabled_is_held(
    world: World, applier: Applier
) -> None:
    first = applier.apply([Delivery(world.topic(), world.batch(1, [move(qty="5")]))])
    opened = open_early(Delivery(world.topic(), world.batch(2, [move(qty="7")])), first.agents)
    agents.update(world.conn, world.site, "dock-1", enabled=False)
    assert applier.apply([opened]).quarantined == {"disabled": 1}
    assert world.on_hand("BOLT", "DOCK-1") == 5


def test_a_copy_that_was_discarded_stays_so(world: World, applier: Applier) -> None:
    applier.apply([Delivery(world.topic(), world.batch(1, [move(qty="5")]))])
    copied = Delivery(world.topic(), world.batch(1, [move(qty="7")]))
    applier.apply([copied])
    (row,) = quarantine.list_page(world.conn)
    quarantine.discard(world.conn, row.id, "tester", now())
    applier.apply([copied])
    assert held(world) == []
    assert held(world, "discarded") == [("sequence-reused", 1, None, 2)]


def test_a_copy_that_fits_nothing_is_held_again_and_keeps_a_key_of_its_own(
    world: World, applier: Applier
) -> None:
    applier.apply([Delivery(world.topic(), world.batch(1, [move(qty="5")]))])
    applier.apply([Delivery(world.topic(), world.batch(1, [move(item="LATER", qty="7")]))])
    (row,) = quarantine.list_page(world.conn)
    assert replay(world.conn, row.id).reason == "unknown-item"
    from hub.store import items

    items.add_code(world.conn, "BOLT", "LATER", "other")
    assert replay(world.conn, row.id).status == "replayed"
    assert world.on_hand("BOLT", "DOCK-1") == 12
    keys = world.query("select epoch_id, seq, idx from movement")
    assert len(keys) == len(set(keys)) == 2


def test_what_comes_again_after_its_digest_is_gone_is_held_for_a_person(
    world: World, applier: Applier
) -> None:
    payload = Delivery(world.topic(), world.batch(1, [move(qty="5")]))
    applier.apply([payload])
    with world.conn.transaction():
        assert run_due(world.conn, now() + timedelta(days=89)).digests_deleted == 0
    with world.conn.transaction():
        assert run_due(world.conn, now() + timedelta(days=91)).digests_deleted == 1
    again = applier.apply([payload])
    assert (again.batches, again.duplicates) == (0, 0)
    assert held(world) == [("sequence-forgotten", 1, None, 1)]
    assert clone_alarms(world) == []
    assert world.on_hand("BOLT", "DOCK-1") == 5


def test_numbers_from_before_digests_were_kept_are_repetitions_as_ever(
    world: World, applier: Applier
) -> None:
    payload = Delivery(world.topic(), world.batch(1, [move(qty="5")]))
    applier.apply([payload])
    # what an upgrade finds: an epoch that has got to 1, and no digest
    world.conn.execute("delete from batch_digest")
    world.conn.execute("update agent_epoch set undigested_upto = 1 where epoch = %s", [EPOCH])
    again = applier.apply([payload, Delivery(world.topic(), world.batch(2, [move()]))])
    assert (again.batches, again.duplicates, again.quarantined.total()) == (1, 1, 0)
    other = applier.apply([Delivery(world.topic(), world.batch(2, [move(qty="9")]))])
    assert other.quarantined == {"sequence-reused": 1}


def sealed(world: World, seq: int, epoch: str, at: datetime, qty: str, *, doubtful: bool = False) -> Delivery:
    body = messages.Batch(
        v=1, agent="dock-1", epoch=epoch, seq=seq, sent=at, events=[move(qty=qty)], doubtful=doubtful
    )
    return Delivery(world.topic(), codec.encode(body, world.topic(), world.key))


def test_what_a_lost_outbox_had_sealed_still_counts_and_what_a_copy_of_it_seals_does_not(
    world: World, applier: Applier
) -> None:
    noon = now() - timedelta(hours=2)
    applier.apply([sealed(world, 1, "OLD", noon, "1")])
    # its file is lost after two minutes; batch 3 comes by a slower gateway, after the new outbox's first
    applier.apply([sealed(world, 1, "NEW", noon + timedelta(minutes=2), "10")])
    late = applier.apply([sealed(world, 3, "OLD", noon + timedelta(minutes=1), "100")])
    assert (late.batches, world.on_hand("BOLT", "DOCK-1")) == (1, 111)
    assert clone_alarms(world) == []

    copy = sealed(world, 4, "OLD", noon + timedelta(minutes=3), "1000")
    again = applier.apply([copy, copy])
    assert (again.batches, again.duplicates, again.quarantined) == (0, 1, {"epoch-superseded": 1})
    assert clone_alarms(world) == [f"{world.site}/dock-1"]
    assert world.on_hand("BOLT", "DOCK-1") == 111
    (row,) = quarantine.list_page(world.conn)
    assert replay(world.conn, row.id).status == "replayed"
    assert world.on_hand("BOLT", "DOCK-1") == 1111
    assert applier.apply([copy]).duplicates == 1
    # the new outbox goes on meanwhile
    assert applier.apply([sealed(world, 2, "NEW", noon + timedelta(minutes=4), "1")]).batches == 1


def test_once_the_copy_is_gone_and_the_alarm_is_cleared_whoever_is_left_counts(
    world: World, applier: Applier
) -> None:
    noon = now() - timedelta(hours=2)
    for epoch, minute in (("ORIGINAL", 0), ("COPY", 1)):
        applier.apply([sealed(world, 1, epoch, noon + timedelta(minutes=minute), "1")])
    applier.apply([sealed(world, 2, "ORIGINAL", noon + timedelta(minutes=2), "10")])
    assert world.on_hand("BOLT", "DOCK-1") == 2
    with open_house(world.dsn) as house:
        (alarm,) = (
            one for one in house.get("/alarms", open="true")["items"] if one["kind"] == "cloned-agent"
        )
        assert house.ask("manager", "POST", f"/alarms/{alarm['id']}/clear").status_code == 200
    assert applier.apply([sealed(world, 3, "ORIGINAL", noon + timedelta(minutes=3), "100")]).batches == 1
    assert world.on_hand("BOLT", "DOCK-1") == 102
    # a third outbox takes their place as any new one does
    applier.apply([sealed(world, 1, "THIRD", noon + timedelta(minutes=4), "1")])
    assert applier.apply([sealed(world, 4, "ORIGINAL", noon + timedelta(minutes=5), "1")]).batches == 0
    assert clone_alarms(world) == [f"{world.site}/dock-1"]


def test_what_an_old_copy_held_unsent_waits_for_a_person(world: World, applier: Applier) -> None:
    noon = now() - timedelta(hours=2)
    done = applier.apply([sealed(world, 1, "RENEWED", noon, "5", doubtful=True)])
    assert done.quarantined == {"old-copy": 1} and clone_alarms(world) == [f"{world.site}/dock-1"]
    assert [ack.upto for ack in done.acknowledgements] == [1]
    assert world.on_hand("BOLT", "DOCK-1") == 0
    (row,) = quarantine.list_page(world.conn)
    assert replay(world.conn, row.id).status == "replayed"
    assert replay(world.conn, row.id).status == "replayed", "and no more than once"
    assert world.on_hand("BOLT", "DOCK-1") == 5


def says(world: World, instance: str, at: datetime) -> Delivery:
    topic = topics.state(world.site, "dock-1")
    state = messages.AgentState(v=1, agent="dock-1", online=True, at=at, instance=instance)
    return Delivery(topic, codec.encode(state, topic, world.key))


def test_two_that_say_by_turns_that_they_are_the_agent_are_told(world: World, applier: Applier) -> None:
    noon = now() - timedelta(hours=2)

    def at(seconds: int) -> datetime:
        return noon + timedelta(seconds=seconds)

    for instance, second in (("a", 0), ("a", 30), ("b", 60), ("c", 50), ("c", 90)):
        applier.apply_state(says(world, instance, at(second)))
    assert clone_alarms(world) == [], "a restart makes another name, whatever the clock says after it"
    for instance, second in (("a", 30), ("b", 60), ("c", 90)):
        applier.apply_state(says(world, instance, at(second)))
    assert clone_alarms(world) == [], "a second gateway hears it all a little later"
    applier.apply_state(says(world, "a", at(120)))
    assert clone_alarms(world) == [f"{world.site}/dock-1"]


def leaning(qty: str) -> messages.Movement:
    """A difference to what its agent remembered from before its start."""
    return msgspec.structs.replace(move(qty=qty), evidence=ACROSS_A_STOP)


@pytest.mark.parametrize("at_once", [True, False])
def test_a_difference_to_an_older_memory_is_held_where_a_number_was_used_twice_and_what_is_new_is_booked(
    world: World, applier: Applier, *, at_once: bool
) -> None:
    """A journal is lost, the gateway is away, and the agent seals beyond the numbers that it had used."""
    applier.apply([Delivery(world.topic(), world.batch(1, [leaning("5")]))])
    assert world.on_hand("BOLT", "DOCK-1") == 5, "as long as no number was used twice"
    again = [
        Delivery(world.topic(), payload)
        for payload in (
            world.batch(1, [move(qty="1")]),
            world.batch(2, [leaning("8"), move(qty="2")]),
        )
    ]
    for group in [again] if at_once else [again[:1], again[1:]]:
        applier.apply(group)
    assert world.on_hand("BOLT", "DOCK-1") == 7
    assert held(world) == [("sequence-reused", 1, None, 1), ("old-copy", 2, 0, 1)]
    assert clone_alarms(world) == [f"{world.site}/dock-1"]

    waiting = next(row for row in quarantine.list_page(world.conn, site=world.site) if row.seq == 2)
    replay(world.conn, waiting.id)
    assert world.on_hand("BOLT", "DOCK-1") == 15, "as a person has decided"


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("clock_error", [timedelta(0), timedelta(hours=5)])
def test_what_two_outboxes_hold_from_before_the_copy_is_booked_once_under_whatever_numbers_it_comes(
    world: World, applier: Applier, *, at_once: bool, clock_error: timedelta
) -> None:
    """Neither has heard of the other yet, and one has told something new in between."""
    shared = [move(qty="1", at=now() + clock_error + timedelta(seconds=n)) for n in range(4)]
    original = [world.batch(1, shared[:2]), world.batch(2, shared[2:])]
    copy = [
        world.batch(1, [move(qty="100"), shared[0]]),
        world.batch(2, shared[1:3]),
        world.batch(3, shared[3:]),
    ]
    groups = [[*original, *copy]] if at_once else [original, copy[:1], copy[1:2], copy[2:]]
    for group in groups:
        applier.apply([Delivery(world.topic(), payload) for payload in group])
    applier.apply([Delivery(world.topic(), world.batch(4, [move(qty="20"), shared[0]]))])
    assert world.on_hand("BOLT", "DOCK-1") == 24
    assert sorted(held(world)) == [
        ("old-copy", 3, 0, 1),
        ("old-copy", 4, 1, 1),
        ("sequence-reused", 1, None, 1),
        ("sequence-reused", 2, None, 1),
    ]


class Box:
    """An outbox that seals as an agent's does, and can be copied."""

    def __init__(self, world: World, start: str) -> None:
        self._world, self.start = world, start
        self._seq, self._previous = 0, ""

    def copy(self, start: str) -> Box:
        copied = Box(self._world, start)
        copied._seq, copied._previous = self._seq, self._previous
        return copied

    def seal(self, *events: messages.Movement) -> Delivery:
        self._seq += 1
        batch = messages.Batch(
            v=1,
            agent="dock-1",
            epoch=EPOCH,
            seq=self._seq,
            sent=now(),
            events=list(events),
            previous=self._previous,
            instance=self.start,
        )
        payload = codec.encode(batch, self._world.topic(), self._world.key)
        self._previous = codec.digest_of(codec.unsigned(payload)[0]).hex()
        return Delivery(self._world.topic(), payload)


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("order", ["ABab", "BAab", "BaAb", "aBbA", "baBA", "abBA", "Bb", "bB", "aBA", "baAB"])
def test_what_two_outboxes_hold_from_before_the_copy_is_booked_once_in_whatever_order_it_comes(
    world: World, applier: Applier, order: str, *, at_once: bool
) -> None:
    """A, B: the original's next two batches, a, b: the copy's. A says something else first, so that what both
    hold comes under other numbers (drill, seed 200006)."""
    original = Box(world, "first start")
    common = [original.seal(move(qty="1")) for _ in range(3)]
    copy = original.copy("second start")
    shared = [move(qty="10"), move(qty="100"), move(qty="1000")]
    sent = {
        "A": original.seal(move(qty="5")),
        "B": original.seal(*shared),
        "a": copy.seal(*shared[:2]),
        "b": copy.seal(shared[2], move(qty="7")),
    }
    came = [sent[letter] for letter in order]
    for group in [[*common, *came]] if at_once else [common, *([one] for one in came)]:
        applier.apply(group)
    booked = world.query(
        "select qty from movement where epoch_id = (select id from agent_epoch where epoch = %s)", EPOCH
    )
    counted = [int(row[0]) for row in booked]
    assert counted.count(1) == 3
    for qty in (5, 7, 10, 100, 1000):
        assert counted.count(qty) <= 1, f"{qty} of {counted}"
    if set("AB") <= set(order) and set("ab") <= set(order):
        assert clone_alarms(world) == [f"{world.site}/dock-1"]


@pytest.mark.parametrize("order", ["CDE", "DCE", "EDC", "ECD", "CED"])
def test_what_one_outbox_sends_in_any_order_is_booked_without_a_word_also_across_a_start(
    world: World, applier: Applier, order: str
) -> None:
    before = Box(world, "first start")
    applier.apply([before.seal(leaning("1"))])
    after = before.copy("second start")
    sent = {"C": after.seal(leaning("2")), "D": after.seal(move(qty="3")), "E": after.seal(leaning("4"))}
    for letter in order:
        applier.apply([sent[letter]])
    assert world.on_hand("BOLT", "DOCK-1") == 10
    assert held(world) == [] and clone_alarms(world) == []


def test_two_equal_movements_of_one_batch_are_two_even_where_a_number_was_used_twice(
    world: World, applier: Applier
) -> None:
    applier.apply([Delivery(world.topic(), world.batch(1, [move(qty="5")]))])
    twins = [move(qty="2", at=now())] * 2
    for seq, events in ((1, [move(qty="7")]), (2, twins)):
        applier.apply([Delivery(world.topic(), world.batch(seq, events))])
    assert world.on_hand("BOLT", "DOCK-1") == 9
