"""The compose file, the unit and the rules: what can be checked of them without an engine or a Pi."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tallydock import __version__

ROOT = Path(__file__).resolve().parents[3]
COMPOSE = ROOT / "docker-compose.yml"
SECRETS = ("TALLYDOCK_DB_PASSWORD", "TALLYDOCK_PROBE_PASSWORD", "TALLYDOCK_GATEWAY_PASSWORD")


def test_the_program_says_the_version_that_the_package_has() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))


def test_it_has_all_parts_and_each_that_stays_has_a_health_check(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {"database", "broker", "hub", "gateway", "dashboard", "edge"} <= set(services)
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    for name, service in services.items():
        if service.get("restart") == "no":
            continue
        target = service.get("build", {}).get("target")
        stage = dockerfile.partition(f" AS {target}\n")[2].partition("\nFROM")[0] if target else ""
        assert "test" in service.get("healthcheck", {}) or "HEALTHCHECK" in stage, name


def test_what_a_part_waits_for_can_become_true(compose: dict[str, Any]) -> None:
    services = compose["services"]
    for name, service in services.items():
        for other, wait in service.get("depends_on", {}).items():
            ends = services[other].get("restart") == "no"
            assert (wait["condition"] == "service_completed_successfully") == ends, (name, other)


def test_no_secret_has_a_default_or_is_written_down(compose: dict[str, Any]) -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    for reference in re.findall(r"\$\{[^}]*\}", text):
        assert ":?" in reference, f"{reference} would be empty where nobody set it"
    for service in compose["services"].values():
        for key, value in service.get("environment", {}).items():
            if "PASSWORD" in key:
                assert value.startswith("${"), key


def test_only_the_encrypted_port_is_open_to_other_machines(compose: dict[str, Any]) -> None:
    ports = [port for service in compose["services"].values() for port in service.get("ports", [])]
    assert [port for port in ports if not port.startswith("127.0.0.1:")] == ["8883:8883"]
    mosquitto = (ROOT / "deploy" / "mosquitto" / "mosquitto.conf").read_text(encoding="utf-8")
    assert "allow_anonymous false" in mosquitto
    assert re.findall(r"^listener (.*)$", mosquitto, re.MULTILINE) == ["8883"]


def test_volumes_and_secrets_that_are_used_are_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source in compose["volumes"] or source.startswith("./deploy/")
        assert set(service.get("secrets", [])) <= set(compose["secrets"])


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
@pytest.mark.parametrize("profile", [[], ["--profile", "demo"]])
def test_compose_itself_accepts_the_file(profile: list[str]) -> None:
    command = ["docker-compose", "-f", str(COMPOSE), *profile, "config", "-q"]
    env = {key: value for key, value in os.environ.items() if not key.startswith("TALLYDOCK_")}
    # a folder without an .env, so that nothing is set
    told = subprocess.run(
        [*command[:3], "--project-directory", "/nonexistent", *command[3:]],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode != 0
    assert "make-secrets" in told.stderr
    told = subprocess.run(
        command, env=env | dict.fromkeys(SECRETS, "x"), capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    unit = (ROOT / "deploy" / "systemd" / "tallydock-edge@.service").read_text(encoding="utf-8")
    # the program's place is the only thing that this machine can't have
    (tmp_path / "tallydock-edge@.service").write_text(
        unit.replace("/opt/tallydock/.venv/bin/python", "/bin/true"), encoding="utf-8"
    )
    told = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", tmp_path / "tallydock-edge@.service"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert "tallydock-edge" not in told.stderr


def test_the_udev_rules_are_well_formed() -> None:
    rules = (ROOT / "deploy" / "udev" / "60-tallydock.rules").read_text(encoding="utf-8")
    term = r'[A-Z_]+(\{[A-Za-z_]+\})?(==|!=|\+=|=)"[^"]*"'
    lines = [line for line in rules.splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(rf"{term}(, {term})*", line) for line in lines)
    assert set(re.findall(r'GOTO="(\w+)"', rules)) == set(re.findall(r'LABEL="(\w+)"', rules))
    for maker in ("0403", "10c4", "1a86", "067b"):
        assert f'"{maker}"' in rules
