"""UHF readers with tags in front of them."""

import random
import struct
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from devices.simulators.faults import FaultPlan
from devices.simulators.field import Answer, Direction, Field, Stray
from devices.simulators.pty import PtyDevice, PtyThread

RfidProtocol = Literal["r2000-a0", "magicrf-bb"]
EMPTY_ROUND_S = 0.05
"""What one look with one antenna takes when nobody answers."""

QUIET_S = 1.0
NO_TAG_EVERY_S = 0.25


class _Reader(ABC):
    """A reader's side of a protocol: commands in, frames out. Time is handed in."""

    def __init__(self, antennas: int) -> None:
        self.antennas = antennas
        self.reading: tuple[int, ...] = ()
        self.heard = 0

    @abstractmethod
    def commanded(self, data: bytes, now_s: float) -> list[bytes]: ...

    @abstractmethod
    def tag(self, answer: Answer) -> bytes: ...

    @abstractmethod
    def quiet(self, now_s: float) -> list[bytes]:
        """What the reader says because time went by."""

    @abstractmethod
    def speaks_at_s(self, now_s: float) -> float:
        """When `quiet` wants to be asked next."""


class _R2000(_Reader):
    def __init__(self, antennas: int) -> None:
        super().__init__(antennas)
        self._input = b""
        self._antenna = 0
        self._command = 0
        self._ends_s = 0.0
        self._began_s = 0.0

    def _frame(self, command: int, data: bytes) -> bytes:
        body = struct.pack("BBBB", 0xA0, len(data) + 3, 1, command) + data
        return body + struct.pack("B", (256 - sum(body) % 256) % 256)

    def commanded(self, data: bytes, now_s: float) -> list[bytes]:
        self._input += data
        said: list[bytes] = []
        while 0xA0 in self._input:
            self._input = self._input[self._input.index(0xA0) :]
            if len(self._input) < 2 or len(self._input) < self._input[1] + 2:
                break
            frame, self._input = self._input[: self._input[1] + 2], self._input[self._input[1] + 2 :]
            if len(frame) >= 5 and sum(frame) % 256 == 0:
                said += self._obey(frame[3], frame[4:-1], now_s)
        return said

    def _obey(self, command: int, data: bytes, now_s: float) -> list[bytes]:
        match command:
            case 0x72:
                return [self._frame(0x72, bytes([1, 9]))]
            case 0x74:
                if data[0] >= self.antennas:
                    return [self._frame(0x74, b"\x48")]
                self._antenna = data[0]
                return [self._frame(0x74, b"\x10")]
            case 0x89:
                return self._begin(command, (self._antenna + 1,), data[0], now_s)
            case 0x8A:
                wanted = [data[i] for i in range(0, 8, 2) if data[i] < 4]
                missing = [antenna for antenna in wanted if antenna >= self.antennas]
                begun = self._begin(
                    command, tuple(a + 1 for a in wanted if a < self.antennas), data[9], now_s
                )
                return [self._frame(0x8A, bytes([antenna, 0x22])) for antenna in missing] + begun
            case _:
                return [self._frame(command, b"\x11")]

    def _begin(self, command: int, antennas: tuple[int, ...], repeats: int, now_s: float) -> list[bytes]:
        self._command, self.reading, self.heard = command, antennas, 0
        self._began_s, self._ends_s = now_s, now_s + repeats * len(antennas) * EMPTY_ROUND_S
        return []

    def tag(self, answer: Answer) -> bytes:
        epc = bytes.fromhex(answer.epc)
        channel = 7 + sum(epc) % 53
        pc = len(epc) // 2 << 11
        head = struct.pack(">BH", channel << 2 | answer.antenna - 1, pc)
        return self._frame(self._command, head + epc + bytes([int(answer.rssi_dbm) + 129]))

    def quiet(self, now_s: float) -> list[bytes]:
        if not self.reading or now_s < self._ends_s:
            return []
        last = self.reading[-1]
        self.reading = ()
        if self._command == 0x8A:
            took_ms = int((now_s - self._began_s) * 1000)
            return [self._frame(0x8A, self.heard.to_bytes(3) + took_ms.to_bytes(4))]
        rate = int(self.heard / max(now_s - self._began_s, 0.001))
        return [self._frame(0x89, struct.pack(">BHI", last - 1, rate, self.heard))]

    def speaks_at_s(self, now_s: float) -> float:
        return self._ends_s if self.reading else now_s + QUIET_S


class _MagicRf(_Reader):
    def __init__(self, antennas: int) -> None:
        super().__init__(antennas)
        self._input = b""
        self._next_no_tag_s = 0.0

    def _frame(self, kind: int, command: int, data: bytes) -> bytes:
        body = struct.pack(">BBH", kind, command, len(data)) + data
        return b"\xbb" + body + struct.pack("BB", sum(body) % 256, 0x7E)

    def commanded(self, data: bytes, now_s: float) -> list[bytes]:
        self._input += data
        said: list[bytes] = []
        while 0xBB in self._input:
            self._input = self._input[self._input.index(0xBB) :]
            length = int.from_bytes(self._input[3:5]) + 7 if len(self._input) >= 5 else 7
            if len(self._input) < length:
                break
            frame, self._input = self._input[:length], self._input[length:]
            if frame[-1] == 0x7E and sum(frame[1:-2]) % 256 == frame[-2]:
                said += self._obey(frame[2], frame[5:-2], now_s)
        return said

    def _obey(self, command: int, data: bytes, now_s: float) -> list[bytes]:
        match command:
            case 0x03:
                return [self._frame(0x01, 0x03, data[:1] + b"M100 26dBm V1.0")]
            case 0x22:
                return [self._frame(0x01, 0xFF, b"\x15")]
            case 0x27:
                self.reading, self._next_no_tag_s = (1,), now_s + NO_TAG_EVERY_S
                return []
            case 0x28:
                self.reading = ()
                return [self._frame(0x01, 0x28, b"\x00")]
            case _:
                return [self._frame(0x01, 0xFF, b"\x17")]

    def tag(self, answer: Answer) -> bytes:
        epc = bytes.fromhex(answer.epc)
        said = struct.pack(">H", len(epc) // 2 << 11) + epc
        rssi = struct.pack("b", max(-128, int(answer.rssi_dbm)))
        return self._frame(0x02, 0x22, rssi + said + struct.pack(">H", _gen2_crc(said)))

    def quiet(self, now_s: float) -> list[bytes]:
        # a real module says this at every look; rarely is enough to show that it looks
        if not self.reading or now_s < self._next_no_tag_s:
            return []
        self._next_no_tag_s = now_s + NO_TAG_EVERY_S
        return [self._frame(0x01, 0xFF, b"\x15")]

    def speaks_at_s(self, now_s: float) -> float:
        return self._next_no_tag_s if self.reading else now_s + QUIET_S


def _gen2_crc(data: bytes) -> int:
    crc = 0xFFFF
    for byte in data:
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc ^ 0xFFFF


class RfidSimulator:
    """A reader on a pty with a field before it. Tags may be moved from any thread."""

    def __init__(
        self,
        link: Path,
        protocol: RfidProtocol,
        rng: random.Random,
        *,
        antennas: int = 2,
        faults: FaultPlan | None = None,
    ) -> None:
        """`antennas` is how many are connected; a magicrf-bb module has one whatever is said.

        `said` counts frames that the host's line has taken, `unsaid` those that it had no room for.
        """
        self.pty = PtyDevice(link)
        self.said = self.unsaid = 0
        self._reader: _Reader = _R2000(antennas) if protocol == "r2000-a0" else _MagicRf(1)
        self._field = Field(rng)
        self._faults = faults or FaultPlan()
        self._lock = threading.Lock()
        self._thread = PtyThread(self.pty, self._answer, self._tick)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._thread.stop()
        self.pty.close()

    def pass_through(
        self,
        epcs: Sequence[str],
        direction: Direction,
        duration_s: float = 1.5,
        reads_per_antenna: int = 12,
        drop_rate: float = 0.35,
    ) -> list[Answer]:
        """Tags (hex EPCs) go through the dock, beginning now; does not wait until they are through.

        Returns the answers that the antennas will hear (those of a line that is then away are lost).
        """
        with self._lock:
            answers = self._field.pass_through(
                epcs,
                direction,
                begin_s=time.monotonic(),
                duration_s=duration_s,
                reads_per_antenna=reads_per_antenna,
                drop_rate=drop_rate,
            )
        self._thread.hurry()
        return answers

    def expect(self, answers: Sequence[Answer]) -> None:
        """Tags that somebody else moves will answer here."""
        with self._lock:
            self._field.expect(answers)
        self._thread.hurry()

    @property
    def host_connected(self) -> bool:
        """Whether somebody has the line open."""
        return self.pty.host_connected

    def add_stray(self, epc: str, antenna: int = 1, *, rssi_dbm: float = -70.0, every_s: float = 2.0) -> None:
        """A tag stays in range of one antenna."""
        with self._lock:
            self._field.add_stray(Stray(epc, antenna, rssi_dbm, every_s), time.monotonic())
        self._thread.hurry()

    def remove_stray(self, epc: str) -> None:
        with self._lock:
            self._field.remove_stray(epc)

    def _say(self, frames: list[bytes]) -> None:
        for frame in frames:
            damaged, _ = self._faults.apply(frame)
            if self.pty.write(damaged):
                self.said += 1
            else:
                self.unsaid += 1

    def _answer(self, data: bytes) -> None:
        with self._lock:
            self._say(self._reader.commanded(data, time.monotonic()))
        self._thread.hurry()

    def _tick(self) -> float:
        now_s = time.monotonic()
        with self._lock:
            reader = self._reader
            if reader.reading:
                heard = [a for a in self._field.heard(now_s) if a.antenna in reader.reading]
                reader.heard += len(heard)
                self._say([reader.tag(answer) for answer in heard])
            self._say(reader.quiet(now_s))
            due_s = reader.speaks_at_s(now_s)
            next_s = self._field.next_at_s()
            if reader.reading and next_s is not None:
                due_s = min(due_s, next_s)
            return max(0.0, due_s - now_s)
