"""What import-linter cannot see: the one-file worker, the clock and the files behind built-in names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.structure.tree import ROOT, modules, name, parsed

PURE = [path for path in modules() if Path(name(path)).parts[0] in {"models", "law", "lifecycle", "ledger", "reports"}]
# The one module that may read packaged data: docs/adr/0007-law-data-is-read-at-import.md.
READS_DATA = "law/published.py"
CLOCKS = {"now", "today", "utcnow", "fromtimestamp"}
DOORS = {"open", "input", "print", "exec", "eval", "__import__"}


def imports(path: Path) -> set[str]:
    """The first names of everything that a module imports, inside functions too."""
    tree = parsed(path)
    plain = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    origin = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {module.partition(".")[0] for module in plain | origin}


def calls(path: Path) -> set[str]:
    """The last names of everything that a module calls: `now` for `datetime.now(UTC)`."""
    called = [node.func for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)]
    names = {func.id for func in called if isinstance(func, ast.Name)}
    return names | {func.attr for func in called if isinstance(func, ast.Attribute)}


def test_the_worker_only_wires() -> None:
    """worker.py knows the workflows and what they need, and never the command line that starts it."""
    assert "cli" not in imports(ROOT / "worker.py")


@pytest.mark.parametrize("path", PURE, ids=name)
def test_the_core_asks_no_clock(path: Path) -> None:
    """What time it is comes into the core as an argument, so that a replay sees the same."""
    assert not calls(path) & CLOCKS


@pytest.mark.parametrize("path", [path for path in PURE if name(path) != READS_DATA], ids=name)
def test_the_core_opens_nothing(path: Path) -> None:
    """The core neither opens files nor talks to the terminal nor runs text as code."""
    assert not calls(path) & DOORS


def test_only_the_command_line_knows_the_worker() -> None:
    """No library code imports the module that wires everything."""
    knowing = {Path(name(path)).parts[0] for path in modules() if "worker" in imports(path)}

    assert knowing <= {"benchmarks", "cli", "tests"}


def test_settings_are_read_at_the_top_only() -> None:
    """What an operator can set reaches the rest of the code as arguments."""
    knowing = {Path(name(path)).parts[0] for path in modules() if "settings" in imports(path)}

    assert knowing <= {"benchmarks", "cli", "tests", "worker.py"}
    assert not imports(ROOT / "settings.py") & {"activities", "cli", "worker", "workflows"}
