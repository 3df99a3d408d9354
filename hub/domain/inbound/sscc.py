"""Serial Shipping Container Codes: 18 digits, the last checks the others (GS1 General Specifications 7.9)."""

from __future__ import annotations

from typing import Final

LENGTH: Final = 18


def check_digit(digits: str) -> int:
    """Of the 17 digits before it: odd places from the right count three times."""
    weighted = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits)))
    return -weighted % 10


def fault(code: str) -> str | None:
    """What is wrong with it, in words; None: nothing."""
    if not (code.isascii() and code.isdigit()):
        return "an SSCC has digits only"
    if len(code) != LENGTH:
        return f"an SSCC has {LENGTH} digits, this has {len(code)}"
    wanted = check_digit(code[:-1])
    if int(code[-1]) != wanted:
        return f"its check digit is {code[-1]}, and must be {wanted}: look for a digit that was misread"
    return None
