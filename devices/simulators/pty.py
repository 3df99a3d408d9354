"""The device's end of a pseudo-terminal, under a path that stays the same when it is plugged in again."""

import os
import select
import termios
import threading
import time
import tty
from collections.abc import Callable
from pathlib import Path

_SETTLING_S = 0.05
"""A host that has just opened the line throws away what it finds there; wait until it has."""

_HOST_AWAY_S = 0.05
"""How often to look whether somebody opened the line: while nobody has, select returns at once."""


class PtyDevice:
    """Open from the start; `link` is a symlink to the terminal that a host opens.

    What is written while no host has the line open is lost, as on a wire; `write` says so.
    """

    def __init__(self, link: Path) -> None:
        self.link = link
        self._lock = threading.Lock()
        self._master: int | None = None
        self._host_settled = False
        self._wake = os.eventfd(0, os.EFD_CLOEXEC | os.EFD_NONBLOCK)
        self.plug()

    @property
    def plugged(self) -> bool:
        return self._master is not None

    @property
    def host_connected(self) -> bool:
        """Somebody has the line open."""
        with self._lock:
            return self._master is not None and not _hung_up(self._master)

    def plug(self) -> None:
        """A new terminal under the same link. Does nothing when plugged."""
        with self._lock:
            if self._master is not None:
                return
            master, slave = os.openpty()
            tty.setraw(slave, termios.TCSANOW)
            path = os.ttyname(slave)
            os.close(slave)  # so that the master can see whether a host is there
            os.set_blocking(master, False)
            self.link.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.link.with_name(self.link.name + ".new")
            fresh.unlink(missing_ok=True)
            fresh.symlink_to(path)
            fresh.replace(self.link)
            self._master = master
            self._host_settled = False

    def unplug(self) -> None:
        """The link goes and the host's end hangs up. Does nothing when unplugged."""
        with self._lock:
            if self._master is None:
                return
            self.link.unlink(missing_ok=True)
            os.close(self._master)
            self._master = None
        self.wake()  # a poll that waits keeps the closed terminal alive

    def close(self) -> None:
        """For good."""
        self.unplug()
        with self._lock:
            if self._wake >= 0:
                os.close(self._wake)
            self._wake = -1

    def write(self, data: bytes) -> bool:
        """False when it did not (all) go out: unplugged, nobody listening, or the host doesn't read."""
        with self._lock:
            if self._master is None or _hung_up(self._master):
                self._host_settled = False
                return False
            if not self._host_settled:
                time.sleep(_SETTLING_S)
                self._host_settled = True
            try:
                return os.write(self._master, data) == len(data)
            except BlockingIOError:
                return False

    def read(self, timeout_s: float) -> bytes:
        """What the host sent; b"" after the time, after `wake`, or soon when no host is there."""
        with self._lock:
            master = self._master
            away = master is None or _hung_up(master)
        poller = select.poll()
        poller.register(self._wake, select.POLLIN)
        if master is not None and not away:
            poller.register(master, select.POLLIN)
        ready = dict(poller.poll(min(timeout_s, _HOST_AWAY_S) * 1000 if away else timeout_s * 1000))
        if self._wake in ready:
            os.eventfd_read(self._wake)
        with self._lock:
            # unplugged meanwhile: the number may be another file's by now
            if master is None or master not in ready or self._master != master:
                return b""
            try:
                return os.read(master, 4096)
            except OSError:
                return b""  # the host hung up

    def wake(self) -> None:
        """Make a read that waits return."""
        os.eventfd_write(self._wake, 1)


def _hung_up(master: int) -> bool:
    poller = select.poll()
    poller.register(master, 0)
    return any(events & select.POLLHUP for _, events in poller.poll(0))


class PtyThread:
    """Runs a device model: hands it what the host sent, and asks it what it has to say.

    `tick` returns in how many seconds it wants to be asked again; `hurry` asks it at once.
    """

    def __init__(self, pty: PtyDevice, answer: Callable[[bytes], None], tick: Callable[[], float]) -> None:
        self._pty = pty
        self._answer = answer
        self._tick = tick
        self._hurried = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"simulator {pty.link.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._pty.wake()
        if self._thread.ident is not None:
            self._thread.join()

    def hurry(self) -> None:
        self._hurried.set()
        self._pty.wake()

    def _run(self) -> None:
        due = 0.0
        while not self._stop.is_set():
            if self._hurried.is_set() or time.monotonic() >= due:
                self._hurried.clear()
                due = time.monotonic() + self._tick()
            data = self._pty.read(max(0.0, due - time.monotonic()))
            if data:
                self._answer(data)
