"""From payloads to events that can be believed: who sent it, is it signed, what does it say. Pure.

Whatever cannot be taken becomes a Refusal with a stable word for its reason; these words are the API's too:

    topic, unknown-agent, disabled, oversized, signature, malformed, version, agent-mismatch

A batch that can be taken keeps its payload: whether it is a repetition is for `gateway.identity` to say.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from gateway.wire import codec, topics
from gateway.wire.codec import WireError
from gateway.wire.messages import MAX_BATCH_EVENTS, AnyEvent, BatchHeader
from hub.store.agents import TrustedAgent

# PostgreSQL's text cannot hold it, however it is written in JSON
_NUL = b"\\u0000"


class Delivery(NamedTuple):
    """``opened``: what was made of it as it came, with its agent as known by then; to be believed only while
    the agent is the same, its key included."""

    topic: str
    payload: bytes
    opened: Arrived | None = None


class Refusal(NamedTuple):
    """A payload, or with ``idx`` one event of it, that is kept with its reason.

    ``agent``, ``epoch`` and ``seq`` are what is known of it; with a ``seq`` it is signed, and counts as
    taken, so that the agent does not send it for ever.
    """

    topic: str
    payload: bytes
    reason: str
    detail: str
    agent: TrustedAgent | None = None
    epoch: str | None = None
    seq: int | None = None
    idx: int | None = None
    digest: bytes = b""


class Arrived(NamedTuple):
    """A batch of a trusted agent; events by their place in it, ``spoilt`` those that could not be read.

    ``digest`` is of its body: once its key is renewed, a batch that is sent again bears another signature.
    """

    topic: str
    agent: TrustedAgent
    epoch: str
    seq: int
    sent: datetime
    events: list[tuple[int, AnyEvent]]
    spoilt: list[Refusal]
    payload: bytes = b""
    digest: bytes = b""
    doubtful: bool = False
    previous: bytes = b""
    instance: str = ""


Agents = Mapping[tuple[str, str], TrustedAgent]


def address_of(topic: str) -> tuple[str, str] | None:
    """(site, agent) of an events topic."""
    address = topics.parse(topic)
    return None if address is None or address.channel != "up/events" else (address.site, address.agent)


def open_early(delivery: Delivery, agents: Agents) -> Delivery:
    """The same, and if it is one of these agents' batches opened, which spares its transaction the work."""
    early = _open(delivery, agents)
    return delivery._replace(opened=early) if isinstance(early, Arrived) else delivery


def receive(delivery: Delivery, agents: Agents) -> Arrived | Refusal:
    opened = delivery.opened
    if opened is not None and agents.get((opened.agent.site, opened.agent.code)) == opened.agent:
        return opened
    return _open(delivery, agents)


def _open(delivery: Delivery, agents: Agents) -> Arrived | Refusal:
    topic, payload, _ = delivery
    address = address_of(topic)
    if address is None:
        return Refusal(topic, payload, "topic", "no agent's events come by this topic")
    agent = agents.get(address)
    if agent is None:
        return Refusal(
            topic, payload, "unknown-agent", f"no agent {address[1]!r} at site {address[0]!r} is known"
        )
    if not agent.enabled:
        return Refusal(topic, payload, "disabled", f"agent {agent.code!r} is disabled", agent)
    try:
        body = codec.verify(payload, topic, agent.key)
    except WireError as error:
        if error.reason == "oversized" and _is_signed(payload, topic, agent.key):
            return _refusal(delivery, agent, codec.unsigned(payload)[0], error)
        return Refusal(topic, payload, error.reason, error.detail, agent)
    return open_body(delivery, body, agent)


def open_body(delivery: Delivery, body: bytes, agent: TrustedAgent) -> Arrived | Refusal:
    """A batch whose signature is known to be right."""
    if _NUL in body:
        return _event_by_event(delivery, body, agent)
    try:
        batch = codec.decode_batch(body)
    except WireError as error:
        if error.reason == "version":
            return _refusal(delivery, agent, body, error)
        return _event_by_event(delivery, body, agent)
    if batch.agent != agent.code:
        return _refusal(delivery, agent, body, _mismatch(batch.agent, agent))
    events = list(enumerate(batch.events))
    return Arrived(
        delivery.topic,
        agent,
        batch.epoch,
        batch.seq,
        batch.sent,
        events,
        [],
        delivery.payload,
        codec.digest_of(body),
        batch.doubtful,
        bytes.fromhex(batch.previous),
        batch.instance,
    )


def _event_by_event(delivery: Delivery, body: bytes, agent: TrustedAgent) -> Arrived | Refusal:
    try:
        header = codec.decode_header(body)
    except WireError as error:
        return _refusal(delivery, agent, body, error)
    if "\0" in header.epoch + header.instance:
        detail = "the name of the epoch, or of the agent's start, holds a NUL character"
        return _refusal(delivery, agent, body, WireError("malformed", detail))
    if header.agent != agent.code:
        return _refusal(delivery, agent, body, _mismatch(header.agent, agent))
    if len(header.events) > MAX_BATCH_EVENTS:
        detail = f"{len(header.events)} events; at most {MAX_BATCH_EVENTS} are taken"
        return _refusal(delivery, agent, body, WireError("oversized", detail))
    events: list[tuple[int, AnyEvent]] = []
    spoilt: list[Refusal] = []
    for idx, raw in enumerate(header.events):
        try:
            if _NUL in bytes(raw):
                raise WireError("malformed", "a text holds a NUL character, which cannot be kept")
            events.append((idx, codec.decode_event(raw)))
        except WireError as error:
            spoilt.append(
                Refusal(
                    delivery.topic,
                    bytes(raw),
                    error.reason,
                    error.detail,
                    agent,
                    header.epoch,
                    header.seq,
                    idx,
                )
            )
    return Arrived(
        delivery.topic, agent, header.epoch, header.seq, header.sent, events, spoilt, delivery.payload,
        codec.digest_of(body), header.doubtful, bytes.fromhex(header.previous), header.instance,
    )  # fmt: skip


def _mismatch(said: str, agent: TrustedAgent) -> WireError:
    return WireError("agent-mismatch", f"the batch says it is {said!r}'s, and came by {agent.code!r}'s topic")


def _refusal(delivery: Delivery, agent: TrustedAgent, body: bytes, error: WireError) -> Refusal:
    """A signed payload that cannot be taken; its key is read where that can be."""
    epoch, seq = None, None
    try:
        header = msgspec.json.decode(body, type=BatchHeader)
    except msgspec.DecodeError:
        pass
    else:
        if "\0" not in header.epoch:
            epoch, seq = header.epoch, header.seq
    return Refusal(
        delivery.topic,
        delivery.payload,
        error.reason,
        error.detail,
        agent,
        epoch,
        seq,
        digest=codec.digest_of(body),
    )


def _is_signed(payload: bytes, topic: str, key: bytes) -> bool:
    body, signed = codec.unsigned(payload)
    return signed is not None and hmac.compare_digest(signed, codec.signature(topic, body, key))
