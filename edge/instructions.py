"""What the hub has an agent know and be: its catalogue, tasks and configuration. On the agent's thread.

All of it is kept on disk before it is heeded, so that an agent starts with it where the network is down.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from edge.agent_settings import AgentSettings
from edge.bench import BenchPort
from edge.catalogue import PageCollector
from edge.clock import Clock
from edge.errands import ErrandHall
from edge.fleet import Fleet
from edge.store import Store
from edge.worker import Worker
from gateway.wire.messages import Catalog, Config, Tasks

log = structlog.get_logger(__name__)


class Instructions:
    """``publish_state`` tells the hub what the agent knows and is by now."""

    def __init__(
        self,
        settings: AgentSettings,
        store: Store,
        worker: Worker,
        fleet: Fleet,
        errands: ErrandHall,
        station: BenchPort,
        clock: Clock,
        publish_state: Callable[[], None],
    ) -> None:
        self._settings, self._store, self._worker, self._fleet = settings, store, worker, fleet
        self._errands, self._station, self._clock = errands, station, clock
        self._publish_state = publish_state
        self._pages = PageCollector(store.catalogue.version)

    def page(self, page: Catalog) -> None:
        """One of the catalogue's; with the last one it is taken whole."""
        try:
            catalogue = self._pages.add(page)
        except ValueError as error:
            self._worker.tell("catalogue-refused", str(error))
            return
        if catalogue is not None:
            self._tell_if_older("catalogue", catalogue.version, self._store.catalogue.version)
            self._store.keep_catalogue(catalogue)
            log.info("agent.catalogue", version=catalogue.version, items=len(catalogue))
            self._open_devices()
            self._publish_state()

    def tasks(self, tasks: Tasks) -> None:
        if tasks == self._store.tasks:
            return  # retained: it comes with every reconnect
        self._tell_if_older("tasks", tasks.version, self._store.tasks.version if self._store.tasks else 0)
        self._store.keep_tasks(tasks)
        bench = self._fleet.bench
        if bench is not None:
            self._worker.add(bench, bench.tasks(tasks, self._clock.now()))
            self._errands.told(tasks)
        self._open_devices()

    def config(self, config: Config) -> None:
        if (config.site, config.agent) != (self._settings.site, self._settings.agent):
            self._worker.tell(
                "config-refused", f"a configuration for {config.site}/{config.agent} came to this agent"
            )
            return
        if config == self._store.config:
            return
        self._tell_if_older("config", config.version, self._store.config.version if self._store.config else 0)
        self._store.keep_config(config)
        self.apply(config)
        self._publish_state()

    def apply(self, config: Config) -> None:
        """Its devices and roles take the place of those there were."""
        self._worker.commit()  # what the old roles gathered is theirs
        self._worker.gather(self._fleet.apply(config, self._clock.now()))
        self._worker.commit()
        bench = self._fleet.bench
        self._errands.renew(bench, self._store.tasks)
        if bench is not None:
            now = self._clock.now()
            if self._store.tasks is not None:
                self._worker.add(bench, bench.tasks(self._store.tasks, now))
            self._worker.add(bench, self._station.attach(bench, now))
        self._open_devices()

    def _tell_if_older(self, what: str, version: int, known: int) -> None:
        """It is taken (ADR 3), for a hub restored from a backup counts on from there; but not silently."""
        if version < known:
            self._worker.tell(
                f"older-{what}",
                f"version {version} came after {known}: the hub was restored from a backup, or an old message"
                " was played again",
            )

    def _open_devices(self) -> None:
        """Not before the lists are here: what is scanned without a catalogue, nobody could place."""
        knows_goods = self._store.catalogue.version > 0
        knows_orders = self._fleet.bench is None or self._store.tasks is not None
        if self._store.config is not None and knows_goods and knows_orders:
            self._fleet.start()
