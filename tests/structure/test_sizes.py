"""Files and functions stay small enough to be read at one sitting, and every test says what it is about."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.structure.tree import functions, modules, name, parsed

CODE_LINES, TEST_LINES, FUNCTION_LINES = 300, 400, 50
VERIFIER_LINES = 700
"""It leaves the project alone, inside every bundle, and is read there from top to bottom."""
TESTS = [path for path in modules() if path.name.startswith("test_")]


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_file_is_one_thing(path: Path) -> None:
    """No module has more than 300 lines, no file of tests more than 400; the verifier of bundles is one file."""
    limit = {"tests": TEST_LINES, "verifier": VERIFIER_LINES}.get(Path(name(path)).parts[0], CODE_LINES)

    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", modules(), ids=name)
def test_a_function_is_one_thing(path: Path) -> None:
    """No function has more than 50 lines."""
    long = {
        node.name: size for node in functions(path) if (size := (node.end_lineno or 0) - node.lineno) > FUNCTION_LINES
    }

    assert long == {}


@pytest.mark.parametrize("path", TESTS, ids=name)
def test_every_test_says_what_it_is_about(path: Path) -> None:
    """Each test has a docstring that is a sentence about behaviour."""
    tests = [node for node in functions(path) if node.name.startswith("test_")]
    silent = [node.name for node in tests if not (ast.get_docstring(node) or "").rstrip().endswith((".", "?"))]

    assert silent == []


@pytest.mark.parametrize("path", modules(), ids=name)
def test_no_error_is_swallowed(path: Path) -> None:
    """No handler catches an error only to do nothing with it."""
    handlers = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.ExceptHandler)]

    assert [node.lineno for node in handlers if all(isinstance(step, ast.Pass) for step in node.body)] == []
