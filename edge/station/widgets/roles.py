"""Roles to looks. A role's name is also the class that station.tcss styles: -good, -stop, …"""

from __future__ import annotations

from typing import Final

from textual.widget import Widget

from edge.station.presenter import Role

ROLES: Final[tuple[Role, ...]] = ("good", "stop", "busy", "calm", "warn")
STYLE: Final[dict[Role, str]] = {
    "good": "$success",
    "stop": "$error",
    "busy": "$accent",
    "calm": "$text-muted",
    "warn": "$warning",
}


def dress(widget: Widget, role: Role) -> None:
    """Give the widget this role's looks and take the others away."""
    for each in ROLES:
        widget.set_class(each == role, f"-{each}")
