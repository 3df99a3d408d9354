"""`tallydock simulate`: the demonstration site's devices and people, for agents that run elsewhere here."""

from __future__ import annotations

from tallydock.demo import simulate
from tallydock.i18n import _
from tallydock.settings import Settings
from tallydock.settings_error import SettingsError
from tallydock.stack.layout import Layout


def run(settings: Settings, *, seed: int, pace: float) -> None:
    """Until SIGTERM or SIGINT. Raises SettingsError where the site has not been made."""
    layout = Layout(settings.var_dir.absolute())
    layout.make()
    if not (layout.sim / simulate.ORDERS_FILE).is_file():
        raise SettingsError(
            _(
                "the demonstration site has not been made in {folder}: "
                "run `tallydock migrate --demo` with the same TALLYDOCK_VAR_DIR first"
            ).format(folder=layout.var)
        )
    simulate.run(layout.sim, layout.dev, seed=seed, pace=pace)
