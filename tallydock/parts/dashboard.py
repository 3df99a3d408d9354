"""`tallydock dashboard`: Streamlit in place of this process, so that signals reach it."""

from __future__ import annotations

import os

import dashboard.launch
from tallydock.i18n import _
from tallydock.settings import Settings
from tallydock.stack.layout import need_port


def run(settings: Settings) -> None:
    """Does not return."""
    hub_url = settings.need_hub_url()
    host, port = settings.dashboard_host, settings.dashboard_port
    need_port(host, port, _("the dashboard"), "TALLYDOCK_DASHBOARD_PORT")
    command = dashboard.launch.command(port, address=host)
    os.execve(command[0], command, dashboard.launch.environment(hub_url))  # noqa: S606 (our own command)
