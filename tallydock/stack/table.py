"""The live table of `up`: which part is in which state, and what the hub has counted."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tallydock.i18n import _
from tallydock.stack.supervisor import Status

_COLOURS = {
    "waiting": "dim",
    "starting": "yellow",
    "running": "green",
    "stopped": "dim",
    "failed": "bold red",
}


def state_word(state: str) -> str:
    return {
        "waiting": _("waiting"),
        "starting": _("starting"),
        "running": _("running"),
        "stopped": _("stopped"),
        "failed": _("failed"),
    }[state]


def _parts(statuses: Iterable[Status], now: float) -> Table:
    table = Table(expand=False, title="Tallydock", title_justify="left", title_style="bold")
    for heading in (_("part"), _("state"), _("for"), _("process"), _("where"), _("restarts")):
        table.add_column(heading)
    for status in statuses:
        running = status.state == "running"
        table.add_row(
            status.name,
            Text(state_word(status.state), style=_COLOURS[status.state]),
            _span(now - status.since) if running else "",
            "" if status.pid is None else str(status.pid),
            status.detail,
            str(status.restarts) if status.restarts else "",
        )
    return table


def _span(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}"


def _counts(figures: Mapping[str, str]) -> Table:
    table = Table.grid(padding=(0, 2))
    for name, value in figures.items():
        table.add_row(name, Text(value, style="bold"))
    return table


def render(
    statuses: Iterable[Status], figures: Mapping[str, str], notes: Iterable[str], hint: str
) -> RenderableType:
    """`figures`: what the hub says; `notes`: what the person must read; `hint`: which keys do what."""
    parts: list[RenderableType] = [_parts(statuses, time.monotonic())]
    if figures:
        parts.append(_counts(figures))
    lines = list(notes)
    if lines:
        parts.append(Panel(Text("\n".join(lines)), title=_("to note"), title_align="left", expand=False))
    parts.append(Text(hint, style="dim"))
    return Group(*parts)
