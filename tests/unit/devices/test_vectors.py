"""Frames from manuals, and captures from a factory floor."""

import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from devices.codecs import codec_for
from devices.codecs.and_st_gs import AndStGsCodec
from devices.codecs.base import Codec
from devices.codecs.line_scanner import LineScannerCodec
from devices.codecs.magicrf_bb import MagicRfBbCodec
from devices.codecs.mt_sics import MtSicsCodec
from devices.codecs.ohaus import OhausCodec
from devices.codecs.r2000_a0 import R2000A0Codec
from devices.codes.epc import parse_epc
from devices.codes.gs1 import parse_scan
from devices.events import (
    DeviceInfo,
    Garbage,
    InventoryEnd,
    ReaderError,
    ScaleStatus,
    Scan,
    TagRead,
    Weight,
)
from tests.shared_data import SHARED, needs_shared

pytestmark = [needs_shared, pytest.mark.shared]

SCALES: dict[str, type[MtSicsCodec] | type[AndStGsCodec] | type[OhausCodec]] = {
    "ohaus": OhausCodec,
    "mt-sics": MtSicsCodec,
    "a&d": AndStGsCodec,
    "cas22": AndStGsCodec,
    "cas18/and18": AndStGsCodec,
}
READERS: dict[str, type[R2000A0Codec] | type[MagicRfBbCodec]] = {
    "r2000-a0": R2000A0Codec,
    "magicrf-bb": MagicRfBbCodec,
}


@cache
def vectors(name: str) -> dict[str, Any]:
    path = SHARED / "data" / "vectors" / f"{name}.json"
    loaded: dict[str, Any] = json.loads(path.read_text())
    return loaded


def capture(name: str) -> bytes:
    return (SHARED / "data" / "scale-serial-captures" / name).read_bytes()


def test_every_frame_of_our_scales_means_what_its_manual_says() -> None:
    frames = [f for f in vectors("scales")["frames"] if f["protocol"] in SCALES]
    assert len(frames) >= 15
    for frame in frames:
        codec: Codec = SCALES[frame["protocol"]]()
        events = codec.feed(bytes.fromhex(frame["bytes"]))
        expect = frame["expect"]
        if "w" in expect:
            (weight,) = events
            assert isinstance(weight, Weight), frame
            assert (weight.value, weight.unit) == (Decimal(expect["w"]), expect["u"]), frame
            assert weight.stable is expect["stable"], frame
            assert weight.mode == expect.get("mode"), frame
        elif "tare" in expect:
            assert DeviceInfo("tare", f"{expect['tare']} {expect['u']}") in events
        elif "serial" in expect:
            assert DeviceInfo("serial_number", expect["serial"]) in events
        else:
            (status,) = events
            assert isinstance(status, ScaleStatus), frame
            assert status.code == expect.get("error", "zero_ok").split()[0], frame


def test_every_frame_of_our_readers_means_what_the_log_says() -> None:
    frames = [f for f in vectors("rfid_serial")["frames"] if f["protocol"] in READERS and f["dir"] == "rx"]
    assert len(frames) >= 10
    for frame in frames:
        events = READERS[frame["protocol"]]().feed(bytes.fromhex(frame["hex"]))
        expect = frame["expect"]
        if not frame["checksum_ok"]:
            assert events
            assert all(isinstance(event, Garbage) for event in events), frame
            continue
        (event,) = events
        match event:
            case TagRead():
                assert (event.epc.lower(), event.antenna) == (expect["epc"], expect["ant"])
                assert event.rssi_dbm == expect["rssi_dbm"]
            case InventoryEnd() if "end" in expect:
                assert event == InventoryEnd(expect["ant_id"] + 1, expect["rate"], expect["total"])
            case InventoryEnd():
                assert expect["means"] == "no tag"
            case ReaderError():
                assert (event.code, event.meaning) == (expect["error"], expect["means"])
            case DeviceInfo():
                assert event.value == expect.get("fw", expect.get("text"))
            case _:
                pytest.fail(f"{frame} gave {event}")


def test_real_t_scale_stream_its_first_piece_of_a_frame_is_no_weight() -> None:
    events = AndStGsCodec().feed(capture("TScaleNHB/NHB.bin"))
    assert isinstance(events[0], Garbage)
    assert events[0].data == b"S    20.7g  \r\n"
    weights = [event for event in events[1:] if isinstance(event, Weight)]
    assert len(weights) == len(events) - 1 == 408
    assert {weight.grams for weight in weights} == {Decimal("20.7")}
    assert sum(weight.stable for weight in weights) == 405


def test_real_t_scale_stream_with_changing_load_settles_on_what_lay_there() -> None:
    events = codec_for("and-st-gs").feed(capture("TScaleNHB/NHB2.bin"))
    assert len(events) == 463
    settled = {event.grams for event in events if isinstance(event, Weight) and event.stable}
    assert settled == {Decimal("85.5"), Decimal("106.2")}
    assert sum(1 for event in events if isinstance(event, Weight) and event.stable) >= 167 + 75 - 4


def test_real_defender_stream_its_first_and_last_pieces_are_no_weights() -> None:
    events = OhausCodec().feed(capture("DEFENDER3000/DEFENDER3000_hex.bin"))
    assert events[0] == Garbage(b"   G\r\n", "not in Ohaus print format")
    assert events[1:] == [Weight(Decimal("0.360"), "kg", True, "gross")] * 454


@pytest.mark.parametrize(
    "name", ["DEFENDER3000/DEFENDER3000_hex.bin", "TFO1/Serial_Log.bin", "TFO1/Serial_Loghex_text.bin"]
)
@pytest.mark.parametrize("protocol", ["mt-sics", "and-st-gs", "r2000-a0", "magicrf-bb"])
def test_another_make_of_scale_is_never_taken_for_ours(name: str, protocol: str) -> None:
    data = capture(name)
    events = codec_for(protocol).feed(data)
    assert events
    assert all(isinstance(event, Garbage) for event in events)


def test_every_scan_is_trusted_or_not_as_gs1_has_it() -> None:
    for vector in vectors("gs1_scan")["scan"]:
        (scan,) = LineScannerCodec().feed(vector["in"].encode() + b"\r")
        assert isinstance(scan, Scan)
        code = parse_scan(scan)
        assert code.trusted is vector["ok"], vector
        if not vector["ok"]:
            assert code.why
            assert code.gtin is code.sscc is code.lot is None
            continue
        ais = dict(vector.get("ais", []))
        assert code.gtin == ais.get("01", vector.get("gtin13", "").zfill(14) if "gtin13" in vector else None)
        assert code.sscc == ais.get("00")
        assert code.lot == ais.get("10")
        if "weight_kg" in vector:
            assert code.net_weight_g == Decimal(vector["weight_kg"]) * 1000


def test_every_tag_of_the_classic_schemes_is_understood() -> None:
    for vector in vectors("epc_tds")["classic"]:
        tag = parse_epc(vector["hex"])
        scheme, _, value = vector["tag_uri"].removeprefix("urn:epc:tag:").partition(":")
        assert tag.scheme == scheme.partition("-")[0], vector
        # the tag URI is the pure identity with the tag's filter in front, where its scheme has one
        assert tag.uri is not None
        assert tag.uri.rpartition(":")[2] in (value, value.partition(".")[2]), vector
        element = vector["element_string"] or ""
        if scheme.startswith("sgtin"):
            assert f"(01){tag.gtin}(21){tag.serial}" == element
        if scheme.startswith("sscc") and element:
            assert f"(00){tag.sscc}" == element


def test_tags_of_schemes_we_do_not_know_keep_what_they_said() -> None:
    for vector in vectors("epc_tds")["tds2_plus"]:
        tag = parse_epc(vector["hex"])
        assert (tag.epc, tag.scheme, tag.gtin) == (vector["hex"], None, None)


def test_every_valid_tag_of_the_epc_librarys_tests_is_understood() -> None:
    path = SHARED / "data" / "gs1" / "epc-tag-vectors.jsonl"
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    tags = [row for row in rows if "hex" in row and row.get("valid", True)]
    assert len(tags) >= 40
    for row in tags:
        tag = parse_epc(row["hex"])
        assert (tag.uri, tag.scheme) == (row["uri"], row["scheme"].lower()), row
