"""How far outboxes are applied, with several gateways at once."""

from __future__ import annotations

import threading

from hub.store import agents, pool, sites


def test_a_gateway_that_waits_for_a_new_outbox_holds_no_other(database: str) -> None:
    with pool.connect(database, autocommit=True) as conn:
        sites.create(conn, "main")
        first, second = (agents.create(conn, "main", code)[0].id for code in ("dock-1", "dock-2"))
        agents.lock_epochs(conn, {(second, "OLD"): None})
        failures: list[BaseException] = []

        def lock_both() -> None:
            try:
                with pool.connect(database, autocommit=True) as other, other.transaction():
                    agents.lock_epochs(other, {(first, "NEW"): None, (second, "OLD"): None})
            except BaseException as error:  # noqa: BLE001
                failures.append(error)

        other = threading.Thread(target=lock_both)
        with conn.transaction():
            agents.lock_epochs(conn, {(first, "NEW"): None})
            other.start()
            with pool.connect(database, autocommit=True) as watcher:
                while not watcher.execute("select 1 from pg_locks where not granted").fetchone():
                    assert other.is_alive(), failures
            agents.lock_epochs(conn, {(second, "OLD"): None})
        other.join()
    assert not failures
