"""The faults of the project, and a sample of them in which every file has its share."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from math import sqrt
from pathlib import Path
from random import Random
from types import CodeType
from typing import Final

from tests.mutation.changes import Change, changes

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("law", "lifecycle")
_SURE: Final = 1.96


@dataclass(frozen=True, slots=True)
class Mutant:
    """A module with one fault: the `number`-th of those that can be put into it."""

    path: Path
    number: int
    change: Change

    @property
    def file(self) -> str:
        """The path from the root."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def folder(self) -> str:
        """The folder of the file, from the root."""
        return self.path.parent.relative_to(ROOT).as_posix()

    @property
    def name(self) -> str:
        """File, line, and what is changed into what."""
        return f"{self.file}:{self.change.line}: {self.change.name}"

    def compiled(self) -> CodeType:
        """The module with the fault in it."""
        source = self.path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        changes(tree, source)[self.number].apply()
        return compile(tree, str(self.path), "exec")


@cache
def mutants() -> tuple[Mutant, ...]:
    """Every fault of every file."""
    found = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple(mutant for path in found for mutant in of_file(path))


def of_file(path: Path) -> list[Mutant]:
    """Every fault that can be put into one file."""
    source = path.read_text(encoding="utf-8")
    return [Mutant(path, number, change) for number, change in enumerate(changes(ast.parse(source), source))]


def sample(every: tuple[Mutant, ...], size: int, seed: int) -> list[Mutant]:
    """Faults by chance, from each file in proportion to how many it has. The same seed gives the same ones."""
    chance = Random(seed)  # noqa: S311 (a repeatable sample, no secret)
    by_file: dict[str, list[Mutant]] = {}
    for mutant in every:
        by_file.setdefault(mutant.file, []).append(mutant)
    share = {file: min(size, len(every)) * len(own) / len(every) for file, own in by_file.items()}
    chosen = {file: int(part) for file, part in share.items()}
    missing = min(size, len(every)) - sum(chosen.values())
    for file in sorted(share, key=lambda file: (chosen[file] - share[file], file))[:missing]:
        chosen[file] += 1
    return [mutant for file, own in by_file.items() for mutant in chance.sample(own, chosen[file])]


def interval(part: int, whole: int) -> tuple[float, float]:
    """
    Between what the true share lies with 95 % certainty, in percent.

    Source: Wilson's score interval, 1927.
    """
    if not whole:
        return 0.0, 100.0
    share, spread = part / whole, _SURE**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    half = _SURE * sqrt(share * (1 - share) / whole + spread / (4 * whole)) / (1 + spread)
    return 100 * (middle - half), 100 * (middle + half)
