"""All kinds of lists that go out and come in as files. A new one is a line here."""

from __future__ import annotations

from typing import Final

from hub.api.catalogue.sheets import Items
from hub.api.problems import not_found
from hub.api.sheets.kind import SheetKind

KINDS: Final[dict[str, SheetKind]] = {kind.name: kind for kind in (Items(),)}


def kind_named(name: str) -> SheetKind:
    """Raises Problem (`not-found`)."""
    kind = KINDS.get(name)
    if kind is None:
        raise not_found("kind of list", repr(name), f"There are: {', '.join(KINDS)}.")
    return kind
