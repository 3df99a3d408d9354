"""However the bytes come and whatever one bit does: no tag is read that did not answer."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.codecs import codec_for
from devices.events import TagRead
from tests.property.devices.streams import (
    a0_tag,
    bb_tag,
    cuts,
    epcs,
    feed_cut,
    flipped,
    meant,
    thrown_away,
)

Tag = tuple[bytes, int, int]
Frame = Callable[[bytes, int, int], bytes]
tags = st.tuples(epcs, st.just(1), st.integers(-90, -30))
each_reader = pytest.mark.parametrize(("protocol", "frame"), [("r2000-a0", a0_tag), ("magicrf-bb", bb_tag)])


def read(tag: Tag) -> tuple[str, int, float]:
    epc, antenna, rssi_dbm = tag
    return epc.hex().upper(), antenna, float(rssi_dbm)


def reads(events: list[object]) -> list[tuple[str, int, float | None]]:
    return [(e.epc, e.antenna, e.rssi_dbm) for e in events if isinstance(e, TagRead)]


@each_reader
@given(tags=st.lists(tags, min_size=1, max_size=6), cuts=cuts)
def test_any_cut_of_the_stream_says_the_same(
    protocol: str, frame: Frame, tags: list[Tag], cuts: list[int]
) -> None:
    stream = b"".join(frame(*tag) for tag in tags)
    events = feed_cut(codec_for(protocol), stream, cuts)
    assert reads([*events]) == [read(tag) for tag in tags]
    assert not thrown_away(events)


@each_reader
@given(noise=st.binary(max_size=300), tags=st.lists(tags, min_size=10, max_size=10), cuts=cuts)
def test_after_noise_the_tags_are_read_again(
    protocol: str, frame: Frame, noise: bytes, tags: list[Tag], cuts: list[int]
) -> None:
    """Noise may look like the head of a frame: it then costs the frames that it claims, and no more."""
    stream = noise + b"".join(frame(*tag) for tag in tags)
    events = feed_cut(codec_for(protocol), stream, cuts)
    got, true = reads([*events]), [read(tag) for tag in tags]
    assert got[-2:] == true[-2:]


@each_reader
@given(noise=st.binary(max_size=300), tags=st.lists(tags, min_size=1, max_size=5), cuts=cuts)
def test_noise_without_a_head_costs_nothing(
    protocol: str, frame: Frame, noise: bytes, tags: list[Tag], cuts: list[int]
) -> None:
    noise = noise.replace(b"\xa0", b"").replace(b"\xbb", b"")
    events = feed_cut(codec_for(protocol), noise + b"".join(frame(*tag) for tag in tags), cuts)
    assert reads([*events]) == [read(tag) for tag in tags]
    assert thrown_away(events) == noise


@each_reader
@given(
    tags=st.lists(tags, min_size=8, max_size=10),
    hit=st.integers(0, 2),
    bit=st.integers(0, 8 * 31),
    cuts=cuts,
)
def test_one_flipped_bit_costs_its_own_tag_and_makes_no_other(
    protocol: str, frame: Frame, tags: list[Tag], hit: int, bit: int, cuts: list[int]
) -> None:
    frames = [frame(*tag) for tag in tags]
    frames[hit] = flipped(frames[hit], bit)
    events = feed_cut(codec_for(protocol), b"".join(frames), cuts)
    assert reads([*events]) == [read(tag) for number, tag in enumerate(tags) if number != hit]
    assert thrown_away(events)


@each_reader
def test_every_single_bit_of_a_frame_is_guarded(protocol: str, frame: Frame) -> None:
    tag = (bytes.fromhex("3034257bf7194e4000001a85"), 1, -60)
    good = frame(*tag)
    for bit in range(len(good) * 8):
        events = codec_for(protocol).feed(flipped(good, bit) + good * 6)
        assert reads([*events]) == [read(tag)] * 6, bit


@pytest.mark.parametrize("protocol", ["r2000-a0", "magicrf-bb"])
@given(data=st.binary(max_size=500), cuts=cuts)
def test_noise_alone_is_bounded_and_says_the_same_however_it_is_cut(
    protocol: str, data: bytes, cuts: list[int]
) -> None:
    whole = codec_for(protocol).feed(data)
    pieces = feed_cut(codec_for(protocol), data, cuts)
    assert meant(pieces) == meant(whole)
    assert thrown_away(pieces) == thrown_away(whole)
