"""The hub's tables as the auditor reads them: with its own SQL, sharing no mistake with the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import psycopg

from tallydock.drill.keys import key_of

DAY_COLUMNS = (
    "qty_in",
    "qty_out",
    "value_in",
    "value_out",
    "units_sold",
    "cogs",
    "revenue",
    "cost_variance",
    "moment_qty",
    "moment_value",
)

_MOVEMENTS = """
select m.id, m.recorded_at, m.occurred_at, m.serial, m.document, i.sku, m.qty, m.kind,
    f.code, t.code, a.code, e.epoch, m.seq, m.idx, m.device, m.evidence
from movement m
join item i on i.id = m.item_id
join location f on f.id = m.source_id
join location t on t.id = m.destination_id
left join agent_epoch e on e.id = m.epoch_id
left join agent a on a.id = e.agent_id
order by m.id
"""
_BALANCES = """
select i.sku, l.code, sum(b.qty) from balance b
join item i on i.id = b.item_id join location l on l.id = b.location_id
group by i.sku, l.code
"""
_COSTS = "select i.sku, c.qty, c.value from item_cost c join item i on i.id = c.item_id"
_DAYS = f"select i.sku, d.day, {', '.join(DAY_COLUMNS)} from day_total d join item i on i.id = d.item_id"  # noqa: S608
_EPOCHS = """
select a.code, e.epoch, e.upto, e.beyond from agent_epoch e join agent a on a.id = e.agent_id order by e.id
"""
_HELD = "select topic, payload, reason, times from quarantine where status = 'held' order by id"
_FAULTS = """
select a.code, d.device, d.code, d.detail from device_event d join agent a on a.id = d.agent_id
where d.kind = 'fault' order by d.id
"""
_SERIALS = "select id, serial from movement where id > %s and serial is not null"
_UPTO = """
select e.upto from agent_epoch e join agent a on a.id = e.agent_id where a.code = %s and e.epoch = %s
"""


class BookedMovement(NamedTuple):
    id: int
    recorded_at: datetime
    occurred_at: datetime
    serial: str | None
    document: str | None
    sku: str
    qty: Decimal
    kind: str
    source: str
    destination: str
    agent: str | None
    epoch: str | None
    seq: int | None
    idx: int | None
    device: str | None
    evidence: dict[str, Any] | None

    @property
    def key(self) -> str | None:
        """The scan's serial, the posting's document, or what the shelf weighed before and after."""
        return key_of(self.serial, self.document, self.device, self.evidence)


class HeldMessage(NamedTuple):
    topic: str
    payload: bytes
    reason: str
    times: int


class ToldFault(NamedTuple):
    agent: str
    device: str
    code: str
    detail: str


class EpochState(NamedTuple):
    agent: str
    epoch: str
    upto: int
    beyond: list[int]


@dataclass(frozen=True, slots=True)
class Books:
    movements: list[BookedMovement]
    balances: dict[tuple[str, str], Fraction]
    costs: dict[str, tuple[Fraction, Fraction]]
    days: dict[tuple[str, date], dict[str, Fraction]]
    epochs: list[EpochState]
    held: list[HeldMessage]
    faults: list[ToldFault]


def read(dsn: str) -> Books:
    """All of it at one moment. Raises psycopg.Error."""
    with psycopg.connect(dsn) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return Books(
            [BookedMovement(*row) for row in conn.execute(_MOVEMENTS)],
            {(sku, place): Fraction(qty) for sku, place, qty in conn.execute(_BALANCES)},
            {sku: (Fraction(qty), Fraction(value)) for sku, qty, value in conn.execute(_COSTS)},
            {
                (row[0], row[1]): dict(zip(DAY_COLUMNS, map(Fraction, row[2:]), strict=True))
                for row in conn.execute(_DAYS)
            },
            [EpochState(*row) for row in conn.execute(_EPOCHS)],
            [HeldMessage(row[0], bytes(row[1]), *row[2:]) for row in conn.execute(_HELD)],
            [ToldFault(*row) for row in conn.execute(_FAULTS)],
        )


def found_keys(dsn: str) -> set[str]:
    """Serials and documents that are booked now. Raises psycopg.Error."""
    with psycopg.connect(dsn) as conn:
        return {row[0] for row in conn.execute("select coalesce(serial, document) from movement")}


def serials_after(conn: psycopg.Connection[Any], number: int) -> list[tuple[int, str]]:
    """Movements with a higher number than that, with their serials."""
    return conn.execute(_SERIALS, (number,)).fetchall()


def committed_upto(conn: psycopg.Connection[Any], agent: str, epoch: str) -> int:
    """How far an outbox is applied, as anybody may read it now; 0 where nothing is known of it."""
    row = conn.execute(_UPTO, (agent, epoch)).fetchone()
    return 0 if row is None else int(row[0])
