from __future__ import annotations

from random import Random

from tallydock.drill import packets
from tallydock.drill.disturbance import Counters, Way
from tests.property.drill.test_packets import Odds, packet, puback, publish


def test_a_publish_of_qos_1_is_told_from_all_others() -> None:
    assert packets.is_publish_1(publish(7))
    assert not packets.is_publish_1(packet(0x30, b"\x00\x01ax"))
    assert not packets.is_publish_1(packet(0x34, b"\x00\x01a\x00\x07x"))
    assert not packets.is_publish_1(puback(7))


def test_the_packet_id_stands_after_the_topic_and_at_the_start_of_an_answer() -> None:
    assert packets.packet_id(publish(513, topic=b"a/long/topic", payload=bytes(300))) == 513
    assert packets.packet_id(puback(513)) == 513
    assert packets.packet_id(packet(0x32, b"\x00\x09ab")) is None
    assert packets.packet_id(packet(0x40, b"\x01")) is None


def test_a_copy_bears_the_dup_flag_and_is_the_same_otherwise() -> None:
    one = publish(1, flags=0x03)
    again = packets.marked_duplicate(one)
    assert again[0] == 0x3B
    assert again[1:] == one[1:]


def test_an_id_that_is_used_again_at_once_is_answered_for_the_new_message() -> None:
    """The sender has its answer, uses the id for another message, and only then the copy's answer comes."""
    odds = Odds(duplicate=1.0)
    there, back = Way(odds, Random(1), Counters()), Way(odds, Random(1), Counters())
    there.take(publish(1), back)
    assert back.take(puback(1), there) == [puback(1)]
    odds.duplicate = 0.0
    there.take(publish(1, payload=b"new"), back)
    assert back.take(puback(1), there) == [], "the copy's"
    assert back.take(puback(1), there) == [puback(1)], "the new one's"


def test_the_last_word_of_a_connection_lets_nothing_stay_behind() -> None:
    odds = Odds(reorder=1.0)
    there, back = Way(odds, Random(1), Counters()), Way(odds, Random(1), Counters())
    assert there.take(publish(1), back) == []
    goodbye = packet(0xE0, b"")
    assert there.take(goodbye, back) == [publish(1), goodbye]
