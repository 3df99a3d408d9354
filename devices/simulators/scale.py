"""A scale with a load on it, that settles, streams and answers."""

import random
import threading
from decimal import ROUND_HALF_EVEN, Decimal
from pathlib import Path
from typing import Literal

from devices.simulators.faults import FaultPlan
from devices.simulators.pty import PtyDevice, PtyThread

FRAMES_PER_S = 5.0
SETTLING_FRAMES = 3
"""Frames in motion after the load changed, before the scale calls itself stable again."""

ScaleProtocol = Literal["mt-sics", "and-st-gs"]


class ScaleModel:
    """Load, zero, tare and settling, without a line. Weights in grams.

    `noise_g` is the standard deviation of a weighing's error, before it is rounded to the division.
    """

    def __init__(
        self, division_g: Decimal, noise_g: Decimal, capacity_g: Decimal, rng: random.Random
    ) -> None:
        self.division_g = division_g
        self.capacity_g = capacity_g
        self._noise_g = float(noise_g)
        self._rng = rng
        self._load_g = Decimal(0)
        self._from_g = Decimal(0)
        self._zero_g = Decimal(0)
        self._tare_g = Decimal(0)
        self._error_g = Decimal(0)
        self._moving = 0

    @property
    def load_g(self) -> Decimal:
        return self._load_g

    @property
    def net(self) -> bool:
        return self._tare_g != 0

    def set_load_g(self, load_g: Decimal) -> None:
        if load_g == self._load_g:
            return
        self._from_g, self._load_g, self._moving = self._load_g, load_g, SETTLING_FRAMES
        # a scale holds its display while it is settled: it errs once a weighing, not once a frame
        self._error_g = Decimal(repr(self._rng.gauss(0.0, self._noise_g)))

    def restart(self) -> None:
        """Power came back: what lies there is the new zero, and the tare is gone."""
        self._zero_g, self._tare_g, self._error_g = self._load_g, Decimal(0), Decimal(0)
        self._moving = SETTLING_FRAMES

    def zero(self) -> bool:
        if self._moving:
            return False
        self._zero_g, self._tare_g, self._error_g = self._load_g, Decimal(0), Decimal(0)
        return True

    def tare(self) -> Decimal | None:
        if self._moving:
            return None
        self._tare_g = self._rounded(self._load_g - self._zero_g + self._error_g)
        return self._tare_g

    def overloaded(self) -> bool:
        return self._load_g > self.capacity_g

    def read(self, *, step: bool) -> tuple[Decimal, bool]:
        """The display in grams and whether it is stable; `step` moves the settling on by one frame."""
        moving = self._moving
        if step and moving:
            self._moving -= 1
        true_g = self._load_g - self._zero_g
        if moving:
            swing = Decimal(repr(self._rng.uniform(0.05, 0.6))) * (self._from_g - self._load_g)
            return self._rounded(true_g + swing) - self._tare_g, False
        return self._rounded(true_g + self._error_g) - self._tare_g, True

    def _rounded(self, grams: Decimal) -> Decimal:
        steps = (grams / self.division_g).to_integral_value(ROUND_HALF_EVEN)
        return (steps * self.division_g + 0).quantize(self.division_g)  # + 0 makes -0 a plain 0


class ScaleSimulator:
    """A ScaleModel on a pty, speaking `protocol`; changes of load may come from any thread."""

    def __init__(
        self,
        link: Path,
        protocol: ScaleProtocol,
        rng: random.Random,
        *,
        division_g: Decimal = Decimal("0.1"),
        noise_g: Decimal = Decimal(0),
        capacity_g: Decimal = Decimal(30_000),
        serial_number: str = "SIM0000001",
        frames_per_s: float = FRAMES_PER_S,
        faults: FaultPlan | None = None,
    ) -> None:
        self.pty = PtyDevice(link)
        self._model = ScaleModel(division_g, noise_g, capacity_g, rng)
        self._protocol = protocol
        self._serial_number = serial_number
        self._faults = faults or FaultPlan()
        self._lock = threading.Lock()
        self._heard = b""
        self._streaming = protocol == "and-st-gs"
        self._period_s = 1.0 / frames_per_s
        self._thread = PtyThread(self.pty, self._answer, self._tick)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._thread.stop()
        self.pty.close()

    @property
    def load_g(self) -> Decimal:
        with self._lock:
            return self._model.load_g

    def set_load_g(self, load_g: Decimal) -> None:
        with self._lock:
            self._model.set_load_g(load_g)

    def put(self, grams: Decimal) -> None:
        """More of it on the pan."""
        with self._lock:
            self._model.set_load_g(self._model.load_g + grams)

    def take(self, grams: Decimal) -> None:
        """Less of it on the pan."""
        self.put(-grams)

    def restart(self) -> None:
        """Power went and came back: MT-SICS says so unasked, and the stream waits to be asked for again."""
        with self._lock:
            self._model.restart()
            self._heard = b""
            if self._protocol == "mt-sics":
                self._streaming = False
                self._say(self._serial_line())

    def _say(self, frame: bytes) -> None:
        damaged, _ = self._faults.apply(frame)
        self.pty.write(damaged)

    def _tick(self) -> float:
        with self._lock:
            if self._streaming:
                self._say(self._weight(step=True))
            else:
                self._model.read(step=True)
        return self._period_s

    def _weight(self, *, step: bool) -> bytes:
        grams, stable = self._model.read(step=step)
        if self._protocol == "mt-sics":
            if self._model.overloaded():
                return b"S +\r\n"
            return f"S {'S' if stable else 'D'} {grams:>10f} g\r\n".encode("ascii")
        if self._model.overloaded():
            return b"OL,+999999.9  g\r\n"
        mode = "NT" if self._model.net else "GS"
        return f"{'ST' if stable else 'US'},{mode}{grams:>8f}g  \r\n".encode("ascii")

    def _serial_line(self) -> bytes:
        return f'I4 A "{self._serial_number}"\r\n'.encode("ascii")

    def _answer(self, data: bytes) -> None:
        *lines, self._heard = (self._heard + data).split(b"\r\n")
        self._heard = self._heard[-64:]
        with self._lock:
            for line in lines:
                say = self._sics(line) if self._protocol == "mt-sics" else self._and(line)
                if say:
                    self._say(say)

    def _sics(self, line: bytes) -> bytes:
        match line:
            case b"SI" | b"S" | b"@":
                # a real S waits for stability; this one answers as SI does, which a host must cope with too
                self._streaming = False
                return self._serial_line() if line == b"@" else self._weight(step=False)
            case b"SIR":
                self._streaming = True
                return b""
            case b"Z":
                return b"Z A\r\n" if self._model.zero() else b"Z I\r\n"
            case b"T":
                tare_g = self._model.tare()
                return b"T I\r\n" if tare_g is None else f"T S {tare_g:>10f} g\r\n".encode("ascii")
            case b"I4":
                return self._serial_line()
            case _:
                return b"ES\r\n"

    def _and(self, line: bytes) -> bytes:
        match line:
            case b"Q":
                return self._weight(step=False)
            case b"Z":
                return b"Z\r\n" if self._model.zero() else b"EC,E02\r\n"
            case b"T":
                return b"T\r\n" if self._model.tare() is not None else b"EC,E02\r\n"
            case _:
                return b"EC,E01\r\n"
