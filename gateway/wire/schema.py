"""The contract as JSON Schema, for other languages; `python -m tests.checks --write` renews the file."""

from __future__ import annotations

from typing import Any

import msgspec

from gateway.wire import messages

_TOP = (
    messages.Batch,
    messages.AgentState,
    messages.Ack,
    messages.Catalog,
    messages.Tasks,
    messages.Stock,
    messages.Config,
    messages.Command,
)


def json_schema() -> dict[str, Any]:
    top, definitions = msgspec.json.schema_components(_TOP, ref_template="#/$defs/{name}")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Tallydock wire, version 1",
        "anyOf": list(top),
        "$defs": definitions,
    }
