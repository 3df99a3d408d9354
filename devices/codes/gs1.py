"""What a barcode means, by biip. Importing biip costs 22 MB and 0.15 s, so it comes with the first code."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from devices.events import GRAMS_PER_UNIT, Scan

if TYPE_CHECKING:
    from biip import ParseResult
    from biip.gs1_element_strings import GS1ElementString

# AIM identifiers (ISO/IEC 15424) whose data must be what they promise (GS1 General Specifications 5.1.3)
_ELEMENT_STRINGS: Final = frozenset({"]C1", "]e0", "]e1", "]e2", "]d2", "]Q3", "]J1"})
_RETAIL: Final = frozenset({"]E0", "]E3", "]E4"})
_CHECKED_ITF: Final = "]I1"
_GTIN_LENGTHS: Final = (8, 12, 13, 14)
_SYMBOLOGY_LETTERS: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVXYZcdehopqsz")
_MODIFIERS: Final = frozenset("0123456789ABCDEFabcdefghijklm")
_KILOGRAMS: Final = "310"
_POUNDS: Final = "320"


@dataclass(frozen=True, slots=True)
class ScannedCode:
    """A barcode understood as far as it can be.

    `raw` is what came, AIM identifier included; `text` the code itself: look that up first, for a house's own
    numbers may look like a GTIN. `gtin` always has 14 digits and `sscc` 18, and their check digits hold.
    `expiry` is the expiration date (AI 17), or else the best-before date (AI 15). `trusted` is False when the
    code breaks what its symbology promises (check digit, empty or broken element string): nothing may be
    booked on it, `why` tells the person, and gtin, sscc and the rest are None.
    """

    raw: str
    text: str
    gtin: str | None = None
    sscc: str | None = None
    lot: str | None = None
    serial: str | None = None
    expiry: date | None = None
    count: int | None = None
    net_weight_g: Decimal | None = None
    trusted: bool = True
    why: str | None = None


def load() -> None:
    """Pay for biip now rather than at the first scan."""
    import biip  # noqa: F401, PLC0415


@lru_cache(maxsize=2048)
def parse_scan(scan: Scan) -> ScannedCode:
    """Never raises: what can't be understood is plain text, what contradicts itself is not trusted."""
    code = ScannedCode(raw=(scan.aim or "") + scan.data, text=scan.data)
    if not scan.data:
        return _distrust(code, "the code is empty")
    if scan.aim is not None:
        return _identified(code, scan.aim, scan.data)
    if scan.data.startswith("\x1d"):
        return _element_string(code, scan.data[1:])  # FNC1 in front, sent as GS
    return _unidentified(code, scan.data, None)


def _identified(code: ScannedCode, aim: str, data: str) -> ScannedCode:
    if aim[1] not in _SYMBOLOGY_LETTERS or aim[2] not in _MODIFIERS:
        return _distrust(code, f"the symbology {aim} is unknown")
    if aim in _ELEMENT_STRINGS:
        return _element_string(code, data)
    if aim in _RETAIL or (aim == _CHECKED_ITF and len(data) == 14):
        return _promised_gtin(code, data)
    return _unidentified(code, data, aim)


def _distrust(code: ScannedCode, why: str) -> ScannedCode:
    return ScannedCode(raw=code.raw, text=code.text, trusted=False, why=why)


def _biip(value: str) -> "ParseResult | str":
    """The result, or why there is none."""
    import biip  # noqa: PLC0415

    try:
        return biip.parse(value)
    except biip.ParseError as error:
        return str(error)


def _gtin14(digits: str) -> str | None:
    if len(digits) not in _GTIN_LENGTHS or not (digits.isascii() and digits.isdigit()):
        return None
    from biip import ParseError  # noqa: PLC0415
    from biip.gtin import Gtin  # noqa: PLC0415

    try:
        return Gtin.parse(digits).as_gtin_14()
    except ParseError:
        return None


def _promised_gtin(code: ScannedCode, data: str) -> ScannedCode:
    # EAN-13 with an add-on of 2 or 5 digits (]E3): the article is in the first 13
    article = data[:13] if code.raw.startswith("]E3") else data
    gtin = _gtin14(article)
    if gtin is None:
        return _distrust(code, f"{data!r} is not a GTIN with a valid check digit")
    return replace(code, gtin=gtin)


def _element_string(code: ScannedCode, data: str) -> ScannedCode:
    if not data:
        return _distrust(code, "the code is empty")
    # biip knows element strings behind ]C1, and all that carry them carry the same
    result = _biip(f"]C1{data}")
    if isinstance(result, str):
        return _distrust(code, result)
    if result.gs1_message is None or not result.gs1_message.element_strings:
        return _distrust(code, result.gs1_message_error or "no GS1 element string")
    return _understood(code, result.gs1_message.element_strings)


def _digital_link(code: ScannedCode, data: str) -> ScannedCode:
    result = _biip(data)
    if isinstance(result, str) or result.gs1_digital_link_uri is None:
        return code  # some other web address
    return _understood(code, result.gs1_digital_link_uri.element_strings)


def _unidentified(code: ScannedCode, data: str, aim: str | None) -> ScannedCode:
    """The symbology promises nothing about the data."""
    if data.lower().startswith(("http://", "https://")):
        return _digital_link(code, data)
    gtin = _gtin14(data)
    if gtin is not None:
        return replace(code, gtin=gtin)
    # without AIM identifiers element strings come bare: believed when a check digit speaks for them
    if aim is None and data[:2] in ("00", "01") and len(data) >= 16:
        understood = _element_string(code, data)
        if understood.trusted:
            return understood
    return code


def _understood(code: ScannedCode, elements: "Sequence[GS1ElementString]") -> ScannedCode:
    for element in elements:
        error = element.gtin_error or element.sscc_error
        if error is not None or not element.value:
            return _distrust(code, error or f"AI ({element.ai.ai}) is empty")
    by_ai = {element.ai.ai: element for element in elements}
    # (02) is the article inside a logistic unit and comes with its count (37)
    article = by_ai.get("01") or by_ai.get("02")
    pallet = by_ai.get("00")
    lot, serial = by_ai.get("10"), by_ai.get("21")
    expires = by_ai.get("17") or by_ai.get("15")
    count = by_ai.get("37") or by_ai.get("30")
    return replace(
        code,
        gtin=article.gtin.as_gtin_14() if article is not None and article.gtin is not None else None,
        sscc=pallet.value if pallet is not None else None,
        lot=lot.value if lot is not None else None,
        serial=serial.value if serial is not None else None,
        expiry=expires.date if expires is not None else None,
        count=int(count.value) if count is not None else None,
        net_weight_g=_net_weight_g(elements),
    )


def _net_weight_g(elements: "Sequence[GS1ElementString]") -> Decimal | None:
    for element in elements:
        if element.decimal is not None and element.ai.ai[:3] in (_KILOGRAMS, _POUNDS):
            unit = "kg" if element.ai.ai.startswith(_KILOGRAMS) else "lb"
            return element.decimal * GRAMS_PER_UNIT[unit]
    return None
