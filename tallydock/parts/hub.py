"""`tallydock hub`: the HTTP API under uvicorn."""

from __future__ import annotations

import uvicorn

from hub.api.app import create_app
from hub.api.settings import ApiSettings
from tallydock.settings import Settings
from tallydock.stack.layout import need_port


def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    dsn = settings.need_dsn()
    need_port(settings.hub_host, settings.hub_port, "the hub", "TALLYDOCK_HUB_PORT")
    uvicorn.run(
        create_app(ApiSettings(dsn=dsn)),
        host=settings.hub_host,
        port=settings.hub_port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )
