"""Is a batch of the agent whose name it bears, or of a copy of it (ADR 9)?

When an agent is copied, or restored from an old image, two outboxes count on from one number. What the books
cannot take without doubt is kept whole for a person to decide, and answered for, so that it does not come for
ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from gateway.reception import Arrived, Refusal
from gateway.translation import UnfitError
from gateway.wire import codec
from gateway.wire.evidence import is_across_a_stop
from gateway.wire.messages import Movement
from hub.domain.ledger import Entry
from hub.store import digests, movements, quarantine
from hub.store.agents import Connection, Epoch
from hub.store.alarms import NewAlarm
from hub.store.movements import Told

REUSED: Final = "sequence-reused"
FORGOTTEN: Final = "sequence-forgotten"
SUPERSEDED: Final = "epoch-superseded"
OLD_COPY: Final = "old-copy"
_LEANING: Final = (
    "a difference to what was remembered from before the start, of an outbox in which a number was"
    " used twice: what was counted meanwhile may be in the books already. Count that place"
)
_TWICE: Final = (
    "another outbox with this agent's name has told the same: the same device, at the same microsecond. It is"
    " in the books; discard it"
)
_SUSPICIOUS: Final = (REUSED, SUPERSEDED, OLD_COPY)


def doubt(batch: Arrived, epoch: Epoch) -> Refusal | None:
    """Why a batch with a new number is not applied; None when there is no doubt of it.

    An outbox that a newer one took the place of seals nothing any more. What it sealed before, and was still
    on its way when its file was lost, is as good as any.
    """
    if batch.doubtful:
        detail = (
            "an outbox that was restored from an old copy held these events unsent: they may have been sent"
            " before the copy took its place. Look in the books before you replay them"
        )
        return _refusal(batch, OLD_COPY, detail)
    if epoch.superseded_at is None or batch.sent < epoch.superseded_at:
        return None
    detail = (
        f"sealed at {batch.sent:%Y-%m-%d %H:%M:%S} UTC in epoch {batch.epoch}, and since"
        f" {epoch.superseded_at:%Y-%m-%d %H:%M:%S} UTC there is a newer outbox with this agent's name."
        " Find out which of them is right"
    )
    return _refusal(batch, SUPERSEDED, detail)


def others(
    conn: Connection,
    repeated: Sequence[tuple[int, Arrived | Refusal]],
    taken_now: Mapping[tuple[int, int], bytes],
    at: datetime,
) -> list[Refusal]:
    """Of batches whose numbers were taken, by their epoch ids, those that are not what was taken.

    ``taken_now``: digests of this transaction's own, by (epoch id, seq). What somebody has decided about
    before is counted there, and no more.
    """
    kept = digests.find(conn, (_key(one) for one in repeated if _key(one) not in taken_now))
    found: list[Refusal] = []
    for epoch_id, one in repeated:
        known = kept.get((epoch_id, one.seq or 0))
        digest = taken_now.get((epoch_id, one.seq or 0)) or (known.digest if known else None)
        if digest == one.digest or (known is not None and known.never_kept):
            continue
        if not _was_held(conn, one, at):
            found.append(_reused(one) if digest else _forgotten(one))
    return found


def before_them(
    conn: Connection, received: Iterable[Arrived | Refusal], epochs: Mapping[tuple[int, str], Epoch]
) -> dict[tuple[int, int], bytes]:
    """Digests by (epoch id, seq) of what was taken, where a batch comes that names it."""
    asked = set()
    for one in received:
        if isinstance(one, Arrived) and one.previous:
            epoch, before = epochs[one.agent.id, one.epoch], one.seq - 1
            if before == epoch.upto or before in epoch.beyond:
                asked.add((epoch.id, before))
    found = digests.find(conn, asked)
    return {key: known.digest for key, known in found.items() if known.digest is not None}


def reused(refused: Iterable[Refusal]) -> set[tuple[int, str]]:
    """Agents and epochs in which a number was used twice: two outboxes have counted on from one state."""
    return {(one.agent.id, one.epoch) for one in refused if one.reason == REUSED and one.agent and one.epoch}


class Doubted(NamedTuple):
    """A movement that may have been told before. ``torn``: its epoch has had a number used twice."""

    batch: Arrived
    idx: int
    event: Movement
    entry: Entry
    torn: bool


def sift(conn: Connection, doubted: Sequence[Doubted]) -> Iterator[tuple[Doubted, UnfitError | None]]:
    """Each with what is against it: both outboxes may hold what their agent had unsent when it was copied.

    What was in both bears one time of one device, and is known by that, under whatever numbers it comes.
    """
    by_agent: dict[int, list[Told]] = {}
    for one in doubted:
        by_agent.setdefault(one.batch.agent.id, []).append(_told(one))
    booked = {(agent, told) for agent, all_ in by_agent.items() for told in movements.told(conn, agent, all_)}
    said_by: dict[tuple[int, Told], Arrived] = {}
    for one in doubted:
        key = one.batch.agent.id, _told(one)
        first = said_by.setdefault(key, one.batch)
        if one.torn and is_across_a_stop(one.event.evidence):
            yield one, UnfitError(OLD_COPY, _LEANING)
        elif key in booked or first is not one.batch:
            yield one, UnfitError(OLD_COPY, _TWICE)
        else:
            yield one, None


def _told(one: Doubted) -> Told:
    event, entry = one.event, one.entry
    # from where the goods left a bench is the books' word, not the device's
    source_id = entry.source_id if entry.via_id is None else entry.via_id
    return Told(
        event.device, event.at, entry.item_id, source_id, entry.destination_id, entry.lot, entry.serial
    )


def suspect(refusals: Iterable[Refusal], foreign: Iterable[Arrived]) -> dict[str, NewAlarm]:
    """Alarms, by subject, that these raise: two agents seem to have one identity."""
    found: dict[str, NewAlarm] = {}
    for batch in foreign:
        subject = f"{batch.agent.site}/{batch.agent.code}"
        detail = (
            f"batch {batch.seq} of epoch {batch.epoch} does not fit the one that was taken before or behind"
            " it: two outboxes with this agent's name count on. What both have told is in the books once"
        )
        found[subject] = NewAlarm(subject, detail, batch.agent.site_id)
    for refusal in refusals:
        if refusal.agent is not None and refusal.reason in _SUSPICIOUS:
            subject = f"{refusal.agent.site}/{refusal.agent.code}"
            detail = f"{refusal.reason}: {refusal.detail}"[:500]
            found.setdefault(subject, NewAlarm(subject, detail, refusal.agent.site_id))
    return found


def _key(numbered: tuple[int, Arrived | Refusal]) -> tuple[int, int]:
    epoch_id, one = numbered
    return epoch_id, one.seq or 0


def _was_held(conn: Connection, one: Arrived | Refusal, at: datetime) -> bool:
    """Is it in quarantine, or was it? Then it is counted there: an operator may have applied it already."""
    if one.agent is None or one.epoch is None or one.seq is None:
        return False
    for held_id, payload in quarantine.with_number(conn, one.agent.id, one.epoch, one.seq):
        if codec.digest_of(codec.unsigned(payload)[0]) == one.digest:
            quarantine.came_again(conn, held_id, at)
            return True
    return False


def _reused(one: Arrived | Refusal) -> Refusal:
    detail = (
        f"another batch was taken as {one.seq} of epoch {one.epoch}: this agent was copied, or restored from"
        " an old image. Find out which of them is right before you replay this one"
    )
    return _refusal(one, REUSED, detail)


def _forgotten(one: Arrived | Refusal) -> Refusal:
    detail = (
        f"batch {one.seq} of epoch {one.epoch} was settled so long ago that nobody knows any more whether"
        " it was this one. Look in the books before you replay it"
    )
    return _refusal(one, FORGOTTEN, detail)


def _refusal(one: Arrived | Refusal, reason: str, detail: str) -> Refusal:
    return Refusal(one.topic, one.payload, reason, detail, one.agent, one.epoch, one.seq, digest=one.digest)
