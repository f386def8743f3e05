"""
The calls of the workflows that make Temporal record something, in the order of the source.

    python -m tests.replay.fingerprint          prints them as JSON
    python -m tests.replay.fingerprint --write  accepts them as they are

Cheaper than a replay and more exact about the place: a running case repeats its history with the code of today, and
fails its task where these calls come in another order than when its history was written.
"""

from __future__ import annotations

import ast
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.structure.tree import ROOT

ACCEPTED: Final = Path(__file__).with_name("fingerprint.json")
COMMANDS: Final = frozenset(
    {
        "continue_as_new",
        "deprecate_patch",
        "execute_activity",
        "execute_child_workflow",
        "execute_local_activity",
        "patched",
        "sleep",
        "start_activity",
        "start_child_workflow",
        "start_local_activity",
        "upsert_memo",
        "upsert_search_attributes",
        "uuid4",
        "random",
        "wait_condition",
    }
)
"""Functions of `temporalio.workflow` that issue a command, mark a version, draw from the run's chance, or wait."""


OURS: Final = frozenset({"until"})
"""Functions of `workflows` that do nothing else than wait."""


def fingerprint() -> dict[str, list[str]]:
    """By file of `workflows`, each such call as `Class.method: call(first argument)`."""
    found = {path.name: list(_calls(ast.parse(path.read_text("utf-8")))) for path in (ROOT / "workflows").glob("*.py")}
    return {name: calls for name, calls in sorted(found.items()) if calls}


def _calls(node: ast.AST, where: str = "") -> Iterator[str]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _calls(child, f"{where}.{child.name}".lstrip("."))
            continue
        if isinstance(child, ast.Call) and _command(child.func):
            yield f"{where}: {ast.unparse(child.func)}({_first(child)})"
        yield from _calls(child, where)


def _command(called: ast.expr) -> bool:
    if isinstance(called, ast.Name):
        return called.id in OURS
    is_ours = isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name) and called.value.id == "workflow"
    return is_ours and isinstance(called, ast.Attribute) and called.attr in COMMANDS


def _first(call: ast.Call) -> str:
    constant = call.args and isinstance(call.args[0], ast.Constant)
    return ast.unparse(call.args[0]) if constant else ""


if __name__ == "__main__":
    text = json.dumps(fingerprint(), indent=2) + "\n"
    if "--write" in sys.argv:
        ACCEPTED.write_text(text, "utf-8")
    print(text, end="")  # noqa: T201 (this is what it is for)
