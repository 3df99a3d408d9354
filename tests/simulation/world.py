"""A seeded world of agents that send, repeat, shuffle and lose batches, as networks and power cuts do."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from gateway.wire import codec, topics
from gateway.wire.messages import VERSION, Batch, Movement
from tallydock.drill.auditor import Sent

PACKS = {"CASE-{}": 12, "{}": 1}
WAYS = (
    ("receipt", "supplier", "DOCK-1", 30),
    ("putaway", "DOCK-1", "SHELF-1", 20),
    ("move", "SHELF-1", "SHELF-2", 5),
    ("move", "SHELF-2", "SHELF-1", 5),
    ("shipment", "SHELF-1", "customer", 25),
    ("customer_return", "customer", "DOCK-1", 5),
    ("scrap", "SHELF-1", "scrap", 3),
    ("adjustment", "loss_gain", "SHELF-1", 4),
    ("adjustment", "SHELF-1", "loss_gain", 3),
)


@dataclass
class AgentModel:
    """One outbox: batches by number, kept until the hub acknowledges them."""

    site: str
    name: str
    key: bytes
    epoch: str
    batches: dict[int, bytes] = field(default_factory=dict)
    sent: dict[tuple[str, int, int], Sent] = field(default_factory=dict)
    next_seq: int = 1

    @property
    def topic(self) -> str:
        return topics.events(self.site, self.name)

    def fill(self, chance: random.Random, skus: list[str], now: datetime, batches: int) -> None:
        for _ in range(batches):
            seq, self.next_seq = self.next_seq, self.next_seq + 1
            events = [self._event(chance, skus, now, seq, idx) for idx in range(chance.randint(1, 12))]
            batch = Batch(
                v=VERSION, agent=self.name, epoch=self.epoch, seq=seq, sent=now, events=list(events)
            )
            self.batches[seq] = codec.encode(batch, self.topic, self.key)

    def _event(self, chance: random.Random, skus: list[str], now: datetime, seq: int, idx: int) -> Movement:
        kind, source, destination, _ = chance.choices(WAYS, weights=[way[3] for way in WAYS])[0]
        sku = chance.choice(skus)
        pattern = chance.choice(list(PACKS))
        count = chance.randint(1, 9)
        # some were long on their way: up to nine days, over midnights and a clock change
        at = now - timedelta(microseconds=chance.randint(1, 9 * 86400 * 1_000_000))
        pieces = Fraction(count * PACKS[pattern])
        key = (self.epoch, seq, idx)
        self.sent[key] = Sent(key, sku, pieces, source, destination, at)
        return Movement(
            at=at,
            device="scanner-1",
            kind=kind,  # type: ignore[arg-type]
            item=pattern.format(sku),
            qty=Decimal(count),
            source=source,
            destination=destination,
        )


def disturbed(
    chance: random.Random, agents: list[AgentModel], lost: float = 0.2, doubled: float = 0.3
) -> Iterator[tuple[AgentModel, bytes]]:
    """One attempt at everything unacknowledged: shuffled, some twice or thrice, some not at all."""
    attempts = [(agent, payload) for agent in agents for payload in agent.batches.values()]
    copies = [pair for pair in attempts if chance.random() < doubled]
    copies += [pair for pair in copies if chance.random() < doubled]
    everything = attempts + copies
    # late, but not from the other end of the world: a shuffle inside a sliding window
    order = sorted(
        range(len(everything)), key=lambda place: place % max(len(attempts), 1) + chance.uniform(0, 25)
    )
    for place in order:
        if chance.random() >= lost:
            yield everything[place]
