"""Brings payloads into the database: all in one transaction; one by one when something in them is bad.

An error that has to do with the connection is the caller's to wait out. An error that has to do with the
data is found by applying each payload alone, and that payload is quarantined, so that it cannot block the
ones behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import psycopg
import structlog
from psycopg.rows import TupleRow

from gateway import states
from gateway.ingest import Applied, Ingest, hub_clock
from gateway.reception import Arrived, Delivery, Refusal, receive
from gateway.steps import AFTER_COMMIT, At, pass_by
from hub.domain.ledger import EntryError
from hub.store.errors import StoreError
from hub.store.pool import connect

log = structlog.get_logger()
BAD_DATA = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.ProgrammingError,
    psycopg.NotSupportedError,
    EntryError,
    StoreError,
)


class Applier:
    """Owns one connection, made when it is needed. Raises psycopg.OperationalError while there is none."""

    def __init__(self, dsn: str, *, clock: Callable[[], datetime] = hub_clock, at: At = pass_by) -> None:
        self._dsn = dsn
        self._clock = clock
        self._at = at
        self._ingest = Ingest(clock, at)
        self._conn: psycopg.Connection[TupleRow] | None = None

    def apply(self, deliveries: Sequence[Delivery]) -> Applied:
        """Committed when it returns; nothing is when it raises."""
        try:
            applied = self._ingest.apply(self._connection(), deliveries)
            self._at(AFTER_COMMIT)
            return applied
        except psycopg.OperationalError:
            self.close()
            raise
        except BAD_DATA as error:
            if len(deliveries) == 1:
                applied = self._quarantine(deliveries[0], error)
                self._at(AFTER_COMMIT)
                return applied
        applied = Applied(recorded_at=self._clock())
        for delivery in deliveries:
            applied.add(self.apply([delivery]))
        return applied

    def apply_state(self, delivery: Delivery) -> states.Standing | None:
        """What an agent says of itself; one that cannot be stored is logged; the next follows soon."""
        try:
            return states.apply(self._connection(), delivery, self._clock())
        except psycopg.OperationalError:
            self.close()
            raise
        except BAD_DATA as error:
            log.error("state-not-stored", topic=delivery.topic, error=str(error))
            return None

    def close(self) -> None:
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    def _connection(self) -> psycopg.Connection[TupleRow]:
        if self._conn is None or self._conn.closed:
            self._conn = connect(self._dsn, application="tallydock-gateway", autocommit=True)
            log.info("database-connected")
        return self._conn

    def _quarantine(self, delivery: Delivery, error: Exception) -> Applied:
        log.error("payload-refused-by-database", topic=delivery.topic, error=str(error))
        conn = self._connection()

        def refused(received: Arrived | Refusal) -> Refusal:
            text = str(error).replace("\0", "").splitlines()[0]
            return Refusal(
                delivery.topic,
                delivery.payload,
                "database",
                text,
                received.agent,
                received.epoch,
                received.seq,
                digest=received.digest,
            )

        with conn.transaction():
            known = self._ingest.agents(conn, [delivery])
            return self._ingest.apply_received(conn, [refused(receive(delivery, known))], self._clock())
