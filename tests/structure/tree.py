"""The files of the project as they stand: what the structure tests look at."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[2]
# Made by tools, not by people; and git's own.
NOT_OURS: Final = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    ".venv-foreign",
    "__pycache__",
    "build",
    "dist",
}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the project that a person or a generator of ours wrote."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.name in NOT_OURS or path.name.endswith(".egg-info") or (path / "pyvenv.cfg").exists():
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.name != ".env" and path.suffix not in {".db", ".db-shm", ".db-wal"}:
            yield path


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the project."""
    return tuple(path for path in files() if path.suffix == ".py")


@cache
def parsed(path: Path) -> ast.Module:
    """The syntax tree of a Python file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a Python file, methods and inner functions too."""
    return [node for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


@cache
def project() -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """The path of a file as people write it, from the root."""
    return path.relative_to(ROOT).as_posix()
