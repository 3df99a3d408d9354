"""`tallydock edge`: one agent, without a screen."""

from __future__ import annotations

import os
import sys

import msgspec

from edge.agent_settings import AgentSettings
from edge.connection import BrokerOptions, BrokerUrlError, parse_broker_url
from edge.launch import VARIABLE, Launch
from tallydock import __version__
from tallydock.logs import LEVELS
from tallydock.settings import AllProblems, Settings
from tallydock.settings_error import SettingsError
from tallydock.stack.layout import make_folder


def agent_settings(settings: Settings) -> AgentSettings:
    """What an agent needs, with its folder made.

    Raises SettingsError for all that is not set or wrong, ServiceError when the folder cannot be used.
    """
    AllProblems().check(
        settings.need_site,
        settings.need_agent,
        settings.need_agent_key,
        settings.need_broker_ca,
        lambda: _need_address(settings),
    )
    agent = settings.need_agent()
    password = settings.broker_password
    checked = AgentSettings(
        site=settings.need_site(),
        agent=agent,
        key=settings.need_agent_key(),
        broker_url=settings.need_broker_url(),
        state_dir=settings.var_dir.absolute() / "agents" / agent,
        device_dir=settings.device_dir,
        outbox_max_bytes=settings.outbox_max_bytes,
        drain_events_per_s=settings.drain_events_per_s,
        version=__version__,
        broker_username=settings.broker_username,
        broker_password=None if password is None else password.get_secret_value(),
        ca_file=settings.broker_ca,
    )
    make_folder(checked.state_dir, mode=0o700)
    return checked


def _need_address(settings: Settings) -> None:
    try:
        parse_broker_url(BrokerOptions(settings.need_broker_url()))
    except BrokerUrlError as error:
        raise SettingsError(f"TALLYDOCK_BROKER_URL: {error}") from error


def run(settings: Settings, *, module: str = "edge") -> None:
    """Becomes `python -m edge`, which carries none of what only checks settings. Does not return."""
    checked = agent_settings(settings)
    from_file = settings.agent_key is None
    launch = Launch(
        site=checked.site,
        agent=checked.agent,
        broker_url=checked.broker_url,
        state_dir=str(checked.state_dir),
        device_dir=str(checked.device_dir),
        outbox_max_bytes=checked.outbox_max_bytes,
        drain_events_per_s=checked.drain_events_per_s,
        version=checked.version,
        log_level=LEVELS[settings.log_level],
        key=None if from_file else checked.key.hex(),
        key_path=str(settings.agent_key_file) if from_file else None,
        broker_username=checked.broker_username,
        broker_password=checked.broker_password,
        ca_file=None if checked.ca_file is None else str(checked.ca_file),
    )
    environment = {**os.environ, VARIABLE: msgspec.json.encode(launch).decode()}
    os.execve(sys.executable, [sys.executable, "-m", module], environment)  # noqa: S606 (our own command)
