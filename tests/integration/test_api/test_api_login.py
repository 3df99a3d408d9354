"""Logging in and out, and the first administrator."""

from __future__ import annotations

import threading

import httpx
import psycopg
import pytest

from hub.api.auth import bootstrap_admin
from hub.store import pool
from tests.integration.test_api.house import House, open_house, problem


def _log_in(house: House, login: str, password: str) -> httpx.Response:
    return house.nobody.post("/api/v1/login", json={"login": login, "password": password})


@pytest.fixture
def admin(house: House) -> tuple[str, str]:
    with pool.connect(house.dsn) as conn:
        conn.execute("delete from api_token")
        conn.execute("delete from app_user")
        made = bootstrap_admin(conn)
    assert made is not None
    return made


def test_the_first_administrator_logs_in_and_out(house: House, admin: tuple[str, str]) -> None:
    answer = _log_in(house, *admin)
    assert answer.status_code == 200
    session = answer.json()
    assert session["user"] == {"login": "admin", "name": "Administrator", "role": "admin", "language": "en"}
    token = {"Authorization": f"Bearer {session['token']}"}
    me = house.nobody.get("/api/v1/me", headers=token).json()
    assert me == {**session["user"], "expires_at": session["expires_at"]}

    assert house.nobody.post("/api/v1/logout", headers=token).status_code == 204
    problem(house.nobody.get("/api/v1/me", headers=token), 401, "unauthenticated")


def test_the_first_administrator_is_made_once_even_by_two_at_once(database: str) -> None:
    made: list[tuple[str, str] | None] = []

    def make() -> None:
        with pool.connect(database) as conn:
            made.append(bootstrap_admin(conn))

    makers = [threading.Thread(target=make) for _ in range(4)]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    assert len([one for one in made if one is not None]) == 1
    with pool.connect(database) as conn:
        assert bootstrap_admin(conn) is None


def test_neither_password_nor_token_is_in_the_database(house: House, admin: tuple[str, str]) -> None:
    token = _log_in(house, *admin).json()["token"]
    with psycopg.connect(house.dsn) as conn:
        users = str(conn.execute("select u::text from app_user u").fetchall())
        tokens = str(conn.execute("select t::text from api_token t").fetchall())
    assert admin[1] not in users
    assert token not in tokens


@pytest.mark.parametrize(("login", "password"), [("admin", "wrong"), ("nobody", "wrong"), ("ad\x00min", "x")])
def test_wrong_login_and_wrong_password_look_alike(
    house: House, admin: tuple[str, str], login: str, password: str
) -> None:
    assert problem(_log_in(house, login, password), 401, "wrong-login")["detail"] == (
        "Login or password is wrong, or the user is disabled."
    )


def test_guessing_is_slowed_down_for_that_login_only(house: House, admin: tuple[str, str]) -> None:
    for _ in range(5):
        problem(_log_in(house, "admin", "guess"), 401, "wrong-login")
    answer = _log_in(house, *admin)
    problem(answer, 429, "too-many-logins")
    assert 0 < int(answer.headers["retry-after"]) <= 300
    problem(_log_in(house, "other", "guess"), 401, "wrong-login")

    house.clock.tick(seconds=301)
    assert _log_in(house, *admin).status_code == 200


def test_a_new_password_ends_all_tokens(house: House, admin: tuple[str, str]) -> None:
    token = {"Authorization": f"Bearer {_log_in(house, *admin).json()['token']}"}
    changed = house.nobody.patch("/api/v1/users/admin", json={"password": "another-password"}, headers=token)
    assert changed.status_code == 200, changed.text
    problem(house.nobody.get("/api/v1/me", headers=token), 401, "unauthenticated")
    assert _log_in(house, "admin", "another-password").status_code == 200


def test_a_token_lives_as_long_as_the_setting_says(database: str) -> None:
    with open_house(database, token_lifetime_s=60) as house, pool.connect(database) as conn:
        conn.execute("delete from api_token")
        conn.execute("delete from app_user")
        made = bootstrap_admin(conn)
        conn.commit()
        assert made is not None
        token = {"Authorization": f"Bearer {_log_in(house, *made).json()['token']}"}
        house.clock.tick(seconds=59)
        assert house.nobody.get("/api/v1/me", headers=token).status_code == 200
        house.clock.tick(seconds=2)
        problem(house.nobody.get("/api/v1/me", headers=token), 401, "unauthenticated")
