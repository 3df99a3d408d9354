"""One way to run any device, without a wire."""

import queue
import random
import threading
import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from devices.codecs import codec_for
from devices.commands import StartInventory, Tare, UnsupportedCommandError, Zero
from devices.driver import Driver
from devices.events import DeviceEvent, Scan, Weight
from devices.transports import TransportLostError
from devices.transports.loopback import LoopbackTransport


def until(true: Callable[[], bool], within_s: float = 120.0) -> None:
    end = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.002)


class Bench:
    """A driver on lines that a test hands out one by one; none left means: unplugged."""

    def __init__(self, protocol: str, lines: int = 1) -> None:
        self.lines = [LoopbackTransport() for _ in range(lines)]
        self.opened: list[LoopbackTransport] = []
        self.tried_at: list[float] = []
        self.events: queue.Queue[tuple[str, DeviceEvent, int]] = queue.Queue()
        self.states: list[tuple[str, str]] = []
        self.driver = Driver(
            "bench-1",
            codec_for(protocol),
            self._open,
            lambda *said: self.events.put(said),
            lambda _device, state, reason: self.states.append((state, reason)),
            rng=random.Random(1),
        )

    def _open(self) -> LoopbackTransport:
        self.tried_at.append(time.monotonic())
        if len(self.opened) == len(self.lines):
            raise TransportLostError("nothing is plugged in")
        self.opened.append(self.lines[len(self.opened)])
        return self.opened[-1]


def test_events_come_with_the_device_and_the_time() -> None:
    bench = Bench("line-scanner")
    bench.driver.start()
    before_ns = time.monotonic_ns()
    bench.lines[0].arrive(b"9506000")
    bench.lines[0].arrive(b"134352\r")
    device, event, at_ns = bench.events.get(timeout=120)
    assert (device, event) == ("bench-1", Scan("9506000134352"))
    assert before_ns <= at_ns <= time.monotonic_ns()
    bench.driver.stop()
    assert bench.states == [("connected", ""), ("disconnected", "stopped")]


def test_a_lost_line_is_opened_again_and_the_device_greeted_again() -> None:
    bench = Bench("mt-sics", lines=2)
    bench.driver.start()
    # and whatever more it asks when this machine stands still for a while
    until(lambda: bytes(bench.lines[0].sent).startswith(b"I4\r\n"))
    bench.lines[0].unplug()
    until(lambda: bytes(bench.lines[1].sent).startswith(b"I4\r\n"))
    bench.lines[1].arrive(b'I4 A "B1"\r\n')
    until(lambda: bytes(bench.lines[1].sent).startswith(b"I4\r\nSIR\r\n"))
    bench.driver.stop()
    assert [state for state, _ in bench.states] == ["connected", "disconnected"] * 2
    assert bench.driver.counters.reconnects == 1


def test_it_tries_ever_more_rarely_and_says_only_once_that_nothing_is_there() -> None:
    bench = Bench("line-scanner", lines=0)
    bench.driver.start()
    until(lambda: len(bench.tried_at) >= 4)
    bench.driver.stop()
    waits_s = [later - earlier for earlier, later in zip(bench.tried_at, bench.tried_at[1:], strict=False)]
    assert waits_s[0] >= 0.1
    assert waits_s[1] >= 0.2
    assert waits_s[2] >= 0.4
    assert bench.states == [("disconnected", "nothing is plugged in")]


def test_a_command_goes_out_while_there_is_a_line() -> None:
    bench = Bench("mt-sics")
    assert bench.driver.send(Tare()) is False
    bench.driver.start()
    until(lambda: bench.driver.connected)
    assert bench.driver.send(Zero()) is True
    assert bytes(bench.lines[0].sent).startswith(b"I4\r\n")
    assert bytes(bench.lines[0].sent).endswith(b"Z\r\n")
    with pytest.raises(UnsupportedCommandError):
        bench.driver.send(StartInventory())
    bench.driver.stop()


def test_a_wish_that_lasts_is_said_when_the_reader_comes() -> None:
    bench = Bench("magicrf-bb")
    assert bench.driver.send(StartInventory((1,))) is False
    bench.driver.start()
    until(lambda: bytes(bench.lines[0].sent).startswith(bytes.fromhex("bb0027000322ffff4a7e")))
    bench.driver.stop()


def test_a_scale_that_fell_silent_is_asked_again() -> None:
    bench = Bench("mt-sics")
    bench.driver.start()
    until(lambda: bytes(bench.lines[0].sent).startswith(b"I4\r\nSIR\r\n"))
    bench.driver.stop()


def test_counters_tell_frames_from_garbage() -> None:
    bench = Bench("and-st-gs")
    bench.driver.start()
    bench.lines[0].arrive(b"S    20.7g  \r\n" + b"ST,GS    20.7g  \r\n" * 2)
    until(lambda: bench.driver.counters.frames == 2)
    assert bench.driver.counters.garbage_bytes == 14
    bench.driver.stop()
    events = [bench.events.get_nowait()[1] for _ in range(3)]
    assert events[1:] == [
        Weight(Decimal("20.7"), "g", False, "gross"),
        Weight(Decimal("20.7"), "g", True, "gross"),
    ]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_in_who_listens_is_not_swallowed() -> None:
    line = LoopbackTransport()

    def listener(_device: str, _event: DeviceEvent, _at_ns: int) -> None:
        raise RuntimeError("the listener is broken")

    driver = Driver("bench-1", codec_for("line-scanner"), lambda: line, listener)
    driver.start()
    line.arrive(b"X\r")
    until(lambda: driver.failure is not None)
    with pytest.raises(RuntimeError, match="listener is broken"):
        driver.stop()
    assert "device bench-1" not in {thread.name for thread in threading.enumerate()}
