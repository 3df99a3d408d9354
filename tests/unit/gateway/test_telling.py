"""What an agent is told, and what it is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gateway import telling
from gateway.wire.messages import Tasks
from gateway.wire.outbound import LoadLine, TransferToLoad
from hub.store.downlink import AgentToTell, OperatorToTell

MEI = OperatorToTell(
    login="mei", name="Mei Lin", badge_hash="scrypt-of-badge", pin_hash="scrypt-of-pin", language="zh_CN"
)


def agent(*roles: str) -> AgentToTell:
    devices = [
        {"id": f"device-{number}", "role": role, "protocol": "p", "port": f"port-{number}"}
        for number, role in enumerate(roles)
    ]
    return AgentToTell(
        id=1,
        site_id=1,
        site="main",
        code="bench-1",
        key=b"k" * 32,
        timezone="UTC",
        config={"location": "PACK-1", "devices": devices},
        config_version=1,
        config_digest=None,
        tasks_version=1,
        tasks_digest=None,
    )


@pytest.mark.parametrize("roles", [("bench_scanner",), ("bench_scale",), ("shelf_scale", "bench_scanner")])
def test_a_station_is_told_who_may_work_there(roles: tuple[str, ...]) -> None:
    (told,) = telling.config(agent(*roles), [MEI], 1).operators
    assert (told.login, told.pin_hash, told.language) == ("mei", "scrypt-of-pin", "zh_CN")


def test_a_station_is_told_who_may_let_through_what_others_may_not() -> None:
    boss = OperatorToTell("boss", "Boss", "scrypt", None, "en", decides=True)
    told = telling.config(agent("bench_scanner"), [MEI, boss], 1).operators
    assert [(one.login, one.decides) for one in told] == [("mei", False), ("boss", True)]


@pytest.mark.parametrize("roles", [(), ("portal", "scanner", "shelf_scale", "floor_scale")])
def test_no_hash_of_a_badge_or_a_pin_goes_where_nobody_logs_in(roles: tuple[str, ...]) -> None:
    assert telling.config(agent(*roles), [MEI], 1).operators == []


def test_a_configuration_that_cannot_be_told_is_named_by_place() -> None:
    with pytest.raises(telling.ConfigError, match=r"devices\[0\]\.role"):
        telling.config(agent("teleporter"), [MEI], 1)


def test_a_list_that_is_cut_to_fit_says_how_many_there_are_in_all() -> None:
    line = LoadLine(sku="X" * 64, name="N" * 200, source="S" * 64, qty=Decimal(1))
    many = [TransferToLoad(number=f"TRF-{n}", lines=[line] * 100) for n in range(50)]
    message = Tasks(v=1, version=1)
    telling.Carried(transfers=many, transfers_open=70).put_into(message)
    assert not telling.fit(message)
    assert 0 < len(message.transfers) < 50
    assert message.transfers == many[: len(message.transfers)]
    assert message.transfers_open == 70
