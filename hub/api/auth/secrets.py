"""Passwords, badges, PINs and tokens: how they are made, kept and compared.

A kept secret is `scrypt$n$r$p$<salt b64>$<hash b64>` (RFC 7914). The packing station verifies the same
format without the hub, so the parameters stay in the text and may be raised for new secrets at any time.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets

SCRYPT_N = 2**14
SCRYPT_R = 8
SCRYPT_P = 1
_SALT_BYTES = 16
_HASH_BYTES = 32
_MAX_MEMORY_BYTES = 128 * 1024 * 1024
TOKEN_PREFIX = "td_"  # noqa: S105 - so that a token is known for one where it leaks


def hash_secret(secret: str) -> str:
    """The text to keep for a secret; another one at each call, for the salt is new."""
    salt = secrets.token_bytes(_SALT_BYTES)
    digest = _scrypt(secret, salt, SCRYPT_N, SCRYPT_R, SCRYPT_P)
    return "$".join(["scrypt", str(SCRYPT_N), str(SCRYPT_R), str(SCRYPT_P), _b64(salt), _b64(digest)])


def verify_secret(secret: str, kept: str) -> bool:
    """Whether `secret` is the one that `kept` was made of; compared in constant time.

    Raises ValueError if `kept` is not in the format above.
    """
    name, *rest = kept.split("$")
    if name != "scrypt" or len(rest) != 5:
        raise ValueError("not a scrypt hash")
    n, r, p = (int(part) for part in rest[:3])
    try:
        salt, digest = (base64.b64decode(part, validate=True) for part in rest[3:])
    except binascii.Error as error:
        raise ValueError("not a scrypt hash") from error
    return hmac.compare_digest(_scrypt(secret, salt, n, r, p, len(digest)), digest)


def _scrypt(secret: str, salt: bytes, n: int, r: int, p: int, length: int = _HASH_BYTES) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, n=n, r=r, p=p, maxmem=_MAX_MEMORY_BYTES, dklen=length)


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def new_token() -> str:
    """An opaque bearer token with 256 random bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    # 256 random bits cannot be guessed, so a fast hash is enough here
    return hashlib.sha256(token.encode()).digest()


def new_password() -> str:
    """Twenty characters without those that are mistaken for each other, in groups."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def new_badge() -> str:
    """What is printed on a badge as a barcode (Code 128)."""
    letters = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
    return "TDB-" + "".join(secrets.choice(letters) for _ in range(20))
