"""What people type into a page, as the hub takes it. Pure."""

from __future__ import annotations


def number(value: object) -> str:
    """As typed: the hub says what is wrong with it. A comma that cannot mean thousands is a decimal one."""
    text = str(value).strip().replace(" ", "")
    whole, comma, decimals = text.partition(",")
    may_be_thousands = len(decimals) == 3 and whole not in ("", "0")
    is_decimal = comma and "." not in text and "," not in decimals and not may_be_thousands
    return f"{whole}.{decimals}" if is_decimal else text
