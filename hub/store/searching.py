"""What people type to find something, as a pattern."""

from __future__ import annotations


def containing(text: str | None) -> str | None:
    """The ILIKE pattern for a part of a text; None for none."""
    if text is None:
        return None
    return "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
