from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.catalogue import Catalogue
from edge.connection import BrokerOptions, BrokerUrlError, parse_broker_url
from edge.lock import StateLock, StateLockedError
from edge.store import Store, write_atomically
from gateway.wire.messages import CatalogItem, Config, Operator, Order, Tasks
from tests.unit.edge.samples import movement, open_outbox

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_what_the_hub_said_is_there_after_a_restart(tmp_path: Path) -> None:
    store = Store(tmp_path / "state", NOW)
    assert (store.catalogue.version, store.config, store.tasks) == (0, None, None)
    config = Config(v=1, version=4, agent="dock-1", site="main")
    tasks = Tasks(v=1, version=2, orders=[Order(number="SO-1")])
    store.keep_catalogue(Catalogue(9, [CatalogItem(sku="MUG", name="Mug")]))
    store.keep_config(config)
    store.keep_tasks(tasks)
    again = Store(tmp_path / "state", NOW)
    assert (again.config, again.tasks, again.catalogue.version) == (config, tasks, 9)
    assert again.catalogue.lookup("MUG") is not None


def test_a_damaged_file_is_kept_aside_and_told(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_bytes(b"{half")
    store = Store(tmp_path, NOW)
    assert store.config is None
    assert "config.json" in store.damaged[0]
    (aside,) = tmp_path.glob("config.damaged-*.json")
    assert aside.read_bytes() == b"{half"


def test_a_write_that_fails_leaves_the_old_document(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "config.json"
    write_atomically(path, b"old")

    def no_space(_file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_second_agent_is_told_who_holds_the_folder(tmp_path: Path) -> None:
    first = StateLock(tmp_path)
    with pytest.raises(StateLockedError, match=str(os.getpid())):
        StateLock(tmp_path)
    first.release()
    StateLock(tmp_path).release()


def test_a_brokers_address_is_understood() -> None:
    address = parse_broker_url(BrokerOptions("mqtts://agent:s%40fe@broker.example"))
    assert (address.host, address.port, address.tls) == ("broker.example", 8883, True)
    assert (address.username, address.password) == ("agent", "s@fe")
    assert parse_broker_url(BrokerOptions("mqtt://10.0.0.1:1884", username="u")).username == "u"


@pytest.mark.parametrize("url", ["http://broker", "mqtt://", "broker:1883", "mqtt://broker:notaport", ""])
def test_an_address_that_is_none_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(BrokerUrlError, match="mqtt://host:port"):
        parse_broker_url(BrokerOptions(url))


def test_nobody_else_on_the_machine_reads_what_an_agent_keeps(tmp_path: Path) -> None:
    folder = tmp_path / "agents" / "dock-1"
    config = Config(v=1, version=1, agent="dock-1", site="main")
    config.operators.append(Operator(login="mei", name="Mei", pin_hash="scrypt$..."))
    usual = os.umask(0o022)
    try:
        lock = StateLock(folder)
        Store(folder, NOW).keep_config(config)
        outbox = open_outbox(folder / "outbox.db")
        outbox.put([movement(1)]).result()
        modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    finally:
        os.umask(usual)
    outbox.close()
    lock.release()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {"config.json", "agent.lock", "outbox.db", "outbox.db-wal"} <= modes.keys()
    assert set(modes.values()) == {0o600}


def test_files_that_an_older_version_left_open_are_closed(tmp_path: Path) -> None:
    Store(tmp_path, NOW).keep_config(Config(v=1, version=1, agent="dock-1", site="main"))
    open_outbox(tmp_path / "outbox.db").close()
    for name in ("config.json", "outbox.db"):
        (tmp_path / name).chmod(0o644)
    Store(tmp_path, NOW)
    open_outbox(tmp_path / "outbox.db").close()
    assert {(tmp_path / name).stat().st_mode & 0o777 for name in ("config.json", "outbox.db")} == {0o600}
