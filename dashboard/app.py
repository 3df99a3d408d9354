"""The entry: `streamlit run dashboard/app.py` serves dashboard/main.py and the session cookie's routes."""

from pathlib import Path

from streamlit.starlette import App

# not used here, but slow to load: now, so that the first visitor does not wait for them
import dashboard.charts
import dashboard.frames  # noqa: F401
from dashboard import cookies

app = App(Path(__file__).with_name("main.py").resolve(), routes=cookies.routes())
