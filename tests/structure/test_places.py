"""Nothing in the project depends on one person's machine or on one place to download from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.structure.tree import ROOT, files, name

# Written so that this file does not contain what it looks for.
HOMES = re.compile(r"(?<![\w.$)}])/(?:home|root|Users|work|farm)/\w|[A-Z]:\\\\?Users", re.IGNORECASE)
HOSTS = re.compile(
    r"pypi\.o[r]g|pythonhoste[d]\.org|npmj[s]\.|de[b]ian\.org|docker\.i[o]/|proxy\.golan[g]\.org|crates\.i[o]"
)
LOCKS = sorted(ROOT.glob("requirements*.lock"))


def text(path: Path) -> str:
    """What a file says; nothing where it is not text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    """A path that exists on one machine only stands nowhere."""
    assert {name(path): found[0] for path in files() if (found := HOMES.search(text(path)))} == {}


def test_no_file_names_a_registry() -> None:
    """Where packages and images come from is the reader's own setting."""
    assert {name(path): found[0] for path in files() if (found := HOSTS.search(text(path)))} == {}


@pytest.mark.parametrize("lock", LOCKS, ids=name)
def test_a_lock_names_versions_and_hashes_only(lock: Path) -> None:
    """Every package is pinned to one version with its hashes, and no place is named."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if re.match(r"[a-z0-9]", line)]

    assert all(re.fullmatch(r"[a-z0-9-]+(\[[a-z,]+\])?==[\w.]+( ; .+)? \\", line) for line in pins)
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines if line not in pins)
    assert len(pins) > 1


def test_the_runtime_is_a_part_of_the_whole_lock() -> None:
    """What is tested is what is shipped: both locks pin the same versions."""
    runtime, everything = (
        {line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines() if "==" in line}
        for lock in ("requirements.lock", "requirements-dev.lock")
    )

    assert runtime < everything
