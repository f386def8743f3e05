"""Backups: made while everything runs, opened by their key only, restored into a folder that then goes on."""

from __future__ import annotations

import io
import json
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from cli.server import free_port
from store.archive import new_identity
from tests.cli.command import EXAMPLES, Answer, environment, inside, up

Run = Callable[..., Answer]


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A key pair: the recipient, and the file with the secret half."""
    public, secret = new_identity()
    path = tmp_path / "backup.key"
    path.write_text(f"# public key: {public}\n{secret}\n")
    return public, path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder with a database in it, and no server."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "keys").mkdir()
    (data / "keys" / "master.key").write_text("a secret key of the tests")
    with sqlite3.connect(data / "aryz.db") as connection:
        connection.execute("CREATE TABLE words (word TEXT)")
        connection.execute("INSERT INTO words VALUES ('zhelezo')")
    yield data
    connection.close()


@pytest.fixture
def files(here: Run, tmp_path: Path, folder: Path, key: tuple[str, Path]) -> tuple[Path, Path]:
    """A backup of the folder: its two files."""
    answer = here("backup", str(tmp_path / "safe"), "--to", key[0], "--data", str(folder))
    assert answer.status == 0, answer.err
    data, keys = sorted((tmp_path / "safe").glob("*.age"))
    return data, keys


@pytest.mark.server
@pytest.mark.slow
def test_drill(tmp_path: Path, key: tuple[str, Path]) -> None:
    """A backup made while a case is being told is restored, verifies, and its cases go on where they were."""
    public, secret = key
    data, safe, fresh = tmp_path / "data", tmp_path / "safe", tmp_path / "fresh"
    with up(data, free_port()):
        assert inside(data, "import", str(EXAMPLES / "gerasimov.yaml")).status == 0
        telling = subprocess.Popen(
            [sys.executable, "-m", "cli.main", "import", *map(str, sorted(EXAMPLES.glob("*.yaml"))[:4])],
            env=environment(data),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert inside(data, "backup", str(safe), "--to", public).status == 0
        assert telling.wait(60) == 0
        told = inside(data, "case", "show", "gerasimov", "--json").json
    answer = inside(fresh, "restore", *map(str, sorted(safe.glob("*.age"))), "--identity", str(secret))
    assert answer.status == 0, answer.err
    with up(fresh, free_port()):
        assert inside(fresh, "case", "show", "gerasimov", "--json").json == told
        more = ("case", "tell", "gerasimov", "noted", "--date", "2024-05-01", "--by", "ngo")
        assert inside(fresh, *more).status == 0
        for path in sorted(EXAMPLES.glob("*.yaml"))[:4]:  # what the copy did not hold yet is told again
            answer = inside(fresh, "import", str(path))
            assert answer.status == 0, answer.err
        verified = inside(fresh, "audit", "verify", "--json")
        assert verified.status == 0, verified.err
        listed = inside(fresh, "case", "list", "--json").json
    assert {one["case"] for one in listed} >= {path.stem for path in sorted(EXAMPLES.glob("*.yaml"))[:4]}


def test_nothing_in_the_clear(here: Run, tmp_path: Path, files: tuple[Path, Path], key: tuple[str, Path]) -> None:
    """Neither file shows a word of the data, and keys are only in the file of the keys."""
    data, keys = files
    assert b"zhelezo" not in data.read_bytes()
    assert b"secret key of the tests" not in keys.read_bytes()
    assert here("restore", str(data), "--identity", str(key[1]), "--data", str(tmp_path / "back")).status == 0
    assert sorted(path.name for path in (tmp_path / "back").iterdir()) == ["aryz.db"]
    assert not list(tmp_path.glob(".aryz-*"))


def test_restored_is_what_was(here: Run, tmp_path: Path, files: tuple[Path, Path], key: tuple[str, Path]) -> None:
    """Data and keys come back at their places, readable by their owner only."""
    back = tmp_path / "back"
    assert here("restore", *map(str, files), "--identity", str(key[1]), "--data", str(back)).status == 0
    assert (back / "keys" / "master.key").read_text() == "a secret key of the tests"
    assert (back / "aryz.db").stat().st_mode & 0o077 == 0
    with sqlite3.connect(back / "aryz.db") as connection:
        assert connection.execute("SELECT word FROM words").fetchall() == [("zhelezo",)]
    connection.close()


def test_the_keys_may_come_later(here: Run, tmp_path: Path, files: tuple[Path, Path], key: tuple[str, Path]) -> None:
    """Data alone is restored with a word about its keys; those then join it, and nothing is ever written over."""
    data, keys = files
    into = ("--identity", str(key[1]), "--data", str(tmp_path / "back"))
    answer = here("restore", str(data), *into)
    assert (answer.status, answer.line) == (
        0,
        "the keys are not in this backup: restore them too before `aryz up`",
    )
    assert "is not empty" in here("restore", *map(str, files), *into).line
    answer = here("restore", str(keys), *into)
    assert (answer.status, answer.err) == (0, "")
    assert (tmp_path / "back" / "keys" / "master.key").read_text() == "a secret key of the tests"
    answer = here("restore", str(keys), *into)
    assert (answer.status, "never written over" in answer.line) == (1, True)


def test_another_key_opens_nothing(here: Run, tmp_path: Path, files: tuple[Path, Path]) -> None:
    """The wrong secret key is told so, with exit status 3, and the target stays empty."""
    data, _ = files
    other = tmp_path / "other.key"
    other.write_text(new_identity()[1])
    answer = here("restore", str(data), "--identity", str(other), "--data", str(tmp_path / "back"))
    assert answer.status == 3
    assert "was made for another key" in answer.line
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("place", [30, 200, -40])
def test_a_flipped_bit_is_found(
    here: Run, tmp_path: Path, files: tuple[Path, Path], key: tuple[str, Path], place: int
) -> None:
    """A damaged backup is refused wherever the damage is, and nothing is restored."""
    data, _ = files
    held = bytearray(data.read_bytes())
    held[place] ^= 1
    data.write_bytes(bytes(held))
    answer = here("restore", str(data), "--identity", str(key[1]), "--data", str(tmp_path / "back"))
    assert answer.status == 3, answer.err
    assert not (tmp_path / "back").exists()


def test_half_a_backup(here: Run, tmp_path: Path, files: tuple[Path, Path], key: tuple[str, Path]) -> None:
    """A file that was cut short is refused."""
    data, _ = files
    data.write_bytes(data.read_bytes()[:-2000])
    answer = here("restore", str(data), "--identity", str(key[1]), "--data", str(tmp_path / "back"))
    assert answer.status == 3
    assert "damaged or cut short" in answer.line


def archive_of(tmp_path: Path, public: str, *files: tuple[str, bytes], listed: Mapping[str, object]) -> Path:
    """An archive that somebody else made for this recipient."""
    import pyrage  # noqa: PLC0415 (only to forge)

    plain = io.BytesIO()
    said = {"format": "aryz.backup/1", "what": "data", "made_at": "2026-11-23T10:00:00Z", "files": listed}
    with tarfile.open(fileobj=plain, mode="w") as tar:
        for name, held in (("manifest.json", json.dumps(said).encode()), *files):
            info = tarfile.TarInfo(name)
            info.size = len(held)
            tar.addfile(info, io.BytesIO(held))
    path = tmp_path / "forged.data.age"
    path.write_bytes(pyrage.encrypt(plain.getvalue(), [pyrage.x25519.Recipient.from_str(public)]))
    return path


@pytest.mark.parametrize(
    ("held", "listed", "why"),
    [
        ("../evil", "../evil", "no backup of Aryz"),
        ("evil", None, "does not name"),
        ("aryz.db", "aryz.db", "not what the list says"),
        (None, "aryz.db", "lacks aryz.db"),
    ],
)
def test_hostile_archives(  # noqa: PLR0917 (three of them are the row of the table)
    here: Run, tmp_path: Path, key: tuple[str, Path], held: str | None, listed: str | None, why: str
) -> None:
    """A file that was forged for our key writes nothing outside, nothing unlisted, nothing longer than listed."""
    files = [(held, b"xy")] if held else []
    said = {listed: {"size": 1, "sha256": "0" * 64}} if listed else {}
    path = archive_of(tmp_path, key[0], *files, listed=said)
    answer = here("restore", str(path), "--identity", str(key[1]), "--data", str(tmp_path / "back"))
    assert answer.status == 3
    assert why in answer.line
    assert not (tmp_path / "back").exists()
    assert not (tmp_path / "evil").exists()


def test_usage(here: Run, tmp_path: Path, files: tuple[Path, Path], key: tuple[str, Path]) -> None:
    """What cannot be meant is said in one line: no recipient, no key, a folder that holds something, an old key."""
    assert here("backup", str(tmp_path / "safe")).status == 2
    assert "no public key of age" in here("backup", str(tmp_path / "safe"), "--to", "age1nonsense").line
    data, _ = files
    assert here("restore", str(data), "--identity", str(tmp_path / "none"), "--data", str(tmp_path / "b")).status == 2
    assert "is not empty" in here("restore", str(data), "--identity", str(key[1]), "--data", str(data.parent)).line
    assert "never written over" in here("backup", "--new-identity", str(key[1])).line
    assert here("backup", "--new-identity", str(tmp_path / "new.key")).out.startswith("age1")
    assert (tmp_path / "new.key").stat().st_mode & 0o077 == 0
