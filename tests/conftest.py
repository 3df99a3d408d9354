"""What all tests share: real services, and marks that follow from the folder a test lives in."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from tests.services.fixtures import (
    broker_url,
    database,
    databases,
    empty_database,
    module_database,
    no_process_left,
    own_broker,
    own_postgres,
    postgres_dsn,
    short_dir,
    site_code,
)

__all__ = [
    "broker_url",
    "database",
    "databases",
    "empty_database",
    "module_database",
    "no_process_left",
    "own_broker",
    "own_postgres",
    "postgres_dsn",
    "short_dir",
    "site_code",
]

# a busy machine is no failure; the profile that hypothesis takes in CI says so too, and always draws the same
if settings.get_current_profile_name() == "default":
    settings.register_profile("patient", deadline=None)
    settings.load_profile("patient")

HERE = Path(__file__).parent
MARKED_FOLDERS = ("integration", "simulation", "browser", "drill")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.relative_to(HERE).parts[0]
        if folder in MARKED_FOLDERS:
            item.add_marker(folder)
