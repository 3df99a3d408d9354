from datetime import date
from decimal import Decimal

import pytest

from devices.codecs import PROTOCOLS, UnknownProtocolError, codec_for
from devices.codes.epc import encode_sgtin96, parse_epc
from devices.codes.gs1 import ScannedCode, parse_scan
from devices.events import Scan


def test_an_article_with_lot_expiry_count_and_serial() -> None:
    code = parse_scan(Scan("0109506000134352" + "17261231" + "10AB7\x1d" + "3006\x1d" + "21X9", "]C1"))
    assert code.trusted
    assert (code.gtin, code.lot, code.serial) == ("09506000134352", "AB7", "X9")
    assert (code.expiry, code.count) == (date(2026, 12, 31), 6)


def test_a_pallet_with_its_content() -> None:
    code = parse_scan(Scan("00106141412345678908" + "02" + "09506000134352" + "3712", "]C1"))
    assert (code.sscc, code.gtin, code.count) == ("106141412345678908", "09506000134352", 12)


def test_pounds_become_grams_exactly() -> None:
    assert parse_scan(Scan("0109506000134352" + "3202000150", "]C1")).net_weight_g == Decimal("680.388555")


@pytest.mark.parametrize("aim", ["]C1", "]e0", "]d2", "]Q3", "]J1"])
def test_every_carrier_of_element_strings_is_known(aim: str) -> None:
    assert parse_scan(Scan("0109506000134352", aim)).gtin == "09506000134352"


@pytest.mark.parametrize(
    ("data", "gtin"),
    [
        ("9506000134352", "09506000134352"),
        ("012345678905", "00012345678905"),
        ("12345670", "00000012345670"),
        ("10012345678902", "10012345678902"),
        ("9506000134351", None),
        ("85123A", None),
        ("٩٥٠٦٠٠٠١٣٤٣٥٢", None),
    ],
)
def test_a_bare_code_is_text_and_a_gtin_where_its_check_digit_holds(data: str, gtin: str | None) -> None:
    code = parse_scan(Scan(data))
    assert (code.text, code.gtin, code.trusted) == (data, gtin, True)


def test_the_houses_own_code_stays_what_it_is() -> None:
    assert parse_scan(Scan("85123A", "]C0")) == ScannedCode(raw="]C085123A", text="85123A")


def test_element_strings_of_a_scanner_without_identifiers() -> None:
    bare = parse_scan(Scan("010950600013435210AB\x1d21X"))
    assert (bare.gtin, bare.lot, bare.serial) == ("09506000134352", "AB", "X")
    assert parse_scan(Scan("\x1d0109506000134352")).gtin == "09506000134352"
    assert parse_scan(Scan("0109506000134351")) == ScannedCode(
        raw="0109506000134351", text="0109506000134351"
    )


@pytest.mark.parametrize("aim", ["]Q1", "]d1", None])
def test_a_digital_link_in_any_square(aim: str | None) -> None:
    code = parse_scan(Scan("https://id.gs1.org/01/09506000134352/10/AB?17=261231", aim))
    assert (code.gtin, code.lot, code.expiry) == ("09506000134352", "AB", date(2026, 12, 31))


def test_any_other_web_address_is_text() -> None:
    code = parse_scan(Scan("https://example.com/shelf/7", "]Q1"))
    assert (code.gtin, code.trusted) == (None, True)


@pytest.mark.parametrize(
    ("data", "aim", "why"),
    [
        ("9506000134351", "]E0", "check digit"),
        ("950600013435A", "]E0", "check digit"),
        ("10012345678903", "]I1", "check digit"),
        ("0109506000134351", "]C1", "check digit"),
        ("00106141412345678907", "]C1", "check digit"),
        ("0109506000134352" + "17261399", "]C1", "17"),
        ("", "]C1", "empty"),
        ("abc", "]YY", "unknown"),
        ("https://id.gs1.org/01/09506000134351", "]Q1", "check digit"),
    ],
)
def test_a_code_that_contradicts_itself_is_not_trusted(data: str, aim: str, why: str) -> None:
    code = parse_scan(Scan(data, aim))
    assert not code.trusted
    assert why in (code.why or "")
    assert code.gtin is code.sscc is code.expiry is None


def test_a_tag_of_an_article() -> None:
    epc = encode_sgtin96("80614141123458", 6789, 7)
    assert epc == "3034257BF7194E4000001A85"  # the example of GS1's Tag Data Standard
    tag = parse_epc(epc.lower())
    assert (tag.epc, tag.scheme, tag.gtin, tag.serial) == (epc, "sgtin", "80614141123458", "6789")
    assert tag.uri == "urn:epc:id:sgtin:0614141.812345.6789"


@pytest.mark.parametrize("epc", ["E2004074850A0103163070E1", "00" * 12, "30", "", "30" + "00" * 10, "XYZ"])
def test_a_tag_that_follows_no_scheme_keeps_its_epc(epc: str) -> None:
    tag = parse_epc(epc)
    assert (tag.epc, tag.scheme, tag.gtin, tag.uri) == (epc, None, None, None)


def test_a_longer_epc_that_only_begins_like_an_sgtin_is_not_one() -> None:
    assert parse_epc("3034257BF7194E4000001A85" + "0000").gtin == "80614141123458"
    assert parse_epc("3034257BF7194E4000001A85" + "0001").scheme is None


@pytest.mark.parametrize(
    ("gtin", "serial", "prefix", "why"),
    [
        ("80614141123459", 1, 7, "check digit"),
        ("614141123459", 1, 7, "14 digits"),
        ("80614141123458", 1 << 38, 7, "38 bits"),
        ("80614141123458", 1, 13, "company prefix"),
    ],
)
def test_what_cannot_be_written_to_a_tag(gtin: str, serial: int, prefix: int, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        encode_sgtin96(gtin, serial, prefix)


def test_an_unknown_protocol_is_answered_with_those_there_are() -> None:
    with pytest.raises(UnknownProtocolError, match=r"'toledo'.*and-st-gs, line-scanner, magicrf-bb, mt-sics"):
        codec_for("toledo")
    for protocol in PROTOCOLS:
        assert codec_for(protocol) is not codec_for(protocol)
