from decimal import Decimal

import pytest

from devices.codecs.and_st_gs import AndStGsCodec
from devices.commands import ReadWeight, StartInventory, Tare, UnsupportedCommandError, Zero
from devices.events import Garbage, ScaleStatus, Weight


def said(line: bytes) -> list[object]:
    return [*AndStGsCodec().feed(line)]


@pytest.mark.parametrize(
    ("line", "weight"),
    [
        (b"ST,+00000.0  g\r\n", Weight(Decimal("0.0"), "g", True)),
        (b"US,-00183.9  g\r\n", Weight(Decimal("-183.9"), "g", False)),
        (b"ST,OK,+0001.234 kg\r\n", Weight(Decimal("1.234"), "kg", True)),
        (b"US,GS,+  0.860kg\r\n", Weight(Decimal("0.860"), "kg", False, "gross")),
        (b"ST,NT,+  1.240kg\r\n", Weight(Decimal("1.240"), "kg", True, "net")),
        (b"ST,GS    20.7g  \r\n", Weight(Decimal("20.7"), "g", True, "gross")),
        (b"ST,NT   -20.7g  \r\n", Weight(Decimal("-20.7"), "g", True, "net")),
        (b"US,NT,1\x82,000002.0 kg\r\n", Weight(Decimal("2.0"), "kg", False, "net")),
        (b"ST,GS,1\xc4,000002.0 kg\r\n", Weight(Decimal("2.0"), "kg", True, "gross")),
    ],
)
def test_weights_of_the_whole_family(line: bytes, weight: Weight) -> None:
    assert said(line) == [weight]


def test_a_lamp_that_is_off_contradicts_a_stable_header() -> None:
    assert said(b"ST,GS,1\x84,000002.0 kg\r\n") == [Weight(Decimal("2.0"), "kg", False, "gross")]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"OL,+999999.9  g\r\n", "overload"),
        (b"OL,-99999999 PC\r\n", "underload"),
        (b"QT,+00000012 PC\r\n", "not_a_weight"),
        (b"ST,+00000012 PC\r\n", "not_a_weight"),
        (b"Z\r\n", "zero_ok"),
        (b"T\r\n", "tare_ok"),
        (b"EC,E01\r\n", "syntax"),
        (b"EC,E02\r\n", "not_executable"),
        (b"\x06\r\n", "accepted"),
    ],
)
def test_the_scale_says_what_is_the_matter(line: bytes, code: str) -> None:
    assert said(line) == [ScaleStatus(code)]


@pytest.mark.parametrize(
    "line",
    [
        b"S    20.7g  \r\n",  # as captures begin: in the middle of a frame
        b"T,GS    20.7g  \r\n",
        b"ST,GS   20.7g  \r\n",
        b"ST,GS    2 .7g  \r\n",
        b"ST,GS    20.7x  \r\n",
        b"ST,GS    20.7g  \n",
        b"ST,GS    20.7g  x\r\n",
    ],
)
def test_a_line_that_is_not_whole_is_no_weight(line: bytes) -> None:
    (event,) = said(line)
    assert isinstance(event, Garbage)


def test_what_stands_before_a_frame_is_reported_and_the_frame_is_read() -> None:
    frame = b"ST,GS    20.7g  \r\n"
    assert said(b"\x00\xff20.7g  " + frame) == [
        Garbage(b"\x00\xff20.7g  ", "noise before a frame"),
        Weight(Decimal("20.7"), "g", True, "gross"),
    ]


def test_a_flood_is_dropped_and_the_frame_behind_it_is_read() -> None:
    codec = AndStGsCodec()
    events = codec.feed(b"x" * 100_000 + b"ST,GS    20.7g  \r\n")
    assert events[-1] == Weight(Decimal("20.7"), "g", True, "gross")
    assert sum(len(e.data) for e in events if isinstance(e, Garbage)) == 100_000


def test_grams_are_exact_in_every_unit() -> None:
    assert Weight(Decimal("1.5"), "lb", True).grams == Decimal("680.388555")
    assert Weight(Decimal("1.240"), "kg", True).grams == 1240
    assert Weight(Decimal(2), "oz", True).grams == Decimal("56.699046250")
    assert Weight(Decimal(250), "mg", True).grams == Decimal("0.25")
    assert Weight(Decimal("0.5"), "t", True).grams == 500_000


def test_commands() -> None:
    codec = AndStGsCodec()
    assert [codec.encode(c) for c in (ReadWeight(), Zero(), Tare())] == [b"Q\r\n", b"Z\r\n", b"T\r\n"]
    assert codec.start() == codec.poll() == codec.outgoing() == b""
    with pytest.raises(UnsupportedCommandError, match="StartInventory"):
        codec.encode(StartInventory())
