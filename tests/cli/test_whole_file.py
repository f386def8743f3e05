"""A file that is written whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from cli.whole_file import whole
from models.errors import StoreError


def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """What stood there stands there still, no draft is left, and the message names the file and the cause."""
    path = tmp_path / "log.xes"
    path.write_text("before")
    with pytest.raises(StoreError, match=r"log\.xes: cannot be written \(No space left on device\)"):
        _half(path)
    assert [one.name for one in tmp_path.iterdir()] == ["log.xes"]
    assert path.read_text() == "before"


def test_it_is_for_its_owner(tmp_path: Path) -> None:
    """Written well, it has its name and nobody else may read it."""
    path = tmp_path / "replay.html"
    with whole(path) as file:
        file.write("all")
    assert (path.read_text(), oct(path.stat().st_mode)[-3:]) == ("all", "600")


def _half(path: Path) -> None:
    """The disk is full in the middle."""
    with whole(path) as file:
        file.write("half")
        raise OSError(errno.ENOSPC, "No space left on device")
