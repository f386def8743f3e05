"""
Puts small faults into the law and the lifecycle, one at a time, and counts how many the tests notice.

    python -m tests.mutation --seed 1 --mutants 600

The seed fixes the sample. Prints each fault that nothing noticed, and the share that was noticed, by folder, with the
interval in which the true share lies with 95 % certainty. What it found last is in docs/testing.md.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import tempfile
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
import yaml

from tests.mutation.reach import Reach, current, measured, read
from tests.mutation.sampling import ROOT, Mutant, interval, mutants, sample
from tests.mutation.trying import OPTIONS, NotInPlaceError, Order, afresh, fewer_examples, in_place

FOLDERS = ["tests/law", "tests/lifecycle", "tests/findings", "tests/docs"]
# What takes long to import and cannot have a fault: every process starts with it.
OUTSIDE = (
    "alembic", "coverage", "filelock", "hypothesis.stateful", "pydantic", "rich", "sqlalchemy.ext.asyncio",
    "temporalio.client", "temporalio.testing", "temporalio.worker", "transitions", "typer", "yaml", "zoneinfo",
)  # fmt: skip


class Trial:
    """A sample of faults and what became of each: the test that noticed, or None."""

    def __init__(self, chosen: list[Mutant], reach: Reach) -> None:
        self.reach, self.order = reach, Order(reach.seconds)
        self.results: dict[Mutant, str | None] = {}
        at_import = [mutant for mutant in chosen if reach.of(mutant) is None]
        self.law = [mutant for mutant in at_import if mutant.folder == "law"]
        self.tables = [mutant for mutant in at_import if mutant.folder != "law"]
        self.inside = [mutant for mutant in chosen if reach.of(mutant) is not None]
        self.began = time.monotonic()

    def run(self) -> None:
        """First what is imported first: a copy of this process must not have what it is to import with a fault."""
        if noticed := afresh(None, FOLDERS, self.order):
            raise RuntimeError(f"{noticed} fails without any fault put in; mend that first")
        for mutant in self.law:
            self.note(mutant, afresh(mutant, FOLDERS, self.order))
        importlib.import_module("law.published")
        for mutant in self.tables:
            self.note(mutant, afresh(mutant, FOLDERS[1:], self.order))  # the law knows nothing of the lifecycle
        pytest.main([*OPTIONS, *FOLDERS], plugins=[self])

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """All tests are collected: instead of running them, each fault is shown to those that reach it."""
        fewer_examples(session.items)
        for mutant in self.inside:
            wanted = self.reach.of(mutant) or frozenset()
            items = [item for item in session.items if item.nodeid in wanted]
            try:
                self.note(mutant, in_place(mutant, session, items, self.order) if items else None)
            except NotInPlaceError as error:
                print(f"not tried {error}", flush=True)  # noqa: T201
        return True

    def note(self, mutant: Mutant, noticed: str | None) -> None:
        """One more is known."""
        self.results[mutant] = noticed
        if noticed is None:
            print(f"survived  {mutant.name}", flush=True)  # noqa: T201
        if len(self.results) % 25 == 0:
            spent = time.monotonic() - self.began
            print(f"{len(self.results)} tried in {spent:.0f} s", file=sys.stderr, flush=True)  # noqa: T201


def figures(results: dict[Mutant, str | None]) -> Iterable[str]:
    """The share noticed, by folder and in all, one line each."""
    folders = sorted({mutant.folder for mutant in results})
    for folder in [*folders, "all"]:
        own = [noticed for mutant, noticed in results.items() if folder in {mutant.folder, "all"}]
        killed = sum(noticed is not None for noticed in own)
        low, high = interval(killed, len(own))
        share = 100 * killed / len(own)
        yield f"{folder:20} {killed:5} of {len(own):5} noticed: {share:5.1f} % ({low:.1f} to {high:.1f})"


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Count the faults that tests notice.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--only", default="", help="only faults whose 'file:line: change' contains this")
    parser.add_argument("--reach", type=Path, help="a file that keeps which tests run which lines, for the next time")
    parser.add_argument("--json", type=Path, help="a file that the results are written to")
    parser.add_argument("--again", type=Path, help="such a file: try what survived in it, by file and change")
    wanted = parser.parse_args()
    for module in OUTSIDE:
        importlib.import_module(module)
    yaml.safe_load = partial(yaml.load, Loader=yaml.CSafeLoader)  # the same, ten times as fast
    with tempfile.TemporaryDirectory() as folder:
        kept = wanted.reach or Path(folder) / "reach.json"
        reach = read(kept) if current(kept) else measured(FOLDERS, kept)
    chosen = sample(tuple(one for one in mutants() if wanted.only in one.name), wanted.mutants, wanted.seed)
    if wanted.again:
        survived = {_without_line(name) for name, by in json.loads(wanted.again.read_text()).items() if by is None}
        chosen = [one for one in mutants() if _without_line(one.name) in survived]
    trial = Trial(chosen, reach)
    trial.run()
    if wanted.json:
        wanted.json.write_text(json.dumps({one.name: noticed for one, noticed in trial.results.items()}, indent=1))
    print("\n".join(figures(trial.results)))  # noqa: T201
    return 0


def _without_line(name: str) -> str:
    file, _, change = name.split(":", 2)
    return f"{file}:{change}"


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())
