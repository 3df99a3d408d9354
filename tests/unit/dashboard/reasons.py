"""What hub, gateway, agents and devices can give as the reason of an alarm, as their sources have it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
EVERYWHERE = ("hub", "gateway", "edge", "devices")
GIVEN: dict[str, tuple[int | str, tuple[str, ...]]] = {
    # alarms, and what is held in quarantine with its reason
    "NewAlarm": (1, EVERYWHERE),
    "raise_": ("detail", EVERYWHERE),
    "Refusal": (3, ("gateway",)),
    "_refusal": (2, ("gateway/identity.py",)),
    "UnfitError": (1, ("gateway",)),
    "WireError": (1, ("gateway",)),
    # faults of agents and devices
    "begins": (1, ("edge",)),
    "fault": (2, ("edge",)),
    "_fault": (2, ("edge/shelf.py",)),
    "_worker.tell": (1, ("edge",)),
    "worker.tell": (1, ("edge/commands.py",)),
    "_wrong.append": (0, ("edge/roles.py",)),
    "Garbage": (1, ("devices",)),
    "OutboxFullError": (0, ("edge",)),
    "RoleSettingsError": (0, ("edge",)),
    "UnknownProtocolError": (0, ("devices",)),
    # why a count or a report is not used
    "EntryError": (0, ("hub",)),
    "CountStateError": (0, ("hub",)),
}
"""Where the reason stands among a call's arguments, by what is called, and where that is looked for."""


@dataclass(frozen=True)
class Reason:
    """``text`` has `{}` for each value that is filled in."""

    text: str
    where: str


@dataclass(frozen=True)
class PassedOn:
    """A reason that somebody else has given."""

    expression: str
    where: str


def in_the_sources() -> Iterator[Reason | PassedOn]:
    for room in EVERYWHERE:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for call, around in _calls(tree, tree):
                given = _given(call, name)
                if given is not None:
                    yield from _said(given, around, tree, f"{name}:{call.lineno}")


def _said(given: ast.expr, around: ast.AST, module: ast.AST, where: str) -> Iterator[Reason | PassedOn]:
    texts = list(_texts(given, around, module))
    yield from (Reason(text, where) for text in texts)
    if not texts and ast.unparse(given) != "''":
        yield PassedOn(ast.unparse(given), where)


def _calls(node: ast.AST, around: ast.AST) -> Iterator[tuple[ast.Call, ast.AST]]:
    """Each with the function that it stands in."""
    for child in ast.iter_child_nodes(node):
        inside = child if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else around
        if isinstance(child, ast.Call):
            yield child, inside
        yield from _calls(child, inside)


def _given(call: ast.Call, file: str) -> ast.expr | None:
    called = ast.unparse(call.func)
    if called.endswith("._talk.tell"):
        return None  # what a screen says to whoever stands there, in that person's language
    for name, (place, rooms) in GIVEN.items():
        if f".{called}".endswith(f".{name}") and file.startswith(rooms):
            for word in call.keywords:
                if word.arg in (place, "detail"):
                    return word.value
            return call.args[place] if isinstance(place, int) and len(call.args) > place else None
    return None


def _texts(node: ast.expr, around: ast.AST, module: ast.AST) -> Iterator[str]:
    """What the expression can say; of a name what is assigned to it in the same function or module."""
    match node:
        case ast.Constant(value=str(text)) if text:
            yield text
        case ast.JoinedStr():
            yield "".join(p.value if isinstance(p, ast.Constant) else "{}" for p in node.values)
        case ast.IfExp():
            yield from _texts(node.body, around, module)
            yield from _texts(node.orelse, around, module)
        case ast.Subscript():
            yield from _texts(node.value, around, module)
        case ast.Dict():
            for value in node.values:
                yield from _texts(value, around, module)
        case ast.Call(func=ast.Attribute(attr="get")):
            yield from _texts(node.func.value, around, module)  # type: ignore[attr-defined]
            for default in node.args[1:]:
                yield from _texts(default, around, module)
        case ast.Name(id=name):
            for scope in (around, module):
                for value in _assigned(scope, name):
                    yield from _texts(value, ast.Module([], []), ast.Module([], []))


def _assigned(scope: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(scope):
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        named = any(isinstance(target, ast.Name) and target.id == name for target in targets)
        if isinstance(node, ast.Assign | ast.AnnAssign) and value is not None and named:
            yield value
