"""Gateway processes to be measured, on a database and a broker that are there."""

from __future__ import annotations

import contextlib
import multiprocessing
import threading
from collections.abc import Iterator
from multiprocessing.synchronize import Event

import paho.mqtt.client as mqtt

from gateway.service import Gateway, serve
from tallydock.bench.sender import address, client
from tallydock.services.errors import ServiceError
from tallydock.stack.core import Core

_SAYS_ITS_VERSION = "$SYS/broker/version"
_ANSWER_S = 1.0


def can_share(broker_url: str) -> bool:
    """Whether replicas may share a subscription: on mosquitto. The embedded broker's router dies of it."""
    said = threading.Event()
    asker = client("bench-who-are-you")
    asker.on_connect = lambda connected, *_: connected.subscribe(_SAYS_ITS_VERSION)
    asker.on_message = lambda _, __, message: said.set() if b"mosquitto" in message.payload else None
    asker.connect(*address(broker_url))
    asker.loop_start()
    try:
        return said.wait(_ANSWER_S)
    finally:
        asker.disconnect()
        asker.loop_stop()


def _serve(dsn: str, broker_url: str, name: str, group: str | None, ready: Event) -> None:
    serve(Gateway(dsn, broker_url, name=name, group=group, on_ready=ready.set))


@contextlib.contextmanager
def running(
    dsn: str, broker_url: str, site: str, count: int = 1, *, group: str | None = None
) -> Iterator[None]:
    """So many of them, subscribed. Raises ServiceError."""
    context = multiprocessing.get_context("spawn")
    names = [f"{site}-gateway-{number}-of-{count}" for number in range(1, count + 1)]
    ready = [context.Event() for _ in names]
    processes = [
        context.Process(target=_serve, args=(dsn, broker_url, name, group, event), name=name)
        for name, event in zip(names, ready, strict=True)
    ]
    for process in processes:
        process.start()
    try:
        if not all(event.wait(60) for event in ready):
            raise ServiceError("a gateway did not start", where=broker_url, do="see what it wrote above")
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join(30)
            if process.is_alive():
                process.kill()
                process.join()
        for name in names:
            _end_session(broker_url, name)


@contextlib.contextmanager
def without(core: Core) -> Iterator[None]:
    """While others are measured: its gateway would take what is sent to them for a stranger's, and keep it in
    quarantine, on the same cores."""
    core.gateway.stop()
    _end_session(core.broker_url, core.gateway.name)
    try:
        yield
    finally:
        core.start_gateway()


def _end_session(broker_url: str, name: str) -> None:
    """Else the broker would go on queueing for one that never comes back, beside the next measurement."""
    ended = threading.Event()
    last = client(name)
    last.on_connect = lambda *_: ended.set()
    with contextlib.suppress(OSError):
        last.connect(*address(broker_url), clean_start=mqtt.MQTT_CLEAN_START_FIRST_ONLY)
        last.loop_start()
        ended.wait(_ANSWER_S)
        last.disconnect()
        last.loop_stop()
