"""Learning what a piece weighs from what a scale told, and items' pictures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hub.store import agents, alarms, items, pool, readings
from tests.integration.test_api.house import House, problem, wrong_fields

SCALE = {"site": "main", "agent": "dock-1", "device": "scale-1"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


class Scale:
    """What the agent tells of its scale, as the gateway stores it."""

    def __init__(self, house: House) -> None:
        self._house = house
        config: dict[str, Any] = {
            "location": "DOCK-1",
            "devices": [
                {
                    "id": "scale-1",
                    "role": "floor_scale",
                    "settings": {"location": "DOCK-1", "division_g": "2"},
                },
                {"id": "scanner-1", "role": "scanner", "settings": {"location": "DOCK-1"}},
            ],
        }
        with pool.connect(house.dsn) as conn:
            self._agent, _ = agents.create(conn, "main", "dock-1", config)

    def shows(self, grams: str) -> None:
        at = self._house.clock()
        reading = readings.NewReading(
            at, self._agent.id, "scale-1", None, "weight", Decimal(grams), "g", None
        )
        with pool.connect(self._house.dsn) as conn:
            readings.add(conn, [reading], at)


def ask(house: House, path: str, body: Any = None, role: str = "manager") -> Any:
    answer = house.ask(role, "POST", path, json=body)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def test_a_weight_is_learnt_from_the_scale_and_nobody_types_it(house: House) -> None:
    scale = Scale(house)
    start = house.ask("manager", "POST", "/items/TEA/weight-lessons", json=SCALE)
    assert "told no weight yet" in problem(start, 409, "conflict")["detail"]
    scale.shows("300")  # a tray
    listed = house.get("/scales", site="main")["items"]
    assert [(row["device"], row["division_g"], row["weight_g"]) for row in listed] == [
        ("scale-1", "2", "300")
    ]

    lesson = ask(house, "/items/TEA/weight-lessons", SCALE)
    at = f"/weight-lessons/{lesson['id']}"
    assert lesson["empty_g"] == "300"
    problem(house.ask("manager", "POST", f"{at}/weighings", json={"pieces": 10}), 409, "conflict")
    scale.shows("350")
    light = house.ask("manager", "POST", f"{at}/weighings", json={"pieces": 1})
    assert "too light" in wrong_fields(light)["body.pieces"]
    for pieces, grams in ((10, "1310"), (10, "1290"), (20, "2780")):
        scale.shows("300")
        scale.shows(grams)
        lesson = ask(house, f"{at}/weighings", {"pieces": pieces})
    again = house.ask("manager", "POST", f"{at}/weighings", json={"pieces": 20})
    assert "no new weight" in problem(again, 409, "conflict")["detail"]

    # of the third a quarter more lay there than was counted
    assert "weighing 3 says 124.00 g a piece" in lesson["doubt"]
    problem(house.ask("manager", "POST", f"{at}/confirm"), 409, "conflict")
    dropped = house.ask("manager", "DELETE", f"{at}/weighings/3").json()
    assert [one["no"] for one in dropped["weighings"]] == [1, 2]
    scale.shows("2300")
    lesson = ask(house, f"{at}/weighings", {"pieces": 20})
    assert (lesson["doubt"], lesson["learnt"]["mean_g"], lesson["learnt"]["pieces"]) == ("", "100", 40)

    with pool.connect(house.dsn) as conn:
        before = items.catalog_version(conn)
        assert ask(house, f"{at}/confirm")["state"] == "confirmed"
        conn.rollback()
        assert items.catalog_version(conn) == before + 1
    tea = house.get("/items/TEA")
    assert (tea["unit_weight_g"], tea["unit_weight_sd_g"]) == ("100", lesson["learnt"]["sd_g"])
    problem(house.ask("manager", "POST", f"{at}/confirm"), 409, "conflict")


def test_a_lesson_is_begun_with_a_scale_that_there_is_and_can_be_dropped(house: House) -> None:
    Scale(house).shows("0")
    for wrong in ({"device": "scanner-1"}, {"device": "no"}, {"agent": "no"}):
        answer = house.ask("manager", "POST", "/items/TEA/weight-lessons", json=SCALE | wrong)
        assert list(wrong_fields(answer)) == ["body.device"]
    problem(house.ask("manager", "POST", "/items/NO/weight-lessons", json=SCALE), 404, "not-found")
    lesson = ask(house, "/items/TEA/weight-lessons", SCALE)
    problem(house.ask("manager", "POST", f"/weight-lessons/{lesson['id']}/confirm"), 409, "conflict")
    assert ask(house, f"/weight-lessons/{lesson['id']}/drop")["state"] == "dropped"
    assert house.get(f"/weight-lessons/{lesson['id']}")["state"] == "dropped"


def test_an_item_has_a_picture(shared_house: House) -> None:
    house = shared_house
    problem(house.ask("viewer", "GET", "/items/CUP/picture"), 404, "not-found")
    assert house.ask("manager", "PUT", "/items/CUP/picture", content=PNG).status_code == 204
    found = house.ask("viewer", "GET", "/items/CUP/picture")
    assert (found.content, found.headers["content-type"]) == (PNG, "image/png")
    same = house.ask("viewer", "GET", "/items/CUP/picture", headers={"If-None-Match": found.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert house.ask("manager", "DELETE", "/items/CUP/picture").status_code == 204
    problem(house.ask("manager", "DELETE", "/items/CUP/picture"), 404, "not-found")


@pytest.mark.parametrize("content", [b"", b"<svg onload='alert(1)'/>", b"GIF89a", b"RIFF1234WAVE"])
def test_what_is_no_picture_is_refused(shared_house: House, content: bytes) -> None:
    answer = shared_house.ask("manager", "PUT", "/items/CUP/picture", content=content)
    assert list(wrong_fields(answer)) == ["body"]


def test_a_picture_may_not_be_too_large_nor_of_nothing(shared_house: House) -> None:
    answer = shared_house.ask("manager", "PUT", "/items/CUP/picture", content=PNG + bytes(2_000_000))
    problem(answer, 413, "too-large")
    problem(shared_house.ask("manager", "PUT", "/items/NO/picture", content=PNG), 404, "not-found")


def test_an_overloaded_scale_is_told_as_that_and_a_bench_scale_is_one_of_them(house: House) -> None:
    scale = Scale(house)
    bench = {"id": "scale-2", "role": "bench_scale", "settings": {"location": "PACK-1"}}
    with pool.connect(house.dsn) as conn:
        agents.create(conn, "main", "bench-1", {"devices": [bench]})
    scale.shows("300")
    lesson = ask(house, "/items/TEA/weight-lessons", SCALE)
    at = f"/weight-lessons/{lesson['id']}/weighings"
    why = "too much is on the scale: take some off, and weigh it in parts"
    with pool.connect(house.dsn) as conn:
        alarms.raise_(conn, "fault", "main/dock-1/scale-1/scale-trouble", at=house.clock(), detail=why)
    listed = house.get("/scales", site="main")["items"]
    assert [(row["device"], row["role"], row["trouble"]) for row in listed] == [
        ("scale-2", "bench_scale", None),
        ("scale-1", "floor_scale", why),
    ]
    refused = house.ask("manager", "POST", at, json={"pieces": 10})
    assert why in problem(refused, 409, "conflict")["detail"]
    with pool.connect(house.dsn) as conn:
        alarms.clear(conn, "fault", "main/dock-1/scale-1/scale-trouble", house.clock())
    scale.shows("1310")
    assert len(ask(house, at, {"pieces": 10})["weighings"]) == 1
