"""What the last start of an agent left, and the next one has to tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path


def left_behind(
    running: bytes | None, boot: str, asides: Iterable[Path], damaged: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Codes and details of faults.

    ``running``: the boot in which the outbox was in use, empty when it was closed in order, None when no
    start of it is noted. ``asides``: damaged outboxes that are kept. ``damaged``: what else is unreadable.
    """
    if running is None:  # it took a damaged one's place, if there is any
        # the older ones too: what told of them may have been in the last one
        for aside in asides:
            yield "outbox-damaged", f"the outbox was damaged and is kept as {aside.name}"
    for detail in damaged:
        yield "file-damaged", detail
    if running:
        same = running.decode(errors="replace") == boot
        yield "unclean-stop", "the agent was killed" if same else "the power went, or the machine died"
