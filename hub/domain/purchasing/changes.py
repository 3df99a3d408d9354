"""What an edit did: only what differs, before and after, ready to be kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Snapshot = Mapping[str, Any]


def difference(before: Snapshot, after: Snapshot) -> tuple[dict[str, Any], dict[str, Any]]:
    """The members that differ, as they were and as they are; one that is not there stands as None.

    Members that are mappings themselves (lines by number) are compared member by member.
    """
    old: dict[str, Any] = {}
    new: dict[str, Any] = {}
    for name in sorted(before.keys() | after.keys()):
        was, now = before.get(name), after.get(name)
        if was == now:
            continue
        if isinstance(was, Mapping) and isinstance(now, Mapping):
            was, now = difference(was, now)
        old[name], new[name] = was, now
    return old, new
