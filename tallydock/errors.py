"""The errors that are told to a person in words. Everything else is a bug, and shows as one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tallydock.settings import SettingsError

# by name, so that an edge agent need not have the hub's modules: what was never imported was never raised
_TOLD = (
    ("tallydock.services.errors", "ServiceError"),
    ("tallydock.retail.errors", "RetailError"),
    ("hub.store.errors", "StoreError"),
    ("hub.store.migrate", "MigrationError"),
    ("edge.outbox_file", "OutboxError"),
    ("edge.lock", "StateLockedError"),
    ("edge.connection", "BrokerUrlError"),
)


def _tellable() -> tuple[type[Exception], ...]:
    kinds: list[type[Exception]] = [SettingsError]
    for module, name in _TOLD:
        if module in sys.modules:
            kinds.append(getattr(sys.modules[module], name))
    return tuple(kinds)


def _database_errors() -> tuple[type[Exception], ...]:
    psycopg = sys.modules.get("psycopg")
    return () if psycopg is None else (psycopg.OperationalError,)


@contextmanager
def told() -> Iterator[None]:
    """End with status 1 and the error's own words where they were written for people."""
    try:
        yield
    except Exception as error:
        if isinstance(error, _database_errors()):
            text = f"the database cannot be used: {error}\n  what to do: see that it runs, and TALLYDOCK_DSN"
        elif isinstance(error, _tellable()):
            text = str(error)
        else:
            raise
        print(f"tallydock: {text}", file=sys.stderr)
        raise SystemExit(1) from None
