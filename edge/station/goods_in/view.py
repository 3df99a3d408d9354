"""What the errands' presenters share. Pure."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from edge.station.bench import Feedback
from edge.station.goods_in.texts import errand_text
from edge.station.i18n import Words
from edge.station.presenter import Badge, Role
from edge.station.texts import number_text


def banner(
    message: Feedback | None,
    calm: str,
    _: Words,
    *,
    warns: Collection[str] = (),
    good: Collection[str] = (),
) -> Badge:
    """The last message in the colour of what it means; ``calm`` without one."""
    if message is None:
        return Badge(calm, "calm")
    text = errand_text(message, _)
    if message.key in warns:
        return Badge(text, "warn")
    if message.ok:
        return Badge(text, "good" if message.key in good else "busy")
    stop = _("✖ STOP")
    return Badge(f"{stop}\n{text}", "stop")


def standing(done: Decimal, wanted: Decimal) -> tuple[Role, float]:
    """The colour of a line, and how much of its bar is full: green where nothing is wanted any more."""
    if done > wanted:
        return "warn", 1.0
    if done == wanted:
        return "good", 1.0
    return "busy" if done else "calm", float(done / wanted)


def prompt(next_qty: Decimal, _: Words) -> str:
    if next_qty != 1:
        return _("Next scan × {qty}").format(qty=number_text(next_qty))
    return _("Scan")
