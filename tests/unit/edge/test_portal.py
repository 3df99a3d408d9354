from __future__ import annotations

import random
from decimal import Decimal

from devices.events import TagRead
from edge.portal import Crossing, PortalState, TagIdentity, read, tick, to_event
from gateway.wire.messages import Movement, UnplacedScan
from tests.property.edge.test_portal import PORTAL, moment, passing, run


def crossing(direction: str) -> Crossing:
    return Crossing("E2", direction, moment(1), moment(2), 5, 6, 0.4)  # type: ignore[arg-type]


def test_a_tag_that_came_in_is_a_receipt_of_one_piece_with_its_serial_number() -> None:
    event = to_event(crossing("in"), PORTAL, lambda _epc: TagIdentity("09506000134352", "77"))
    assert isinstance(event, Movement)
    assert (event.kind, event.item, event.serial, event.qty) == (
        "receipt",
        "09506000134352",
        "77",
        Decimal(1),
    )
    assert (event.source, event.destination) == ("supplier", "DOCK-1")


def test_a_tag_that_went_out_is_a_shipment() -> None:
    event = to_event(crossing("out"), PORTAL, lambda _epc: TagIdentity("09506000134352", "77"))
    assert isinstance(event, Movement)
    assert (event.kind, event.source, event.destination) == ("shipment", "DOCK-1", "customer")


def test_a_crossing_of_unknown_direction_is_left_to_a_person() -> None:
    event = to_event(crossing("unknown"), PORTAL, lambda _epc: TagIdentity("09506000134352", "77"))
    assert isinstance(event, UnplacedScan)
    assert event.data == "E2"


def test_a_tag_of_no_trade_item_is_left_to_a_person() -> None:
    assert isinstance(to_event(crossing("in"), PORTAL, lambda _epc: None), UnplacedScan)


def test_stray_tags_at_one_antenna_are_nobodys_crossing() -> None:
    rng = random.Random(3)
    weak = [(0.5 + n * 0.1, TagRead("WEAK", 1, -72 + rng.gauss(0, 2))) for n in range(30)]
    parked = [(0.5 + n * 0.3, TagRead("PARKED", 2, -50 + rng.gauss(0, 1.5))) for n in range(200)]
    blink = [(4.0, TagRead("BLINK", 1, -40))]
    assert run(weak + parked + blink) == []


def test_a_tag_that_stands_between_the_antennas_is_no_crossing() -> None:
    rng = random.Random(5)
    standing = [(n * 0.1, TagRead("S", rng.choice([1, 2]), -55 + rng.gauss(0, 1.5))) for n in range(600)]
    assert run(standing) == []


def test_a_tag_that_stays_inside_is_counted_once_while_it_lingers_and_again_when_it_leaves() -> None:
    rng = random.Random(7)
    came = passing(rng, "P", "in", 1, 2, 0.35, 12)
    stays = [(3.0 + n * 0.2, TagRead("P", 2, -58 + rng.gauss(0, 1.5))) for n in range(300)]
    left = passing(rng, "P", "out", 63.2, 2, 0.35, 12)
    assert [c.direction for c in run(came + stays + left)] == ["in", "out"]


def test_a_tag_seen_strongly_at_one_antenna_only_is_unknown_rather_than_guessed() -> None:
    rng = random.Random(1)
    one_side = [pair for pair in passing(rng, "O", "in", 1, 2, 0.1, 12) if pair[1].antenna == 1]
    assert [c.direction for c in run(one_side)] == ["unknown"]


def test_five_hundred_tags_in_the_field_stay_bounded() -> None:
    state = PortalState()
    for at in range(0, 60_000, 100):
        for tag in range(at % 500, at % 500 + 20):
            read(state, PORTAL, TagRead(f"T{tag}", 1 + at // 100 % 2, -55.0), moment(at / 1000))
        tick(state, PORTAL, moment(at / 1000))
    assert len(state.tracks) <= 520
    assert max(len(track.windows) for track in state.tracks.values()) <= 162
