"""One page of the dashboard as a reader has it: Streamlit runs it before a real hub, without a browser."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

import dashboard

PATIENCE_S = 120
MAIN = Path(dashboard.__file__).with_name("main.py")


def shown(view: str, **state: object) -> AppTest:
    """`state` is what the session has by then: `token`, `user`, what was chosen."""
    app = AppTest.from_function(_page, kwargs={"view": view}, default_timeout=PATIENCE_S)
    for key, value in state.items():
        app.session_state[key] = value
    return app.run()


def whole(**state: object) -> AppTest:
    """The dashboard with its frame and all its pages, at the first of them."""
    app = AppTest.from_file(MAIN, default_timeout=PATIENCE_S)
    for key, value in state.items():
        app.session_state[key] = value
    return app.run()


def _page(view: str) -> None:
    # AppTest runs this function's text on its own
    import importlib

    importlib.import_module(f"dashboard.views.{view}").show()
