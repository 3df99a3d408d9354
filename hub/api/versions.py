"""Two who change the same thing do not overwrite each other: whoever changes it says which version he saw.

An answer bears the version as its ETag; a change sends it back as If-Match (RFC 9110 section 13.1.1).
"""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header, Response

from hub.api.problems import Problem, WrongFields

_TAG = re.compile(r'^"?(\d{1,9})"?$')


async def _seen(
    if_match: Annotated[
        str | None,
        Header(alias="If-Match", max_length=40, description="The ETag of what you saw, or its `version`."),
    ] = None,
) -> int:
    """Raises Problem (`version-needed`, `validation`)."""
    if if_match is None:
        raise Problem(
            "version-needed",
            "Send the header `If-Match` with the ETag (or the `version`) of what you saw, "
            "so that nobody's change is lost.",
        )
    found = _TAG.match(if_match)
    if found is None:
        wrong = WrongFields()
        wrong.add("header.If-Match", "not an ETag of ours, which is a number in quotes")
        wrong.raise_if_any()
        raise AssertionError
    return int(found[1])


SeenVersion = Annotated[int, Depends(_seen)]


def tag(response: Response, version: int) -> None:
    response.headers["ETag"] = f'"{version}"'
