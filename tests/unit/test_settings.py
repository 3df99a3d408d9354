"""Settings: where they come from, and what a person reads of those that are wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.agent_settings import AgentSettings
from tallydock import i18n, settings
from tallydock.settings import AllProblems, Settings
from tallydock.settings_error import SettingsError

PASSWORD = "s3cret-word"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty folder to work in, nothing set, and English afterwards too."""
    for name in list(settings.os.environ):
        if name.startswith("TALLYDOCK_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(i18n, "_catalogue", i18n._catalogue)


def write_config(text: str) -> None:
    Path(settings.DEFAULT_CONFIG_FILE).write_text(text, encoding="utf-8")


def wrong() -> str:
    with pytest.raises(SettingsError) as told:
        settings.load()
    return str(told.value)


def test_the_environment_goes_before_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    write_config('hub_port = 8100\nsite = "north"')
    monkeypatch.setenv("TALLYDOCK_HUB_PORT", "8200")
    loaded = settings.load()
    assert (loaded.hub_port, loaded.site) == (8200, "north")


def test_a_variable_that_is_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYDOCK_GATEWAY_GROUP", "")
    monkeypatch.setenv("TALLYDOCK_HUB_PORT", "")
    loaded = settings.load()
    assert (loaded.gateway_group, loaded.hub_port) == (None, 8000)


def test_a_mistyped_name_in_the_file_is_told_with_the_one_that_is_meant() -> None:
    write_config("hub_prot = 8100\nquite_another = 1")
    told = wrong()
    assert "hub_prot" in told
    assert "is hub_port meant?" in told
    assert "quite_another" in told
    assert settings.DEFAULT_CONFIG_FILE in told


def test_all_wrong_settings_are_told_at_once_by_their_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYDOCK_HUB_PORT", "99999999")
    monkeypatch.setenv("TALLYDOCK_LOG_LEVEL", "loud")
    write_config("no_such = 1")
    told = wrong()
    assert all(name in told for name in ("TALLYDOCK_HUB_PORT", "TALLYDOCK_LOG_LEVEL", "no_such"))


def test_a_file_that_is_no_toml_or_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    write_config("hub_port 8100")
    assert str(Path(settings.DEFAULT_CONFIG_FILE).absolute()) in wrong()
    monkeypatch.setenv("TALLYDOCK_CONFIG", "elsewhere.toml")
    told = wrong()
    assert "TALLYDOCK_CONFIG" in told
    assert "elsewhere.toml" in told


@pytest.mark.parametrize(
    "dsn",
    [PASSWORD, f"postgresql//user:{PASSWORD}@host/db", f"host=a pasword={PASSWORD}", "postgresql://h:p"],
)
def test_a_connection_string_that_is_none_is_told_without_its_password(dsn: str) -> None:
    with pytest.raises(SettingsError) as told:
        Settings(dsn=dsn).need_dsn()
    assert "TALLYDOCK_DSN" in str(told.value)
    assert PASSWORD not in str(told.value)


@pytest.mark.parametrize("dsn", ["postgresql://user:p%40ss@host:5432/db", "host=/run/pg dbname=x user=y"])
def test_both_ways_to_write_a_connection_string_are_taken(dsn: str) -> None:
    assert Settings(dsn=dsn).need_dsn() == dsn


@given(st.text(max_size=70))
def test_a_name_is_taken_or_told_as_wrong(name: str) -> None:
    try:
        assert Settings(agent=name).need_agent() == name
    except SettingsError as error:
        assert "TALLYDOCK_AGENT" in str(error)


@given(st.text(max_size=80))
def test_a_key_is_taken_or_told_as_wrong_and_never_shown(text: str) -> None:
    try:
        key = Settings(agent_key=text).need_agent_key()
    except SettingsError as error:
        assert "TALLYDOCK_AGENT_KEY" in str(error)
    else:
        assert key == bytes.fromhex(text.strip())
        assert len(key) >= 16


def test_a_key_file_is_named_when_it_is_not_there_or_holds_no_key(tmp_path: Path) -> None:
    file = tmp_path / "agent.key"
    needed = Settings(agent_key_file=file)
    with pytest.raises(SettingsError, match=r"TALLYDOCK_AGENT_KEY_FILE names .*agent\.key"):
        needed.need_agent_key()
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"agent\.key is not written in hex digits"):
        needed.need_agent_key()
    file.write_text("ab" * 32 + "\n")
    assert needed.need_agent_key() == b"\xab" * 32


def test_a_certificate_that_is_none_is_told(tmp_path: Path) -> None:
    file = tmp_path / "ca.crt"
    with pytest.raises(SettingsError, match=r"TALLYDOCK_BROKER_CA names .*No such file"):
        Settings(broker_ca=file).need_broker_ca()
    file.write_text("not a certificate")
    with pytest.raises(SettingsError, match="PEM"):
        Settings(broker_ca=file).need_broker_ca()
    assert Settings().need_broker_ca() is None


@pytest.mark.parametrize("group", ["a/b", "+", "#", "two words"])
def test_a_group_that_cannot_stand_in_a_topic_is_told(monkeypatch: pytest.MonkeyPatch, group: str) -> None:
    monkeypatch.setenv("TALLYDOCK_GATEWAY_GROUP", group)
    assert "TALLYDOCK_GATEWAY_GROUP" in wrong()


def test_what_several_parts_need_is_told_together() -> None:
    nothing = Settings()
    with pytest.raises(SettingsError) as told:
        AllProblems().check(nothing.need_site, nothing.need_agent, nothing.need_agent_key)
    for name in ("TALLYDOCK_SITE", "TALLYDOCK_AGENT is", "TALLYDOCK_AGENT_KEY_FILE"):
        assert name in str(told.value)


def test_wrong_settings_are_told_in_the_language_that_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TALLYDOCK_LANGUAGE", "zh_CN")
    write_config("hub_prot = 1")
    told = wrong()
    assert "hub_prot" in told
    assert "设置" in told


def test_there_is_one_default_for_the_outbox() -> None:
    agent = AgentSettings("main", "dock-1", bytes(32), "mqtt://broker", Path("state"))
    assert Settings().outbox_max_bytes == agent.outbox_max_bytes
    assert Settings().drain_events_per_s == agent.drain_events_per_s
