"""Somebody who keeps looking at the books, as a dashboard does, and notes when each movement shows there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import psycopg

from tallydock.drill import books

_LOOK_EVERY_S = 0.1
_LATE_IDS = 5_000
"""A movement may show after others with higher numbers: several gateways commit side by side."""


class Viewer:
    """Looks from ``start`` to ``stop``; ``on_look`` is called after each look, on its thread."""

    def __init__(self, dsn: str) -> None:
        self.on_look: Callable[[Mapping[str, datetime]], None] = lambda _shown: None
        self._dsn = dsn
        self._shown: dict[str, datetime] = {}
        self._newest = 0
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._run, name="viewer", daemon=True)

    def start(self) -> None:
        if not self._thread.is_alive():
            self._thread.start()

    def stop(self) -> None:
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(15)

    def _run(self) -> None:
        conn: psycopg.Connection[Any] | None = None
        while not self._ending.wait(_LOOK_EVERY_S):
            try:
                if conn is None or conn.closed:
                    conn = psycopg.connect(self._dsn, autocommit=True, connect_timeout=5)
                found = books.serials_after(conn, self._newest - _LATE_IDS)
            except psycopg.OperationalError:  # it is being killed: who looks then sees nothing new
                continue
            seen_at = datetime.now(UTC)
            for number, serial in found:
                self._shown.setdefault(serial, seen_at)
                self._newest = max(self._newest, number)
            self.on_look(self._shown)
        if conn is not None:
            conn.close()
