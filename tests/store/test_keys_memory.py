"""The memory of keys: short, bounded, and without what was forgotten."""

from __future__ import annotations

import secrets

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from store.keys.data_key import GENERAL, DataKey, KeyMemory, key_id, read_key_id

SECRET = secrets.token_bytes(32)


def key(case: str, generation: int = 1) -> DataKey:
    """A key of a case."""
    return DataKey(case, generation, AESGCM(SECRET))


def test_a_key_is_remembered_for_a_while() -> None:
    """A key is at hand until its time is over, and looking at it does not lengthen its time."""
    now = 0.0
    memory = KeyMemory(lasting=10, clock=lambda: now)
    memory.keep(key("a"), 0, newest=True)
    now = 9.9
    assert memory.newest("a") == memory.by_id("a.1") == key("a")
    now = 10
    assert memory.newest("a") is None
    assert memory.by_id("a.1") is None


def test_an_older_generation_is_not_the_newest() -> None:
    """A key that was asked for by its id is not taken for the one that seals."""
    memory = KeyMemory()
    memory.keep(key("a", 2), 0, newest=True)
    memory.keep(key("a", 1), 0)

    assert memory.newest("a") == key("a", 2)
    assert memory.by_id("a.1") == key("a", 1)


def test_only_so_many_are_remembered() -> None:
    """The one that was kept longest ago makes room."""
    memory = KeyMemory(at_most=3)
    for case in ("a", "b", "c", "a", "d"):
        memory.keep(key(case), 0, newest=True)

    assert [case for case in "abcd" if memory.newest(case)] == ["a", "c", "d"]
    assert [case for case in "abcd" if memory.by_id(f"{case}.1")] == ["a", "c", "d"]


def test_what_was_looked_up_before_is_not_kept_after() -> None:
    """A key that was read while it was destroyed elsewhere in the process does not come back."""
    memory = KeyMemory()
    epoch = memory.epoch
    memory.forget("a")
    memory.keep(key("a"), epoch, newest=True)
    assert memory.newest("a") is None

    memory.keep(key("a"), memory.epoch, newest=True)
    memory.keep(key("a", 2), memory.epoch, newest=True)
    memory.keep(key("b"), memory.epoch, newest=True)
    memory.forget("a")
    assert (memory.newest("a"), memory.by_id("a.1"), memory.by_id("a.2")) == (None, None, None)
    assert memory.newest("b") == key("b")
    memory.forget()
    assert memory.newest("b") is None


@pytest.mark.parametrize("case", ["abaev", "a-b-9", GENERAL])
def test_a_key_id_names_case_and_generation(case: str) -> None:
    """What the id says is read again; the pseudo-case cannot be the name of a case."""
    assert read_key_id(key_id(case, 12)) == (case, 12)
    assert read_key_id(case) is None


def test_nothing_shows_the_secret() -> None:
    """The representation of a key has its name only."""
    assert repr(key("abaev")) == "DataKey(case='abaev', generation=1)"
