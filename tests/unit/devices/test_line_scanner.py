import pytest

from devices.codecs.line_scanner import LineScannerCodec
from devices.commands import UnsupportedCommandError, Zero
from devices.events import Garbage, Scan


def said(data: bytes) -> list[object]:
    return [*LineScannerCodec().feed(data)]


def scans(data: bytes) -> list[Scan]:
    return [event for event in LineScannerCodec().feed(data) if isinstance(event, Scan)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_a_line_is_a_code_however_it_ends(end: bytes) -> None:
    assert said(b"]E09506000134352" + end + b"85123A" + end) == [Scan("9506000134352", "]E0"), Scan("85123A")]


def test_the_separator_of_gs1_stays_in_the_code() -> None:
    assert said(b"]C10109506000134352" + b"10AB\x1d21X\r") == [Scan("010950600013435210AB\x1d21X", "]C1")]


def test_codes_may_be_in_any_script() -> None:
    assert said("]Q2库位-7\r".encode()) == [Scan("库位-7", "]Q2")]


def test_nothing_on_a_line_means_nothing() -> None:
    assert said(b"\r\n\r\n\n") == []


def test_an_identifier_alone_is_a_scan_of_nothing() -> None:
    assert said(b"]C1\r") == [Scan("", "]C1")]


@pytest.mark.parametrize("noise", [b"\x00", b"\xff", b"\x00\xff\x80\x1f", b"\x01\x02"])
def test_noise_before_a_code_is_dropped_and_reported(noise: bytes) -> None:
    assert said(noise + b"9506000134352\r") == [
        Garbage(noise, "noise before a code"),
        Scan("9506000134352"),
    ]


def test_from_a_scanner_that_sends_identifiers_what_stands_before_one_is_garbage() -> None:
    assert said(b"]E02112345678900\r0134352]E09506000134352\r\x00x]E09506000134352\r")[1:] == [
        Garbage(b"0134352", "noise before a code"),
        Scan("9506000134352", "]E0"),
        Garbage(b"\x00x", "noise before a code"),
        Scan("9506000134352", "]E0"),
    ]


def test_from_a_scanner_that_sends_none_it_belongs_to_the_code() -> None:
    assert said(b"BOX[1]A2\r") == [Scan("BOX[1]A2")]


def test_the_rest_of_a_broken_code_does_not_pass_for_a_code() -> None:
    assert scans(b"85\x00123A\r") == []
    assert scans(b"]C085\x00123A\r") == []


def test_a_first_letter_that_was_hit_does_not_shorten_the_code() -> None:
    assert scans(b"\x18" + b"5123A\r") == []


@pytest.mark.parametrize("end", [b"-", b"M", b"\x1d", b"\x8d", b"*", b"J", b"\x0f"])
def test_a_line_end_that_was_hit_costs_only_its_own_code(end: bytes) -> None:
    assert scans(b"]E09506000134352" + end + b"]E02112345678900\r") == [Scan("2112345678900", "]E0")]


def test_a_code_that_is_too_long_is_refused_whole() -> None:
    codec = LineScannerCodec(max_length=20)
    events = codec.feed(b"]C0" + b"A" * 50 + b"\r]C0B\r")
    assert events[-1] == Scan("B", "]C0")
    assert b"".join(e.data for e in events if isinstance(e, Garbage)) == b"]C0" + b"A" * 50


def test_a_scanner_takes_no_commands() -> None:
    with pytest.raises(UnsupportedCommandError):
        LineScannerCodec().encode(Zero())


def test_half_a_line_is_forgotten_when_the_line_is_new() -> None:
    codec = LineScannerCodec()
    codec.feed(b"]E0950600")
    codec.start()
    assert codec.feed(b"]E02112345678900\r") == [Scan("2112345678900", "]E0")]
