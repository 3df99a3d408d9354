"""What of a copied agent waits in quarantine is set apart from the poison, and must have been told."""

from __future__ import annotations

import json

import pytest

from tallydock.drill import doubt
from tallydock.drill.books import Books, HeldMessage
from tallydock.drill.doubt import Doubted


def held(reason: str, agent: str = "dock-1", *serials: str) -> HeldMessage:
    events = [{"type": "movement", "serial": serial} for serial in serials or ("A",)]
    body = json.dumps({"events": [*events, {"type": "fault", "code": "outbox-damaged"}]}).encode()
    return HeldMessage(f"tallydock/1/drill/{agent}/up/events", body + b"\nsigned", reason, 1)


def books(*messages: HeldMessage) -> Books:
    return Books([], {}, {}, {}, [], list(messages), [])


@pytest.mark.parametrize("reason", ["sequence-reused", "epoch-superseded", "old-copy"])
def test_what_a_copied_agent_tells_may_wait_for_a_person(reason: str) -> None:
    rest, found = doubt.set_apart(books(held(reason, "dock-1", "A", "B")), {"dock-1"})
    assert rest.held == []
    assert found.keys == {"A", "B"}
    assert found.faults == {("dock-1", "outbox-damaged")}


def test_an_event_that_is_held_alone_waits_too() -> None:
    alone = HeldMessage(
        "tallydock/1/drill/dock-1/up/events", b'{"type":"movement","serial":"A"}', "old-copy", 1
    )
    rest, found = doubt.set_apart(books(alone), {"dock-1"})
    assert (rest.held, found.keys) == ([], {"A"})


def test_nothing_of_another_agent_may_wait_and_nothing_for_another_reason() -> None:
    messages = held("old-copy", "dock-2"), held("signature"), held("unknown-item")
    rest, found = doubt.set_apart(books(*messages), {"dock-1"})
    assert rest.held == list(messages)
    assert found == Doubted()


def test_what_waits_must_have_been_made_and_the_alarm_raised() -> None:
    found = Doubted({"A", "B"}, set(), {"dock-1"}, 1)
    assert [one.check for one in doubt.told(found, {"A", "B"}, (), {"dock-1"})] == []
    assert [one.check for one in doubt.told(found, {"A"}, (), {"dock-1"})] == ["what waits was made"]
    assert [one.what for one in doubt.told(found, {"A", "B"}, {"dock-2"}, ())] == ["dock-1", "dock-2"]
