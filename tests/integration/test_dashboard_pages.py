"""What people do on pages of the dashboard, before the real hub; only the browser is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import models
from dashboard.client import Hub, open_pool
from dashboard.launch import HUB_URL_VARIABLE
from hub.api.auth.secrets import hash_secret
from hub.store import items, locations, pool, sites, users
from tests.browser.house import PASSWORD, running_hub
from tests.integration.dashboard_page import PATIENCE_S, shown, whole

ROLES = ("viewer", "manager")


@dataclass(frozen=True)
class World:
    """A hub with the sites berlin, munich, and oslo that has no places of its own.

    Of each role a reader: his token, and who he is.
    """

    api: httpx.Client
    readers: dict[str, tuple[str, models.User]]


@pytest.fixture(scope="module")
def world(module_database: str) -> Iterator[World]:
    with pool.connect(module_database) as conn:
        secret = hash_secret(PASSWORD)
        for role in ROLES:
            users.create(conn, login=role, name=role, role=role, language="en", password_hash=secret)
        for site in ("berlin", "munich"):
            sites.create(conn, site, site.title(), "UTC", "EUR")
            locations.create(conn, site, "DOCK-1", "dock")
        sites.create(conn, "oslo", "Oslo", "UTC", "EUR")
        items.create(conn, items.NewItem(sku="TEA", name="Tea"))
    with running_hub(module_database) as url, open_pool(url) as connections:
        connections.timeout = httpx.Timeout(PATIENCE_S)
        tokens = {role: Hub(connections).login(role, PASSWORD).token for role in ROLES}
        readers = {role: (token, Hub(connections, token).me()) for role, token in tokens.items()}
        bearer = {"Authorization": f"Bearer {tokens['manager']}"}
        with (
            httpx.Client(base_url=f"{url}/api/v1", headers=bearer, timeout=PATIENCE_S) as api,
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setenv(HUB_URL_VARIABLE, url)
            yield World(api, readers)


Show = Callable[..., AppTest]


@pytest.fixture
def show(world: World) -> Show:
    def page(view: str, role: str = "manager", **state: object) -> AppTest:
        token, user = world.readers[role]
        return shown(view, token=token, user=user, **state)

    return page


def labelled(elements: Iterable[Any], label: str) -> Any:
    return next(one for one in elements if one.label == label)


def good(answer: httpx.Response) -> dict[str, object]:
    assert answer.is_success, answer.text
    found: dict[str, object] = answer.json()
    return found


def test_a_comma_that_may_mean_thousands_is_not_booked_as_a_decimal_one(world: World, show: Show) -> None:
    body = {"site": "berlin", "location": "DOCK-1", "lines": [{"item": "TEA", "qty": "2000"}]}
    came = good(world.api.post("/receipts", json=body, headers={"Idempotency-Key": "two-thousand"}))
    query: dict[str, str | bool] = {"order": str(came["document"]), "undecided": True}
    (asked,) = world.api.get("/receipt-exceptions", params=query).json()["items"]

    app = show(
        "receipts",
        inbound_section="differences",
        **{f"inbound_decision_{asked['id']}": "accept"},
    )
    labelled(app.text_input, "Quantity").set_value("1,000")
    labelled(app.text_input, "Why?").set_value("it was asked for by telephone")
    labelled(app.button, "Decide").click().run()
    assert not app.exception, app.exception
    assert any("qty" in one.value for one in app.error), app.error
    left = world.api.get("/receipt-exceptions", params=query).json()["items"]
    assert [row["qty"] for row in left] == ["2000"]


@pytest.mark.parametrize(
    ("view", "state", "is_changed"),
    [
        ("purchasing", {"buying_section": "orders", "buying_order_files": True}, False),
        ("master_data", {"master_section": "files", "master_sheet": "ship-notices"}, False),
        ("master_data", {"master_section": "files", "master_sheet": "items"}, True),
    ],
)
def test_a_file_is_said_to_change_what_is_there_only_where_it_does(
    show: Show, view: str, state: dict[str, object], is_changed: bool
) -> None:
    app = show(view, **state)
    assert not app.exception, app.exception
    (told,) = [one.value for one in app.caption if one.value.startswith("A row")]
    assert ("or changes it" in told) == is_changed


@pytest.fixture(scope="module")
def sold(world: World) -> World:
    """Both sites have an order SO-1; SO-2 is berlin's alone."""
    for site, number in (("berlin", "SO-1"), ("munich", "SO-1"), ("berlin", "SO-2")):
        lines = [{"sku": "TEA", "qty": "1", "unit_price": "2"}]
        wanted = {"site": site, "number": number, "customer": f"{site} {number}", "lines": lines}
        good(world.api.post("/orders", json=wanted))
    return world


def looked_up(world: World, text: str, state: str) -> AppTest:
    """What is found is opened by its button, as a reader does."""
    token, user = world.readers["manager"]
    app = whole(token=token, user=user)
    labelled(app.text_input, "Look up").set_value(text).run()
    assert not app.exception, app.exception
    cards = [one.value for one in app.caption if "·" in one.value and one.value != "manager · Manager"]
    app.button(key=f"lookup_open_{cards.index(state)}").click().run()
    assert [one.value for one in app.title] == ["Sales orders"]
    return app


def test_of_two_orders_with_one_number_that_opens_which_was_looked_up(sold: World) -> None:
    # munich's is the newer one, and first in the list
    app = looked_up(sold, "SO-1", "berlin · Released")
    assert labelled(app.selectbox, "Order").value == ("SO-1", "berlin")
    assert [one.value for one in app.subheader] == ["SO\\-1 · berlin SO\\-1"]


def test_an_order_that_was_looked_up_is_not_asked_of_another_site(sold: World) -> None:
    app = looked_up(sold, "SO-2", "berlin · Released")
    assert labelled(app.selectbox, "Order").value == ("SO-2", "berlin")
    labelled(app.selectbox, "Site").set_value("munich").run()
    assert [one.value for one in app.title] == ["Sales orders"]
    assert [one.value for one in app.error] == []
    assert [one.value for one in app.subheader] == ["SO\\-1 · munich SO\\-1"]


@pytest.mark.parametrize(("role", "is_told"), [("viewer", False), ("manager", True)])
def test_only_who_has_the_form_for_a_place_is_told_to_make_one(show: Show, role: str, is_told: bool) -> None:
    app = show("master_data", role, master_section="places", site="oslo")
    assert not app.exception, app.exception
    (told,) = [one.value for one in app.info]
    assert told.startswith("The site has no places yet.")
    assert ("Make one below" in told) == is_told
    assert any(one.label == "Make it" for one in app.button) == is_told
