"""A dock door with an RFID portal and a terminal beside it.

Pallets of tagged pieces drive through; whoever unloads scans what the portal could not tell, or has no tag.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from devices.codes.epc import encode_sgtin96
from devices.simulators.rfid import RfidSimulator
from edge.agent import Agent
from edge.station.goods_in.receiving import ReceivingState
from gateway.wire.messages import DeviceConfig
from tests.integration.edge_hub import wait_until
from tests.integration.real_gun import Gun

DOOR = "DOCK-3"
COMPANY_PREFIX = "9506000"  # GS1's own, for examples
PALLET = 40
PASSING_S = 1.6
SILENCE_S = 10.0
MOST_TRIES = 30
DEVICES = [
    DeviceConfig(
        id="portal", role="portal", protocol="r2000-a0", port="portal", baud=115200,
        settings={"location": DOOR},
    ),
    DeviceConfig(
        id="door-scanner", role="bench_scanner", protocol="line-scanner", port="door-scanner",
        settings={"location": DOOR},
    ),
]  # fmt: skip


class Tagged(NamedTuple):
    """A piece with a tag on it."""

    gtin: str
    serial: int

    @property
    def epc(self) -> str:
        return encode_sgtin96(self.gtin, self.serial, len(COMPANY_PREFIX))


def gtin(number: int) -> str:
    """A GTIN-14 of the company, with its check digit."""
    digits = f"0{COMPANY_PREFIX}{number:05}"
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(digits))
    return f"{digits}{-weighted % 10}"


class Door:
    """The portal is a reader on a pseudo-terminal; its agent has the terminal, too."""

    def __init__(self, folder: Path) -> None:
        self.portal = RfidSimulator(folder / "portal", "r2000-a0", random.Random(11))
        self.portal.start()

    def open_receipt(self, agent: Agent, gun: Gun, order: str) -> None:
        """Once it has come down to the terminal."""
        wait_until(lambda: self._reads(agent), "the portal to be connected")
        wait_until(lambda: order in [due.number for due in _state(agent).due], f"{order} to come down")
        agent.station.errand("receive").to_front()
        agent.wait_idle()
        gun.scan(order)

    def drive_through(self, agent: Agent, pieces: Sequence[Tagged]) -> None:
        """Pallet after pallet.

        Of what passes while this machine stands still nobody can tell which way it went: where the portal has
        seen none, one piece goes again.
        """
        for first in range(0, len(pieces), PALLET):
            self._pass(pieces[first : first + PALLET])
        self._wait_for_word(agent, len(pieces))
        for _ in range(MOST_TRIES):
            if self.seen(agent):
                return
            self._pass(pieces[-1:])
            self._wait_for_word(agent, len(pieces))
        raise AssertionError("the portal has seen nothing")

    def _pass(self, pieces: Sequence[Tagged]) -> None:
        """Until the reader has said all that its antennas heard."""
        before = self._said()
        answers = self.portal.pass_through([piece.epc for piece in pieces], "in", duration_s=PASSING_S)
        wait_until(lambda: self._said() >= before + len(answers), "the pallet to be through")

    def _wait_for_word(self, agent: Agent, pieces: int) -> None:
        """Of each piece; but no longer than a person would. What is told later is in the books once all the
        same."""
        told = self._told(agent)
        until = time.monotonic() + SILENCE_S
        while told < pieces and time.monotonic() < until:
            time.sleep(0.05)
            if (now := self._told(agent)) != told:
                told, until = now, time.monotonic() + SILENCE_S

    def finish(self, gun: Gun, unseen: Iterable[Tagged], untagged: Iterable[tuple[str, int]]) -> None:
        """By hand: each piece that the portal is not sure of by its own number, the others by so many."""
        for piece in unseen:
            gun.scan(f"]d201{piece.gtin}21{piece.serial}")
        for sku, qty in untagged:
            gun.scan(f"*{qty}")
            gun.scan(sku)
        gun.scan("TD:CLOSE")

    def seen(self, agent: Agent) -> int:
        return sum(line.seen for line in _state(agent).lines)

    def close(self) -> None:
        self.portal.close()

    def _said(self) -> int:
        return self.portal.said + self.portal.unsaid

    def _told(self, agent: Agent) -> int:
        return self.seen(agent) + len(_state(agent).unplaced)

    def _reads(self, agent: Agent) -> bool:
        return any(device.id == "portal" and device.connected for device in agent.fleet.states())


def _state(agent: Agent) -> ReceivingState:
    state = agent.station.errand("receive").state
    assert isinstance(state, ReceivingState)
    return state
