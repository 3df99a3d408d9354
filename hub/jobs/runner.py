"""Runs the housekeeping again and again beside the API, whatever happens to the database meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

import psycopg
import structlog

from hub.jobs import counting, transfers
from hub.jobs.housekeeping import run_due
from hub.jobs.months import close_months

log = structlog.get_logger("hub.jobs")
# away, or somebody is about to migrate it: the next round finds it again
NOT_THERE = (psycopg.OperationalError, psycopg.errors.UndefinedTable)
Transaction = Callable[[], AbstractContextManager[psycopg.Connection[Any]]]


class HousekeepingThread(threading.Thread):
    """One round every `interval_s` seconds until `stop` is set."""

    def __init__(
        self,
        transaction: Transaction,
        clock: Callable[[], datetime],
        stop: threading.Event,
        *,
        interval_s: float,
        agent_silent_after_s: float,
        idempotency_lifetime_s: int,
    ) -> None:
        super().__init__(name="housekeeping", daemon=True)
        self._transaction = transaction
        self._clock = clock
        self._stop_wanted = stop
        self._interval_s = interval_s
        self._agent_silent_after_s = agent_silent_after_s
        self._idempotency_lifetime_s = idempotency_lifetime_s

    def run(self) -> None:
        while not self._stop_wanted.wait(self._interval_s):
            self._round()

    def _round(self) -> None:
        try:
            with self._transaction() as conn:
                done = run_due(
                    conn,
                    self._clock(),
                    agent_silent_after_s=self._agent_silent_after_s,
                    idempotency_lifetime_s=self._idempotency_lifetime_s,
                )
            months_closed = close_months(self._transaction, self._clock(), stop=self._stop_wanted.is_set)
            counts = counting.run_due(self._transaction, self._clock())
            transfers.remind(self._transaction, self._clock())
        except NOT_THERE as error:
            log.warning("housekeeping put off", error=str(error))
            return
        if done or months_closed or counts:
            log.info(
                "housekeeping",
                tokens_deleted=done.tokens_deleted,
                answers_deleted=done.answers_deleted,
                digests_deleted=done.digests_deleted,
                agents_gone=done.agents_gone,
                agents_back=done.agents_back,
                items_with_closed_months=months_closed,
                counts_planned=counts.planned,
                shelves_off=counts.shelves_off,
                counts_settled=counts.settled,
            )


class CountsThread(threading.Thread):
    """Judges what terminals counted, soon after it came, until `stop` is set."""

    def __init__(
        self,
        transaction: Transaction,
        clock: Callable[[], datetime],
        stop: threading.Event,
        *,
        interval_s: float,
    ) -> None:
        super().__init__(name="counts", daemon=True)
        self._transaction = transaction
        self._clock = clock
        self._stop_wanted = stop
        self._interval_s = interval_s

    def run(self) -> None:
        while not self._stop_wanted.wait(self._interval_s):
            try:
                judged = counting.judge_results(
                    self._transaction, self._clock(), stop=self._stop_wanted.is_set
                )
            except NOT_THERE as error:
                log.warning("counts put off", error=str(error))
                continue
            if judged:
                log.info("counts", taken_up=judged)


class ProductionThread(threading.Thread):
    """Books what terminals say was made, soon after it came, until `stop` is set.

    ``take_up`` does one round, and gives how many it has booked or refused.
    """

    def __init__(self, take_up: Callable[[], int], stop: threading.Event, *, interval_s: float) -> None:
        super().__init__(name="production", daemon=True)
        self._take_up, self._stop_wanted, self._interval_s = take_up, stop, interval_s

    def run(self) -> None:
        while not self._stop_wanted.wait(self._interval_s):
            try:
                done = self._take_up()
            except NOT_THERE as error:
                log.warning("production put off", error=str(error))
                continue
            if done:
                log.info("production", taken_up=done)
