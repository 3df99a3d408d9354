"""How a person takes over an agent of the demonstration site that `up` runs on this machine."""

from __future__ import annotations

from tallydock.demo import floor
from tallydock.demo.keys import agent_key_file
from tallydock.settings import Settings
from tallydock.settings_error import SettingsError
from tallydock.stack import running
from tallydock.stack.layout import Layout


def as_demo_agent(settings: Settings, agent: str) -> Settings:
    """The settings with that agent's identity. Raises SettingsError when no `up` runs here."""
    if agent not in floor.AGENTS:
        raise SettingsError(f"there is no agent {agent!r}; there are {', '.join(floor.AGENTS)}")
    layout = Layout(settings.var_dir.absolute())
    up = running.find(layout)
    if up is None:
        raise SettingsError(
            f"no `tallydock up` runs on {layout.var}: start `tallydock up --without-agent {agent}` in another"
            " terminal, or set TALLYDOCK_VAR_DIR to the folder that it runs on"
        )
    return settings.model_copy(
        update={
            "broker_url": up.broker_url,
            "site": floor.SITE,
            "agent": agent,
            "agent_key": None,
            "agent_key_file": agent_key_file(layout.secrets, agent),
            "device_dir": layout.dev,
        }
    )
