"""`tallydock bench`: everything that is measured, in one run on parts of its own."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from tallydock.bench import house, idle, ingest, latency
from tallydock.bench.figures import shown
from tallydock.settings import Settings
from tallydock.stack.core import run_core


def run(settings: Settings, *, short: bool, as_json: bool) -> int:
    """The exit status, always 0: a bench measures, it does not judge. Raises ServiceError."""
    tell = Console(stderr=True).print
    with (
        tempfile.TemporaryDirectory(prefix="tallydock-bench-") as folder,
        run_core(
            Path(folder),
            dsn=None if settings.dsn is None else settings.dsn.get_secret_value(),
            broker_url=settings.broker_url,
            prefer=settings.broker_kind,
        ) as core,
    ):
        house.seed(core.dsn)
        with house.dock(core) as dock:
            tell("scan to stock ...")
            figures = latency.run(core, dock, scans=30 if short else 300)
            tell("an idle agent ...")
            figures += idle.run(dock, seconds=5.0 if short else 30.0)
            tell("MQTT to committed movement ...")
            figures += ingest.run(core.dsn, core.broker_url, movements=6_000 if short else 120_000)
    if as_json:
        print(json.dumps([asdict(figure) for figure in figures], indent=2))
    else:
        Console().print(shown(figures))
    return 0
