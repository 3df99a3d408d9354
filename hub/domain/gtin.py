"""One GTIN, four ways to write it: with 8, 12, 13 or 14 digits (GS1 General Specifications 3.3 and 7.9)."""

from __future__ import annotations

from typing import Final

_LENGTHS: Final = (14, 13, 12, 8)


def forms(code: str) -> list[str]:
    """A GTIN with its right check digit in all the lengths it can be written in; [] for anything else."""
    if len(code) not in _LENGTHS or not (code.isascii() and code.isdigit()):
        return []
    whole = code.zfill(14)
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(whole))
    if weighted % 10:
        return []
    return [whole[14 - length :] for length in _LENGTHS if not whole[: 14 - length].strip("0")]
