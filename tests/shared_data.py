"""Where the developers' shared data is, and how a test says that it is not there."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(),
    reason="the developers' shared data is not beside this checkout",
)
