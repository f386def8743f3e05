"""A bundle checked in another language: a shell, openssl, sha256sum and jq, written from docs/proof.md."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from ledger.keytext import ED25519, SignerKey
from tests.reports.cases import told
from tests.verifier.bundles import CASE, LOG, whole

HAND: Final = Path(__file__).with_name("by_hand.sh")
TOOLS: Final = ("bash", "openssl", "sha256sum", "jq")
PAGE: Final = Path(__file__).parents[2] / "docs" / "audit.md"


@pytest.fixture(autouse=True)
def _tools() -> None:
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")


def by_hand(folder: Path, files: Mapping[str, bytes], record: int, key: str) -> subprocess.CompletedProcess[str]:
    """What the script says of a record in these files."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = ["bash", str(HAND), str(folder), str(record), key]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("number", [1, 2, 40, 66])
def test_a_record_and_the_signature(tmp_path: Path, number: int) -> None:
    """The shell finds the same hash, the same root, and the ledger's signature."""
    done = by_hand(tmp_path, whole(), number, LOG.verifier.text)
    assert done.returncode == 0, done.stderr
    assert f"hash of record {number}: {told(CASE)[1][number - 1].hash}" in done.stdout
    assert "Signature Verified Successfully" in done.stdout


def test_what_was_changed(tmp_path: Path) -> None:
    """A changed record leads to another root; a changed root is not what was signed; another key has not signed."""
    key, files = LOG.verifier.text, whole()
    record = {**files, "records.jsonl": files["records.jsonl"].replace(b'"told"', b'"t0ld"')}
    assert by_hand(tmp_path, record, 40, key).returncode == 3
    lines = files["checkpoint.txt"].split(b"\n")
    larger = {**files, "checkpoint.txt": b"\n".join([lines[0], b"%d" % (int(lines[1]) + 1), *lines[2:]])}
    assert by_hand(tmp_path, larger, 40, key).returncode != 0
    other = SignerKey(LOG.name, ED25519, b"n" * 32).verifier.text
    refused = by_hand(tmp_path, files, 40, other)
    assert refused.returncode != 0
    assert "Verified Successfully" not in refused.stdout


def test_the_page_shows_this_script() -> None:
    """What docs/audit.md shows is what was tried here."""
    shown = PAGE.read_text(encoding="utf-8").partition("```bash\n")[2].partition("```")[0]
    body = HAND.read_text(encoding="utf-8").partition("seq=$2 key=$3\n")[2]
    assert body
    assert body.strip() in shown
