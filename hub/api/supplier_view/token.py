"""The token of a supplier's link: which link, whose, until when, and a signature that only the hub can make.

`tds_<payload>.<signature>`, both base64url: the payload is `<link>.<supplier>.<expires, Unix seconds>`, the
signature HMAC-SHA256 by the link's own key over the purpose and the payload. Pure.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime
from typing import Final, NamedTuple

PREFIX: Final = "tds_"
_PURPOSE: Final = b"tallydock supplier-link 1\x00"
_KEY_BYTES: Final = 32
_PAYLOAD: Final = re.compile(r"(\d{1,18})\.(\d{1,9})\.(\d{1,12})\Z", re.ASCII)
_MAX_CHARACTERS: Final = 200


class Claim(NamedTuple):
    """What a token says; nothing of it is true before ``is_signed`` says so."""

    link_id: int
    supplier_id: int
    expires_s: int
    payload: bytes
    signature: bytes


def new_key() -> bytes:
    return secrets.token_bytes(_KEY_BYTES)


def seconds(at: datetime) -> int:
    return int(at.astimezone(UTC).timestamp())


def make(key: bytes, link_id: int, supplier_id: int, expires_at: datetime) -> str:
    payload = f"{link_id}.{supplier_id}.{seconds(expires_at)}".encode()
    return f"{PREFIX}{_encoded(payload)}.{_encoded(_sign(key, payload))}"


def read(token: str) -> Claim | None:
    """None for what is no token of ours."""
    if not token.startswith(PREFIX) or len(token) > _MAX_CHARACTERS:
        return None
    parts = token.removeprefix(PREFIX).split(".")
    try:
        payload, signature = (_decoded(part) for part in parts)
        found = _PAYLOAD.match(payload.decode("ascii"))
    except ValueError:  # not two parts, not base64, not ASCII
        return None
    if found is None:
        return None
    link_id, supplier_id, expires_s = map(int, found.groups())
    return Claim(link_id, supplier_id, expires_s, payload, signature)


def is_signed(claim: Claim, key: bytes) -> bool:
    return hmac.compare_digest(_sign(key, claim.payload), claim.signature)


def _sign(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, _PURPOSE + payload, hashlib.sha256)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    """Raises ValueError."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("not base64url") from error
    if _encoded(data) != text:  # other spellings of the same bytes are no token of ours
        raise ValueError("not base64url as we write it")
    return data
