"""Numbers as people type them."""

from __future__ import annotations

import pytest

from dashboard import typed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12", "12"),
        (" 1 200 ", "1200"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("0,125", "0.125"),
        (",125", ".125"),
        ("1,2500", "1.2500"),
        ("", ""),
    ],
)
def test_a_comma_that_can_only_be_the_decimal_one_is_a_point(text: str, said: str) -> None:
    assert typed.number(text) == said


@pytest.mark.parametrize("text", ["1,000", "1,125", "1,234,567", "1,234.5"])
def test_a_comma_that_may_mean_thousands_is_left_for_the_hub_to_refuse(text: str) -> None:
    assert typed.number(text) == text
