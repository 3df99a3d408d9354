"""An agent whose disk is full: it counts as long as it can, says so when it cannot, and forgets nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from devices.simulators.scanner import ScannerSimulator
from edge.agent import RUNNING, Agent, AgentSettings
from edge.outbox import Outbox, OutboxError
from gateway.wire.codec import decode_batch
from gateway.wire.messages import Command, DeviceConfig, Fault, Movement, Order
from tallydock.drill.disk import NoSmallDiskError, SmallDisk, small_disk
from tests.integration.edge_hub import KEY, Hub, wait_until
from tests.unit.edge.samples import movement, open_outbox

ROOT = Path(__file__).resolve().parents[2]
SCANNER = DeviceConfig(
    id="scanner",
    role="scanner",
    protocol="line-scanner",
    port="scanner",
    settings={"location": "DOCK-1", "mode": "RECEIVE"},
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[SmallDisk]:
    """Of 24 MB."""
    try:
        with small_disk(tmp_path / "disk", 24) as made:
            yield made
    except NoSmallDiskError as error:
        pytest.skip(str(error))


@pytest.fixture
def hub(broker_url: str, site_code: str) -> Iterator[Hub]:
    made = Hub(broker_url, site_code)
    yield made
    made.close()


class Bell:
    def __init__(self) -> None:
        self.rang: list[tuple[bool, str]] = []

    def on_feedback(self, _device: str, ok: bool, text: str) -> None:
        self.rang.append((ok, text))

    @property
    def taken(self) -> int:
        return sum(ok for ok, _ in self.rang)


def faults(hub: Hub, code: str) -> list[Fault]:
    return [event for event in hub.events if isinstance(event, Fault) and event.code == code]


@pytest.fixture
def scanner(tmp_path: Path) -> Iterator[ScannerSimulator]:
    made = ScannerSimulator(tmp_path / "dev/scanner")
    yield made
    made.close()


def make_agent(hub: Hub, broker_url: str, disk: SmallDisk) -> Agent:
    """With its state on the small disk, and its devices not."""
    return Agent(
        AgentSettings(
            site=hub.site,
            agent=hub.agent,
            key=KEY,
            broker_url=broker_url,
            state_dir=disk.folder / "state",
            device_dir=disk.folder.parent / "dev",
        )
    )


def ready(hub: Hub, broker_url: str, disk: SmallDisk, bell: Bell) -> Agent:
    """An agent at work."""
    agent = make_agent(hub, broker_url, disk)
    agent.indicators.append(bell)
    agent.start()
    hub.catalogue()
    hub.configure(SCANNER)
    wait_until(lambda: any(device.connected for device in agent.fleet.states()), "the scanner")
    wait_until(lambda: agent.state().catalog_version == 1, "the catalogue")
    return agent


def fill_up(outbox: Outbox, *, at_once: int = 200) -> int:
    """Until little is left of what it has reserved for itself; how many it has kept."""
    kept = 0
    with suppress(OutboxError):
        while kept < 50_000:
            outbox.put([movement(number) for number in range(kept, kept + at_once)]).result()
            kept += at_once
    assert kept < 50_000, "the disk did not fill"
    return kept


def scan_until_refused(scanner: ScannerSimulator, bell: Bell) -> None:
    while not bell.rang or bell.rang[-1][0]:
        heard = len(bell.rang)
        assert heard < 2000, "the disk did not fill"
        scanner.scan("85123A")
        wait_until(lambda: len(bell.rang) > heard, "an answer to the scan")  # noqa: B023


def test_counting_goes_on_while_the_hub_takes_what_is_counted(
    hub: Hub, broker_url: str, disk: SmallDisk, scanner: ScannerSimulator
) -> None:
    bell = Bell()
    agent = ready(hub, broker_url, disk, bell)
    disk.fill()
    for number in range(1, 401):
        scanner.scan("85123A")
        wait_until(lambda: len(bell.rang) == number, "an answer to the scan")  # noqa: B023
    assert bell.taken == 400
    hub.wait_for(lambda: len(hub.movements) == 400, "every one of them")
    wait_until(lambda: agent.outbox.totals.waiting == 0, "an outbox that has forgotten what the hub has")
    agent.stop()


def test_what_is_not_kept_is_said_and_what_was_kept_arrives_once_there_is_room(
    hub: Hub, broker_url: str, disk: SmallDisk, scanner: ScannerSimulator
) -> None:
    bell = Bell()
    agent = ready(hub, broker_url, disk, bell)
    hub.answers = False
    disk.fill()
    kept = fill_up(agent.outbox)
    scan_until_refused(scanner, bell)
    assert "NOT KEPT" in bell.rang[-1][1]
    assert f"Make room on the disk of {disk.folder}" in bell.rang[-1][1]
    hub.wait_for(lambda: hub.states[-1].not_kept_events > 0, "the state to say so")
    disk.free()
    hub.answers = True
    hub.command(Command(v=1, command="resend"))
    hub.wait_for(lambda: bool(faults(hub, "not-kept")), "what was lost")
    hub.wait_for(lambda: len(hub.movements) == kept + bell.taken, "all that was kept")
    lost = len(bell.rang) - bell.taken
    assert faults(hub, "not-kept")[0].detail.startswith(f"{lost} events lost")
    agent.stop()


def test_what_was_not_kept_is_told_although_the_agent_is_switched_off_at_once(
    hub: Hub, broker_url: str, disk: SmallDisk, scanner: ScannerSimulator
) -> None:
    bell = Bell()
    agent = ready(hub, broker_url, disk, bell)
    hub.answers = False
    disk.fill()
    fill_up(agent.outbox)
    scan_until_refused(scanner, bell)
    disk.free()
    agent.stop()
    hub.answers = True
    agent = make_agent(hub, broker_url, disk)
    agent.start()
    hub.wait_for(lambda: bool(faults(hub, "not-kept")), "what was lost")
    agent.stop()


def test_an_agent_that_starts_on_a_full_disk_delivers_what_is_sealed_and_the_rest_once_there_is_room(
    hub: Hub, broker_url: str, disk: SmallDisk
) -> None:
    state = disk.folder / "state"
    outbox = Outbox(state / "outbox.db", hub.site, hub.agent, lambda: datetime.now(UTC))
    outbox.put([movement(number) for number in range(3)]).result()
    outbox.seal()
    outbox.put([movement(number) for number in range(3, 5)]).result()
    disk.fill()
    outbox.close()
    disk.fill()
    agent = make_agent(hub, broker_url, disk)
    agent.start()
    hub.wait_for(lambda: len(hub.movements) == 3, "what was sealed")
    disk.free()
    hub.wait_for(lambda: len(hub.movements) == 5, "the rest")
    wait_until(lambda: agent.outbox.totals.waiting == 0, "an empty outbox")
    agent.stop()


def test_a_damaged_outbox_on_a_full_disk_is_kept_and_replaced_once_there_is_room(disk: SmallDisk) -> None:
    path = disk.folder / "state/outbox.db"
    open_outbox(path).close()
    damaged = b"no database" + bytes(1000)
    path.write_bytes(damaged)
    disk.fill()
    for _ in range(2):  # a service manager starts it again and again
        with pytest.raises(OutboxError, match=f"the disk is full.*Make room on the disk of {path.parent}"):
            open_outbox(path)
    disk.free()
    outbox = open_outbox(path)
    outbox.put([movement(1)]).result()
    outbox.close()
    assert [kept.read_bytes() for kept in path.parent.glob("outbox.damaged-*.db")] == [damaged]


def test_what_the_hub_sends_is_used_although_it_cannot_be_kept(
    hub: Hub, broker_url: str, disk: SmallDisk, scanner: ScannerSimulator
) -> None:
    agent = ready(hub, broker_url, disk, Bell())
    disk.fill()
    hub.orders(*(Order(number=f"SO-{number}", customer="x" * 200) for number in range(100)))
    wait_until(lambda: len(agent.orders()) == 100, "the orders")
    hub.wait_for(lambda: bool(faults(hub, "file-not-kept")), "the agent to say so")
    assert "tasks.json" in faults(hub, "file-not-kept")[0].detail
    disk.free()
    hub.orders(Order(number="SO-1"), version=2)
    wait_until(lambda: len(agent.orders()) == 1, "the new orders")
    agent.stop()
    assert "SO-1" in (disk.folder / "state" / "tasks.json").read_text()
    assert not list((disk.folder / "state").glob("*.new"))


def test_what_an_agent_has_to_say_while_nothing_can_be_kept_is_told_once_it_can(
    hub: Hub, broker_url: str, disk: SmallDisk
) -> None:
    path = disk.folder / "state/outbox.db"
    open_outbox(path).close()
    path.write_bytes(b"no database" + bytes(1000))
    agent = make_agent(hub, broker_url, disk)
    # a disk without room for the reserve
    agent.outbox._file._db.execute("vacuum")
    agent.outbox._file._db.execute("pragma max_page_count = 1")
    fill_up(agent.outbox, at_once=1)
    agent.start()
    agent.wait_idle()
    agent.outbox._file._db.execute("pragma max_page_count = 100000")
    hub.wait_for(lambda: bool(faults(hub, "outbox-damaged")), "the agent to say so")
    wait_until(lambda: bool(agent.outbox.states().get(RUNNING)), "the start to be noted")
    agent.stop()


def test_a_new_agent_on_a_full_disk_says_so_in_words(broker_url: str, disk: SmallDisk) -> None:
    disk.fill()
    told = subprocess.run(
        [sys.executable, "-m", "tallydock.cli", "edge"],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env={
            **os.environ,
            "TALLYDOCK_VAR_DIR": str(disk.folder),
            "TALLYDOCK_SITE": "main",
            "TALLYDOCK_AGENT": "dock-1",
            "TALLYDOCK_AGENT_KEY": KEY.hex(),
            "TALLYDOCK_BROKER_URL": broker_url,
        },
    )
    assert told.returncode == 1
    assert "disk is full" in told.stderr
    assert str(disk.folder) in told.stderr
    assert "Traceback" not in told.stderr


WRITER = """
import sys
from pathlib import Path
from edge.outbox import OutboxError
from tests.unit.edge.samples import movement, open_outbox
outbox = open_outbox(Path(sys.argv[1]))
print(-1, flush=True)
number = 0
while True:
    futures = [outbox.put([movement(n)]) for n in range(number, number + 3)]
    for future in futures:
        try:
            future.result()
            print(number, flush=True)
        except OutboxError as error:
            print(error, file=sys.stderr, flush=True)
        number += 1
"""


def test_what_was_confirmed_before_a_kill_on_a_full_disk_is_there_once(disk: SmallDisk) -> None:
    path = disk.folder / "outbox.db"
    child = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdout is not None and child.stderr is not None
    assert child.stdout.readline() == "-1\n"
    disk.fill()
    assert "disk is full" in child.stderr.readline()
    child.send_signal(signal.SIGKILL)
    confirmed = [int(line) for line in child.communicate()[0].split()]
    outbox = open_outbox(path)
    assert outbox.moved_aside is None
    with pytest.raises(OutboxError, match="disk is full"):
        outbox.put([movement(10**6)] * 3000).result()
    disk.free()
    while outbox.seal():
        pass
    events = [e for sealed in outbox.next_batches(limit=10**6) for e in decode_batch(sealed.body).events]
    outbox.close()
    found = [int(e.document[1:]) for e in events if isinstance(e, Movement) and e.document]
    assert len(found) == len(set(found)), "something is there twice"
    assert set(confirmed) <= set(found)
