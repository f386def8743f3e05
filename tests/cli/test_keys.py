"""`aryz keys`: nothing secret is shown, new keys take the place of old ones, and what was erased stays erased."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cli import failing
from store.keys.opening import Place, open_keys
from tests.cli.command import inside
from tests.cli.test_audit import keep


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder with one case."""
    asyncio.run(keep(tmp_path / "data", "asv"))
    return tmp_path / "data"


def test_what_is_shown_is_public(kept: Path) -> None:
    """Public keys, ids and counts are shown; nothing of a secret file is."""
    said = inside(kept, "keys", "show", "--json")

    assert said.json["signs"]
    assert (said.json["data_keys"], said.json["tombstones"], len(said.json["masters"])) == (1, 0, 1)
    for name in ("ledger.key", "master.key"):
        word = (kept / "keys" / name).read_text().split()[-1]
        secret = word.split("+", 4)[-1] if word.startswith("PRIVATE+") else word  # base64 may hold a plus itself
        assert len(secret) > 40
        assert secret not in said.out + inside(kept, "keys", "show").out


def test_a_new_key_of_the_ledger_leaves_old_signatures_valid(kept: Path) -> None:
    """After a rotation both public keys are known, the old one has signed for the new, and the ledger verifies."""
    before = inside(kept, "keys", "show", "--json").json["ledger"]
    said = inside(kept, "keys", "rotate", "ledger")
    assert (said.status, "start the workers again" in said.out, "auditors and witnesses" in said.out) == (0, True, True)
    after = inside(kept, "keys", "show", "--json").json["ledger"]

    assert after[:-1] == before
    assert len(list((kept / "keys").glob("rotation-*.txt"))) == 1
    assert inside(kept, "audit", "verify").status == 0
    asyncio.run(keep(kept, "tyan"))
    assert inside(kept, "audit", "verify", "--key", after[-1]).status == 0
    assert inside(kept, "audit", "verify", "--key", before[-1]).status == failing.BROKEN


def test_a_new_master_key_wraps_every_key_anew(kept: Path) -> None:
    """Afterwards the newest master key wraps all keys of cases, and what was told can still be read."""
    said = inside(kept, "keys", "rotate", "master").out
    assert "1 keys were wrapped anew" in said
    assert f"take its line out of {kept / 'keys' / 'master.key'}" in said
    shown = inside(kept, "keys", "show", "--json").json

    assert len(shown["masters"]) == 2
    assert shown["wrapped"] == {shown["masters"][-1]: 1}
    assert inside(kept, "audit", "verify").status == 0


def test_a_new_key_of_a_case_seals_what_comes(kept: Path) -> None:
    """The key of a case is replaced; a case that does not exist gets none."""
    assert inside(kept, "keys", "rotate", "case", "asv").out.startswith("asv.2 seals")
    assert inside(kept, "audit", "verify").status == 0
    assert inside(kept, "keys", "rotate", "case", "nobody").status == failing.USAGE
    assert inside(kept, "keys", "rotate", "case").status == failing.USAGE


@pytest.mark.parametrize("whole", [True, False], ids=["folder", "file"])
def test_what_was_erased_elsewhere_is_erased_here(kept: Path, tmp_path: Path, *, whole: bool) -> None:
    """A key store that was restored from before an erasure learns of it, from a folder or from a file."""
    other = tmp_path / "other"
    asyncio.run(keep(other, "asv"))
    asyncio.run(_erase(other))
    out = tmp_path / "tombstones.json"
    assert "1 erased case" in inside(other, "keys", "tombstones", "--out", str(out)).out

    said = inside(kept, "keys", "reconcile", str(other / "keys" if whole else out))

    assert said.out == "asv: erased here too\n1 case was not known as erased here\n"
    assert inside(kept, "audit", "verify").out.startswith("verified 1 of 1 cases, 21 records, 21 payloads erased")
    assert inside(kept, "keys", "show", "--json").json["tombstones"] == 1


@pytest.mark.parametrize("content", [b"", b"[]", b'{"form":"aryz.tombstones/1"}', b"\xff", b"[" * 100_000])
def test_a_damaged_list_is_refused(kept: Path, tmp_path: Path, content: bytes) -> None:
    """What is no list of tombstones destroys nothing: one line, status 3."""
    path = tmp_path / "list"
    path.write_bytes(content)
    said = inside(kept, "keys", "reconcile", str(path))

    assert said.status == failing.BROKEN
    assert "no list of tombstones" in said.line


def test_only_a_witness_can_be_trusted_as_one(kept: Path) -> None:
    """The key of a ledger is no key of a witness, and a damaged line is refused."""
    key = inside(kept, "keys", "show", "--json").json["ledger"][0]

    assert "is the key of a ledger" in inside(kept, "keys", "trust", key).line
    assert inside(kept, "keys", "trust", key[:-5]).status == failing.BROKEN
    assert inside(kept, "keys", "trust", "nothing").status == failing.USAGE


async def _erase(data: Path) -> None:
    async with await open_keys(Place(data / "keys", environment={})) as keys:
        await keys.destroy("asv", "consent_withdrawn", datetime(2026, 11, 23, 12, tzinfo=UTC))
