"""What several files of these tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.gateway_world import World


@pytest.fixture
def world(database: str, site_code: str) -> Iterator[World]:
    made = World(database, site_code)
    yield made
    made.close()
