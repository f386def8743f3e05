"""A witness signs only what continues what it saw; checkpoints kept elsewhere find a rollback and a fork."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from cli import failing
from ledger.cosignature import cosign
from ledger.keytext import COSIGNATURE, SignerKey
from ledger.note import parse
from tests.cli.command import Answer, inside
from tests.cli.test_audit import change, keep


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    """A data folder with one case of 21 records, and a witness beside it that it knows."""
    data = tmp_path / "data"
    asyncio.run(keep(data, "asv"))
    key = inside(data, "witness", "init", "witness.example", "--state", str(tmp_path / "state")).out.strip()
    assert inside(data, "keys", "trust", key).status == 0
    return data


def asked(data: Path, since: str | Path = "0", name: str = "request.txt") -> Path:
    """The ledger asks a witness that has seen so much."""
    path = data.parent / name
    said = inside(data, "audit", "checkpoint", "--since", str(since), "--out", str(path))
    assert said.status == 0, said.err
    return path


def signed(data: Path, request: Path, name: str = "answer.txt") -> Answer:
    """The witness answers."""
    state, log = data.parent / "state", data.parent / "data" / "keys" / "ledger.pub"
    out = str(data.parent / name)
    return inside(data, "witness", "sign", str(request), "--state", str(state), "--log", str(log), "--out", out)


def test_a_witness_signs_and_the_ledger_keeps_it(kept: Path) -> None:
    """Asked twice, the second time from where it stood, it signs both; the ledger then says who cosigned."""
    assert signed(kept, asked(kept)).status == 0
    answer = kept.parent / "answer.txt"
    assert inside(kept, "audit", "cosign", str(answer)).out == (
        "the checkpoint of 21 records is now signed by witness.example too\n"
    )
    assert "cosigned by witness.example" in inside(kept, "audit", "verify", "--since", str(answer)).out

    asyncio.run(keep(kept, "tyan"))
    assert signed(kept, asked(kept, answer), "second.txt").status == 0
    line = (kept.parent / "second.txt").read_text().splitlines()[-1]
    (kept.parent / "line.txt").write_text(f"{line}\n")
    assert "of 54 records" in inside(kept, "audit", "cosign", str(kept.parent / "line.txt")).out
    alone = inside(kept, "audit", "verify", "--since", str(answer), "asv")
    assert (alone.status, "it begins with all that answer.txt shows" in alone.out) == (0, True)
    shown = inside(kept, "witness", "show", "--state", str(kept.parent / "state"), "--json").json
    assert [one["records"] for one in shown["seen"]] == [54]


def test_a_countersignature_that_is_gone_is_found(kept: Path) -> None:
    """Whoever kept the countersigned checkpoint sees that the ledger lost it; handed over again, all is well."""
    alone = inside(kept, "audit", "checkpoint").out
    assert signed(kept, asked(kept)).status == 0
    answer = str(kept.parent / "answer.txt")
    assert inside(kept, "audit", "cosign", answer).status == 0
    note = alone.encode().hex()
    change(kept, f"UPDATE checkpoints SET cosigned = 0, note = x'{note}' WHERE cosigned")  # noqa: S608

    assert inside(kept, "audit", "verify").status == 0
    for case in ((), ("asv",)):
        said = inside(kept, "audit", "verify", "--since", answer, *case)
        assert (said.status, "signed by witness.example too" in said.line) == (failing.BROKEN, True)
    assert inside(kept, "audit", "cosign", answer).status == 0
    assert inside(kept, "audit", "verify", "--since", answer).status == 0


def test_a_signature_in_the_name_of_a_witness_is_found(kept: Path) -> None:
    """A line by another key under the name of a known witness is no countersignature."""
    alone = inside(kept, "audit", "checkpoint").out.encode()
    forger = SignerKey("witness.example", COSIGNATURE, b"f" * 32)
    note = cosign(parse(alone), forger, 1_800_000_000).encode().hex()
    change(kept, f"UPDATE checkpoints SET cosigned = 1, note = x'{note}' WHERE size = 21")  # noqa: S608

    said = inside(kept, "audit", "verify")
    assert (said.status, "a signature in the name of witness.example by a key" in said.err) == (failing.BROKEN, True)


def test_an_unknown_witness_is_named(kept: Path) -> None:
    """A signature of a witness that was never trusted is refused with its name and what to do."""
    (kept / "keys" / "witnesses.pub").unlink()
    assert signed(kept, asked(kept)).status == 0
    said = inside(kept, "audit", "cosign", str(kept.parent / "answer.txt"))

    assert said.status == failing.BROKEN
    assert "signed by witness.example, whom this ledger does not know as a witness" in said.line
    assert "aryz keys trust KEY" in said.line


def test_a_witness_answers_from_where_it_stands(kept: Path) -> None:
    """A proof that begins elsewhere is refused, says from where to ask, and is no evidence."""
    assert signed(kept, asked(kept)).status == 0
    asyncio.run(keep(kept, "tyan"))
    said = signed(kept, asked(kept, "7"))

    assert said.status == failing.BROKEN
    assert "refused (stale)" in said.line
    assert "has seen 21" in said.line
    assert not (kept.parent / "state" / "evidence").exists()


def test_a_ledger_put_back_is_found(kept: Path) -> None:
    """An older copy of the whole ledger verifies by itself; the witness and a newer checkpoint find it."""
    shutil.copytree(kept, kept.parent / "older")
    asyncio.run(keep(kept, "tyan"))
    assert signed(kept, asked(kept)).status == 0
    older = kept.parent / "older"

    assert inside(older, "audit", "verify").status == 0
    since = inside(older, "audit", "verify", "--since", str(kept.parent / "answer.txt"))
    assert (since.status, "rollback" in since.line, "had 54 records" in since.line) == (failing.BROKEN, True, True)
    said = signed(older, asked(older, "0", "older.txt"), "no.txt")
    assert (said.status, "refused (older): this request shows 21 records" in said.line) == (failing.BROKEN, True)
    assert not (kept.parent / "no.txt").exists()
    noted = list((kept.parent / "state" / "notes").glob("older-*.txt"))
    assert len(noted) == 1
    assert noted[0].read_text().count("\n— ") >= 2
    shown = inside(kept, "witness", "show", "--state", str(kept.parent / "state"), "--json").json
    assert (shown["evidence"], shown["notes"]) == ([], [noted[0].name])


def test_two_histories_under_one_key_are_found(kept: Path) -> None:
    """A second ledger signed with the same key is a fork: the witness and a checkpoint of the first find it."""
    forked = kept.parent / "forked"
    forked.mkdir()
    shutil.copytree(kept / "keys", forked / "keys")
    asyncio.run(keep(forked, "tyan"))
    change(forked, "DELETE FROM checkpoints WHERE size < 33")
    assert signed(kept, asked(kept)).status == 0

    since = inside(forked, "audit", "verify", "--since", str(kept.parent / "answer.txt"))
    assert (since.status, "fork: answer.txt" in since.err) == (failing.BROKEN, True)
    said = signed(forked, asked(forked, "21", "forked.txt"))
    assert (said.status, "refused (inconsistent)" in said.line) == (failing.BROKEN, True)


def test_a_stranger_is_refused(kept: Path, tmp_path: Path) -> None:
    """A request signed with another key or by another ledger, or damaged, is refused in one line."""
    request = asked(kept)
    stranger = tmp_path / "stranger"
    asyncio.run(keep(stranger, "asv"))
    assert "refused (other_origin)" in signed(kept, asked(stranger, "0", "other.txt")).line
    damaged = tmp_path / "damaged.txt"
    damaged.write_bytes(request.read_bytes()[:-30])
    assert signed(kept, damaged).status == failing.BROKEN
    damaged.write_bytes(request.read_bytes().replace(b"\n21\n", b"\n20\n"))
    assert "refused (signature)" in signed(kept, damaged).line
    foreign = inside(kept, "audit", "verify", "--since", str(tmp_path / "other.txt"))
    assert (foreign.status, len(foreign.err.splitlines())) == (failing.BROKEN, 1)


@pytest.mark.parametrize("content", [b"", b"x", b"\xff\xfe\n\nx\n", b"a\n\n" + "— b AAAA\n".encode(), b"0" * 300_000])
def test_what_is_no_checkpoint_is_refused(kept: Path, content: bytes) -> None:
    """Whatever is handed in as a checkpoint or as an answer: one line, status 3."""
    path = kept.parent / "given"
    path.write_bytes(content)
    for command in (("audit", "verify", "--since"), ("audit", "cosign"), ("audit", "checkpoint", "--since")):
        said = inside(kept, *command, str(path))
        assert (said.status, bool(said.line)) == (failing.BROKEN, True)


def test_a_witness_without_memory_does_not_begin_anew(kept: Path) -> None:
    """What it saw last bears its own signature; changed, it refuses to sign instead of forgetting."""
    assert signed(kept, asked(kept)).status == 0
    seen = next((kept.parent / "state" / "seen").glob("*.txt"))
    seen.write_bytes(seen.read_bytes().replace(b"\n21\n", b"\n20\n"))
    said = signed(kept, asked(kept, "21"))

    assert (said.status, "was damaged or changed" in said.line) == (failing.BROKEN, True)


def test_a_witness_has_one_key(kept: Path) -> None:
    """A second key is not made over the first, and no other folder is taken for a witness's."""
    state = str(kept.parent / "state")
    assert "already" in inside(kept, "witness", "init", "another", "--state", state).line
    assert "no folder of a witness" in inside(kept, "witness", "show", "--state", str(kept)).line
