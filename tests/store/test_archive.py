"""An archive that cannot be written leaves nothing and says so."""

from __future__ import annotations

from pathlib import Path

import pyrage
import pytest

from models.errors import StoreError
from store.archive import new_identity, pack


def test_a_full_disk_under_an_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What encrypts hides the error of the disk: the message names the file, and no draft is left."""
    (tmp_path / "aryz.db").write_bytes(b"data")
    out = tmp_path / "out"
    out.mkdir()

    def full(*_: object) -> None:
        raise pyrage.EncryptError("i/o error")

    monkeypatch.setattr(pyrage, "encrypt_io", full)
    with pytest.raises(StoreError, match=r"b\.age: cannot be written \(is there room on the disk\?\)"):
        pack([tmp_path / "aryz.db"], out / "b.age", [new_identity()[0]], what="data", made_at="2026-11-23T10:00:00Z")
    assert list(out.iterdir()) == []
