"""`tallydock hub`: the HTTP API under uvicorn."""

from __future__ import annotations

import contextlib
import socket

import structlog
import uvicorn

from hub.api.app import create_app
from hub.api.purchasing.document.fonts import FontError, fonts
from hub.api.settings import ApiSettings
from tallydock.i18n import _
from tallydock.settings import Settings
from tallydock.settings_error import SettingsError
from tallydock.stack.layout import need_port

log = structlog.get_logger(__name__)


class _Server(uvicorn.Server):
    """Says where it listens, once it does."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            log.info("hub-listens", at=f"http://{self.config.host}:{self.config.port}")


def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT. Raises SettingsError, ServiceError."""
    dsn = settings.need_dsn()
    font = None if settings.pdf_font is None else str(settings.pdf_font)
    try:
        fonts(font)
    except FontError as error:
        raise SettingsError(f"TALLYDOCK_PDF_FONT: {error}") from error
    need_port(settings.hub_host, settings.hub_port, _("the hub"), "TALLYDOCK_HUB_PORT")
    server = _Server(
        uvicorn.Config(
            create_app(ApiSettings(dsn=dsn, pdf_font=font, public_url=settings.public_url)),
            host=settings.hub_host,
            port=settings.hub_port,
            log_config=None,  # into the same log as everything else
            log_level="warning",
            access_log=False,
            server_header=False,
        )
    )
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn has stopped in order, and raises it again
        server.run()
    if not server.started:
        raise SystemExit(1)
