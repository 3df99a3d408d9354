"""How numbers and times look in JSON: decimals as strings, instants in UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

from fastapi import Path
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer

MAX_DIGITS = 18
DECIMALS = 6


def plain(value: Decimal, least_decimals: int = 0) -> str:
    """The number without exponent and without trailing zeros beyond `least_decimals`."""
    whole, _, decimals = format(value, "f").partition(".")
    decimals = decimals.rstrip("0").ljust(least_decimals, "0")
    if whole == "-0" and not decimals.strip("0"):
        whole = "0"
    return f"{whole}.{decimals}" if decimals else whole


def money_text(value: Decimal) -> str:
    return plain(value, 2)


def _utc_text(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("a NUL character cannot be stored")
    return text


SLASH = "a slash is not taken in an order's number: no address could name it"


def _no_slash(text: str) -> str:
    if "/" in text:
        raise ValueError(SLASH)
    return text


Quantity = Annotated[
    Decimal, PlainSerializer(plain, return_type=str), Field(json_schema_extra={"examples": ["12", "0.5"]})
]
Money = Annotated[
    Decimal, PlainSerializer(money_text, return_type=str), Field(json_schema_extra={"examples": ["18230.55"]})
]
Instant = Annotated[
    datetime, PlainSerializer(_utc_text, return_type=str), Field(examples=["2026-03-05T08:15:30Z"])
]

# what comes in
PositiveQuantity = Annotated[Decimal, Field(gt=0, max_digits=MAX_DIGITS, decimal_places=DECIMALS)]
NotNegative = Annotated[Decimal, Field(ge=0, max_digits=MAX_DIGITS, decimal_places=DECIMALS)]
PositiveWeight = Annotated[Decimal, Field(gt=0, max_digits=14, decimal_places=4)]
WeightSpread = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=4)]
GivenInstant = AwareDatetime
Code = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(no_nul)]
# of an order that is to be made, and then named in a path
NewNumber = Annotated[
    str,
    Field(min_length=1, max_length=64, json_schema_extra={"pattern": "^[^/]+$"}),
    AfterValidator(no_nul),
    AfterValidator(_no_slash),
]
Text = Annotated[str, Field(max_length=200), AfterValidator(no_nul)]
Lot = Annotated[str, Field(max_length=64), AfterValidator(no_nul)]
Reason = Annotated[str, Field(min_length=3, max_length=500), AfterValidator(no_nul)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")]


class Answer(BaseModel):
    """What goes out; filled from the store's rows."""

    model_config = ConfigDict(from_attributes=True)


class Wanted(BaseModel):
    """What comes in: a field that does not exist is an error, not ignored."""

    model_config = ConfigDict(extra="forbid")


PathCode = Annotated[str, Path(min_length=1, max_length=64), AfterValidator(no_nul)]
# a code at the end of a path, which may have slashes of its own
PathTail = Annotated[str, Path(min_length=1, max_length=64), AfterValidator(no_nul)]
PathId = Annotated[int, Path(ge=1, lt=2**63)]
