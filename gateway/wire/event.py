"""What every event that an agent sends begins with."""

from __future__ import annotations

from msgspec import Struct

from gateway.wire.scalars import Code, Instant


class Event(Struct, kw_only=True, omit_defaults=True, tag_field="type"):
    """What every event carries.

    `at` is the agent's clock; `boot` and `mono_ns` (monotonic, since that boot) let an agent restamp
    unsent events once its clock is set. `device` is the id of the device in the agent's configuration.
    """

    at: Instant
    device: Code
    boot: Code | None = None
    mono_ns: int | None = None
