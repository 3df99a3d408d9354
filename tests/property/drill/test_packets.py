"""The proxy's eyes: whatever pieces the stream comes in, it is the same packets, unchanged."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tallydock.drill import packets
from tallydock.drill.disturbance import Counters, Way
from tallydock.drill.packets import PacketReader


def length_bytes(length: int) -> bytes:
    out = bytearray()
    while True:
        length, low = divmod(length, 128)
        out.append(low | (0x80 if length else 0))
        if not length:
            return bytes(out)


def packet(header: int, body: bytes) -> bytes:
    return bytes([header]) + length_bytes(len(body)) + body


def publish(number: int, topic: bytes = b"a/b", payload: bytes = b"x", flags: int = 0x02) -> bytes:
    body = len(topic).to_bytes(2) + topic + number.to_bytes(2) + b"\x00" + payload
    return packet(0x30 | flags, body)


def puback(number: int) -> bytes:
    return packet(0x40, number.to_bytes(2))


ANY_PACKET = st.builds(
    packet, st.integers(0, 255), st.binary(max_size=300) | st.integers(16_000, 17_000).map(bytes)
)


@st.composite
def streams(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """Packets, and the same bytes in pieces."""
    whole = draw(st.lists(ANY_PACKET, max_size=8))
    stream = b"".join(whole)
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    ends = [*cuts, len(stream)]
    return whole, [stream[a:b] for a, b in zip([0, *ends], ends, strict=False)]


@settings(deadline=None)
@given(streams())
def test_any_split_of_the_stream_gives_the_same_packets(stream: tuple[list[bytes], list[bytes]]) -> None:
    whole, pieces = stream
    reader = PacketReader()
    assert [found for piece in pieces for found in reader.feed(piece)] == whole
    assert not reader.malformed


@settings(deadline=None)
@given(st.lists(ANY_PACKET, max_size=3), st.binary(max_size=20), st.integers(1, 30))
def test_a_length_without_an_end_gives_what_was_before_it_and_nothing_after(
    before: list[bytes], after: bytes, step: int
) -> None:
    stream = b"".join(before) + b"\x30\xff\xff\xff\xff" + after
    reader = PacketReader()
    found = [p for at in range(0, len(stream), step) for p in reader.feed(stream[at : at + step])]
    assert found == before
    assert reader.malformed


class Odds:
    def __init__(self, **odds: float) -> None:
        self.duplicate, self.reorder, self.lose = (odds.get(n, 0.0) for n in ("duplicate", "reorder", "lose"))


def ways(seed: int, **odds: float) -> tuple[Way, Way, Counters]:
    counters = Counters()
    there, back = (Way(Odds(**odds), Random(seed), counters) for _ in range(2))
    return there, back, counters


SEEDS = st.integers(0, 2**32)
CHANCES = st.floats(0, 1)


@settings(deadline=None)
@given(SEEDS, st.lists(ANY_PACKET))
def test_with_no_odds_every_packet_passes_as_it_is(seed: int, sent: list[bytes]) -> None:
    there, back, _ = ways(seed)
    assert [out for one in sent for out in there.take(one, back)] == sent


@settings(deadline=None)
@given(SEEDS, CHANCES, CHANCES, st.integers(0, 60))
def test_what_is_doubled_and_overtaken_all_arrives_and_each_is_answered_once(
    seed: int, duplicate: float, reorder: float, count: int
) -> None:
    there, back, counters = ways(seed, duplicate=duplicate, reorder=reorder)
    sent = [publish(number, payload=str(number).encode()) for number in range(1, count + 1)]
    arrived = [out for one in sent for out in there.take(one, back)] + there.release()
    fresh = [one for one in arrived if not one[0] & 0x08]
    again = [one for one in arrived if one[0] & 0x08]
    assert sorted(fresh) == sorted(sent)
    assert len(again) == counters.duplicated
    assert {packets.packet_id(one) for one in again} <= {packets.packet_id(one) for one in fresh}
    answers = [out for one in arrived for out in back.take(puback(packets.packet_id(one) or 0), there)]
    assert sorted(answers) == [puback(number) for number in range(1, count + 1)]


@settings(deadline=None)
@given(SEEDS, st.integers(0, 30), st.integers(0, 30))
def test_after_a_loss_nothing_more_passes_in_its_direction(seed: int, before: int, after: int) -> None:
    odds = Odds()
    there, back = Way(odds, Random(seed), Counters()), Way(odds, Random(seed), Counters())
    passed = [out for number in range(1, before + 1) for out in there.take(publish(number), back)]
    odds.lose = 1.0
    assert there.take(publish(99), back) == []
    odds.lose = 0.0
    assert there.lost
    assert [out for number in range(1, after + 1) for out in there.take(publish(number), back)] == []
    assert len(passed) == before
    assert back.take(puback(1), there) == [puback(1)]
