"""Named SQL. A file queries/<room>.sql holds statements, each under a line ``-- name: <name>``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

_NAME = re.compile(r"^-- name: ([a-z_0-9]+)[ \t]*$", re.MULTILINE)


def parse(text: str, source: str) -> dict[str, bytes]:
    """Statements by name. Raises ValueError for a name given twice or text before the first name."""
    parts = _NAME.split(text)
    if any(line and not line.startswith("--") for line in parts[0].splitlines()):
        raise ValueError(f"{source}: a statement stands before the first '-- name:' line")
    found: dict[str, bytes] = {}
    for name, body in zip(parts[1::2], parts[2::2], strict=True):
        if name in found:
            raise ValueError(f"{source}: two statements are named {name}")
        found[name] = body.strip().rstrip(";").encode()
    return found


@cache
def load(room: str) -> Mapping[str, bytes]:
    """The statements of one room, e.g. ``load("items")["by_sku"]``. Values go in by parameters only."""
    text = resources.files(__name__).joinpath(f"{room}.sql").read_text(encoding="utf-8")
    return MappingProxyType(parse(text, f"{room}.sql"))


def rooms() -> list[str]:
    """The names of all files of statements."""
    return sorted(
        entry.name.removesuffix(".sql")
        for entry in resources.files(__name__).iterdir()
        if entry.name.endswith(".sql")
    )
