"""`tallydock broker`: a broker in the foreground, started again when it no longer answers."""

from __future__ import annotations

import signal
import threading

from tallydock.i18n import _
from tallydock.services.broker import choose_broker
from tallydock.settings import Settings
from tallydock.stack.layout import Layout

HEALTH_EVERY_S = 5.0


def run(settings: Settings) -> None:
    """Until SIGTERM or SIGINT."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    layout = Layout(settings.var_dir.absolute())
    layout.make()
    broker = choose_broker(layout.broker, settings.broker_port, prefer=settings.broker_kind)
    broker.start()
    print(_("{broker} listens at {url}").format(broker=broker.name, url=broker.url), flush=True)
    try:
        while not stop.wait(HEALTH_EVERY_S):
            if not broker.healthy():
                print(_("the broker does not answer; starting it again"), flush=True)
                broker.restart()
    finally:
        broker.stop()
