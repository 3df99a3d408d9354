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
from tallydock.drill.homecoming import Homecomings
from tallydock.drill.machines import Machines
from tallydock.drill.network import AGENTS_NETWORK, GATEWAYS_NETWORK, Networks
from tallydock.drill.operator import Operator
from tallydock.drill.part import MakeProgram, Part, kill_broker
from tallydock.drill.people import Person
from tallydock.drill.poison import Poisoner
from tallydock.drill.programs import DrillParts
from tallydock.drill.proxy import bound_port
from tallydock.drill.second_agent import Copy
from tallydock.drill.server import DatabaseServer
from tallydock.drill.truth import Truth
from tallydock.drill.verdict import Violation
from tallydock.services.broker import Broker, Prefer, choose_broker
from tallydock.services.errors import ServiceError
from tallydock.stack.hub_client import HubClient
from tallydock.stack.layout import Layout

GATEWAYS = ("gateway-1", "gateway-2")
AGENT_DISK_MB = 24
_LOOK_EVERY_S = 0.02
_AT_WORK_WITHIN_S = 15.0
_PEEK_EVERY_S = 0.5
"""What was in an outbox once is promised; a glance now and then finds what waits there for longer."""
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
        self._broker_look_at = self._peek_at = 0.0
        self._chance = chance
        self.torn: set[str] = set()
        self.went_back: set[str] = set()
        self.copies: list[Copy] = []
        self.homecomings = Homecomings(self)
        self.hub_clock_was_wrong = False
        self.disks: dict[str, SmallDisk] = {}
        self._held_open = ExitStack()
        self._networks: Networks | None = None
        self._poisoner: Poisoner | None = None
        self.parts: dict[str, Part] = {}
        self.people: list[Person] = []
        self._machines: Machines | None = None
        self.clerk: Clerk | None = None
        self.operator: Operator | None = None
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
            self._poisoner = Poisoner(self.broker.url, self.keys, self.truth, chance)
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
        self._machines = Machines(self.layout.dev, self.truth, random.Random(self._chance.getrandbits(64)))
        for part in self.parts.values():
            part.wait_ready()
        self.acks = AckObserver(self.broker.url, self.dsn)
        self.wait(self.all_are_ready, 240, "the agents opened no devices")
        shelf = self.machines.shelf
        begun = partial(shelf.is_remembered, self.outbox_of(shelf.machine.agent))
        self.wait(begun, 240, "the agent of the shelf did not see what lies there")
        self.clerk = Clerk(self.hub.http, self.truth, random.Random(self._chance.getrandbits(64)), 0.4)
        self.clerk.start()
        self.operator = Operator(self.hub.http, self._is_alone)
        self.operator.start()
        for person in self.people:
            person.start()
        self.machines.start()

    @property
    def machines(self) -> Machines:
        if self._machines is None:
            raise RuntimeError("the world has not been started")
        return self._machines

    def all_are_ready(self) -> bool:
        """As far as their plugs are in."""
        return all(person.ready or person.unplugged for person in self.people) and self.machines.ready

    def _make_parts(self) -> None:
        programs = self._programs()
        gateways_url = self.networks.url(GATEWAYS_NETWORK)
        for name in GATEWAYS[: self.options.gateways]:
            self.parts[name] = Part(
                name, partial(programs.drill_gateway, self.dsn, name, self.group, gateways_url)
            )
        # kept: while the hub is dead, another drill's connection may not take its port
        port = self._held_open.enter_context(bound_port(0)).getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        self.parts["hub"] = Part("hub", lambda _settings: programs.drill_hub(self.dsn, port, url))
        self._hub = HubClient(self.dsn, url)
        for name in site.AGENTS:
            key_file = self.layout.secrets / f"agent-{name}.key"
            key_file.touch(mode=0o600)
            key_file.write_text(self.keys[name].hex(), encoding="ascii")
            self.parts[name] = Part(name, self._maker(name), partial(self._bury_agent, name))

    def _maker(self, agent: str, label: str | None = None) -> MakeProgram:
        key_file, url = self.layout.secrets / f"agent-{agent}.key", self.networks.url(AGENTS_NETWORK)
        return lambda settings: self._programs().drill_agent(agent, key_file, url, settings, label)

    def _programs(self) -> DrillParts:
        return DrillParts(self.layout, self.broker.url)

    def _mount_disks(self) -> None:
        for name in site.AGENTS:
            try:
                disk = small_disk(self.layout.agents / name, AGENT_DISK_MB)
                self.disks[name] = self._held_open.enter_context(disk)
            except NoSmallDiskError as error:
                self.notes.append(f"no disk of {name} can be filled: {error}")
                return

    def people_of(self, agent: str) -> list[Person]:
        return [person for person in self.people if person.post.agent == agent]

    def wait_until_works(self, agent: str) -> None:
        """Its people have scanned something from now on; not for ever, where something else keeps them."""
        people = self.people_of(agent)
        deadline = time.monotonic() + _AT_WORK_WITHIN_S
        before = {person: person.scans for person in people}
        while time.monotonic() < deadline and any(
            person.scans == before[person] and not person.unplugged for person in people
        ):
            self.tick()

    def show_true_time(self, agent: str, on: bool) -> None:
        """Whether the agent's clock is right from now on, as far as its devices' truth goes."""
        for person in self.people_of(agent):
            person.true_time = on
        self.machines.show_true_time(agent, on)

    def outbox_of(self, agent: str) -> Path:
        return self.layout.agents / agent / "outbox.db"

    def _bury_agent(self, name: str) -> None:
        """It is dead: what its devices said last is in doubt, what is on its disk is promised."""
        for person in self.people_of(name):
            person.cut()
        self._promised(self.outbox_of(name))

    def _promised(self, outbox: Path) -> None:
        content = outbox_reader.read(outbox)
        if content is not None:
            self.truth.seen(content.keys)

    # --- second agents ---

    def add_copy(self, agent: str, var: Path) -> Copy:
        """A second agent lives on a copied folder, with devices and people of its own."""
        number = len(self.copies) + 1
        copy = Copy(agent, f"{agent}-copy-{number}", var)
        for post in site.POSTS:
            if post.agent == agent:
                chance = random.Random(self._chance.getrandbits(64))
                copy.people.append(
                    Person(post, copy.devices, self.truth, chance, self.options.pace_s, f"COPY{number}")
                )
        part = Part(copy.label, self._maker(agent, copy.label), partial(self._bury_copy, copy))
        part.settings = copy.settings()
        self.parts[copy.label] = part
        self.copies.append(copy)
        self.went_back.add(agent)
        part.launch()
        for person in copy.people:
            person.start()
        return copy

    def _bury_copy(self, copy: Copy) -> None:
        for person in copy.people:
            person.cut()
        self._promised(copy.outbox)

    def pull_plug(self, copy: Copy) -> None:
        """What only its disk holds is never heard of again."""
        self.parts[copy.label].kill()
        copy.stop_people()
        content = outbox_reader.read(copy.outbox)
        if content is not None:
            self.truth.forgive(content.keys)
        copy.gone = copy.unplugged = True

    def _is_alone(self, agent: str) -> bool:
        return all(copy.gone for copy in self.copies if copy.agent == agent)

    def _look_after_copies(self) -> None:
        for copy in self.copies:
            if copy.may_go(self.operator is not None and copy.agent in self.operator.alarmed):
                copy.gone = True
                status = self.parts[copy.label].stop()
                if status != 0:
                    detail = f"exit status {status}"
                    self.violations.append(Violation("agents stop in order", copy.label, detail))

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
        self._look_after_copies()
        now = time.monotonic()
        if now >= self._peek_at:
            self._peek_at = now + _PEEK_EVERY_S
            for agent in site.AGENTS:
                if self.parts[agent].running:
                    self.truth.seen(outbox_reader.peek(self.outbox_of(agent)) or ())
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
        self.wait(self.all_are_ready, 240, "an agent opened no devices again")

    def stop_people(self) -> None:
        """Everybody goes home; what they did goes on its way."""
        self.machines.end()
        for person in self.people:
            person.stop()
        self.machines.stop()
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
        self.homecomings.close()
        if self.clerk is not None:
            self.clerk.give_up()
        if self.operator is not None:
            self.operator.stop()
        for person in (*self.people, *(one for copy in self.copies for one in copy.people)):
            person.close()
        if self._machines is not None:
            self._machines.close()
        for part in reversed(self.parts.values()):
            part.stop()
        if self.acks is not None:
            self.acks.close()
        if self._poisoner is not None:
            self._poisoner.close()
        if self._networks is not None:
            self._networks.close()
        self.broker.stop()
        self._held_open.close()
        if self._hub is not None:
            self._hub.close()
