from __future__ import annotations

from datetime import UTC, datetime, timedelta

from edge.moment import Moment
from edge.troubles import NOISE, Troubles


def moment(at_s: float) -> Moment:
    return Moment(datetime(2026, 3, 1, tzinfo=UTC) + timedelta(seconds=at_s), int(at_s * 1e9), "boot")


def test_a_trouble_is_told_when_it_begins_and_when_it_ends() -> None:
    troubles = Troubles("scale")
    assert [f.cleared for f in troubles.begins("overload", "too heavy", moment(0))] == [False]
    assert troubles.begins("overload", "still too heavy", moment(1)) == []
    assert troubles.summary() == "still too heavy"
    assert [f.cleared for f in troubles.ends("overload", moment(2))] == [True]
    assert troubles.ends("overload", moment(3)) == []


def test_a_loose_contact_does_not_flood_the_hub() -> None:
    troubles = Troubles("scale")
    told = []
    for second in range(20):
        told += troubles.begins("disconnected", "gone", moment(second))
        told += troubles.ends("disconnected", moment(second + 0.5))
    assert len(told) == 2


def test_a_little_noise_is_no_trouble_and_much_of_it_is_told_until_it_is_over() -> None:
    troubles = Troubles("scale")
    assert troubles.garbage(b"x" * 50, "noise", moment(0)) == []
    (fault,) = troubles.garbage(b"x" * 200, "noise", moment(1))
    assert fault.code == NOISE
    assert troubles.look(moment(30)) == []
    assert [f.cleared for f in troubles.look(moment(90))] == [True]


def test_a_busy_line_that_now_and_then_damages_a_frame_is_not_a_wrong_cable() -> None:
    troubles = Troubles("portal")
    for number in range(1000):
        troubles.sound(moment(number / 50))
        if number % 20 == 0:
            assert troubles.garbage(b"x" * 21, "no intact frame", moment(number / 50)) == []
    assert troubles.open == {}


def test_noise_without_end_takes_no_memory() -> None:
    troubles = Troubles("scale")
    for number in range(5000):
        troubles.garbage(b"x", "noise", moment(number / 1000))
    for second in range(5000):
        troubles.garbage(b"x", "noise", moment(second))
    assert len(troubles._lately) <= 62
