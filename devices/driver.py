"""One way to run any device: a codec, a line, one thread, and patience."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from devices.codecs.base import Codec
from devices.commands import Command
from devices.events import DeviceEvent, Garbage
from devices.transports import Transport, TransportLostError

FIRST_WAIT_S = 0.2
LONGEST_WAIT_S = 10.0
RESTED_AFTER_S = 5.0
"""A line that held this long was sound: the next wait begins at FIRST_WAIT_S again."""

State = Literal["connected", "disconnected"]
OnEvent = Callable[[str, DeviceEvent, int], None]
OnState = Callable[[str, State, str], None]


@dataclass(slots=True)
class Counters:
    """Since the driver was made."""

    frames: int = 0
    garbage_bytes: int = 0
    connects: int = 0
    reconnects: int = 0


class Driver:
    """Keeps one device connected and hands on what it says.

    `on_event(device_id, event, monotonic_ns)` and `on_state(device_id, state, reason)` are called on the
    driver's own thread, one at a time; the time is that of the read which completed the event. An exception
    from them ends the thread and comes out of `stop`.
    """

    def __init__(
        self,
        device_id: str,
        codec: Codec,
        open_line: Callable[[], Transport],
        on_event: OnEvent,
        on_state: OnState = lambda _device, _state, _reason: None,
        *,
        rng: random.Random | None = None,
        monotonic_ns: Callable[[], int] = time.monotonic_ns,
    ) -> None:
        self.device_id = device_id
        self.counters = Counters()
        self._codec = codec
        self._open_line = open_line
        self._on_event = on_event
        self._on_state = on_state
        self._rng = rng or random.Random()  # noqa: S311  jitter, not a secret
        self._monotonic_ns = monotonic_ns
        self._stopping = threading.Event()
        self._line: Transport | None = None
        self._lock = threading.Lock()  # the codec's state and the writing end of the line
        self.failure: BaseException | None = None
        self._thread = threading.Thread(target=self._guarded, name=f"device {device_id}", daemon=True)

    @property
    def connected(self) -> bool:
        return self._line is not None

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_s: float = 30.0) -> None:
        """Ends the thread and closes the line; raises what made the thread end early, if anything did."""
        self._stopping.set()
        with self._lock:
            if self._line is not None:
                self._line.cancel_read()
        if self._thread.ident is not None:
            self._thread.join(timeout_s)
        if self._thread.is_alive():
            raise TimeoutError(f"{self.device_id}: the driver did not stop within {timeout_s} s")
        if self.failure is not None:
            raise self.failure

    def send(self, command: Command) -> bool:
        """True when the bytes went out, False when there is no line now.

        Commands that last (StartInventory, ReadWeightContinuously) are said after every connect, so they may
        be given before. Raises UnsupportedCommandError.
        """
        with self._lock:
            data = self._codec.encode(command)
            if self._line is None:
                return False
            try:
                self._line.write(data)
            except TransportLostError:
                self._line.cancel_read()  # the reading thread finds the loss itself and reconnects
                return False
            return True

    def _guarded(self) -> None:
        try:
            self._run()
        except BaseException as failure:
            self.failure = failure
            raise

    def _run(self) -> None:
        wait_s = FIRST_WAIT_S
        reported = ""
        while not self._stopping.is_set():
            began_ns = self._monotonic_ns()
            try:
                line = self._open_line()
            except TransportLostError as error:
                reason = str(error)
                if reason != reported:  # a device that stays away is said once, not at every try
                    self._on_state(self.device_id, "disconnected", reason)
                    reported = reason
            else:
                reported = self._serve(line)
                if self._monotonic_ns() - began_ns > RESTED_AFTER_S * 1e9:
                    wait_s = FIRST_WAIT_S
            self._stopping.wait(wait_s * self._rng.uniform(0.5, 1.0))
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)

    def _serve(self, line: Transport) -> str:
        """Runs the device until the line is lost or stop is asked; the reason of the end."""
        reason = "stopped"
        try:
            with self._lock:
                line.write(self._codec.start())
                self._line = line
            self.counters.connects += 1
            self.counters.reconnects = self.counters.connects - 1
            self._on_state(self.device_id, "connected", "")
            while not self._stopping.is_set():
                self._read_once(line)
        except TransportLostError as error:
            reason = str(error)
        finally:
            with self._lock:
                self._line = None
            self._close(line)
        self._on_state(self.device_id, "disconnected", reason)
        return reason

    def _read_once(self, line: Transport) -> None:
        data = line.read(self._codec.poll_after_s)
        now_ns = self._monotonic_ns()
        with self._lock:
            answer = b"" if data else self._codec.poll()
            events = self._codec.feed(data)
            answer += self._codec.outgoing()
            if answer:
                line.write(answer)
        for event in events:
            if isinstance(event, Garbage):
                self.counters.garbage_bytes += len(event.data)
            else:
                self.counters.frames += 1
            self._on_event(self.device_id, event, now_ns)

    @staticmethod
    def _close(line: Transport) -> None:
        try:
            line.close()
        except TransportLostError:
            return  # it was lost already, which is why it is closed
