"""One process of a drill that is killed and started again; who dies unasked is told."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Literal

from tallydock.services.broker import Broker
from tallydock.stack.program import Program

_BIRTH_S: Final = 120.0
Death = Literal["by plan", "unasked"]
MakeProgram = Callable[[Mapping[str, str]], Program]


class Part:
    """``make`` gives a fresh program each time, with the settings that it is given.

    ``kills`` counts how often it was killed, ``launches`` how often it was started, ``expected`` says that it
    may be down now. ``armed``: it is to kill itself, as it was told in ``settings``; ``struck`` counts how
    often it did. ``on_death`` is called once the process is gone, before it is started again.
    """

    def __init__(self, name: str, make: MakeProgram, on_death: Callable[[], None] = lambda: None) -> None:
        self.name = name
        self.kills = self.launches = 0
        self.expected = True
        self.settings: dict[str, str] = {}
        self.armed = False
        self.struck = 0
        self._make = make
        self._on_death = on_death
        self._program: Program | None = None

    def launch(self) -> None:
        """Without waiting until it is ready."""
        if self.running:
            return
        self._program = self._make(self.settings)
        self._program.launch()
        self.launches += 1
        self.expected = False

    def wait_ready(self) -> None:
        """Raises ServiceError."""
        if self._program is not None:
            self._program.wait_ready()

    @property
    def running(self) -> bool:
        return self._program is not None and self._program.healthy()

    @property
    def process_id(self) -> int | None:
        process = None if self._program is None else self._program.process
        return None if process is None else process.pid

    def died(self) -> Death | None:
        """It was to run, and does not: told once for each death."""
        if self.expected or self._program is None or self._program.healthy():
            return None
        self.expected = True
        self._on_death()
        struck = self.armed and self.exit_status == -signal.SIGKILL
        self.struck += struck
        self.armed = False
        return "by plan" if struck else "unasked"

    @property
    def exit_status(self) -> int | None:
        process = None if self._program is None else self._program.process
        return None if process is None else process.poll()

    def kill(self) -> None:
        """`kill -9`. Does nothing when it does not run."""
        process = None if self._program is None else self._program.process
        if process is None or process.poll() is not None or self.expected:
            return
        self.expected = True
        self.kills += 1
        process.send_signal(signal.SIGKILL)
        process.wait()
        self._on_death()

    def stop(self) -> int | None:
        """In order. Gives its exit status; None when it did not run."""
        program = self._program
        process = None if program is None else program.process
        if program is None or process is None or process.poll() is not None:
            return None
        self.expected = True
        _wait_until_it_heeds(process)
        program.stop()
        return process.returncode


def _wait_until_it_heeds(process: subprocess.Popen[bytes]) -> None:
    """One that was started a moment ago would die of a SIGTERM instead of stopping in order."""
    deadline = time.monotonic() + _BIRTH_S
    while process.poll() is None and time.monotonic() < deadline:
        caught = re.search(r"^SigCgt:\s*([0-9a-f]+)$", _status(process.pid), re.MULTILINE)
        if caught is None or int(caught[1], 16) >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.02)


def _status(process_id: int) -> str:
    try:
        return Path(f"/proc/{process_id}/status").read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""  # it has just ended


def kill_broker(broker: Broker) -> None:
    if broker.process is not None:
        broker.process.kill()
        broker.process.wait()
