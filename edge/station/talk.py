"""What an errand says, and how often its next scan counts. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from edge.control_codes import ControlCode
from edge.station.bench import Effect, Feedback, go, stop
from edge.station.keyed import keyed_qty

_ONE: Final = Decimal(1)
_MAX_SHOWN: Final = 20


class Talk:
    """`message` is what was said last; `keyed`: a quantity that was typed or scanned, None without one."""

    def __init__(self) -> None:
        self.message: Feedback | None = None
        self.keyed: Decimal | None = None

    @property
    def next_qty(self) -> Decimal:
        return self.keyed or _ONE

    def tell(self, feedback: Feedback, *more: Effect) -> list[Effect]:
        self.message = feedback
        return [feedback, *more]

    def key_qty(self, text: str) -> list[Effect]:
        """The next scan counts so often. Nothing is none of it: that is for counts."""
        qty = keyed_qty(text)
        if not qty:
            return self.tell(stop("bad_qty", text=text[:_MAX_SHOWN]))
        self.keyed = qty
        return self.tell(go("qty_keyed", qty=qty))

    def times(self) -> Decimal:
        """What was keyed, which counts once."""
        qty, self.keyed = self.next_qty, None
        return qty

    def unknown(self, code: ControlCode) -> list[Effect]:
        return self.tell(stop("unknown_command", command=code.text))


def multiplier(text: str) -> str | None:
    """The digits of `*12`; None: it is none."""
    return text[1:] if text.startswith("*") and len(text) > 1 else None
