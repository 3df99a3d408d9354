"""A GTIN is one number, however many digits it is written with."""

from biip import ParseError
from biip.gtin import Gtin
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.gtin import forms


@given(st.text("0123456789", min_size=8, max_size=14))
def test_a_code_is_a_gtin_exactly_when_biip_says_so(code: str) -> None:
    try:
        whole = Gtin.parse(code).as_gtin_14() if len(code) in (8, 12, 13, 14) else None
    except ParseError:
        whole = None
    assert (forms(code)[0] if forms(code) else None) == whole


@given(st.integers(0, 10**13 - 1))
def test_every_form_of_a_gtin_has_the_same_forms(number: int) -> None:
    digits = f"{number:013d}"
    check = -sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(digits)) % 10
    written = forms(f"{digits}{check}")
    assert written[0] == f"{digits}{check}"
    assert all(forms(form) == written for form in written)
