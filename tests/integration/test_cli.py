"""What a person reads who types a command that cannot work: the real command line, in a process of its own.

Every message says what is wrong, where, and what to do, with status 1 and without a Python traceback.
"""

from __future__ import annotations

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest

from tests.services.fixtures import DSN_VARIABLE

REPOSITORY = Path(__file__).resolve().parents[2]
KEY = "5a" * 32
AGENT = {
    "TALLYDOCK_SITE": "main",
    "TALLYDOCK_AGENT": "dock-1",
    "TALLYDOCK_AGENT_KEY": KEY,
    "TALLYDOCK_BROKER_URL": "mqtt://127.0.0.1:1",
}
NOWHERE_DSN = "postgresql://tallydock:s3cret-word@127.0.0.1:1/tallydock"


class CommandLine:
    """Runs `tallydock …` in an empty folder with the settings that are given, and no others."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, program: Sequence[str] = ("-m", "tallydock"), **variables: str) -> str:
        """What was said on stderr by a command that fails."""
        done = subprocess.run(
            [sys.executable, *program, *words],
            cwd=self.folder, env=self.environment(variables), capture_output=True, text=True, timeout=180,
            check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        assert "Traceback" not in done.stderr + done.stdout, done.stderr
        assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
        assert done.stderr.startswith("tallydock: ")
        return done.stderr

    def environment(self, variables: dict[str, str]) -> dict[str, str]:
        own = {name: value for name, value in os.environ.items() if not name.startswith("TALLYDOCK_")}
        return own | {"PYTHONPATH": str(REPOSITORY)} | variables


@pytest.fixture
def tallydock(tmp_path: Path) -> CommandLine:
    return CommandLine(tmp_path)


@pytest.mark.parametrize(
    ("command", "variables"),
    [
        ("edge", ["SITE", "AGENT", "AGENT_KEY_FILE", "BROKER_URL"]),
        ("gateway", ["DSN", "BROKER_URL"]),
        ("hub", ["DSN"]),
        ("migrate", ["DSN"]),
        ("dashboard", ["HUB_URL"]),
    ],
)
def test_all_that_is_not_set_is_told_at_once(
    tallydock: CommandLine, command: str, variables: list[str]
) -> None:
    said = tallydock.run(command)
    for variable in variables:
        assert f"TALLYDOCK_{variable} is not set. Set it in the environment, or" in said


@pytest.mark.parametrize("command", ["edge", "station"])
def test_an_agent_with_nothing_but_wrong_settings_hears_of_each(tallydock: CommandLine, command: str) -> None:
    said = tallydock.run(
        command,
        TALLYDOCK_SITE="main",
        TALLYDOCK_AGENT="bad/name",
        TALLYDOCK_AGENT_KEY="not hex",
        TALLYDOCK_BROKER_URL="http://broker",
        TALLYDOCK_BROKER_CA="/nope",
    )
    assert "TALLYDOCK_AGENT is 'bad/name'" in said
    assert "TALLYDOCK_AGENT_KEY is not written in hex digits" in said
    assert "TALLYDOCK_BROKER_URL: a broker's URL is mqtt://host:port" in said
    assert "TALLYDOCK_BROKER_CA names /nope" in said


def test_a_gateway_without_its_certificate_does_not_begin(tallydock: CommandLine) -> None:
    said = tallydock.run(
        "gateway",
        TALLYDOCK_DSN=NOWHERE_DSN,
        TALLYDOCK_BROKER_URL="mqtts://broker",
        TALLYDOCK_BROKER_CA="/nope",
    )
    assert "TALLYDOCK_BROKER_CA names /nope, which cannot be used: No such file" in said


def test_a_broker_address_that_is_none_is_told(tallydock: CommandLine) -> None:
    said = tallydock.run("gateway", TALLYDOCK_DSN=NOWHERE_DSN, TALLYDOCK_BROKER_URL="broker:1883")
    assert "TALLYDOCK_BROKER_URL: 'broker:1883' is no broker's address: write mqtt://host:port" in said


@pytest.mark.parametrize("command", ["edge", "station", "broker", "simulate"])
def test_a_data_folder_that_cannot_be_is_told_with_its_path(tallydock: CommandLine, command: str) -> None:
    (tallydock.folder / "file").touch()
    said = tallydock.run(command, TALLYDOCK_VAR_DIR=str(tallydock.folder / "file" / "var"), **AGENT)
    assert "where: " + str(tallydock.folder / "file") in said
    assert "what to do: set TALLYDOCK_VAR_DIR" in said


@pytest.mark.parametrize(
    "words", [["hub"], ["gateway"], ["migrate"], ["import", "online-retail", "file.csv"]], ids=lambda w: w[0]
)
def test_a_connection_string_that_is_none_is_told_and_not_tried_for_ever(
    tallydock: CommandLine, words: list[str]
) -> None:
    said = tallydock.run(*words, TALLYDOCK_DSN="s3cret-word", TALLYDOCK_BROKER_URL="mqtt://127.0.0.1:1")
    assert "TALLYDOCK_DSN is not a connection string of PostgreSQL: write it like postgresql://" in said
    assert "s3cret-word" not in said


def test_a_database_that_does_not_answer_is_told_without_its_password(tallydock: CommandLine) -> None:
    said = tallydock.run("migrate", TALLYDOCK_DSN=NOWHERE_DSN)
    assert "the database cannot be used" in said
    assert "what to do: see that it runs, and TALLYDOCK_DSN" in said
    assert "s3cret-word" not in said


def test_a_host_that_is_not_this_machine_is_told_by_its_setting(tallydock: CommandLine) -> None:
    said = tallydock.run("hub", TALLYDOCK_DSN=NOWHERE_DSN, TALLYDOCK_HUB_HOST="no-such-host.invalid")
    assert "no-such-host.invalid" in said
    assert "where: TALLYDOCK_HUB_HOST" in said
    said = tallydock.run(
        "dashboard", TALLYDOCK_HUB_URL="http://127.0.0.1:1", TALLYDOCK_DASHBOARD_HOST="192.0.2.1"
    )
    assert "where: TALLYDOCK_DASHBOARD_HOST" in said


def test_a_port_that_is_taken_is_told_with_who_has_it(tallydock: CommandLine) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        said = tallydock.run("hub", TALLYDOCK_DSN=NOWHERE_DSN, TALLYDOCK_HUB_PORT=port)
    assert f"port {port}, where the hub would listen, cannot be used" in said
    assert f"(process {os.getpid()})" in said
    assert "TALLYDOCK_HUB_PORT" in said


def test_a_mistyped_setting_in_the_file_is_told(tallydock: CommandLine) -> None:
    (tallydock.folder / "tallydock.toml").write_text("hub_prot = 8000\n")
    said = tallydock.run("hub")
    assert "hub_prot: there is no such setting" in said
    assert str(tallydock.folder / "tallydock.toml") in said
    assert "is hub_port meant?" in said


def test_a_site_that_was_not_made_cannot_be_simulated(tallydock: CommandLine) -> None:
    assert "run `tallydock migrate --demo`" in tallydock.run("simulate")


def test_messages_are_in_the_language_that_is_set(tallydock: CommandLine) -> None:
    said = tallydock.run("hub", TALLYDOCK_LANGUAGE="zh_CN")
    assert "TALLYDOCK_DSN" in said
    assert "is not set" not in said


@pytest.mark.parametrize(
    ("command", "absent"),
    [("hub", "uvicorn"), ("gateway", "psycopg"), ("dashboard", "dashboard"), ("migrate", "psycopg")],
)
def test_a_command_of_the_hub_on_an_edge_agents_machine_says_what_it_needs(
    tallydock: CommandLine, command: str, absent: str
) -> None:
    program = f"import sys; sys.modules[{absent!r}] = None; from tallydock.cli import main; main()"
    said = tallydock.run(command, program=("-c", program))
    assert "pip install -r requirements.txt" in said
    assert absent in said


def test_what_an_agent_keeps_is_for_no_other_account(tallydock: CommandLine) -> None:
    state = tallydock.folder / "var" / "agents" / "dock-1"
    state.mkdir(parents=True)
    state.chmod(0o755)  # as an older version made it
    process = subprocess.Popen(
        [sys.executable, "-m", "tallydock", "edge"],
        cwd=tallydock.folder, env=tallydock.environment(AGENT),
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        with closing(process.stdout):
            assert process.stdout.readline()  # it runs, and says so
        assert stat.S_IMODE(state.stat().st_mode) == 0o700
    finally:
        process.terminate()
        process.wait(120)


@pytest.mark.skipif(DSN_VARIABLE in os.environ, reason="stops nothing of the given server")
def test_a_hub_says_where_it_listens_and_logs_in_one_form_while_the_database_is_away(
    tallydock: CommandLine,
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "tallydock", "hub"],
        cwd=tallydock.folder,
        env=tallydock.environment({"TALLYDOCK_DSN": NOWHERE_DSN, "TALLYDOCK_HUB_PORT": port}),
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    lines: list[dict[str, str]] = []
    try:
        # which of them comes first is chance; the pool may say it more than once meanwhile
        while {line.get("logger", line["event"]) for line in lines} != {"hub-listens", "psycopg.pool"}:
            lines.append(json.loads(process.stderr.readline()))
    finally:
        process.terminate()
        process.wait(120)
        process.stderr.close()
    assert all(line["timestamp"] and line["level"] for line in lines)
    assert any(line.get("at") == f"http://127.0.0.1:{port}" for line in lines)
    assert "s3cret-word" not in str(lines)
