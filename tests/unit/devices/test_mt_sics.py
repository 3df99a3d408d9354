from decimal import Decimal

import pytest

from devices.codecs.mt_sics import MtSicsCodec
from devices.commands import (
    ReadSerialNumber,
    ReadWeight,
    ReadWeightContinuously,
    StartInventory,
    Tare,
    UnsupportedCommandError,
    Zero,
)
from devices.events import DeviceInfo, Garbage, ScaleStatus, Weight


def said(line: bytes) -> list[object]:
    return [*MtSicsCodec().feed(line)]


def test_a_stable_weight_has_its_digits_and_its_unit() -> None:
    assert said(b"S S    -100.00 g\r\n") == [Weight(Decimal("-100.00"), "g", True)]


def test_a_weight_in_motion_is_not_stable() -> None:
    assert said(b"S D      12.50 kg\r\n") == [Weight(Decimal("12.50"), "kg", False)]


def test_the_imitations_way_of_answering_si_is_understood() -> None:
    assert said(b"SI S      12.50 kg\r\n") == [Weight(Decimal("12.50"), "kg", True)]


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"S +\r\n", ScaleStatus("overload", "S")),
        (b"S -\r\n", ScaleStatus("underload", "S")),
        (b"S I\r\n", ScaleStatus("not_executable", "S")),
        (b"Z A\r\n", ScaleStatus("zero_ok", "Z")),
        (b"Z I\r\n", ScaleStatus("not_executable", "Z")),
        (b"T I\r\n", ScaleStatus("not_executable", "T")),
        (b"ES\r\n", ScaleStatus("syntax")),
        (b"ET\r\n", ScaleStatus("transmission")),
        (b"EL\r\n", ScaleStatus("logical")),
    ],
)
def test_the_scale_says_what_is_the_matter(line: bytes, status: ScaleStatus) -> None:
    assert said(line) == [status]


def test_a_tare_comes_with_its_weight() -> None:
    expected = [ScaleStatus("tare_ok", "T"), DeviceInfo("tare", "100.00 g")]
    assert said(b"T S     100.00 g\r\n") == expected


@pytest.mark.parametrize(
    "line",
    [
        b"S S   -100.00 g\r\n",  # a digit's place is missing
        b" S    -100.00 g\r\n",
        b"    -100.00 g\r\n",
        b"S S    1 0.00 g\r\n",
        b"S S    1.0.00 g\r\n",
        b"S S    -100.00 q\r\n",
        b"S S    -100.00 g\n",
        b"S S    -100.00 g \r\n",
        b"S S              \r\n",
    ],
)
def test_a_line_that_is_not_whole_is_no_weight(line: bytes) -> None:
    (event,) = said(line)
    assert isinstance(event, Garbage)
    assert event.data == line


def test_a_power_up_is_told_and_the_stream_is_asked_for_again() -> None:
    codec = MtSicsCodec()
    assert codec.feed(b'I4 A "B123456789"\r\n') == [
        DeviceInfo("serial_number", "B123456789"),
        DeviceInfo("restarted", "B123456789"),
    ]
    assert codec.outgoing() == b"SIR\r\n"
    assert codec.outgoing() == b""


def test_a_serial_number_that_was_asked_for_is_no_power_up() -> None:
    codec = MtSicsCodec()
    assert codec.start() == b"I4\r\n"
    assert codec.feed(b'I4 A "B123456789"\r\n') == [DeviceInfo("serial_number", "B123456789")]
    assert codec.outgoing() == b"SIR\r\n"


def test_a_scale_that_does_not_tell_its_number_is_asked_for_weights_all_the_same() -> None:
    codec = MtSicsCodec()
    codec.start()
    assert codec.poll() == b"SIR\r\n"
    codec.start()
    assert codec.feed(b"I4 I\r\n") == [ScaleStatus("not_executable", "I4")]
    assert codec.outgoing() == b"SIR\r\n"


def test_one_weight_is_asked_for_twice_and_then_the_stream_goes_on() -> None:
    codec = MtSicsCodec()
    assert codec.encode(ReadWeight()) == b"SI\r\n"
    codec.feed(b"S S     100.00 g\r\n")
    assert codec.outgoing() == b"SI\r\n"
    codec.feed(b"S S     100.00 g\r\n")
    assert codec.outgoing() == b"SIR\r\n"


def test_without_a_stream_the_scale_is_left_in_peace() -> None:
    codec = MtSicsCodec(continuous=False)
    assert codec.poll_after_s is None
    codec.start()
    codec.feed(b'I4 A "B1"\r\n')
    assert codec.outgoing() == b""


def test_commands() -> None:
    codec = MtSicsCodec()
    asked = [codec.encode(c) for c in (Zero(), Tare(), ReadSerialNumber(), ReadWeightContinuously())]
    assert asked == [b"Z\r\n", b"T\r\n", b"I4\r\n", b"SIR\r\n"]
    with pytest.raises(UnsupportedCommandError):
        codec.encode(StartInventory())
