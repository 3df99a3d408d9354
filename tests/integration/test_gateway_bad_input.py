"""Whatever an agent with the right key writes: each event is in the books or in quarantine, with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.applier import Applier
from gateway.reception import Delivery
from tests.integration.gateway_world import World

AT = "2026-06-01T10:00:00Z"


@pytest.fixture(scope="module")
def world(module_database: str) -> Iterator[World]:
    made = World(module_database, "bad-input")
    yield made
    made.close()


@pytest.fixture(scope="module")
def applier(world: World) -> Iterator[Applier]:
    made = Applier(world.dsn)
    yield made
    made.close()


class Sequence:
    number = 0


def apply_raw(world: World, applier: Applier, events: list[str]) -> dict[str, int]:
    """What became of the events: how many of them where."""
    Sequence.number += 1
    head = f'{{"v":1,"agent":"dock-1","epoch":"RAW","seq":{Sequence.number},"sent":"{AT}","events":['
    body = (head + ",".join(events) + "]}").encode(errors="surrogatepass")
    applied = applier.apply([Delivery(world.topic(), world.signed(body))])
    return {
        "movements": applied.movements,
        "others": applied.others,
        "quarantined": applied.quarantined.total(),
        **applied.quarantined,
    }


def movement(**changes: str) -> str:
    fields = {
        "type": '"movement"', "at": f'"{AT}"', "device": '"d"', "kind": '"receipt"', "item": '"BOLT"',
        "qty": '"1"', "source": '"supplier"', "destination": '"DOCK-1"',
    } | changes  # fmt: skip
    return "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + "}"


def other(kind: str, **fields: object) -> str:
    return json.dumps({"type": kind, "at": AT, "device": "d", **fields})


@pytest.mark.parametrize(
    ("event", "reason"),
    [
        (movement(qty='"sNaN"'), "quantity"),
        (movement(qty='"NaN"'), "quantity"),
        (movement(qty='"-Infinity"'), "quantity"),
        (movement(qty='"1E+400"'), "quantity"),
        (movement(qty="1e300"), "quantity"),
        (movement(qty='"1E-400"'), "quantity"),
        (movement(qty='"-0"'), "quantity"),
        (movement(qty='"1000000001"'), "quantity"),
        (movement(qty='"0.5"'), "quantity"),
        (movement(qty='"one"'), "malformed"),
        (movement(at='"yesterday"'), "malformed"),
        (movement(at='"2026-06-01T10:00:00"'), "malformed"),
        (movement(kind='"teleport"'), "malformed"),
        (movement(lot='"\\u0000"'), "malformed"),
        (movement(item='""'), "malformed"),
        (movement(item='"' + "9" * 65 + '"'), "malformed"),
        (movement(item="7"), "malformed"),
        (movement(kind='"shipment"'), "places"),
        (movement(source='"DOCK-1"', kind='"move"'), "places"),
        ("{}", "malformed"),
        ("[]", "malformed"),
        ("null", "malformed"),
        (other("reading", quantity="w", value="sNaN", unit="g"), "quantity"),
        (other("reading", quantity="w", value="1e12", unit="g"), "quantity"),
        (other("count", item="BOLT", qty="sNaN", location="DOCK-1"), "quantity"),
        (other("count", item="BOLT", qty="-1", location="DOCK-1"), "quantity"),
        (other("count", item="?", qty="1", location="DOCK-1"), "unknown-item"),
        (other("pack", order="O", carton="C", lines=[], expected_weight_g="Infinity", measured_weight_g=None,
               tolerance_g="1", verdict="verified"), "quantity"),
    ],
)  # fmt: skip
def test_a_bad_event_is_held_with_its_reason_beside_a_good_one(
    world: World, applier: Applier, event: str, reason: str
) -> None:
    before = world.on_hand("BOLT", "DOCK-1")
    assert apply_raw(world, applier, [event, movement(qty='"2"')]) == {
        "movements": 1,
        "others": 0,
        "quarantined": 1,
        reason: 1,
    }
    assert world.on_hand("BOLT", "DOCK-1") == before + 2


@pytest.mark.parametrize(
    "event",
    [
        movement(at='"9999-12-31T23:59:59.999999Z"'),
        movement(at='"0001-01-01T00:00:00+14:00"'),
        movement(expiry='"0001-01-01"', lot='"批次-😀"', serial='"\'; drop table movement; --"'),
        movement(document='"%s %(x)s {} \\\\N \\t"', evidence='{"a\\"b":"\\\\N","":""}'),
        movement(qty='"1.000000000000000000000000000000000000"'),
        movement(unknown_field='{"deep":[1,2,{"x":null}]}'),
        movement(item='"04012345678901"', qty='"1e1"'),
    ],
)
def test_an_odd_but_right_event_counts(world: World, applier: Applier, event: str) -> None:
    assert apply_raw(world, applier, [event]) == {"movements": 1, "others": 0, "quarantined": 0}


JSON_VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(10**20), 10**20),
        st.text(max_size=70),
        st.sampled_from(
            ["movement", "reading", "count", "pack", "fault", "BOLT", "DOCK-1", "supplier", AT, "1", "-5"]
        ),
        st.decimals(allow_nan=True, allow_infinity=True).map(str),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)
FIELDS = [
    "at",
    "device",
    "kind",
    "item",
    "qty",
    "source",
    "destination",
    "unit",
    "lot",
    "expiry",
    "evidence",
    "location",
    "value",
    "quantity",
    "code",
    "detail",
    "data",
    "why",
    "order",
    "carton",
    "lines",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.sampled_from(["movement", "reading", "count", "pack", "receipt", "fault", "scan"]),
                  st.dictionaries(st.sampled_from(FIELDS), JSON_VALUES, max_size=4)),
        min_size=1, max_size=4,
    )
)  # fmt: skip
def test_every_event_is_accounted_for(
    world: World, applier: Applier, made: list[tuple[str, dict[str, object]]]
) -> None:
    base = {"at": AT, "device": "d", "kind": "receipt", "item": "BOLT", "qty": "1", "source": "supplier",
            "destination": "DOCK-1", "location": "DOCK-1", "value": "1", "unit": "pcs", "quantity": "w",
            "code": "c", "data": "x", "why": "y", "document": "D", "action": "opened"}  # fmt: skip
    events = [json.dumps({"type": kind, **base, **changes}) for kind, changes in made]
    outcome = apply_raw(world, applier, events)
    assert outcome["movements"] + outcome["others"] + outcome["quarantined"] == len(events)
    assert "database" not in outcome
    assert (
        sum(
            (
                Decimal(row[0])
                for row in world.query("select sum(qty) from balance group by item_id having sum(qty) <> 0")
            ),
            Decimal(0),
        )
        == 0
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_kept_as_they_came(
    world: World, applier: Applier, payload: bytes, signed: bool
) -> None:
    body = world.signed(payload) if signed else payload
    applied = applier.apply([Delivery(world.topic(), body)])
    assert applied.quarantined.total() == 1
    kept = world.query("select payload from quarantine where sha256(payload) = sha256(%s)", body)
    assert [bytes(row[0]) for row in kept] == [body]


def test_a_topic_that_is_nobodys_is_kept(world: World, applier: Applier) -> None:
    for topic in (
        "tallydock/1/\0/x/up/events",
        "tallydock/1/a b/c/up/events",
        "elsewhere",
        "tallydock/1/a/b/state",
    ):
        assert applier.apply([Delivery(topic, topic.encode())]).quarantined == {"topic": 1}


def test_one_that_the_database_refuses_does_not_take_the_others_with_it(
    world: World, applier: Applier
) -> None:
    """No such event is known; were there one, its batch alone would be held, whole."""
    world.conn.execute("alter table movement add constraint unlucky check (coalesce(lot, '') <> 'UNLUCKY')")
    try:
        before = world.on_hand("BOLT", "DOCK-1")
        batches = []
        for lot in ("A", "UNLUCKY", "B"):
            Sequence.number += 1
            head = f'{{"v":1,"agent":"dock-1","epoch":"RAW","seq":{Sequence.number},"sent":"{AT}","events":['
            batches.append(
                Delivery(world.topic(), world.signed((head + movement(lot=f'"{lot}"') + "]}").encode()))
            )
        applied = applier.apply(batches)
    finally:
        world.conn.execute("alter table movement drop constraint unlucky")
    assert (applied.movements, applied.quarantined) == (2, {"database": 1})
    assert max(ack.upto for ack in applied.acknowledgements) == Sequence.number
    assert world.on_hand("BOLT", "DOCK-1") == before + 2
