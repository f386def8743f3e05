"""Which tests run which lines: so that a fault is shown only to tests that can notice it."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage
import pytest

from tests.mutation.sampling import PACKAGES, ROOT, Mutant
from tests.mutation.trying import fewer_examples


@dataclass(frozen=True, slots=True)
class Reach:
    """`tests` by file and line, `""` among them for what runs at import; `seconds` that each test took."""

    tests: dict[str, dict[int, frozenset[str]]]
    seconds: dict[str, float]

    def of(self, mutant: Mutant) -> frozenset[str] | None:
        """The tests that run the statement of a fault. None where it runs at import, so that any test may notice."""
        if mutant.change.function is None:
            return None
        lines = self.tests.get(mutant.file, {})
        span = range(mutant.change.first, mutant.change.last + 1)
        found = frozenset().union(*(lines.get(line, frozenset()) for line in span))
        return None if "" in found else found


class _Watching:
    """A pytest plugin that tells coverage which test runs."""

    def __init__(self, watch: coverage.Coverage) -> None:
        self.watch = watch
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        fewer_examples(items)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.watch.switch_context(item.nodeid)
        began = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - began
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)


def measured(folders: list[str], to: Path) -> Reach:
    """Runs all tests once in a process of its own. Raises RuntimeError where one fails without any fault put in."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = _measure(folders, to)
        finally:
            os._exit(status)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        raise RuntimeError("the tests fail without any fault put in; see above, and mend that first")
    return read(to)


def _measure(folders: list[str], to: Path) -> int:
    watch = coverage.Coverage(data_file=None, config_file=False, source=[str(ROOT / package) for package in PACKAGES])
    watching = _Watching(watch)
    watch.start()
    status = pytest.main(
        ["-q", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:faulthandler", *folders], plugins=[watching]
    )
    watch.stop()
    data = watch.get_data()
    tests: dict[str, dict[int, list[str]]] = {
        Path(file).relative_to(ROOT).as_posix(): data.contexts_by_lineno(file) for file in data.measured_files()
    }
    to.write_text(json.dumps({"tests": tests, "seconds": watching.seconds}), encoding="utf-8")
    return int(status)


def current(path: Path) -> bool:
    """Whether what was measured is younger than all code and all tests."""
    folders = [ROOT / name for name in (*PACKAGES, "models", "tests")]
    files = [file for folder in folders for ending in ("*.py", "*.yaml") for file in folder.rglob(ending)]
    newest = max(file.stat().st_mtime for file in files)
    return path.exists() and path.stat().st_mtime > newest


def read(path: Path) -> Reach:
    """What was measured before."""
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    tests = {
        file: {int(line): frozenset(names) for line, names in lines.items()} for file, lines in known["tests"].items()
    }
    return Reach(tests, known["seconds"])
