"""By what a movement can be found again: a serial, a document, or the two weights of a shelf. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def key_of(
    serial: str | None, document: str | None, device: str | None, evidence: Mapping[str, Any] | None
) -> str | None:
    """None where nothing tells it from others."""
    if serial or document:
        return serial or document
    if device and evidence and "weight_g" in evidence and "change_g" in evidence:
        after_g = Decimal(evidence["weight_g"])
        return weighed_key(device, after_g - Decimal(evidence["change_g"]), after_g)
    return None


def weighed_key(device: str, before_g: Decimal, after_g: Decimal) -> str:
    return f"{device} {before_g.normalize():f} g to {after_g.normalize():f} g"


def key_of_event(event: Mapping[str, Any]) -> str | None:
    """Of an event as it is on the wire; None for one that is no movement."""
    if event["type"] != "movement":
        return None
    return key_of(event.get("serial"), event.get("document"), event.get("device"), event.get("evidence"))
