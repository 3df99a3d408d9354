"""Messages to bytes and back, signed.

A payload is the JSON of a message, a line feed, and the hex HMAC-SHA256 of (topic, NUL, JSON) under the
agent's key: it survives any broker or bridge as one blob, and binds the message to its topic. The brokers
that carry it need not be trusted with the books (ADR 3).
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import TypeVar

import msgspec

from gateway.wire.messages import MAX_PAYLOAD_BYTES, VERSION, AnyEvent, Batch, BatchHeader

DIGEST_BYTES = 8
_SIGNATURE_LENGTH = 64
T = TypeVar("T")


class WireError(ValueError):
    """A payload that cannot be taken. `reason` is one of a few stable words, `detail` is for people."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


_encoder = msgspec.json.Encoder(decimal_format="string")
_event_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)
_batch_decoder = msgspec.json.Decoder(Batch)
_header_decoder = msgspec.json.Decoder(BatchHeader)


def digest_of(body: bytes) -> bytes:
    """What a batch is known by later, DIGEST_BYTES long: two that differ have the same once in 2^64."""
    return sha256(body).digest()[:DIGEST_BYTES]


def signature(topic: str, body: bytes, key: bytes) -> bytes:
    """64 hex digits."""
    return hmac.new(key, topic.encode() + b"\0" + body, sha256).hexdigest().encode()


def encode(message: msgspec.Struct, topic: str, key: bytes) -> bytes:
    body = _encoder.encode(message)
    return body + b"\n" + signature(topic, body, key)


def encode_event(event: AnyEvent) -> bytes:
    return _encoder.encode(event)


def unsigned(payload: bytes) -> tuple[bytes, bytes | None]:
    """(body, signature) of a payload; no trust in either yet."""
    if len(payload) > _SIGNATURE_LENGTH and payload[-_SIGNATURE_LENGTH - 1 : -_SIGNATURE_LENGTH] == b"\n":
        return payload[: -_SIGNATURE_LENGTH - 1], payload[-_SIGNATURE_LENGTH:]
    return payload, None


def verify(payload: bytes, topic: str, key: bytes) -> bytes:
    """The body of a payload that bears the key's signature. Raises WireError 'oversized' or 'signature'."""
    if len(payload) > MAX_PAYLOAD_BYTES:
        raise WireError("oversized", f"{len(payload)} bytes; at most {MAX_PAYLOAD_BYTES} are taken")
    body, signed = unsigned(payload)
    if signed is None:
        raise WireError("signature", "the payload bears no signature line")
    if not hmac.compare_digest(signed, signature(topic, body, key)):
        raise WireError("signature", "the signature is not that of the agent's key for this topic")
    return body


def decode(body: bytes, kind: type[T]) -> T:
    """A message of the wire. Raises WireError 'malformed' or 'version'."""
    try:
        message = msgspec.json.decode(body, type=kind)
    except msgspec.DecodeError as error:
        raise WireError("malformed", str(error)) from error
    version = getattr(message, "v", VERSION)
    if version != VERSION:
        raise WireError("version", f"version {version} is not spoken here; {VERSION} is")
    return message


def decode_header(body: bytes) -> BatchHeader:
    """Whose batch it is, events undecoded. Raises WireError 'malformed' or 'version'."""
    try:
        header = _header_decoder.decode(body)
    except msgspec.DecodeError as error:
        raise WireError("malformed", str(error)) from error
    if header.v != VERSION:
        raise WireError("version", f"version {header.v} is not spoken here; {VERSION} is")
    return header


def decode_batch(body: bytes) -> Batch:
    """A whole batch at once, the fast way. Raises WireError; decode_header then tells what can be saved."""
    try:
        batch = _batch_decoder.decode(body)
    except msgspec.DecodeError as error:
        raise WireError("malformed", str(error)) from error
    if batch.v != VERSION:
        raise WireError("version", f"version {batch.v} is not spoken here; {VERSION} is")
    return batch


def decode_event(raw: bytes | msgspec.Raw) -> AnyEvent:
    try:
        return _event_decoder.decode(raw)
    except msgspec.DecodeError as error:
        raise WireError("malformed", str(error)) from error
