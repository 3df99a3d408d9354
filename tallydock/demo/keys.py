"""Where the demonstration site's agents have their keys."""

from __future__ import annotations

from pathlib import Path


def agent_key_file(secrets_dir: Path, agent: str) -> Path:
    return secrets_dir / f"agent-{agent}.key"
