"""Entered law is never changed: the lock notices."""

from __future__ import annotations

from law.published import BOOK, DATA
from law.reading import read_rulebook
from tests.law import lock


def test_locked_versions_stand_as_they_were_entered() -> None:
    """No locked version has changed or vanished."""
    assert lock.broken(lock.read(), BOOK) == []


def test_every_version_is_locked() -> None:
    """Each version is in the lock; after adding one, run `python -m tests.law.relock`."""
    assert lock.missing(lock.read(), BOOK) == []


def test_a_changed_word_is_noticed() -> None:
    """One changed length breaks the lock with a message that says what to do instead."""
    name = "cpc/art-181.yaml"
    changed = {**DATA, name: DATA[name].replace(b"length: 3", b"length: 4")}
    faults = lock.broken(lock.read(), read_rulebook(changed))
    assert len(faults) == 1
    assert "cpc-181-5-three-day-forwarding" in faults[0]
    assert "add a new version with a new entered_on instead" in faults[0]


def test_a_changed_source_is_noticed() -> None:
    """The description of a source belongs to the content: changing it breaks every version that cites it."""
    changed = {**DATA, "sources.yaml": DATA["sources.yaml"].replace(b"K1400000231", b"K1400000999")}
    assert len(lock.broken(lock.read(), read_rulebook(changed))) > 100


def test_a_vanished_version_is_noticed() -> None:
    """A version taken out breaks the lock."""
    name = "orders/2024-20.yaml"
    gone = {key: data for key, data in DATA.items() if key != name}
    without_references = {key: data.replace(b"see: [tz-utc5-2024-03-01]", b"see: []") for key, data in gone.items()}
    faults = lock.broken(lock.read(), read_rulebook(without_references))
    assert faults
    assert all("is gone" in fault for fault in faults)
