"""The wire's JSON Schema, for those who don't read Python, says what the Python says."""

from __future__ import annotations

import json

from gateway.wire.schema import json_schema
from tests.checks import generated
from tests.checks.repository import ROOT

NAME = "wire schema"
PATH = ROOT / "gateway" / "wire" / "schema.json"


def _wanted() -> str:
    return json.dumps(json_schema(), indent=2, sort_keys=True) + "\n"


def problems() -> list[str]:
    return generated.problems(PATH, _wanted())


def write() -> list[str]:
    return generated.write(PATH, _wanted())
