"""What came under each batch's number, as a short digest: looked up only for numbers that come again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import psycopg

from hub.store import queries
from hub.store.arrays import literal

DIGEST_BYTES = 8
_Q = queries.load("digests")


class Run(NamedTuple):
    """Digests of neighbouring batches of an epoch from ``first_seq`` on, one behind the other."""

    epoch_id: int
    first_seq: int
    digests: bytes


class Known(NamedTuple):
    """``digest`` None: nothing is known, no longer or, if ``never_kept``, because this number is older than
    the keeping of digests."""

    digest: bytes | None
    never_kept: bool


def keep(conn: psycopg.Connection[Any], runs: Sequence[Run], at: datetime) -> None:
    if runs:
        values = {
            "epoch_ids": literal(run.epoch_id for run in runs),
            "first_seqs": literal(run.first_seq for run in runs),
            "digests": [run.digests for run in runs],
            "at": at,
        }
        conn.execute(_Q["keep"], values)


def find(conn: psycopg.Connection[Any], wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Known]:
    """By (epoch id, seq)."""
    asked = sorted(set(wanted))
    if not asked:
        return {}
    values = {
        "epoch_ids": literal(epoch_id for epoch_id, _ in asked),
        "seqs": literal(seq for _, seq in asked),
        "size": DIGEST_BYTES,
    }
    with conn.cursor(binary=True) as cursor:
        return {
            (epoch_id, seq): Known(digest, digest is None and seq <= undigested_upto)
            for epoch_id, seq, digest, undigested_upto in cursor.execute(_Q["find"], values)
        }


def delete_older(conn: psycopg.Connection[Any], *, before: datetime) -> int:
    """How many rows there were."""
    return conn.execute(_Q["delete_older"], {"before": before}).rowcount
