"""However the bytes come and whatever one bit does: no trusted number that was not on the label."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from devices.codecs.line_scanner import LineScannerCodec
from devices.codes.epc import encode_sgtin96, parse_epc
from devices.codes.gs1 import parse_scan
from devices.events import Scan
from tests.property.devices.streams import cuts, feed_cut, flipped, meant, thrown_away

ENDS = [b"\r", b"\n", b"\r\n"]
each_end = pytest.mark.parametrize("end", ENDS)
text = st.text(
    st.characters(min_codepoint=0x20, exclude_categories=["Cc", "Cs", "Cn"]), min_size=1, max_size=40
)
codes = text.filter(lambda t: "]" not in t)
aims = st.sampled_from([None, "]C0", "]C1", "]E0", "]Q3", "]d2"])
scans = st.lists(st.builds(Scan, codes, aims), min_size=1, max_size=5)
plugging = st.binary(max_size=20).map(lambda data: bytes(b % 0x1D for b in data if b % 0x1D not in (10, 13)))


def line(scan: Scan, end: bytes) -> bytes:
    return ((scan.aim or "") + scan.data).encode() + end


def check_digit(digits: str) -> str:
    """GS1 General Specifications 7.9: weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return str(-total % 10)


gtins13 = st.text("0123456789", min_size=12, max_size=12).map(lambda digits: digits + check_digit(digits))


@each_end
@given(scans=scans, cuts=cuts)
def test_any_cut_of_the_stream_says_the_same(end: bytes, scans: list[Scan], cuts: list[int]) -> None:
    stream = b"".join(line(scan, end) for scan in scans)
    assert feed_cut(LineScannerCodec(), stream, cuts) == scans


@each_end
@given(scan=st.builds(Scan, codes, aims), noise=plugging, cuts=cuts)
def test_noise_before_a_code_says_the_same(end: bytes, scan: Scan, noise: bytes, cuts: list[int]) -> None:
    noise = b"\x00" + noise + b"\xff"
    events = feed_cut(LineScannerCodec(), noise + line(scan, end), cuts)
    assert meant(events) == [scan]
    assert thrown_away(events) == noise


@each_end
@pytest.mark.parametrize("aim", ["]E0", "]C0", None])
@given(gtin=gtins13, then=gtins13, bit=st.integers(0, 8 * 18), cuts=cuts)
def test_one_flipped_bit_makes_no_other_article(
    end: bytes, aim: str | None, gtin: str, then: str, bit: int, cuts: list[int]
) -> None:
    stream = flipped(line(Scan(gtin, aim), end), bit) + line(Scan(then, aim), end)
    events = feed_cut(LineScannerCodec(), stream, cuts)
    articles = [parse_scan(event).gtin for event in events if isinstance(event, Scan)]
    assert set(articles) <= {"0" + gtin, "0" + then, None}
    if aim is not None:
        assert events[-1] == Scan(then, aim)


@given(code=st.text("ABCDEFGHIKLNOPQRSTUVWXYZ0123456789", min_size=2, max_size=20), data=st.data())
def test_one_flipped_bit_never_shortens_a_code(code: str, data: st.DataObject) -> None:
    bit = data.draw(st.integers(0, 8 * len(code) - 1))
    sent = flipped(code.encode(), bit)
    # U and Y are one bit away from the ] of an AIM identifier: another code, as a flipped letter always is
    assume(not sent.startswith(b"]"))
    events = LineScannerCodec().feed(sent + b"\r\n")
    assert all(len(event.data) == len(code) for event in events if isinstance(event, Scan))


@given(data=st.binary(max_size=500), cuts=cuts)
def test_anything_at_all_says_the_same_however_it_is_cut(data: bytes, cuts: list[int]) -> None:
    whole = LineScannerCodec().feed(data)
    pieces = feed_cut(LineScannerCodec(), data, cuts)
    assert meant(pieces) == meant(whole)
    assert thrown_away(pieces) == thrown_away(whole)


@given(
    data=st.text(st.characters(min_codepoint=0x1D, max_codepoint=0x7E), max_size=60),
    aim=st.one_of(st.none(), st.from_regex(r"\A\][A-Za-z][0-9A-Za-z]\Z")),
)
def test_any_code_is_understood_or_refused_and_never_breaks(data: str, aim: str | None) -> None:
    code = parse_scan(Scan(data, aim))
    assert code.text == data
    assert code.trusted is (code.why is None)
    assert code.gtin is None or code.gtin[13] == check_digit(code.gtin[:13])


@given(data=st.text("0123456789\x1dAB", max_size=60))
def test_any_element_string_is_understood_or_refused_and_never_breaks(data: str) -> None:
    code = parse_scan(Scan(data, "]C1"))
    assert code.trusted or (code.gtin is code.sscc is code.expiry is None)


@given(epc=st.binary(max_size=32))
def test_any_tag_is_understood_or_kept_as_it_is(epc: bytes) -> None:
    assert parse_epc(epc.hex()).epc == epc.hex().upper()


@given(
    digits=st.text("0123456789", min_size=13, max_size=13),
    serial=st.integers(0, (1 << 38) - 1),
    prefix=st.integers(6, 12),
)
def test_what_is_written_to_a_tag_is_read_from_it(digits: str, serial: int, prefix: int) -> None:
    gtin = digits + check_digit(digits)
    tag = parse_epc(encode_sgtin96(gtin, serial, prefix))
    assert (tag.gtin, tag.serial) == (gtin, str(serial))
