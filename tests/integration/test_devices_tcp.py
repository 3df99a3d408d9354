"""A device behind a serial server: raw TCP."""

import queue
import socket
from collections.abc import Iterator

import pytest

from devices.codecs import codec_for
from devices.driver import Driver
from devices.events import DeviceEvent, Scan
from devices.transports import TransportLostError, open_transport


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(120)
        yield listening


def url(server: socket.socket) -> str:
    return f"socket://127.0.0.1:{server.getsockname()[1]}"


def test_a_scan_arrives_over_tcp_and_again_after_the_server_hung_up(server: socket.socket) -> None:
    events: queue.Queue[DeviceEvent] = queue.Queue()
    states: queue.Queue[str] = queue.Queue()
    driver = Driver(
        "dock-1",
        codec_for("line-scanner"),
        lambda: open_transport(url(server)),
        lambda _device, event, _at_ns: events.put(event),
        lambda _device, state, _reason: states.put(state),
    )
    driver.start()
    try:
        for code in ("FIRST", "SECOND"):
            connection, _ = server.accept()
            with connection:
                assert states.get(timeout=120) == "connected"
                connection.sendall(code.encode() + b"\r\n")
                assert events.get(timeout=120) == Scan(code)
            assert states.get(timeout=120) == "disconnected"
    finally:
        driver.stop()
    assert driver.counters.reconnects >= 1


def test_a_server_that_is_not_there_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = url(listening)
    with pytest.raises(TransportLostError, match=r"socket://127\.0\.0\.1"):
        open_transport(address)
