"""A hand scanner of a real agent, with what its user hears."""

from __future__ import annotations

import queue
from pathlib import Path

from devices.simulators.scanner import ScannerSimulator
from tests.integration.edge_hub import wait_until
from tests.integration.gateway_world import PATIENCE_S


class Gun:
    """A scanner on its line, and what its user hears of each scan, once it is on disk."""

    def __init__(self, link: Path) -> None:
        self._line = ScannerSimulator(link)
        self.heard: queue.Queue[tuple[bool, str]] = queue.Queue()

    def scan(self, text: str) -> str:
        wait_until(lambda: self._line.scan(text), f"the agent to have {text}'s scanner open")
        ok, said = self.heard.get(timeout=PATIENCE_S)
        assert ok, f"{text}: {said}"
        return said

    def close(self) -> None:
        self._line.close()
