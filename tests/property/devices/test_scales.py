"""However the bytes come and whatever one bit does: a scale's settled weights are true."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from devices.codecs import codec_for
from devices.codecs.and_st_gs import AndStGsCodec
from devices.codecs.base import Codec
from devices.codecs.mt_sics import MtSicsCodec
from devices.codecs.ohaus import OhausCodec
from devices.events import Weight
from tests.property.devices.streams import (
    HEADED_FRAMES,
    SCALE_FRAMES,
    cuts,
    feed_cut,
    flipped,
    grams,
    meant,
    thrown_away,
)

Frame = Callable[[Decimal, bool], bytes]
weighings = st.lists(st.tuples(grams, st.booleans()), min_size=1, max_size=8)
noise = st.binary(max_size=200).filter(lambda data: b"\n" not in data)
each_scale = pytest.mark.parametrize(("protocol", "frame"), SCALE_FRAMES)
each_headed_scale = pytest.mark.parametrize(("protocol", "frame"), HEADED_FRAMES)
plugging_in = st.integers(0, 20).map(lambda times: b"\x00\xff" * times)


def raw_codec(protocol: str) -> Codec:
    return {"mt-sics": MtSicsCodec, "and-st-gs": AndStGsCodec, "ohaus": OhausCodec}[protocol]()


def said_by(events: list[object]) -> list[tuple[Decimal, bool]]:
    return [(event.value, event.stable) for event in events if isinstance(event, Weight)]


@each_headed_scale
@given(weighings=weighings, cuts=cuts, noise=noise)
def test_any_cut_of_the_stream_and_noise_before_it_say_the_same(
    protocol: str, frame: Frame, weighings: list[tuple[Decimal, bool]], cuts: list[int], noise: bytes
) -> None:
    stream = b"".join(frame(*weighing) for weighing in weighings)
    events = feed_cut(raw_codec(protocol), noise + stream, cuts)
    assert said_by([*events]) == weighings
    assert thrown_away(events) == noise


@each_scale
@given(weighings=weighings, cuts=cuts, noise=plugging_in)
def test_the_noise_of_plugging_in_costs_nothing(
    protocol: str, frame: Frame, weighings: list[tuple[Decimal, bool]], cuts: list[int], noise: bytes
) -> None:
    stream = b"".join(frame(*weighing) for weighing in weighings)
    events = feed_cut(raw_codec(protocol), noise + stream, cuts)
    assert said_by([*events]) == weighings
    assert thrown_away(events) == noise


@each_scale
@given(weighings=weighings, cuts=cuts)
def test_confirmation_does_not_depend_on_the_cuts(
    protocol: str, frame: Frame, weighings: list[tuple[Decimal, bool]], cuts: list[int]
) -> None:
    stream = b"".join(frame(*weighing) for weighing in weighings)
    assert feed_cut(codec_for(protocol), stream, cuts) == codec_for(protocol).feed(stream)


@each_scale
@given(
    weighings=st.lists(st.tuples(grams, st.booleans()), min_size=1, max_size=6),
    hit=st.integers(0, 5),
    bit=st.integers(0, 400),
    cuts=cuts,
)
def test_one_flipped_bit_makes_no_settled_weight_that_the_scale_did_not_mean(
    protocol: str,
    frame: Frame,
    weighings: list[tuple[Decimal, bool]],
    hit: int,
    bit: int,
    cuts: list[int],
) -> None:
    frames = [frame(*weighing) for weighing in weighings]
    hit %= len(frames)
    frames[hit] = flipped(frames[hit], bit)
    intact = [weighing for number, weighing in enumerate(weighings) if number != hit]
    events = feed_cut(codec_for(protocol), b"".join(frames), cuts)
    settled = [event.value for event in events if isinstance(event, Weight) and event.stable]
    assert all((weight, True) in intact for weight in settled)


@each_scale
@given(
    repeats=st.lists(st.tuples(grams, st.booleans(), st.integers(1, 3)), min_size=2, max_size=5),
    damage=st.dictionaries(st.integers(0, 14), st.integers(0, 400), max_size=5),
)
def test_flipped_bits_in_every_other_frame_still_make_no_false_settled_weight(
    protocol: str,
    frame: Frame,
    repeats: list[tuple[Decimal, bool, int]],
    damage: dict[int, int],
) -> None:
    """The guarantee of docs/adr/0002: of any two consecutive frames at most one is damaged."""
    weighings = [(weight, stable) for weight, stable, times in repeats for _ in range(times)]
    hits = {2 * number: bit for number, bit in damage.items() if 2 * number < len(weighings)}
    codec = codec_for(protocol)
    for number, weighing in enumerate(weighings):
        whole = frame(*weighing)
        data = flipped(whole, hits[number]) if number in hits else whole
        settled = [event.value for event in codec.feed(data) if isinstance(event, Weight) and event.stable]
        # a frame whose line end was hit comes out with the next one, so the last three may speak
        lately = range(max(0, number - 2), number + 1)
        meant_lately = [weighings[late] for late in lately if late not in hits]
        assert all((weight, True) in meant_lately for weight in settled)


@each_scale
@given(first=grams, bit=st.integers(0, 400), then=grams)
@example(first=Decimal("100.0"), bit=17 * 8, then=Decimal("20.7"))
def test_after_a_flipped_bit_the_next_good_frames_are_read(
    protocol: str, frame: Frame, first: Decimal, bit: int, then: Decimal
) -> None:
    damaged = flipped(frame(first, True), bit)
    assert said_by(raw_codec(protocol).feed(damaged + frame(then, True)))[-1] == (then, True)
    settled = codec_for(protocol).feed(damaged + frame(then, True) * 2)[-1]
    assert isinstance(settled, Weight)
    assert (settled.value, settled.stable) == (then, True)


@each_scale
@given(weighing=grams, start=st.integers(1, 17))
def test_a_capture_that_begins_in_the_middle_of_a_frame_begins_with_no_weight(
    protocol: str, frame: Frame, weighing: Decimal, start: int
) -> None:
    whole = frame(weighing, True)
    events = raw_codec(protocol).feed(whole[min(start, len(whole) - 3) :] + whole)
    assert said_by(meant(events)) == [(weighing, True)]


@pytest.mark.parametrize("protocol", ["mt-sics", "and-st-gs", "ohaus"])
@given(data=st.binary(max_size=600), cuts=cuts)
def test_noise_alone_loses_no_byte_and_says_nothing(protocol: str, data: bytes, cuts: list[int]) -> None:
    events = feed_cut(raw_codec(protocol), data + b"\n", cuts)
    if not meant(events):
        assert thrown_away(events) == data + b"\n"
    assert not any(isinstance(event, Weight) for event in events)
