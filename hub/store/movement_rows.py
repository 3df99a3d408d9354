"""Movements in the binary format of COPY.

psycopg's write_row looks up a dumper for every value and takes every Decimal apart, which was a third of what
a transaction costs in Python. Here a row is one struct, amounts are made of the journal's whole numbers, and
words, which repeat from row to row, are remembered in their encoded form.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

import msgspec

from hub.domain.ledger import Entry, Outcome
from hub.store.errors import InvalidError

# https://www.postgresql.org/docs/current/sql-copy.html: signature, no flags, no header extension
HEADER: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER: Final = b"\xff\xff"
_NULL: Final = b"\xff\xff\xff\xff"
_COLUMNS: Final = 23
_REMEMBERED: Final = 20_000
_FIRST_DAY: Final = date(2000, 1, 1).toordinal()

_pack_length = struct.Struct("!i").pack
_pack_int4 = struct.Struct("!ii").pack
_pack_int8 = struct.Struct("!iq").pack
# how many columns, then those that are never null: recorded_at, id, occurred_at, site, item, from, to
_pack_head = struct.Struct("!hiqiqiqihiiiiii").pack
# numeric: its length; how many digits to the base 10000, weight, sign, scale; the digits
_pack_short = struct.Struct("!iHhHH4H").pack
_pack_long = struct.Struct("!iHhHH6H").pack
_NEGATIVE: Final = 0x4000
_pack_origin = struct.Struct("!iiiqih").pack  # epoch_id, seq, idx
_pack_jsonb = struct.Struct("!iB").pack  # length, version
_to_json = msgspec.json.Encoder().encode
T = TypeVar("T")


class _Remembered(dict[T | None, bytes]):
    """Fields by their value, null for None. It forgets all when it has grown large."""

    def __init__(self, encode: Callable[[T], bytes]) -> None:
        self._encode = encode

    def __missing__(self, value: T | None) -> bytes:
        if len(self) >= _REMEMBERED:
            self.clear()
        field = self[value] = _NULL if value is None else _field(self._encode(value))
        return field


def _field(encoded: bytes) -> bytes:
    return _pack_length(len(encoded)) + encoded


_texts: _Remembered[str] = _Remembered(str.encode)
_dates: _Remembered[date] = _Remembered(lambda day: _pack_length(day.toordinal() - _FIRST_DAY))


def amount(millionths: int) -> bytes:
    """A numeric with 6 decimals: four digits to the base 10000, or six, of which PostgreSQL strips the zeros
    at both ends. Raises InvalidError for more than 22 decimal digits."""
    sign = 0
    if millionths < 0:
        sign, millionths = _NEGATIVE, -millionths
    whole, decimals = divmod(millionths, 1_000_000)
    if whole < 100_000_000:
        return _pack_short(
            16, 4, 1, sign, 6, whole // 10_000, whole % 10_000, decimals // 100, decimals % 100 * 100
        )
    high, low = divmod(whole, 100_000_000)
    if high >= 100_000_000:
        raise InvalidError(f"{whole} is too large an amount for the books")
    return _pack_long(
        20, 6, 3, sign, 6,
        high // 10_000, high % 10_000, low // 10_000, low % 10_000, decimals // 100, decimals % 100 * 100,
    )  # fmt: skip


_amounts: _Remembered[int] = _Remembered(lambda millionths: amount(millionths)[4:])


def row(entry: Entry, outcome: Outcome, movement_id: int, recorded_us: int) -> bytes:
    """The columns of copy_movements, in its order. ``recorded_us``: hub.domain.calendar.microseconds."""
    (
        site_id, item_id, kind, _, source_id, destination_id, _, _, _, _, lot, serial, expiry,
        document, epoch_id, seq, idx, device, user_id, reverses, evidence, _, _,
    ) = entry  # fmt: skip
    occurred_us, qty, unit_cost, value, revenue = outcome
    json = _to_json(evidence) if evidence else None
    return b"".join((
        _pack_head(
            _COLUMNS, 8, recorded_us, 8, movement_id, 8, occurred_us,
            2, site_id, 4, item_id, 4, source_id, 4, destination_id,
        ),
        _texts[kind], _amounts[qty], _amounts[unit_cost], _amounts[value], _amounts[revenue],
        _texts[lot], _texts[serial], _dates[expiry], _texts[document],
        _NULL * 3 if epoch_id is None else _pack_origin(4, epoch_id, 8, seq, 2, idx),
        _texts[device],
        _NULL if user_id is None else _pack_int4(4, user_id),
        _NULL if reverses is None else _pack_int8(8, reverses),
        _NULL if json is None else _pack_jsonb(len(json) + 1, 1), json or b"",
    ))  # fmt: skip
