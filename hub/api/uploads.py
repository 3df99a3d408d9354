"""A file as the raw body of a request."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Request


async def _whole_body(request: Request) -> bytes:
    # the middleware stops what is too long
    return b"".join([chunk async for chunk in request.stream()])


RawBody = Annotated[bytes, Depends(_whole_body)]
"""Name it after the role: then a body is only read when its sender may send it."""


def body_of(*media_types: str) -> dict[str, object]:
    """For OpenAPI: the operation takes a file of one of these types as its body."""
    schema = {"schema": {"type": "string", "format": "binary"}}
    return {"requestBody": {"required": True, "content": dict.fromkeys(media_types, schema)}}
