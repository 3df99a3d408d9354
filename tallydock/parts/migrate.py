"""`tallydock migrate`: a database ready for use, with its first administrator."""

from __future__ import annotations

from datetime import UTC, datetime

from hub.api.auth.service import bootstrap_admin
from hub.store import pool
from hub.store.migrate import migrate
from tallydock.demo import seed as demo
from tallydock.i18n import _
from tallydock.settings import Settings
from tallydock.stack.layout import Layout


def run(settings: Settings, *, with_demo: bool, seed: int) -> None:
    """Says what was done. Secrets are told once, on standard output, and kept nowhere."""
    dsn = settings.need_dsn()
    applied = migrate(dsn)
    print("\n".join(applied) if applied else _("nothing to do: the schema is up to date"))
    with pool.connect(dsn) as conn:
        admin = bootstrap_admin(conn)
        packer = None
        if with_demo:
            layout = Layout(settings.var_dir.absolute())
            layout.make()
            packer = demo.seed(conn, datetime.now(UTC))
            demo.write_agent_keys(conn, layout.secrets)
            demo.top_up_orders(conn, layout.sim, seed, datetime.now(UTC))
    if admin is not None:
        print(_("First administrator, shown this once:"))
        print(_("  login {login}   password {password}").format(login=admin[0], password=admin[1]))
    if packer is not None:
        print(
            _("Packer at the station, shown this once:  badge {badge}   PIN {pin}").format(
                badge=packer.packer_badge, pin=packer.packer_pin
            )
        )
