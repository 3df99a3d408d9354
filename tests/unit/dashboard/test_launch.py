"""The dashboard is started without asking anything of anybody."""

from __future__ import annotations

import subprocess
import sys
import tomllib

from dashboard import launch


def test_the_command_names_port_and_address_and_the_entry_that_is_there() -> None:
    argv = launch.command(8765, address="0.0.0.0")
    assert argv[0] == sys.executable
    assert "--server.port=8765" in argv
    assert "--server.address=0.0.0.0" in argv
    assert launch.ENTRY.is_file()


def test_the_hub_is_named_by_the_environment_alone() -> None:
    env = launch.environment("http://127.0.0.1:8000", {"PATH": "/bin"})
    assert env == {"PATH": "/bin", "TALLYDOCK_HUB_URL": "http://127.0.0.1:8000"}


def test_nothing_is_told_to_anybody_outside() -> None:
    config = tomllib.loads((launch.ENTRY.parent / ".streamlit" / "config.toml").read_text())
    assert config["browser"]["gatherUsageStats"] is False
    assert config["browser"]["serverAddress"]


def test_without_a_hub_it_says_what_is_missing() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "dashboard"], env={}, capture_output=True, text=True, check=False, timeout=180
    )
    assert ended.returncode == 2
    assert "TALLYDOCK_HUB_URL" in ended.stderr
