"""`tallydock edge`: one agent, without a screen."""

from __future__ import annotations

from edge.agent import Agent, AgentSettings
from tallydock import __version__
from tallydock.settings import Settings


def agent_settings(settings: Settings) -> AgentSettings:
    """Raises SettingsError for whatever of it is not set."""
    site, agent = settings.need_identity()
    password = settings.broker_password
    return AgentSettings(
        site=site,
        agent=agent,
        key=settings.need_agent_key(),
        broker_url=settings.need_broker_url(),
        state_dir=settings.var_dir.absolute() / "agents" / agent,
        device_dir=settings.device_dir,
        outbox_max_bytes=settings.outbox_max_bytes,
        version=__version__,
        broker_username=settings.broker_username,
        broker_password=None if password is None else password.get_secret_value(),
        ca_file=settings.broker_ca,
    )


def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    Agent(agent_settings(settings)).run_forever()
