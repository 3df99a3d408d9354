"""`tallydock up` as a user has it: one command, real parts, and a balance to the unit."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [pytest.mark.integration, pytest.mark.simulation]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(var_dir: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TALLYDOCK_VAR_DIR": str(var_dir),
        "TALLYDOCK_HUB_PORT": str(free_port()),
        "TALLYDOCK_DASHBOARD_PORT": str(free_port()),
        "TALLYDOCK_BROKER_KIND": os.environ.get("TALLYDOCK_BROKER_KIND", "iotcore"),
    }


def up(env: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tallydock", "up", "--headless", *arguments],
        env=env,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def var_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("up")


def test_what_the_simulated_people_did_is_what_the_ledger_says(var_dir: Path) -> None:
    ran = up(environment(var_dir), "--duration", "25", "--seed", "7", "--json")
    assert ran.returncode == 0, ran.stderr[-4000:] + ran.stdout[-4000:]
    report = json.loads(ran.stdout)
    assert report["differences"] == []
    assert report["ledger"]["movements"] > 20
    assert report["ledger"]["stock"] == report["truth"]["stock"]
    assert report["ledger"]["orders_shipped"] == report["truth"]["orders_packed"]
    assert any(device.endswith("scanner") for device in report["latencies_ms"])
    assert "First administrator, shown this once" in ran.stderr


def test_up_again_goes_on_with_the_same_data(var_dir: Path) -> None:
    ran = up(environment(var_dir), "--duration", "8", "--seed", "8", "--json")
    assert ran.returncode == 0, ran.stderr[-4000:] + ran.stdout[-4000:]
    report = json.loads(ran.stdout)
    assert report["differences"] == []
    assert report["truth"]["acts"]["pallet in"] > 1
    assert "First administrator" not in ran.stderr


def test_stopped_at_any_moment_nothing_is_missing_afterwards(var_dir: Path) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "tallydock", "up", "--headless", "--seed", "9"],
        env=environment(var_dir),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stderr is not None
    for line in running.stderr:
        if line.startswith("simulate is running"):
            break
    time.sleep(9)  # everybody is in the middle of something
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=300)
    assert running.returncode == 0, said[-4000:]

    ran = up(environment(var_dir), "--duration", "8", "--seed", "10", "--json")
    assert ran.returncode == 0, ran.stderr[-4000:] + ran.stdout[-4000:]
    report = json.loads(ran.stdout)
    assert report["differences"] == []
    assert report["ledger"]["orders_shipped"] == report["truth"]["orders_packed"]


def test_a_run_that_ends_by_itself_leaves_nothing_half_done(var_dir: Path) -> None:
    assert up(environment(var_dir), "--duration", "9", "--seed", "11").returncode == 0
    ran = up(environment(var_dir), "--duration", "8", "--seed", "12", "--json")
    report = json.loads(ran.stdout)
    assert report["differences"] == []
    assert report["ledger"]["orders_shipped"] == report["truth"]["orders_packed"]


def test_a_busy_port_is_named_with_what_to_do(tmp_path: Path) -> None:
    env = environment(tmp_path)
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", int(env["TALLYDOCK_HUB_PORT"])))
        busy.listen()
        ran = up(env, "--duration", "5")
    assert ran.returncode == 1
    assert f"port {env['TALLYDOCK_HUB_PORT']}, where the hub would listen, cannot be used" in ran.stderr
    assert "TALLYDOCK_HUB_PORT" in ran.stderr
    assert "Traceback" not in ran.stderr
