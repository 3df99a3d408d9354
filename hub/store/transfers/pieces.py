"""The pieces of a transfer, by their serial numbers: planned, under way, and what became of them.

Whoever changes them has the transfer's row locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import psycopg
from psycopg.rows import TupleRow

from hub.store import queries

_Q = queries.load("transfer_pieces")
Connection = psycopg.Connection[TupleRow]
Became = Literal["received", "back", "lost"]


class Piece(NamedTuple):
    """``became`` None: planned, or under way."""

    line: int
    serial: str
    became: Became | None


def plan(conn: Connection, transfer_id: int, planned: Sequence[tuple[int, str]]) -> None:
    """These (line, serial number), instead of any before."""
    conn.execute(_Q["unplan"], {"id": transfer_id})
    if planned:
        values = {
            "id": transfer_id,
            "lines": [line for line, _ in planned],
            "serials": [serial for _, serial in planned],
        }
        conn.execute(_Q["plan"], values)


def became(conn: Connection, transfer_id: int, found: Sequence[tuple[int, str, Became]]) -> None:
    if found:
        values = {
            "id": transfer_id,
            "lines": [line for line, _, _ in found],
            "serials": [serial for _, serial, _ in found],
            "became": [what for _, _, what in found],
        }
        conn.execute(_Q["became"], values)


def of(conn: Connection, transfer_id: int) -> list[Piece]:
    """By line and serial number."""
    return [Piece(*row) for row in conn.execute(_Q["of"], {"id": transfer_id})]
