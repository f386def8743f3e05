"""The lock only ever grows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from law.published import BOOK
from tests.law import lock, relock

RULE = "cpc-181-5-three-day-forwarding"


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the lock that a test may write."""
    path = tmp_path / "lock.json"
    path.write_text(lock.PATH.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(lock, "PATH", path)
    return path


def test_new_versions_are_appended(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A version that is not locked yet is added and named, and the lock is complete again."""
    known = lock.read()
    del known[RULE]
    elsewhere.write_text(json.dumps(known), encoding="utf-8")
    assert relock.main() == 0
    assert f"locked {RULE}: Law 378-V/2026-11-23" in capsys.readouterr().out
    assert lock.read() == lock.of(BOOK)


def test_a_complete_lock_stays_as_it_is(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With nothing to add the file is the same byte for byte."""
    before = elsewhere.read_bytes()
    assert relock.main() == 0
    assert elsewhere.read_bytes() == before
    assert "nothing new" in capsys.readouterr().out


def test_a_touched_version_is_not_locked_anew(elsewhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a locked version differs the lock is not written, and the message says what to do instead."""
    known = lock.read()
    known[RULE] = dict.fromkeys(known[RULE], "0" * 64)
    elsewhere.write_text(json.dumps(known), encoding="utf-8")
    before = elsewhere.read_bytes()
    assert relock.main() == 1
    assert elsewhere.read_bytes() == before
    assert "add a new version with a new entered_on instead" in capsys.readouterr().err
