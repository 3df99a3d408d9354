"""How the dashboard is started as a process of its own."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

HUB_URL_VARIABLE = "TALLYDOCK_HUB_URL"
ENTRY = Path(__file__).with_name("app.py")


def command(port: int, *, address: str = "127.0.0.1") -> list[str]:
    """The argument list; look and quietness come from .streamlit/config.toml beside the entry script."""
    return [
        *(sys.executable, "-m", "streamlit", "run", str(ENTRY)),
        f"--server.port={port}",
        f"--server.address={address}",
        # set in the file too; on the command line nothing in the home directory can take it back
        "--server.headless=true",
        "--browser.gatherUsageStats=false",
    ]


def environment(hub_url: str, base: Mapping[str, str] | None = None) -> dict[str, str]:
    """`base` (the process's own, if not said) and where the hub is, e.g. http://127.0.0.1:8000"""
    return {**(os.environ if base is None else base), HUB_URL_VARIABLE: hub_url}
