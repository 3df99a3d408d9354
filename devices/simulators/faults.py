"""What goes wrong on a line, by a plan that a seed decides."""

import random
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal["flipped_bit", "half_frame", "noise", "noise_before"]
KINDS: tuple[FaultKind, ...] = ("flipped_bit", "half_frame", "noise", "noise_before")


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind` befalls the frame with this number (from 0) that a device writes."""

    frame: int
    kind: FaultKind


class FaultPlan:
    """Damages frames by number. The same plan, seed and frames give the same bytes.

    `done` says what befell, so that whoever knows the truth can tell which frames were lost.
    """

    def __init__(self, faults: tuple[Fault, ...] = (), seed: int = 0) -> None:
        self._faults = {fault.frame: fault for fault in faults}
        self._rng = random.Random(seed)
        self._frame = 0
        self.done: list[Fault] = []

    @classmethod
    def random(cls, rate: float, frames: int, seed: int, kinds: tuple[FaultKind, ...] = KINDS) -> "FaultPlan":
        """Each of the first `frames` frames is hit with this probability."""
        rng = random.Random(seed)
        hit = [number for number in range(frames) if rng.random() < rate]
        return cls(tuple(Fault(number, rng.choice(kinds)) for number in hit), seed)

    def apply(self, frame: bytes) -> tuple[bytes, FaultKind | None]:
        """The bytes that go down the line for the next frame, and what befell them."""
        fault = self._faults.get(self._frame)
        self._frame += 1
        if fault is None or not frame:
            return frame, None
        self.done.append(fault)
        match fault.kind:
            case "flipped_bit":
                return flip_bit(frame, self._rng.randrange(len(frame) * 8)), fault.kind
            case "half_frame":
                return frame[: self._rng.randrange(1, len(frame) + 1) // 2], fault.kind
            case "noise":
                return self._noise(), fault.kind
            case "noise_before":
                return self._noise() + frame, fault.kind

    def _noise(self) -> bytes:
        return bytes(
            self._rng.choice((0x00, 0xFF, 0x00, 0x80, 0x1F)) for _ in range(self._rng.randint(1, 12))
        )


def flip_bit(frame: bytes, bit: int) -> bytes:
    """The frame with one bit the other way, counted from the first byte's lowest."""
    damaged = bytearray(frame)
    damaged[bit // 8] ^= 1 << (bit % 8)
    return bytes(damaged)
