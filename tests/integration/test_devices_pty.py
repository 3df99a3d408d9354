"""Devices on real pseudo-terminals: plugged in, unplugged, disturbed."""

import queue
import random
import threading
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest

from devices.codecs import codec_for
from devices.codes.epc import encode_sgtin96
from devices.commands import Command, StartInventory, Tare, Zero
from devices.driver import Driver
from devices.events import DeviceEvent, DeviceInfo, Garbage, InventoryEnd, ScaleStatus, Scan, TagRead, Weight
from devices.simulators.faults import Fault, FaultKind, FaultPlan
from devices.simulators.module_pair import ModulePair
from devices.simulators.rfid import RfidSimulator
from devices.simulators.scale import ScaleProtocol, ScaleSimulator
from devices.simulators.scanner import ScannerSimulator
from devices.transports import TransportLostError, open_transport

PATIENCE_S = 120.0


class Host:
    """A driver and all that it hands on."""

    def __init__(self, link: Path, protocol: str) -> None:
        self.events: queue.Queue[DeviceEvent] = queue.Queue()
        self.states: queue.Queue[tuple[str, str]] = queue.Queue()
        self.driver = Driver(
            link.name,
            codec_for(protocol),
            partial(open_transport, str(link)),
            lambda _device, event, _at_ns: self.events.put(event),
            lambda _device, state, reason: self.states.put((state, reason)),
            rng=random.Random(1),
        )
        self.driver.start()

    def state(self, wanted: str) -> str:
        """Waits until it is so; the reason."""
        until = time.monotonic() + PATIENCE_S
        while True:
            state, reason = self.states.get(timeout=max(0.0, until - time.monotonic()))
            if state == wanted:
                return reason

    def event(self, matches: Callable[[DeviceEvent], bool]) -> DeviceEvent:
        """Waits for the first event that matches."""
        until = time.monotonic() + PATIENCE_S
        while True:
            event = self.events.get(timeout=max(0.0, until - time.monotonic()))
            if matches(event):
                return event

    def scan(self) -> Scan:
        event = self.event(lambda event: isinstance(event, Scan))
        assert isinstance(event, Scan)
        return event

    def settled(self, grams: Decimal) -> Weight:
        event = self.event(lambda e: isinstance(e, Weight) and e.stable and e.grams == grams)
        assert isinstance(event, Weight)
        return event

    def tell(self, command: Command) -> None:
        assert self.driver.send(command)


@pytest.fixture
def host() -> Iterator[Callable[[Path, str], Host]]:
    hosts: list[Host] = []

    def connect(link: Path, protocol: str) -> Host:
        hosts.append(Host(link, protocol))
        return hosts[-1]

    yield connect
    for each in hosts:
        each.driver.stop()


Connect = Callable[[Path, str], Host]


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[ScannerSimulator]:
    simulator = ScannerSimulator(tmp_path / "dock-1-scanner")
    yield simulator
    simulator.close()


def test_a_scan_arrives(scanner: ScannerSimulator, host: Connect) -> None:
    dock = host(scanner.pty.link, "line-scanner")
    dock.state("connected")
    assert scanner.scan("010950600013435210AB\x1d21X", "]C1")
    assert dock.scan() == Scan("010950600013435210AB\x1d21X", "]C1")
    assert dock.driver.connected


def test_a_scanner_that_was_unplugged_and_plugged_in_again_goes_on(
    scanner: ScannerSimulator, host: Connect
) -> None:
    dock = host(scanner.pty.link, "line-scanner")
    dock.state("connected")
    scanner.scan("BEFORE")
    assert dock.scan() == Scan("BEFORE")
    scanner.pty.unplug()
    assert str(scanner.pty.link) in dock.state("disconnected")
    assert not scanner.scan("LOST")
    scanner.pty.plug()
    dock.state("connected")
    assert scanner.scan("AFTER")
    assert dock.scan() == Scan("AFTER")
    assert dock.driver.counters.reconnects == 1


def test_a_device_that_comes_late_is_found(tmp_path: Path, host: Connect) -> None:
    dock = host(tmp_path / "late", "line-scanner")
    assert "late" in dock.state("disconnected")
    simulator = ScannerSimulator(tmp_path / "late")
    try:
        dock.state("connected")
        assert simulator.scan("HERE")
        assert dock.scan() == Scan("HERE")
    finally:
        simulator.close()


def test_half_a_code_before_the_plug_was_pulled_is_not_glued_to_the_next(
    tmp_path: Path, host: Connect
) -> None:
    simulator = ScannerSimulator(tmp_path / "s", faults=FaultPlan((Fault(0, "half_frame"),)))
    try:
        dock = host(simulator.pty.link, "line-scanner")
        dock.state("connected")
        assert not simulator.scan("9506000134352", "]E0")
        simulator.pty.unplug()
        simulator.pty.plug()
        dock.state("connected")
        simulator.scan("2112345678900", "]E0")
        assert dock.scan() == Scan("2112345678900", "]E0")
    finally:
        simulator.close()


def test_noise_is_counted_and_the_scan_behind_it_arrives(tmp_path: Path, host: Connect) -> None:
    simulator = ScannerSimulator(tmp_path / "s", faults=FaultPlan((Fault(0, "noise_before"),), seed=3))
    try:
        dock = host(simulator.pty.link, "line-scanner")
        dock.state("connected")
        assert simulator.scan("9506000134352", "]E0")
        assert isinstance(dock.event(lambda event: isinstance(event, Garbage)), Garbage)
        assert dock.scan() == Scan("9506000134352", "]E0")
        assert dock.driver.counters.garbage_bytes > 0
        assert dock.driver.counters.frames == 1
    finally:
        simulator.close()


@pytest.fixture(params=["mt-sics", "and-st-gs"])
def protocol(request: pytest.FixtureRequest) -> ScaleProtocol:
    chosen: ScaleProtocol = request.param
    return chosen


@pytest.fixture
def scale(tmp_path: Path, protocol: ScaleProtocol) -> Iterator[ScaleSimulator]:
    simulator = ScaleSimulator(tmp_path / "scale", protocol, random.Random(7), frames_per_s=20)
    simulator.start()
    yield simulator
    simulator.close()


def test_what_lies_on_the_scale_is_weighed(
    scale: ScaleSimulator, protocol: ScaleProtocol, host: Connect
) -> None:
    bench = host(scale.pty.link, protocol)
    bench.settled(Decimal(0))
    scale.put(Decimal("250.0"))
    assert not isinstance(bench.event(lambda e: isinstance(e, Weight) and not e.stable), Garbage)
    bench.settled(Decimal("250.0"))
    scale.put(Decimal("50.0"))
    bench.settled(Decimal("300.0"))
    scale.take(Decimal("300.0"))
    bench.settled(Decimal(0))


def test_a_scale_is_tared_and_zeroed(scale: ScaleSimulator, protocol: ScaleProtocol, host: Connect) -> None:
    bench = host(scale.pty.link, protocol)
    scale.put(Decimal("100.0"))
    bench.settled(Decimal("100.0"))
    bench.tell(Tare())
    bench.event(lambda e: isinstance(e, ScaleStatus) and e.code == "tare_ok")
    bench.settled(Decimal(0))
    scale.put(Decimal("20.0"))
    bench.settled(Decimal("20.0"))
    bench.tell(Zero())
    bench.event(lambda e: isinstance(e, ScaleStatus) and e.code == "zero_ok")
    bench.settled(Decimal(0))


def test_a_scale_that_lost_power_says_so_and_weighs_on(tmp_path: Path, host: Connect) -> None:
    simulator = ScaleSimulator(tmp_path / "scale", "mt-sics", random.Random(7), frames_per_s=20)
    simulator.start()
    try:
        bench = host(simulator.pty.link, "mt-sics")
        simulator.put(Decimal("100.0"))
        bench.settled(Decimal("100.0"))
        simulator.restart()
        bench.event(lambda e: e == DeviceInfo("restarted", "SIM0000001"))
        bench.settled(Decimal(0))  # what lay there is its new zero
    finally:
        simulator.close()


def test_a_disturbed_scale_never_settles_on_what_was_not_there(
    tmp_path: Path, protocol: ScaleProtocol, host: Connect
) -> None:
    faults = FaultPlan(
        (*(Fault(frame, "flipped_bit") for frame in range(4, 60, 3)), Fault(5, "noise")), seed=11
    )
    simulator = ScaleSimulator(tmp_path / "s", protocol, random.Random(7), frames_per_s=50, faults=faults)
    simulator.put(Decimal("123.4"))
    simulator.start()
    try:
        bench = host(simulator.pty.link, protocol)
        settled = []
        while len(settled) < 20:
            event = bench.event(lambda e: isinstance(e, Weight) and e.stable)
            assert isinstance(event, Weight)
            settled.append(event.grams)
        assert set(settled) == {Decimal("123.4")}
        assert len(faults.done) > 10
    finally:
        simulator.close()


@pytest.mark.parametrize(("direction", "first"), [("in", 1), ("out", 2)])
def test_tags_that_pass_a_dock_are_read_on_one_side_and_then_on_the_other(
    tmp_path: Path, host: Connect, direction: str, first: int
) -> None:
    simulator = RfidSimulator(tmp_path / "portal", "r2000-a0", random.Random(5))
    simulator.start()
    try:
        portal = host(simulator.pty.link, "r2000-a0")
        portal.driver.send(StartInventory((1, 2)))
        portal.state("connected")
        portal.event(lambda e: isinstance(e, InventoryEnd))
        epcs = [encode_sgtin96("09506000134352", serial, 7) for serial in (1, 2, 3)]
        due = simulator.pass_through(epcs, "in" if direction == "in" else "out", duration_s=0.6)
        reads: list[TagRead] = []
        while len(reads) < len(due):
            event = portal.event(lambda e: isinstance(e, TagRead))
            assert isinstance(event, TagRead)
            reads.append(event)
        assert sorted((r.epc, r.antenna) for r in reads) == sorted((a.epc, a.antenna) for a in due)
        for epc in epcs:
            sides = [read.antenna for read in reads if read.epc == epc]
            assert sides[0] == first
            assert sides[-1] == 3 - first
    finally:
        simulator.close()


@pytest.mark.parametrize("kind", ["flipped_bit", "half_frame", "noise"])
def test_a_reader_whose_end_of_round_came_damaged_is_not_blind_for_what_passes_then(
    tmp_path: Path, host: Connect, kind: FaultKind
) -> None:
    faults = FaultPlan((Fault(2, kind),), seed=3)  # at an empty door each frame ends a round
    simulator = RfidSimulator(tmp_path / "portal", "r2000-a0", random.Random(5), faults=faults)
    simulator.start()
    try:
        portal = host(simulator.pty.link, "r2000-a0")
        portal.driver.send(StartInventory((1, 2)))
        portal.state("connected")
        until = time.monotonic() + PATIENCE_S
        while not faults.done:
            assert time.monotonic() < until
            time.sleep(0.01)
        simulator.pass_through([encode_sgtin96("09506000134352", 1, 7)], "in")
        sides: set[int] = set()
        while sides != {1, 2}:
            event = portal.event(lambda e: isinstance(e, TagRead))
            assert isinstance(event, TagRead)
            sides.add(event.antenna)
    finally:
        simulator.close()


def test_a_door_of_two_modules_is_passed_from_one_to_the_other(tmp_path: Path, host: Connect) -> None:
    pair = ModulePair(tmp_path / "outside", tmp_path / "inside", random.Random(5))
    pair.start()
    try:
        sides = [host(tmp_path / name, "magicrf-bb") for name in ("outside", "inside")]
        for side in sides:
            side.driver.send(StartInventory((1,)))
            side.state("connected")
            side.event(lambda e: isinstance(e, InventoryEnd))
        assert pair.host_connected
        due = pair.pass_through([encode_sgtin96("09506000134352", 1, 7)], "out", duration_s=0.6)
        for antenna, side in enumerate(sides, start=1):
            for _ in [answer for answer in due if answer.antenna == antenna]:
                side.event(lambda e: isinstance(e, TagRead))
        assert [answer.antenna for answer in due][:: len(due) - 1] == [2, 1]
    finally:
        pair.close()


def test_a_module_with_one_antenna_reads_too(tmp_path: Path, host: Connect) -> None:
    simulator = RfidSimulator(tmp_path / "gate", "magicrf-bb", random.Random(5))
    simulator.start()
    try:
        gate = host(simulator.pty.link, "magicrf-bb")
        gate.state("connected")
        gate.tell(StartInventory((1,)))
        simulator.add_stray("E2004074850A0103163070E1", every_s=0.05)
        read = gate.event(lambda e: isinstance(e, TagRead))
        assert isinstance(read, TagRead)
        assert (read.epc, read.antenna) == ("E2004074850A0103163070E1", 1)
    finally:
        simulator.close()


def test_the_inventory_goes_on_after_the_reader_was_unplugged(tmp_path: Path, host: Connect) -> None:
    simulator = RfidSimulator(tmp_path / "portal", "r2000-a0", random.Random(5))
    simulator.start()
    try:
        portal = host(simulator.pty.link, "r2000-a0")
        portal.driver.send(StartInventory((1, 2)))
        portal.state("connected")
        simulator.pty.unplug()
        portal.state("disconnected")
        simulator.pty.plug()
        portal.state("connected")
        simulator.add_stray("E2004074850A0103163070E1", every_s=0.05)
        portal.event(lambda e: isinstance(e, TagRead))
    finally:
        simulator.close()


def test_two_who_want_the_same_line_are_told(scanner: ScannerSimulator) -> None:
    first = open_transport(str(scanner.pty.link))
    try:
        with pytest.raises(TransportLostError, match="dock-1-scanner"):
            open_transport(str(scanner.pty.link))
    finally:
        first.close()


def test_a_driver_that_waits_for_bytes_stops_at_once(scanner: ScannerSimulator, host: Connect) -> None:
    dock = host(scanner.pty.link, "line-scanner")
    dock.state("connected")
    dock.driver.stop()  # a driver that went on waiting would raise TimeoutError
    assert not dock.driver.connected
    assert "device dock-1-scanner" not in {thread.name for thread in threading.enumerate()}


def wakings(prefix: str) -> dict[str, int]:
    """How often each thread of such a name has waited and gone on, by the kernel's own count."""
    counts = {}
    for thread in threading.enumerate():
        if thread.name.startswith(prefix) and thread.native_id is not None:
            status = Path(f"/proc/self/task/{thread.native_id}/status").read_text(encoding="ascii")
            counts[thread.name] = int(status.partition("\nvoluntary_ctxt_switches:")[2].split()[0])
    return counts


def test_three_idle_devices_cost_next_to_nothing(tmp_path: Path, host: Connect) -> None:
    simulators = [ScannerSimulator(tmp_path / f"s{number}") for number in range(3)]
    try:
        for simulator in simulators:
            host(simulator.pty.link, "line-scanner").state("connected")
        until = time.monotonic() + PATIENCE_S
        while True:
            began, before = time.monotonic(), wakings("device ")
            time.sleep(1.0)
            woke = {name: count - before[name] for name, count in wakings("device ").items()}
            assert len(woke) == 3
            # on a busy machine threads also wait for each other; one that polls is never quiet
            if max(woke.values()) <= 5 * (time.monotonic() - began):
                break
            assert time.monotonic() < until, woke
    finally:
        for simulator in simulators:
            simulator.close()
