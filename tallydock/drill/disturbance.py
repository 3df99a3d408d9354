"""What happens to the packets of one direction of one connection. Pure but for the counting.

A real network under TCP neither loses nor doubles nor reorders inside a connection; it delays, and it cuts.
What its users see all the same, because of what senders, brokers and replicas do after a cut, is modelled on
the packets themselves:

loss     a PUBLISH that was on its way when the connection broke: it and everything behind it in its
         direction never arrives, and soon after both ends notice. Only that is TCP's own doing.
double   a PUBLISH sent again, because its PUBACK was lost in a cut or came late (some brokers send again by
         a clock). The copy bears DUP. Its PUBACK is swallowed here: the one who asked for it is this proxy,
         and brokers hang up on a PUBACK that they do not expect.
reorder  a PUBLISH overtaken by the next one: what redelivery after a reconnect, a shared subscription or a
         cluster of brokers makes of the order. MQTT keeps the order inside a connection; a receiver of ours
         must not depend on it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from random import Random
from typing import Protocol

from tallydock.drill import packets


class Odds(Protocol):
    """Probabilities, 0 to 1, for each PUBLISH of QoS 1; they may change at any time."""

    duplicate: float
    reorder: float
    lose: float


@dataclass(slots=True)
class Counters:
    """Since the start. `publishes` are those of QoS 1 that came in; `malformed` are connections that
    were cut because what came was no MQTT; `cuts` all that were cut on purpose."""

    connections: int = 0
    malformed: int = 0
    packets: int = 0
    publishes: int = 0
    duplicated: int = 0
    reordered: int = 0
    lost: int = 0
    cuts: int = 0
    stalls: int = 0
    refusals: int = 0


class Way:
    """One direction of one connection. `lost` once a PUBLISH was lost: nothing passes any more."""

    def __init__(self, odds: Odds, chance: Random, counters: Counters) -> None:
        self.lost = False
        self._odds, self._chance, self._counters = odds, chance, counters
        self._held: bytes | None = None
        self._answers: dict[int, deque[bool]] = {}  # by packet id, whether the sender is to hear of each

    @property
    def holds(self) -> bool:
        """A packet waits to be overtaken."""
        return self._held is not None

    def take(self, packet: bytes, back: Way) -> list[bytes]:
        """What is to be sent on now that this packet has come; `back` is the other direction."""
        if self.lost:
            return []
        self._counters.packets += 1
        if packets.kind(packet) == packets.PUBACK and not back.is_wanted(packets.packet_id(packet)):
            return []
        if not packets.is_publish_1(packet):
            # nothing is kept beyond the last word, and a PUBACK has no order with what goes its way
            return [*self.release(), packet] if packets.kind(packet) == packets.DISCONNECT else [packet]
        return self._publish(packet)

    def release(self) -> list[bytes]:
        """The one that was held back."""
        held, self._held = self._held, None
        return [] if held is None else self._sent(held)

    def is_wanted(self, packet_id: int | None) -> bool:
        """Whether the sender waits for this PUBACK; it is used up by asking."""
        due = self._answers.get(packet_id) if packet_id is not None else None
        if not due:
            return True
        wanted = due.popleft()
        if not due and packet_id is not None:
            del self._answers[packet_id]
        return wanted

    def _publish(self, packet: bytes) -> list[bytes]:
        self._counters.publishes += 1
        if self._happens(self._odds.lose):
            self.lost, self._held = True, None
            self._counters.lost += 1
            return []
        if self._held is not None:
            self._counters.reordered += 1
            return [*self._sent(packet), *self.release()]
        if self._happens(self._odds.reorder):
            self._held = packet
            return []
        return self._sent(packet)

    def _sent(self, packet: bytes) -> list[bytes]:
        number = packets.packet_id(packet)
        if number is None:  # cut short: the receiver will say what it thinks of it
            return [packet]
        answers = self._answers.setdefault(number, deque())
        answers.append(True)
        if not self._happens(self._odds.duplicate):
            return [packet]
        self._counters.duplicated += 1
        answers.append(False)
        return [packet, packets.marked_duplicate(packet)]

    def _happens(self, probability: float) -> bool:
        return probability > 0 and self._chance.random() < probability
