"""`tallydock gateway`: MQTT into the ledger, in the foreground."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from gateway.ingest import hub_clock
from gateway.service import Gateway, serve
from gateway.steps import At, pass_by
from tallydock.settings import AllProblems, Settings
from tallydock.settings_error import SettingsError


def run(
    settings: Settings,
    ready_file: Path | None,
    *,
    clock: Callable[[], datetime] = hub_clock,
    at: At = pass_by,
) -> None:
    """Until SIGTERM or SIGINT. `ready_file` is made once it is subscribed. Raises SettingsError.

    The clock and the steps on the way are a drill's to change.
    """
    AllProblems().check(settings.need_dsn, settings.need_broker_url, settings.need_broker_ca)
    password = settings.broker_password
    try:
        gateway = Gateway(
            settings.need_dsn(),
            settings.need_broker_url(),
            name=settings.gateway_name,
            group=settings.gateway_group,
            username=settings.broker_username,
            password=None if password is None else password.get_secret_value(),
            ca_file=None if settings.broker_ca is None else str(settings.broker_ca),
            clock=clock,
            at=at,
            on_ready=ready_file.touch if ready_file is not None else lambda: None,
        )
    except ValueError as error:  # the broker's address
        raise SettingsError(f"TALLYDOCK_BROKER_URL: {error}") from error
    serve(gateway)
