"""Of how many there are a station is told the first, those due soonest: what it says of the others. Pure."""

from __future__ import annotations

from edge.station.bench import Feedback, stop
from edge.station.i18n import Words

_MAX_SHOWN = 64


def not_among(number: str, told: int, in_all: int) -> Feedback | None:
    """Why a document may be unknown here although there is one; None: all are told."""
    if in_all <= told:
        return None
    return stop("not_among_first", number=number[:_MAX_SHOWN], count=told, all=in_all)


def progress(all_told: str, told: int, in_all: int, _: Words) -> str:
    if in_all <= told:
        return all_told
    return _("the first {count} of {all}, by due date").format(count=told, all=in_all)
