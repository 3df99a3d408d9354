"""A seeded site of real parts: broker, gateways, hub, agents as processes; people, a clerk and an auditor."""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hub.api.auth.service import bootstrap_admin
from hub.store import pool
from tallydock.drill import outbox_reader, site
from tallydock.drill.acks import AckObserver
from tallydock.drill.clerk import Clerk
from tallydock.drill.disk import NoSmallDiskError, SmallDisk, small_disk
from tallydock.drill.network import AGENTS_NETWORK, GATEWAYS_NETWORK, Networks
from tallydock.drill.part import Part, kill_broker
from tallydock.drill.people import Person
from tallydock.drill.poison import Poisoner
from tallydock.drill.programs import DrillParts
from tallydock.drill.server import DatabaseServer
from tallydock.drill.truth import Truth
from tallydock.drill.verdict import Violation
from tallydock.services.broker import Broker, Prefer, choose_broker
from tallydock.services.errors import ServiceError
from tallydock.stack.core import free_port
from tallydock.stack.hub_client import HubClient
from tallydock.stack.layout import Layout

GATEWAYS = ("gateway-1", "gateway-2")
AGENT_DISK_MB = 24
_LOOK_EVERY_S = 0.02
_BROKER_HEALTH_EVERY_S = 3.0


@dataclass(frozen=True, slots=True)
class WorldOptions:
    """``pace_s``: mean time between a person's scans."""

    folder: Path
    database: str
    prefer: Prefer
    gateways: int
    pace_s: float = 0.03


class World:
    """Make it, ``start`` it, ``close`` it. Everything in it is started and killed on the caller's thread."""

    def __init__(self, server: DatabaseServer, options: WorldOptions, chance: random.Random) -> None:
        self.server = server
        self.truth = Truth()
        self.violations: list[Violation] = []
        self.notes = [server.not_done] if server.not_done else []
        self.options = options
        self.layout = Layout(options.folder)
        self.layout.make()
        self.dsn = server.new_database(options.database)
        self.keys = site.seed(self.dsn)
        with pool.connect(self.dsn) as conn:
            bootstrap_admin(conn)
        self.broker: Broker = choose_broker(self.layout.broker, prefer=options.prefer)
        self.broker_expected_down = False
        self._broker_look_at = 0.0
        self._chance = chance
        self.torn: set[str] = set()
        self.disks: dict[str, SmallDisk] = {}
        self._mounts = ExitStack()
        self._networks: Networks | None = None
        self._poisoner: Poisoner | None = None
        self.parts: dict[str, Part] = {}
        self.people: list[Person] = []
        self.clerk: Clerk | None = None
        self.acks: AckObserver | None = None
        self._hub: HubClient | None = None

    @property
    def hub(self) -> HubClient:
        if self._hub is None:
            raise RuntimeError("the world has not been started")
        return self._hub

    @property
    def networks(self) -> Networks:
        if self._networks is None:
            raise RuntimeError("the world has not been started")
        return self._networks

    def poison(self) -> Poisoner:
        """Whoever poisons this world; comes when first asked for."""
        if self._poisoner is None:
            chance = random.Random(self._chance.getrandbits(64))
            self._poisoner = Poisoner(self.broker.url, self.keys[site.ROGUE], chance)
        return self._poisoner

    @property
    def poisoned(self) -> Poisoner | None:
        return self._poisoner

    @property
    def group(self) -> str | None:
        """Replicas share the work where the broker survives it (ADR 6)."""
        return "drill" if self.broker.name == "mosquitto" and self.options.gateways > 1 else None

    # --- begin ---

    def start(self) -> None:
        """Until everybody is at work. Raises ServiceError."""
        self.broker.start()
        self._networks = Networks(self.broker.port, random.Random(self._chance.getrandbits(64)))
        self._networks.start()
        self._mount_disks()
        self._make_parts()
        for part in self.parts.values():
            part.launch()
        for post in site.POSTS:
            chance = random.Random(self._chance.getrandbits(64))
            self.people.append(Person(post, self.layout.dev, self.truth, chance, self.options.pace_s))
        for part in self.parts.values():
            part.wait_ready()
        self.acks = AckObserver(self.broker.url, self.dsn)
        self.wait(lambda: all(person.ready for person in self.people), 60, "the agents opened no devices")
        self.clerk = Clerk(self.hub.http, self.truth, random.Random(self._chance.getrandbits(64)), 0.4)
        self.clerk.start()
        for person in self.people:
            person.start()

    def _make_parts(self) -> None:
        programs = DrillParts(self.layout, self.broker.url)
        gateways_url = self.networks.url(GATEWAYS_NETWORK)
        for name in GATEWAYS[: self.options.gateways]:
            self.parts[name] = Part(
                name, partial(programs.drill_gateway, self.dsn, name, self.group, gateways_url)
            )
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        self.parts["hub"] = Part("hub", lambda _settings: programs.drill_hub(self.dsn, port, url))
        self._hub = HubClient(self.dsn, url)
        for name in site.AGENTS:
            key_file = self.layout.secrets / f"agent-{name}.key"
            key_file.touch(mode=0o600)
            key_file.write_text(self.keys[name].hex(), encoding="ascii")
            make_agent = partial(programs.drill_agent, name, key_file, self.networks.url(AGENTS_NETWORK))
            self.parts[name] = Part(name, make_agent, partial(self._bury_agent, name))

    def _mount_disks(self) -> None:
        for name in site.AGENTS:
            try:
                disk = small_disk(self.layout.agents / name, AGENT_DISK_MB)
                self.disks[name] = self._mounts.enter_context(disk)
            except NoSmallDiskError as error:
                self.notes.append(f"no disk of {name} can be filled: {error}")
                return

    def people_of(self, agent: str) -> list[Person]:
        return [person for person in self.people if person.post.agent == agent]

    def outbox_of(self, agent: str) -> Path:
        return self.layout.agents / agent / "outbox.db"

    def _bury_agent(self, name: str) -> None:
        """It is dead: what its devices said last is in doubt, what is on its disk is promised."""
        for person in self.people_of(name):
            person.cut()
        content = outbox_reader.read(self.outbox_of(name))
        if content is not None:
            self.truth.seen(content.serials)

    # --- go on ---

    def tick(self) -> None:
        """Look after everybody once. Raises ServiceError."""
        for part in self.parts.values():
            death = part.died()
            if death == "unasked" and not self._had_no_room(part):
                detail = f"exit status {part.exit_status}, nobody had killed it"
                self.violations.append(Violation("nothing dies unasked", part.name, detail))
            if death is not None:
                part.launch()
        now = time.monotonic()
        if not self.broker_expected_down and now >= self._broker_look_at:
            self._broker_look_at = now + _BROKER_HEALTH_EVERY_S
            if not self.broker.healthy():
                self.notes.append("the broker did not answer and was started again")
                self.broker.restart()
        time.sleep(_LOOK_EVERY_S)

    def _had_no_room(self, part: Part) -> bool:
        """An agent with a damaged outbox on a full disk says so and ends: a service manager tries again."""
        last = (self.layout.log / f"{part.name}.log").read_text().rstrip().rpartition("\n")[2]
        return part.name in self.disks and last.startswith("tallydock: the disk is full")

    def wait(self, true: Callable[[], bool], timeout_s: float, otherwise: str) -> None:
        """Raises ServiceError when it does not come true."""
        deadline = time.monotonic() + timeout_s
        while not true():
            if time.monotonic() > deadline:
                raise ServiceError(otherwise, where=str(self.layout.log), do="look into the logs there")
            self.tick()

    # --- harm, and its end ---

    def kill(self, name: str) -> None:
        match name:
            case "broker":
                self.broker_expected_down = True
                kill_broker(self.broker)
            case "database":
                self.server.kill()
            case _:
                self.parts[name].kill()

    def revive(self, name: str) -> None:
        match name:
            case "broker":
                self.broker.start()
                self.broker_expected_down = False
            case "database":
                self.server.revive()
            case _:
                self.parts[name].launch()

    # --- end ---

    def wait_until_all_work(self) -> None:
        """Every agent has its devices open again. Raises ServiceError."""
        self.wait(lambda: all(person.ready for person in self.people), 60, "an agent opened no devices again")

    def stop_people(self) -> None:
        """Everybody goes home; what they did goes on its way."""
        for person in self.people:
            person.stop()
        if self.clerk is not None:
            self.clerk.stop()
            self.violations += self.clerk.violations

    def stop_agents(self) -> None:
        for name in site.AGENTS:
            part = self.parts[name]
            status = part.stop()
            # a plan that was not reached before may be now: stopping writes to the outbox, too
            if status != 0 and not (part.armed and status == -signal.SIGKILL):
                self.violations.append(Violation("agents stop in order", name, f"exit status {status}"))

    def stop_acks(self) -> int:
        """How many were looked at."""
        acks, self.acks = self.acks, None
        if acks is None:
            return 0
        acks.close()
        self.violations += acks.violations
        return acks.seen

    def close(self) -> None:
        """Everything that was started ends, in order where it can."""
        if self.clerk is not None:
            self.clerk.give_up()
        for person in self.people:
            person.close()
        for part in reversed(self.parts.values()):
            part.stop()
        if self.acks is not None:
            self.acks.close()
        if self._poisoner is not None:
            self._poisoner.close()
        if self._networks is not None:
            self._networks.close()
        self.broker.stop()
        self._mounts.close()
        if self._hub is not None:
            self._hub.close()
