"""Keyset pages: a cursor says after which row to go on, and to which list it belongs."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field

from hub.api.problems import FieldError, Problem
from hub.api.values import Wanted

T = TypeVar("T")
R = TypeVar("R")
DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
# of a list whose rows are short, and which people want whole: a request costs as much as 200 rows
MAX_SHORT_ROWS = 10_000
CursorValue = str | int | None

After = Annotated[str | None, Field(max_length=1000, description="`next` of the page before.")]
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="At most so many rows.")]
ShortRowsLimit = Annotated[int, Field(ge=1, le=MAX_SHORT_ROWS, description="At most so many rows.")]


class PageQuery(Wanted):
    """What every list takes."""

    after: After = None
    limit: Limit = DEFAULT_LIMIT


class ShortRowsQuery(Wanted):
    """The same for a list of short rows, which may come at once."""

    after: After = None
    limit: ShortRowsLimit = DEFAULT_LIMIT


class Page(BaseModel, Generic[T]):
    """A part of a list; `next` is null at its end."""

    items: list[T]
    next: str | None = Field(description="Give it as `after` to go on.")


def encode_cursor(of: str, *values: CursorValue) -> str:
    text = json.dumps([of, *values], separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode_cursor(
    of: str, text: str | None, *types: type | tuple[type, ...]
) -> tuple[CursorValue, ...] | None:
    """The values of a cursor made for `of`, each of the type said; None when there is no cursor.

    Raises Problem (`invalid-cursor`).
    """
    if text is None:
        return None
    try:
        raw = json.loads(base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):  # not ours, or cut
        raise invalid_cursor() from None
    if not isinstance(raw, list) or len(raw) != 1 + len(types) or raw[0] != of:
        raise invalid_cursor()
    for value, kind in zip(raw[1:], types, strict=True):
        if not isinstance(value, kind) or isinstance(value, bool):
            raise invalid_cursor()
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise invalid_cursor()
        if isinstance(value, str) and "\x00" in value:
            raise invalid_cursor()
    return tuple(raw[1:])


def after_id(of: str, text: str | None) -> int | None:
    """The cursor of a list that goes by id."""
    values = decode_cursor(of, text, int)
    return None if values is None else int(values[0] or 0)


def after_text(of: str, text: str | None) -> str | None:
    """The cursor of a list that goes by one text key."""
    values = decode_cursor(of, text, str)
    return None if values is None else str(values[0])


def invalid_cursor() -> Problem:
    return Problem(
        "invalid-cursor",
        "`after` takes the `next` of the page before, of the same list in the same order.",
        errors=[FieldError(where="query.after", what="not a cursor of this list")],
    )


def page_of(rows: Sequence[R], limit: int, shape: Callable[[R], T], cursor: Callable[[R], str]) -> Page[T]:
    """A page from up to `limit + 1` rows: the one too many only says that there is more."""
    shown = rows[:limit]
    more = len(rows) > limit
    return Page(items=[shape(row) for row in shown], next=cursor(shown[-1]) if more else None)
