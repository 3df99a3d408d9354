"""What a code on a box means: a stored code, a GTIN in one of its lengths, or a GS1 element string."""

from __future__ import annotations

from biip import ParseError
from biip.gs1_messages import GS1Message

from hub.api.catalogue.schemas import Gs1Element, Gs1Parts
from hub.api.problems import FieldError, validation_problem


def gs1_parts(code: str) -> Gs1Parts | None:
    """The elements of a GS1 element string; None if `code` does not look like one.

    Raises Problem (`validation`) for one that starts like an element string and breaks its rules.
    """
    message = _parsed(code)
    if message is None:
        return None
    wrong = [error for element in message.element_strings if (error := element.gtin_error)]
    if wrong:
        raise validation_problem([FieldError(where="path.code", what=error) for error in wrong])
    by_ai = {element.ai.ai: element for element in message.element_strings}
    expiry = next((by_ai[ai].date for ai in ("17", "15") if ai in by_ai), None)
    gtin = next((by_ai[ai].value for ai in ("01", "02") if ai in by_ai), None)
    return Gs1Parts(
        gtin=gtin,
        lot=by_ai["10"].value if "10" in by_ai else None,
        serial=by_ai["21"].value if "21" in by_ai else None,
        expiry=expiry,
        elements=[
            Gs1Element(ai=element.ai.ai, title=element.ai.data_title, value=element.value)
            for element in message.element_strings
        ],
    )


def _parsed(code: str) -> GS1Message | None:
    try:
        if code.startswith("("):
            return GS1Message.parse_hri(code)
        if code.startswith(("01", "02")) and len(code) >= 16:
            return GS1Message.parse(code)
    except ParseError as error:
        if code.startswith("("):
            raise validation_problem([FieldError(where="path.code", what=str(error))]) from error
    return None
