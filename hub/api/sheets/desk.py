"""Where files are taken in, one after another, in a thread of the hub's own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated

import psycopg
import structlog
from fastapi import Depends, Request

from hub.api.clock import Clock
from hub.api.database import Database
from hub.api.problems import Problem, from_database_error
from hub.api.sheets.work import GivenUpError, UploadedFile, take_in
from hub.store import import_jobs
from hub.store.errors import StoreError
from hub.store.import_jobs import Ending

log = structlog.get_logger("hub.imports")

MAX_WAITING = 4
STOPPED = "The hub was stopped while it ran. Nothing of the file was saved: send it again."
BROKEN = "Something went wrong in the hub; its log has it. Nothing of the file was saved."


class _StoppedError(Exception):
    """The hub is being stopped."""


class ImportDesk:
    """One file at a time, so that two of one kind cannot cross; those that wait are held in memory."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._stop = threading.Event()
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="imports")
        self._room = threading.BoundedSemaphore(MAX_WAITING + 1)
        self._waiting: set[int] = set()

    def reserve(self) -> None:
        """Room for one more file. Raises Problem (`busy`)."""
        if not self._room.acquire(blocking=False):
            raise Problem(
                "busy",
                f"{MAX_WAITING} files wait already; send this one when they are done.",
                headers={"Retry-After": "10"},
            )

    def release(self) -> None:
        """Give reserved room back, unless a file was submitted for it."""
        self._room.release()

    def submit(self, upload: UploadedFile) -> None:
        """The file has reserved room; its job's row is committed."""
        self._waiting.add(upload.job_id)
        self._worker.submit(self._run, upload)

    def close(self) -> None:
        """What runs is rolled back; it and what waits is told to have failed."""
        self._stop.set()
        self._worker.shutdown(wait=True)

    def _run(self, upload: UploadedFile) -> None:
        self._waiting.discard(upload.job_id)
        try:
            self._take_in(upload)
        finally:
            self._room.release()

    def _take_in(self, upload: UploadedFile) -> None:
        def tell(step: str, done: int, total: int) -> None:
            if self._stop.is_set():
                raise _StoppedError
            with self._database.transaction() as conn:
                import_jobs.tell(conn, upload.job_id, step, rows_done=done, rows_total=total)
                # a copy, made in one step: requests add to it meanwhile
                import_jobs.still_waiting(conn, list(self._waiting))

        try:
            with self._database.transaction() as conn:
                take_in(conn, upload, tell, self._clock())
        except _StoppedError:
            self._fail(upload, STOPPED)
        except GivenUpError as error:
            log.warning("import given up", job=upload.job_id, error=str(error))
        except StoreError as error:
            self._fail(upload, f"{error}. Nothing of the file was saved.")
        except psycopg.Error as error:
            log.exception("import failed", job=upload.job_id)
            self._fail(upload, f"{from_database_error(error).detail} Nothing of the file was saved.")
        except Exception:  # the border: who waits for this file must be told that it will not come
            log.exception("import failed", job=upload.job_id)
            self._fail(upload, BROKEN)

    def _fail(self, upload: UploadedFile, detail: str) -> None:
        try:
            with self._database.transaction() as conn:
                ending = Ending(state="failed", reading={}, detail=detail)
                import_jobs.finish(conn, upload.job_id, ending, now=self._clock())
        except psycopg.Error:  # the housekeeping will find it silent, and say so
            log.exception("import's end not noted", job=upload.job_id)


async def _get_desk(request: Request) -> ImportDesk:
    desk: ImportDesk = request.app.state.import_desk
    return desk


Desk = Annotated[ImportDesk, Depends(_get_desk)]
