from decimal import Decimal

from devices.codecs import codec_for
from devices.events import Weight

STABLE_100 = b"ST,GS   100.0g  \r\n"
STABLE_300 = b"ST,GS   300.0g  \r\n"
MOVING_100 = b"US,GS   100.0g  \r\n"
STATUS = b"OL,+999999.9  g\r\n"
NOISE = b"ST,GS   1\x000.0g  \r\n"


def settled(*frames: bytes) -> list[Decimal]:
    """The settled weights that come out, each with the frame that completed it."""
    codec = codec_for("and-st-gs")
    events = [event for frame in frames for event in codec.feed(frame)]
    return [event.grams for event in events if isinstance(event, Weight) and event.stable]


def test_a_weight_counts_when_it_was_said_twice_running() -> None:
    assert settled(STABLE_100) == []
    assert settled(STABLE_100, STABLE_100) == [100]
    assert settled(STABLE_100, STABLE_100, STABLE_100) == [100, 100]


def test_the_first_word_is_shown_at_once_though_not_settled() -> None:
    (event,) = codec_for("and-st-gs").feed(STABLE_100)
    assert event == Weight(Decimal("100.0"), "g", False, "gross")


def test_another_weight_between_begins_anew() -> None:
    assert settled(STABLE_100, STABLE_300, STABLE_100) == []
    assert settled(STABLE_100, STABLE_100, STABLE_300, STABLE_100, STABLE_100) == [100, 100]


def test_motion_a_status_or_noise_between_begins_anew() -> None:
    for between in (MOVING_100, STATUS, NOISE):
        assert settled(STABLE_100, between, STABLE_100) == []


def test_a_power_cut_between_begins_anew() -> None:
    codec = codec_for("mt-sics")
    codec.start()
    said = [*codec.feed(b"S S     100.00 g\r\n"), *codec.feed(b'I4 A "B1"\r\n')]  # the answer to start
    said += codec.feed(b"S S     100.00 g\r\n")
    assert said[-1] == Weight(Decimal("100.00"), "g", True)
    said = [*codec.feed(b'I4 A "B1"\r\n'), *codec.feed(b"S S     100.00 g\r\n")]  # unasked
    assert said[-1] == Weight(Decimal("100.00"), "g", False)


def test_a_new_line_begins_anew() -> None:
    codec = codec_for("and-st-gs")
    codec.feed(STABLE_100)
    codec.start()
    assert codec.feed(STABLE_100) == [Weight(Decimal("100.0"), "g", False, "gross")]
