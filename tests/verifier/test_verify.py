"""The verifier that travels in every bundle: what holds, what does not, and what is said of it."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.bundle import bundle, head_text
from ledger.checkpoint import Checkpoint
from ledger.keytext import ED25519, SignerKey
from ledger.tree import Frontier, leaf_hash
from lifecycle.telling import put_sealed
from models.records import Entry, SealedHistory
from tests.lifecycle.stories import stamp
from tests.reports.cases import told
from tests.verifier.bundles import (
    CASE,
    LOG,
    SCRIPT,
    WITNESS,
    contents,
    judged,
    relisted,
    signed,
    unzipped,
    whole,
    zipped,
)

Files = Mapping[str, bytes]


def run(tmp_path: Path, files: Files | bytes, *receipts: tuple[int, str]) -> tuple[int, str]:
    """The exit status and what was said of these files; the project's own check must give the same verdict."""
    path = tmp_path / "case.zip"
    path.write_bytes(files if isinstance(files, bytes) else zipped(files))
    found = judged(path, receipts=receipts)
    return found.status, found.line


def edited(name: str, edit: Callable[[list[bytes]], list[bytes]]) -> Files:
    """The bundle with the lines of one file edited, and the list mended."""
    lines = whole()[name].splitlines(keepends=True)
    return relisted({**whole(), name: b"".join(edit(lines))})


def test_as_a_stranger(tmp_path: Path) -> None:
    """The script out of the bundle, run in an empty folder, says that all holds, and whose key it believed."""
    path = tmp_path / "case.zip"
    path.write_bytes(zipped(whole()))
    with zipfile.ZipFile(path) as archive:
        archive.extract("verify.py", tmp_path)
    command = [
        sys.executable,
        "-I",
        "verify.py",
        "case.zip",
        "--key",
        LOG.verifier.text,
        "--witness",
        WITNESS.verifier.text,
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    records = len(told(CASE)[1])
    assert f"all {records} records hold" in done.stdout
    assert "witness.example.org" in done.stdout
    assert "NOTE" not in done.stdout
    alone = subprocess.run(command[:4], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert alone.returncode == 0
    assert "the key came with the bundle" in alone.stdout


def test_it_knows_nothing_of_the_project() -> None:
    """It imports the standard library and `cryptography` alone."""
    imported = {
        line.split()[1].split(".")[0]
        for line in SCRIPT.read_text().splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_receipts(tmp_path: Path) -> None:
    """A receipt that was given is found; one with another hash, or of a record that is not there, is refused."""
    _, entries = told(CASE)
    assert run(tmp_path, whole(), (5, entries[4].hash))[0] == 0
    assert run(tmp_path, whole(), (5, entries[5].hash))[0] == 3
    assert run(tmp_path, whole(), (999, entries[5].hash))[0] == 3


def test_redacted(tmp_path: Path) -> None:
    """Fields that are withheld leave no trace but a digest, and everything still holds."""
    made = bundle(contents(withheld=("event.summary", "event.source", "opening.header.case")))
    status, said = run(tmp_path, made)
    assert status == 0, said
    summaries = [
        e.payload.event.summary for e in told(CASE)[1] if e.payload and e.payload.event and e.payload.event.summary
    ]
    assert summaries
    held = made["payloads.jsonl"].decode()
    assert not [one for one in summaries if one in held]


def test_sealed_histories(tmp_path: Path) -> None:
    """A history must be what the last record that names its run says; others than those named are refused."""
    run_id, first, grown = "0198-run", b'{"events":[1]}', b'{"events":[1,2]}'
    state = told(CASE)[0]
    sealed: list[Entry] = []
    for text in (first, grown):
        history = SealedHistory(run=run_id, sha256=sha256(text).hexdigest(), events=1)
        state, entry = put_sealed(state, history, stamp(len(sealed)))
        sealed.append(entry)
    made = bundle(contents(more=sealed, histories={run_id: grown}))
    status, said = run(tmp_path, made)
    assert status == 0, said
    assert "sealed histories: 1" in said
    name = f"history/{run_id}.json"
    for changed in ({**made, name: first}, {**made, name: grown + b" "}, {**made, "history/other.json": grown}):
        status, said = run(tmp_path, relisted(changed))
        assert (status, "history" in said) == (3, True)
    without = {key: data for key, data in made.items() if key != name}
    assert run(tmp_path, relisted(without))[0] == 0
    hidden = bundle(contents(more=sealed, withheld=("history.sha256",), histories={run_id: grown}))
    assert run(tmp_path, hidden)[0] == 3


def test_erased(tmp_path: Path) -> None:
    """Without a single payload the records still hold, and it is said how many are gone."""
    files = relisted({**whole(), "payloads.jsonl": b""})
    status, said = run(tmp_path, files)
    assert status == 0
    assert "was erased or left out" in said


@pytest.mark.parametrize(
    ("name", "edit", "why"),
    [
        ("records.jsonl", lambda lines: lines[:3] + lines[4:], "record 4 must stand here"),
        ("records.jsonl", lambda lines: [lines[0], lines[2], lines[1], *lines[3:]], "record 2 must stand here"),
        ("records.jsonl", lambda lines: [*lines, lines[-1]], "must stand here"),
        ("records.jsonl", lambda lines: [*lines[:5], lines[5].replace(b"told", b"t0ld", 1), *lines[6:]], ""),
        ("records.jsonl", lambda lines: [lines[0].replace(b",", b", ", 1), *lines[1:]], "not written as a record is"),
        ("payloads.jsonl", lambda lines: [*lines, lines[-1]], "stands twice"),
        ("payloads.jsonl", lambda lines: [lines[1], lines[0], *lines[2:]], "out of order"),
        ("records.jsonl", lambda lines: [lines[0], b"\n", *lines[1:]], "is empty"),
        ("records.jsonl", lambda lines: [*lines[:-1], lines[-1][:-1]], "not ended by a newline"),
        ("proofs.jsonl", lambda lines: [lines[0].upper(), *lines[1:]], ""),
        (
            "payloads.jsonl",
            lambda lines: [line.replace(b"event.summary", b"event.summery") for line in lines],
            "field was changed",
        ),
        ("proofs.jsonl", lambda lines: lines[:-1], "proofs for"),
        ("proofs.jsonl", lambda lines: [lines[1], lines[0], *lines[2:]], "not the proof of record 1"),
        ("law.jsonl", lambda lines: lines[1:], "lacks what record"),
        ("keys.txt", lambda _: [], ""),
        ("checkpoint.txt", lambda lines: [lines[0], b"9\n", *lines[2:]], "does not hold"),
        ("head.txt", lambda lines: [line.replace(CASE.encode(), b"another") for line in lines], "does not hold"),
    ],
)
def test_named_tampering(tmp_path: Path, name: str, edit: Callable[[list[bytes]], list[bytes]], why: str) -> None:
    """Each way of changing a bundle is found, with the place, even where the list was mended."""
    status, said = run(tmp_path, edited(name, edit))
    if name == "keys.txt":  # the key was given: the one in the bundle is not needed
        assert status == 0
        return
    assert status == 3
    assert why in said


def test_the_end_cannot_be_left_out(tmp_path: Path) -> None:
    """Without its last records a case is still a chain in the tree; the signed end tells that some are missing."""
    files = dict(whole())
    for name in ("records.jsonl", "proofs.jsonl"):
        files[name] = b"".join(files[name].splitlines(keepends=True)[:-2])
    files["payloads.jsonl"] = b"".join(files["payloads.jsonl"].splitlines(keepends=True)[:-2])
    status, said = run(tmp_path, relisted(files))
    assert status == 3
    assert "signed another end" in said


def test_a_forged_ledger(tmp_path: Path) -> None:
    """A whole consistent bundle under another key, put in the ledger's name, does not hold under the ledger's key."""
    forger = SignerKey(LOG.name, ED25519, b"f" * 32)
    _, entries = told(CASE)
    files = dict(whole())
    size = int(files["checkpoint.txt"].split(b"\n")[1])
    root = Checkpoint.read(files["checkpoint.txt"].decode().rpartition("\n\n")[0] + "\n").root
    files["checkpoint.txt"] = signed(Checkpoint(LOG.name, size, root).text, forger).encode()
    files["head.txt"] = signed(head_text(LOG.name, CASE, len(entries), entries[-1].hash, size), forger).encode()
    files["keys.txt"] = forger.verifier.text.encode() + b"\n"
    status, said = run(tmp_path, relisted(files))
    assert status == 3
    assert "not signed by the key of the ledger" in said


def test_a_checkpoint_of_another_tree(tmp_path: Path) -> None:
    """A checkpoint that the ledger did sign, but of another tree, covers none of these records."""
    root = Frontier().extend(leaf_hash(b"%d" % n) for n in range(1000)).root()
    other = signed(Checkpoint(LOG.name, 1000, root).text).encode()
    status, said = run(tmp_path, relisted({**whole(), "checkpoint.txt": other}))
    assert status == 3
    assert "witness" in said or "not in the tree" in said


@pytest.mark.parametrize("seed", range(20))
def test_random_bytes_of_the_zip(tmp_path: Path, seed: int) -> None:
    """Any byte of the file changed: it is found, or it was one that no reader of zips looks at."""
    data, chance = bytearray(zipped(whole())), random.Random(seed)  # noqa: S311 (tests are repeatable)
    for _ in range(10):
        changed = bytearray(data)
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
        status, said = run(tmp_path, bytes(changed))
        assert status == 3 or unzipped(tmp_path / "case.zip") == whole(), said


@pytest.mark.parametrize("seed", range(30))
def test_random_edits_with_a_mended_list(tmp_path: Path, seed: int) -> None:
    """A byte of what was signed or recorded changed, and the list mended: always found."""
    chance = random.Random(seed)  # noqa: S311 (tests are repeatable)
    names = ("records.jsonl", "payloads.jsonl", "proofs.jsonl", "law.jsonl", "checkpoint.txt", "head.txt")
    for name in names:
        data = bytearray(whole()[name])
        data[chance.randrange(len(data) - 1)] ^= 1 << chance.randrange(7)
        status, said = run(tmp_path, relisted({**whole(), name: bytes(data)}))
        assert status == 3 or _means_the_same(name, bytes(data)), (name, said)


def _means_the_same(name: str, data: bytes) -> bool:
    """A letter of a hash in upper case, a space for another: the file says the same, in other bytes."""
    if name not in {"proofs.jsonl", "payloads.jsonl", "law.jsonl"}:
        return False
    read = [json.loads(line) for line in data.decode().lower().split("\n") if line]
    return read == [json.loads(line) for line in whole()[name].decode().lower().split("\n") if line]


def test_bad_files(tmp_path: Path) -> None:
    """No zip, half a zip, a bomb, a path out of the folder, the same name twice, a bundle of something else."""
    data = zipped(whole())
    assert run(tmp_path, b"no zip at all")[0] == 3
    assert run(tmp_path, data[: len(data) // 2])[0] == 3
    bomb = zipped({**whole(), "bomb": b"\0" * (1 << 29)})
    status, said = run(tmp_path, bomb)
    assert status == 3
    assert "would unpack to more" in said
    assert "strange name" in run(tmp_path, zipped({**whole(), "../evil": b""}))[1]
    assert "exactly the files" in run(tmp_path, zipped({**whole(), "more.txt": b""}))[1]
    assert "is missing" in run(tmp_path, zipped({"readme.txt": b"hello"}))[1]


def test_usage(tmp_path: Path) -> None:
    """A file that is not there is wrong usage; a key that is none does not hold."""
    command = [sys.executable, str(SCRIPT), str(tmp_path / "none.zip"), "--key"]
    for key, status in ((LOG.verifier.text, 3), ("a+b+c", 3), (str(tmp_path / "none.pub"), 2)):
        assert subprocess.run([*command, key], capture_output=True, check=False).returncode == status
