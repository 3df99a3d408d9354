from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.test_api.house import House, furnish, open_house


@pytest.fixture
def house(database: str) -> Iterator[House]:
    """A furnished house of this test's own."""
    furnish(database)
    with open_house(database) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_house(module_database: str) -> Iterator[House]:
    """A furnished house for a module whose tests don't disturb each other."""
    furnish(module_database)
    with open_house(module_database) as opened:
        yield opened
