"""`tallydock bench`: what is measured, each in a file of its own, in one run on parts of its own."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Literal

from rich.console import Console

from tallydock.bench import house, idle, ingest, latency, reports, workload_http, workload_mqtt
from tallydock.bench.figures import Figure, shown
from tallydock.bench.house import Dock
from tallydock.bench.workload import ITEMS, Workload
from tallydock.services.errors import ServiceError
from tallydock.settings import Settings
from tallydock.stack.core import Core, run_core

Size = Literal["short", "normal", "long"]


@dataclass(frozen=True, slots=True)
class Options:
    """``only``: names of MEASUREMENTS; none: all."""

    size: Size = "normal"
    only: Sequence[str] = ()
    as_json: bool = False


class Bench:
    """What the measurements have in common: the running parts, and how much is asked."""

    def __init__(self, core: Core, size: Size, opened: contextlib.ExitStack) -> None:
        self.core = core
        self.size = size
        self._opened = opened

    @cached_property
    def dock(self) -> Dock:
        """Started when first asked for, stopped with everything else."""
        house.seed(self.core.dsn)
        return self._opened.enter_context(house.dock(self.core))

    def sized(self, *, short: int, normal: int, long: int | None = None) -> int:
        return {"short": short, "normal": normal, "long": normal if long is None else long}[self.size]


def _latency(bench: Bench) -> list[Figure]:
    return latency.run(bench.core, bench.dock, scans=bench.sized(short=30, normal=300))


def _idle(bench: Bench) -> list[Figure]:
    return idle.run(bench.dock, seconds=bench.sized(short=5, normal=30))


def _ingest(bench: Bench) -> list[Figure]:
    return ingest.run(
        bench.core.dsn, bench.core.broker_url, movements=bench.sized(short=6_000, normal=120_000)
    )


def _workload(bench: Bench) -> list[Figure]:
    figures, sent = workload_mqtt.run(bench.core, Workload(items=bench.sized(short=50, normal=ITEMS)))
    return figures + reports.run(bench.core, sent)


def _workload_http(bench: Bench) -> list[Figure]:
    return workload_http.run(bench.core, Workload(items=bench.sized(short=2, normal=50, long=ITEMS)))


MEASUREMENTS: Final[dict[str, tuple[str, Callable[[Bench], list[Figure]]]]] = {
    "latency": ("scan to stock", _latency),
    "idle": ("an idle agent", _idle),
    "ingest": ("MQTT to committed movement", _ingest),
    "workload": ("the common workload by MQTT, and its reports", _workload),
    "workload-http": ("the common workload by HTTP", _workload_http),
}


def run(settings: Settings, options: Options) -> int:
    """The exit status, always 0: a bench measures, it does not judge. Raises ServiceError."""
    unknown = sorted(set(options.only) - MEASUREMENTS.keys())
    if unknown:
        raise ServiceError(
            f"there is no measurement {', '.join(unknown)}",
            where="--only",
            do=f"choose among {', '.join(MEASUREMENTS)}",
        )
    figures = _measure(settings, options)
    if options.as_json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))
    else:
        Console().print(shown(figures))
    return 0


def _measure(settings: Settings, options: Options) -> list[Figure]:
    tell = Console(stderr=True).print
    figures: list[Figure] = []
    with contextlib.ExitStack() as opened:
        folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="tallydock-bench-"))
        core = opened.enter_context(
            run_core(
                Path(folder),
                dsn=None if settings.dsn is None else settings.dsn.get_secret_value(),
                broker_url=settings.broker_url,
                prefer=settings.broker_kind,
            )
        )
        bench = Bench(core, options.size, opened.enter_context(contextlib.ExitStack()))
        for name, (what, measure) in MEASUREMENTS.items():
            if not options.only or name in options.only:
                tell(f"{what} ...")
                figures += measure(bench)
    return figures
