"""A bench where somebody packs or counts: what is scanned and pressed goes to the one in hand. Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import msgspec

from edge.station.bench import BenchSettings, Effect
from edge.station.counting import MARK, CountingSession, Lookup
from edge.station.lots import NOTHING_SAID, Said
from edge.station.packing import BADGE_MARK, PREFIX, PackingSession, utc_day
from edge.station.snapshot import SnapshotError
from gateway.wire.messages import Tasks

_COUNTING: Final = "counting"
BADGE: Final = "BADGE:"
ORDER: Final = "ORDER:"
QTY: Final = "QTY:"


class Desk:
    """``packing`` and ``counting``, one of them at a time. Call it from one thread."""

    def __init__(
        self, lookup: Lookup, settings: BenchSettings, day_of: Callable[[datetime], date] = utc_day
    ) -> None:
        self.packing = PackingSession(lookup, settings, day_of=day_of)
        self.counting = CountingSession(lookup, settings)

    @property
    def is_counting(self) -> bool:
        return self.counting.in_hand is not None

    def tasks(self, tasks: Tasks) -> list[Effect]:
        return [*self.packing.tasks(tasks.orders, tasks.lots), *self.counting.tasks(tasks.counts)]

    def scan(self, text: str, at: datetime, said: Said = NOTHING_SAID) -> list[Effect]:
        text = text.strip(" \t\r\n")
        command = text[len(PREFIX) :].upper() if text[: len(PREFIX)].upper() == PREFIX else ""
        takes = text[: len(MARK)].upper() == MARK
        of_a_badge = text.startswith(BADGE_MARK) or command.startswith(BADGE)
        if of_a_badge or self._barred() or not (takes or self.is_counting):
            return self.packing.scan(text, at, said)
        if takes and self.packing.state.order is not None:
            return self.packing.busy()
        if command in _KEYS:
            return _KEYS[command](self, at)
        if command.startswith(QTY):
            return self.counting.key_qty(command[len(QTY) :])
        if command.startswith(ORDER):
            return self.counting.busy()
        return self.counting.scan(text, at, self._operator(), said.lot, said.serial)

    def tag(self, code: str, tag: str, lot: str | None, at: datetime) -> list[Effect]:
        return self.counting.tag(code, tag, lot, at) if self.is_counting and not self._barred() else []

    def weight(self, grams: Decimal, stable: bool, at: datetime) -> list[Effect]:
        return self.packing.weight(grams, stable, at)

    def weigh(self, at: datetime) -> list[Effect]:
        """The last item counted is on the scale, all of it."""
        if self._barred() or not self.is_counting:
            return []
        weight = self.packing.state.weight
        return self.counting.weigh(weight.live_g, weight.stable, at, weight.trouble)

    def close(self, at: datetime) -> list[Effect]:
        if self.is_counting and not self._barred():
            return self.counting.close(at, self._operator())
        return self.packing.close(at)

    def undo(self, at: datetime) -> list[Effect]:
        return self.counting.undo() if self.is_counting and not self._barred() else self.packing.undo(at)

    def cancel(self, at: datetime, *, nobody_asked: bool = False) -> list[Effect]:
        if self.is_counting and not nobody_asked and not self._barred():
            return self.counting.give_back(at, self._operator())
        return self.packing.cancel(at, nobody_asked=nobody_asked)

    def not_kept(self, why: str) -> list[Effect]:
        return self.counting.not_kept(why) if self.is_counting else self.packing.not_kept(why)

    # --- what outlives a power cut ---

    def snapshot(self) -> bytes:
        """As of the packing session alone, with the count beside it: an older agent reads what it knows."""
        packing: dict[str, msgspec.Raw] = msgspec.json.decode(
            self.packing.snapshot(), type=dict[str, msgspec.Raw]
        )
        return msgspec.json.encode({**packing, _COUNTING: msgspec.Raw(self.counting.snapshot())})

    def restore(self, stored: bytes) -> None:
        """Raises SnapshotError and changes nothing if it cannot be read."""
        try:
            document = msgspec.json.decode(stored, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise SnapshotError(f"what the bench remembers cannot be read: {error}") from error
        before = self.counting.snapshot()
        counting = document.get(_COUNTING)
        self.counting.restore(bytes(counting) if counting is not None else None)
        try:
            self.packing.restore(stored)
        except SnapshotError:
            self.counting.restore(before)
            raise

    def _operator(self) -> str | None:
        return self.packing.state.operator

    def _barred(self) -> bool:
        state = self.packing.state
        return state.operator_required and state.operator is None


_KEYS: Final[dict[str, Callable[[Desk, datetime], list[Effect]]]] = {
    "CLOSE": Desk.close,
    "UNDO": Desk.undo,
    "CANCEL": Desk.cancel,
}
