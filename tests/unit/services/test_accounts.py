"""What a broker's account may do follows from its name, and no name gives more than its own."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.broker import accounts, config


@given(st.text(max_size=80))
def test_no_name_can_smuggle_rights_into_the_file(name: str) -> None:
    try:
        lines = accounts.acl_text([name]).splitlines()
    except ValueError:
        return
    assert [line for line in lines if line.startswith("user ")] == [f"user {name}"]
    if "/" in name:
        own = f"tallydock/1/{name}/"
        granted = [line.split(" ", 2)[2] for line in lines if line.startswith("topic ")]
        assert all(topic.startswith(own) for topic in granted)


@given(st.text(string.ascii_letters + string.digits + "+#/:\n .-_", min_size=1, max_size=12))
def test_a_name_with_wildcards_is_no_account(name: str) -> None:
    if set(name) & set("+#:\n "):
        with pytest.raises(ValueError, match=r"cannot name|is no account"):
            accounts.check_username(f"main/{name}")


def test_accounts_are_kept_and_removed(tmp_path: Path) -> None:
    first = accounts.add(tmp_path, "main/dock-1")
    accounts.add(tmp_path, "gateway")
    assert accounts.add(tmp_path, "main/dock-1") != first
    assert sorted(accounts.read(tmp_path)) == ["gateway", "main/dock-1"]
    accounts.remove(tmp_path, "gateway")
    assert "user gateway" not in (tmp_path / accounts.ACL).read_text(encoding="utf-8")
    with pytest.raises(KeyError):
        accounts.remove(tmp_path, "gateway")


def test_a_password_is_not_in_the_files(tmp_path: Path) -> None:
    password = accounts.add(tmp_path, "main/dock-1")
    assert all(password not in file.read_text(encoding="utf-8") for file in tmp_path.iterdir())


def test_the_hash_is_mosquittos_own() -> None:
    # made by mosquitto_passwd 2.0.11 for the password "tally" with this salt
    made = accounts.hash_password("tally", bytes(range(12)))
    assert made.startswith("$7$101$AAECAwQFBgcICQoL$")
    assert len(made.split("$")[4]) == 88


def test_a_folder_cannot_add_lines_to_the_configuration() -> None:
    with pytest.raises(ValueError, match="line break"):
        config.mosquitto_conf(1883, Path("/var/x\nallow_anonymous true"))
