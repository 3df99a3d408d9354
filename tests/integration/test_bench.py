"""`tallydock bench` runs on parts of its own and reports each measurement. How fast is not asked here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tallydock.bench.run import MEASUREMENTS


def bench(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = {
        **os.environ,
        "TALLYDOCK_VAR_DIR": str(tmp_path),
        "TALLYDOCK_BROKER_KIND": os.environ.get("TALLYDOCK_BROKER_KIND", "iotcore"),
    }
    command = [sys.executable, "-m", "tallydock", "bench", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=900, check=False)


def test_every_measurement_runs_and_reports_figures(tmp_path: Path) -> None:
    ran = bench(tmp_path, "--short", "--json")
    assert ran.returncode == 0, ran.stderr[-4000:]
    figures = json.loads(ran.stdout)
    assert len({figure["name"] for figure in figures}) == len(figures) > 2 * len(MEASUREMENTS)
    for figure in figures:
        assert figure["unit"]
        assert figure["value"] > 0 or figure["unit"] == "% of a core", figure
    for what, _ in MEASUREMENTS.values():
        assert what in ran.stderr
    assert list(tmp_path.iterdir()) == []  # nothing of the user's is touched


def test_one_measurement_can_be_asked_for_by_name(tmp_path: Path) -> None:
    ran = bench(tmp_path, "--short", "--only", "outbox")
    assert ran.returncode == 0, ran.stderr[-4000:]
    assert "bytes an event" in ran.stdout
    assert "MQTT" not in ran.stdout
    wrong = bench(tmp_path, "--only", "nothing")
    assert wrong.returncode == 1
    assert "workload" in wrong.stderr
