"""Where import and replay work: what the settings name, a running `tallydock up`, or parts of their own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator

from hub.store.migrate import migrate
from tallydock.services.postgres import EmbeddedPostgres
from tallydock.settings import Settings
from tallydock.stack import running
from tallydock.stack.core import run_core
from tallydock.stack.hub_client import HubClient
from tallydock.stack.layout import Layout
from tallydock.stack.parts import Parts

from .replay import House


@contextlib.contextmanager
def database(settings: Settings) -> Iterator[str]:
    """The DSN of a database with Tallydock's schema. Raises ServiceError."""
    layout = Layout(settings.var_dir.absolute())
    if settings.dsn is not None:
        dsn = settings.need_dsn()
        migrate(dsn)
        yield dsn
    elif (up := running.find(layout)) is not None:
        yield up.dsn
    else:
        layout.make()
        with layout.locked():
            postgres = EmbeddedPostgres(layout.postgres, layout.run, log_file=layout.log_of("postgres"))
            postgres.start()
            try:
                migrate(postgres.dsn)
                yield postgres.dsn
            finally:
                postgres.stop()


@contextlib.contextmanager
def whole(settings: Settings, first_admin: Callable[[str, str], None]) -> Iterator[House]:
    """Database, broker, gateway and hub: those of a running `up`, or new ones for the time being.

    A database and a broker that the settings name are taken, with a gateway and a hub of our own beside
    whichever there are. `first_admin` is told login and password where the first administrator had to be
    made. Raises ServiceError.
    """
    layout = Layout(settings.var_dir.absolute())
    up = None if settings.dsn is not None else running.find(layout)
    if up is not None:
        client = HubClient(up.dsn, up.hub_url)
        try:
            yield House(up.dsn, layout, Parts(layout, up.broker_url, settings.log_level), client)
        finally:
            client.close()
        return
    dsn = None if settings.dsn is None else settings.dsn.get_secret_value()
    with run_core(
        settings.var_dir, dsn=dsn, broker_url=settings.broker_url, prefer=settings.broker_kind
    ) as core:
        if core.first_admin is not None:
            first_admin(*core.first_admin)
        yield House(core.dsn, core.layout, core.parts, core.hub)
