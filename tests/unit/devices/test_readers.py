import pytest

from devices.codecs.magicrf_bb import MagicRfBbCodec
from devices.codecs.r2000_a0 import R2000A0Codec
from devices.commands import SetAntenna, StartInventory, StopInventory, UnsupportedCommandError, Zero
from devices.events import Garbage, InventoryEnd, ReaderError, TagRead

TAG = bytes.fromhex("a01301898c3000300833b2ddd901400000000137bb")
READ = TagRead("300833B2DDD9014000000001", 1, -74.0, 916.0)
END = bytes.fromhex("a00a018900001100000005b6")
NO_ANTENNA = bytes.fromhex("a004018922b0")
TWO_END = bytes.fromhex("a00a018a00000f000003e8d1")
# M100 firmware manual: the notice for one tag
BB_TAG = bytes.fromhex("bb02220011c9340030751feb705c5904e3d50d703a76ef7e")


def test_r2000_reads_a_tag() -> None:
    assert R2000A0Codec().feed(TAG) == [READ]


def test_r2000_antennas_count_from_one_up_to_eight() -> None:
    def at(low_bits: int, rssi: int) -> bytes:
        frame = bytearray(TAG[:-1])
        frame[4] = 0x8C | low_bits
        frame[-1] = rssi
        return bytes(frame) + bytes([-sum(frame) & 0xFF])

    events = R2000A0Codec().feed(at(1, 55) + at(3, 0x80 | 55))
    assert [(e.antenna, e.rssi_dbm) for e in events if isinstance(e, TagRead)] == [(2, -74.0), (8, -74.0)]


def test_r2000_over_one_antenna_sets_it_reads_and_goes_on() -> None:
    codec = R2000A0Codec()
    assert codec.encode(StartInventory((1,))) == bytes.fromhex("a004017400e7")
    assert codec.feed(bytes.fromhex("a004017410d7")) == []
    assert codec.outgoing() == bytes.fromhex("a004018904ce")
    assert codec.feed(END) == [InventoryEnd(1, 17, 5)]
    assert codec.outgoing() == bytes.fromhex("a004017400e7")


def test_r2000_over_two_antennas_switches_by_itself() -> None:
    codec = R2000A0Codec()
    asked = codec.encode(StartInventory((1, 2)))
    assert asked[:4] == bytes.fromhex("a00d018a")
    assert asked[4:14] == bytes([0, 1, 1, 1, 0xFF, 0, 0xFF, 0, 0, 2])
    assert sum(asked) % 256 == 0
    assert codec.feed(TWO_END) == [InventoryEnd(None, None, 15)]
    assert codec.outgoing() == asked


def test_r2000_stops_after_the_round() -> None:
    codec = R2000A0Codec()
    codec.encode(StartInventory((1, 2)))
    assert codec.encode(StopInventory()) == b""
    codec.feed(END)
    assert codec.outgoing() == codec.poll() == codec.start() == b""


def test_r2000_is_asked_again_after_silence_and_after_a_new_connection() -> None:
    codec = R2000A0Codec()
    asked = codec.encode(StartInventory((1, 2)))
    assert codec.poll_after_s is not None
    assert codec.poll() == codec.start() == asked


DAMAGED = {
    "a flipped bit": TWO_END[:6] + bytes([TWO_END[6] ^ 4]) + TWO_END[7:],
    "half of it": TWO_END[:5],
    "noise": bytes.fromhex("00ff80"),
}


@pytest.mark.parametrize("came", DAMAGED.values(), ids=DAMAGED.keys())
def test_r2000_whose_end_of_round_came_damaged_is_asked_again_soon(came: bytes) -> None:
    codec = R2000A0Codec()
    asked = codec.encode(StartInventory((1, 2)))
    patient_s = codec.poll_after_s
    codec.feed(came)
    assert codec.outgoing() == b""
    assert codec.poll_after_s is not None and patient_s is not None
    assert codec.poll_after_s < patient_s < 1.0
    assert codec.poll() == asked
    assert [type(event) for event in codec.feed(b"") + codec.feed(TAG)][-1:] == [TagRead]


def test_r2000_that_was_asked_twice_is_not_asked_twice_for_ever() -> None:
    codec = R2000A0Codec()
    asked = codec.encode(StartInventory((1, 2)))
    codec.feed(b"\x00\x00")
    assert codec.poll() == asked  # but the round was still under way
    codec.feed(TWO_END)
    assert codec.outgoing() == b""
    codec.feed(TWO_END)
    assert codec.outgoing() == asked
    codec.feed(TWO_END)
    assert codec.outgoing() == asked


def test_r2000_that_forgot_the_round_it_was_in_goes_on_soon() -> None:
    codec = R2000A0Codec()
    asked = codec.encode(StartInventory((1, 2)))
    patient_s = codec.poll_after_s
    codec.feed(b"\x00\x00")
    assert codec.poll() == asked
    codec.feed(TWO_END)  # of the second round; the first was given up
    assert codec.poll_after_s is not None and patient_s is not None and codec.poll_after_s < patient_s
    assert codec.poll() == asked
    codec.feed(TWO_END)
    assert codec.outgoing() == asked


def test_a_tag_hidden_behind_a_damaged_length_is_read_when_the_line_falls_silent() -> None:
    codec = R2000A0Codec()
    codec.encode(StartInventory((1, 2)))
    longer = bytearray(TAG)
    longer[1] |= 0x20
    longer[5] |= 0x80  # and the PC word agrees
    assert codec.feed(bytes(longer[:8]) + TAG) == []
    codec.poll()
    assert [e for e in codec.feed(b"") if not isinstance(e, Garbage)] == [READ]


def test_r2000_that_misses_an_antenna_says_so_and_is_not_hammered() -> None:
    codec = R2000A0Codec()
    codec.encode(StartInventory((1,)))
    assert codec.feed(NO_ANTENNA) == [ReaderError(0x22, "antenna missing")]
    assert codec.outgoing() == b""
    two = bytes.fromhex("a005018a0122")
    assert codec.feed(two + bytes([-sum(two) & 0xFF])) == [ReaderError(0x22, "antenna 2: antenna missing")]


@pytest.mark.parametrize("antennas", [(), (5,), (0, 1), (1, 2, 3, 4, 1)])
def test_r2000_has_four_antennas(antennas: tuple[int, ...]) -> None:
    with pytest.raises(UnsupportedCommandError, match="antennas 1 to 4"):
        R2000A0Codec().encode(StartInventory(antennas))


def test_r2000_commands() -> None:
    assert R2000A0Codec().encode(SetAntenna(1)) == bytes.fromhex("a004017400e7")
    with pytest.raises(UnsupportedCommandError):
        R2000A0Codec().encode(Zero())


def test_a_length_that_the_tag_itself_contradicts_is_no_frame() -> None:
    # the last byte dropped and LEN lowered by one, with the sum made to fit: only the PC word gives it away
    shorter = bytearray(TAG[:-2])
    shorter[1] -= 1
    forged = bytes(shorter) + bytes([-sum(shorter) & 0xFF])
    assert sum(forged) % 256 == 0
    events = R2000A0Codec().feed(forged + TAG)
    assert [e for e in events if not isinstance(e, Garbage)] == [READ]


def test_magicrf_reads_a_tag() -> None:
    assert MagicRfBbCodec().feed(BB_TAG) == [TagRead("30751FEB705C5904E3D50D70", 1, -55.0)]


def test_magicrf_believes_no_tag_whose_own_crc_is_wrong() -> None:
    body = bytearray(BB_TAG[1:-2])
    body[10] ^= 0x10
    body[12] += 0x10  # the frame's sum comes out the same
    forged = b"\xbb" + bytes(body) + bytes([sum(body) & 0xFF, 0x7E])
    (event,) = MagicRfBbCodec().feed(forged)
    assert isinstance(event, Garbage)


def test_magicrf_polls_without_end_and_stops_when_told() -> None:
    codec = MagicRfBbCodec()
    assert codec.encode(StartInventory((1,))) == bytes.fromhex("bb00270003 22ffff 4a7e".replace(" ", ""))
    assert codec.poll() == codec.start() == bytes.fromhex("bb0027000322ffff4a7e")
    assert codec.encode(StopInventory()) == bytes.fromhex("bb00280000287e")
    assert codec.poll() == codec.start() == b""


def test_magicrf_has_one_antenna() -> None:
    with pytest.raises(UnsupportedCommandError, match="one antenna"):
        MagicRfBbCodec().encode(StartInventory((1, 2)))


def test_magicrf_errors_have_words() -> None:
    assert MagicRfBbCodec().feed(bytes.fromhex("bb01ff000117187e")) == [ReaderError(0x17, "unknown command")]
