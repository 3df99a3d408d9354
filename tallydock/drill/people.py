"""Who scans: people at their posts, each a thread with a scanner on a pseudo-terminal, and what they did."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from devices.simulators.scanner import ScannerSimulator
from tallydock.demo.goods import PACK_SIZE, Good
from tallydock.drill.site import DEALT_IN, Post
from tallydock.drill.truth import Ending, Goods, Line, Scan, Truth

HELLO = "HELLO"
"""A code that nobody knows. It takes the damage where a line was opened, or full, in the middle of a code."""
_GREETING_S = 0.25
_NOBODY_LISTENS_S = 0.02


class Person:
    """Scans until stopped. ``pace_s`` is the mean time from one scan to the next.

    ``mark`` begins the serials of whoever works at the same post elsewhere, at a copy of its agent.
    """

    def __init__(
        self,
        post: Post,
        device_dir: Path,
        truth: Truth,
        chance: random.Random,
        pace_s: float,
        mark: str = "",
    ) -> None:
        self.post = post
        self.pace_s = pace_s
        self.scans = 0
        self.true_time = True
        self.scanner = ScannerSimulator(device_dir / post.device)
        self._truth = truth
        self._chance = chance
        self._mark = f"{mark}{post.device.upper().replace('-', '')}N"
        self._line: Line | None = None
        self._full: Line | None = None  # ended as the disk was freed: the agent may still have to read it
        self._leaks = False
        self._lock = threading.Lock()
        self._ending = threading.Event()
        self._resting = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"person at {post.device}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """After the scan that is being made. The scanner stays plugged in."""
        self._ending.set()
        if self._thread.ident is not None:
            self._thread.join(30)

    def close(self) -> None:
        self.stop()
        self.scanner.close()

    @property
    def ready(self) -> bool:
        """The agent has the line open."""
        return self.scanner.pty.host_connected

    def cut(self, ending: Ending = "cut") -> None:
        """The line is gone, and with it perhaps what was on it; the next scan begins another."""
        with self._lock:
            self._end_line(ending)

    def leak(self, on: bool) -> None:
        """From now on, what is scanned may be refused, and the person is told so."""
        with self._lock:
            self._end_line("cut" if on else "leaky")
            self._leaks = on

    @property
    def unplugged(self) -> bool:
        """The scanner's plug is out."""
        return not self.scanner.pty.plugged

    def while_resting(self, doing: Callable[[], None]) -> None:
        """``doing`` is done to the line while nobody scans."""
        with self._lock:
            doing()
            self._end_line("cut")

    def _end_line(self, ending: Ending) -> None:
        cut_short = ending == "cut"
        if self._line is not None:
            self._truth.end_line(self._line, "leaky" if self._leaks else ending, cut_short=cut_short)
        elif self._full is not None and cut_short:
            self._truth.end_line(self._full, "leaky", cut_short=True)
        self._full = self._line if ending == "leaky" else None
        self._line = None

    def _run(self) -> None:
        text, goods, serial = self._next()
        while not self._ending.is_set():
            with self._lock:
                done = self._scan(text, goods, serial)
            if done:
                text, goods, serial = self._next()
                self._ending.wait(self._chance.expovariate(1 / self.pace_s))
            else:
                self._ending.wait(_NOBODY_LISTENS_S)

    def _scan(self, text: str, goods: Goods, serial: str) -> bool:
        if self._line is None and not self._open_line():
            return False
        line = self._line
        assert line is not None  # noqa: S101 - it was opened one line before
        made_at = datetime.now(UTC)
        if not self.scanner.scan(text, aim="]C1"):
            self._end_line("cut")  # nobody listens, or not fast enough: half a code may be on the line
            return False
        self._truth.scanned(line, Scan(serial, goods, made_at, self.true_time))
        self.scans += 1
        return True

    def _open_line(self) -> bool:
        if not self.ready:
            self.scanner.scan(HELLO)  # so that the terminal knows that its host was away
            return False
        time.sleep(_GREETING_S)  # who has just opened a line throws away what it finds on it
        if not self.scanner.scan(HELLO):
            return False
        self._line = self._truth.begin_line(self.post.agent, self.post.device, self._full)
        self._full = None
        return True

    def _next(self) -> tuple[str, Goods, str]:
        good: Good = self._chance.choice(DEALT_IN)
        packed = self._chance.random() < 0.3
        gtin = good.pack_gtin if packed else good.gtin.zfill(14)
        serial = f"{self._mark}{self.scans + 1}"
        goods = Goods(
            good.sku,
            Fraction(PACK_SIZE if packed else 1),
            self.post.kind,
            self.post.source,
            self.post.destination,
        )
        return f"01{gtin}21{serial}", goods, serial
