"""Master keys: what wraps, what opens, and what is refused."""

from __future__ import annotations

import base64
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from models.errors import KeysError, SealedError
from store.keys.master_file import VARIABLE, add_master, make_file, remove_master, ring_of_environment, ring_of_file
from store.keys.masters import Ring, line, new_master, read_masters

KEY = secrets.token_bytes(32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with one master key."""
    make_file(tmp_path / "keys" / "master.key")
    return tmp_path / "keys" / "master.key"


def test_wrapped_keys_open_for_their_context_only(path: Path) -> None:
    """A wrapped key opens again, and not for another case, not under another master, not with one bit changed."""
    ring = ring_of_file(path)
    wrapped = ring.wrap(KEY, b"a.1")

    assert ring.unwrap(ring.current, wrapped, b"a.1") == KEY
    assert KEY not in wrapped
    assert ring.wrap(KEY, b"a.1") != wrapped
    other = add_master(path)
    for bad in (bytes((wrapped[0] ^ 1,)) + wrapped[1:], wrapped[:-1], wrapped[:5], b""):
        with pytest.raises(SealedError):
            ring.unwrap(ring.current, bad, b"a.1")
    with pytest.raises(SealedError):
        ring.unwrap(ring.current, wrapped, b"b.1")
    with pytest.raises(SealedError, match=other):
        ring.unwrap(other, wrapped, b"a.1")


def test_a_running_process_learns_of_a_new_key(path: Path) -> None:
    """A ring that was read before a key was added opens what is wrapped under it, and then wraps under it."""
    running = ring_of_file(path)
    before = running.current
    added = add_master(path)
    wrapped = ring_of_file(path).wrap(KEY, b"a.1")

    assert running.current == before
    assert running.unwrap(added, wrapped, b"a.1") == KEY
    assert running.current == added
    assert running.ids == (before, added)


def test_an_older_key_can_be_removed_and_the_newest_not(path: Path) -> None:
    """What is wrapped under a removed key does not open, and the message says what to do."""
    ring = ring_of_file(path)
    older, wrapped = ring.current, ring.wrap(KEY, b"a.1")
    newer = add_master(path)
    remove_master(path, older)
    ring.look_again()

    assert ring.ids == (newer,)
    with pytest.raises(KeysError, match=rf"master key {older} is not among those given \({newer}\); add it"):
        ring.unwrap(older, wrapped, b"a.1")
    with pytest.raises(KeysError, match="is the current one"):
        remove_master(path, newer)
    with pytest.raises(KeysError, match="holds no master key"):
        remove_master(path, older)


def test_the_file_is_for_its_owner_only(path: Path) -> None:
    """The file is made with mode 0600, and one that others may read is refused before it is used."""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for mode in (0o640, 0o604, 0o620, 0o644, 0o777):
        path.chmod(mode)
        with pytest.raises(KeysError, match=f"others may read it .mode {mode:04o}.; run `chmod 600`"):
            ring_of_file(path)
    path.chmod(0o400)
    assert ring_of_file(path).ids


def test_two_that_make_a_file_get_one_key(tmp_path: Path) -> None:
    """Of many that make the file at once one does it, and all get its key."""
    path = tmp_path / "master.key"
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: make_file(path), range(8)))

    assert len(made) == 1
    assert ring_of_file(path).ids == tuple(made)


def test_many_that_add_lose_none(path: Path) -> None:
    """Keys that are added at the same time all stand in the file."""
    with ThreadPoolExecutor(8) as pool:
        added = set(pool.map(lambda _: add_master(path), range(8)))

    assert added < set(ring_of_file(path).ids)
    assert len(added) == 8


def _line_with(secret: bytes) -> str:
    return f"m12345678 {base64.b64encode(secret).decode()}"


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "holds no master key"),
        ("# nothing\n\n", "holds no master key"),
        ("one two three", "line 1: is not"),
        ("m12345678 %%%", "line 1: is not"),
        (_line_with(b"short"), "has 5 bytes instead of 32"),
        (_line_with(KEY), "not the one that its id names"),
    ],
    ids=["empty", "only-comments", "words", "no-base64", "short", "other-id"],
)
def test_bad_lines(text: str, match: str) -> None:
    """A line that is no key is refused with its place, and nothing of it is repeated."""
    with pytest.raises(KeysError, match=match) as caught:
        read_masters(text, "the file")

    assert base64.b64encode(KEY).decode() not in str(caught.value)


def test_a_key_twice_is_refused() -> None:
    """Which one is the newest would not be known."""
    one = new_master()
    with pytest.raises(KeysError, match="twice"):
        read_masters(line(one) * 2, "the file")


def test_no_file_and_no_text(tmp_path: Path) -> None:
    """A file that is missing, a folder, and bytes that are no text are one line each."""
    with pytest.raises(KeysError, match="no such file"):
        ring_of_file(tmp_path / "nothing")
    with pytest.raises(KeysError, match="cannot be read"):
        ring_of_file(tmp_path)
    (tmp_path / "raw").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "raw").chmod(0o600)
    with pytest.raises(KeysError, match="cannot be read"):
        ring_of_file(tmp_path / "raw")


def test_the_environment(path: Path) -> None:
    """Several keys in the variable, by semicolons; without it there is no ring."""
    text = path.read_text() + line(new_master())
    ring = ring_of_environment({VARIABLE: text.replace("\n", ";")})

    assert ring is not None
    assert len(ring.ids) == 2
    assert ring.unwrap(ring.ids[0], ring_of_file(path).wrap(KEY, b"x"), b"x") == KEY
    assert ring_of_environment({}) is None
    with pytest.raises(KeysError, match=VARIABLE):
        ring_of_environment({VARIABLE: "no"})


def test_nothing_shows_a_key() -> None:
    """The representation of a master key and of a ring holds no secret."""
    master = new_master()

    assert master.text not in repr(master) + repr(Ring(lambda: (master,)))
