"""Entered institutions and offences are never changed: the lock notices."""

from __future__ import annotations

from law.institutions import read_institutions
from law.offences import read_offences
from law.published import BOOK, CRITERIA, DATA, INSTITUTIONS, OFFENCES
from tests.law import entries_lock


def test_locked_entries_stand_as_they_were_entered() -> None:
    """No locked entry has changed or vanished, and every entry is locked (`python -m tests.law.entries_lock`)."""
    now = entries_lock.of(INSTITUTIONS, OFFENCES)

    assert entries_lock.broken(entries_lock.read(), now) == []
    assert entries_lock.read().keys() == now.keys()


def test_a_changed_day_and_a_changed_form_are_noticed() -> None:
    """One other day of a ministry and one other form of an investigation break the lock."""
    name, forms = "institutions/interior.yaml", "offences/forms.yaml"
    moved = {**DATA, name: DATA[name].replace(b"latest: 2011-09-15", b"latest: 2011-09-16")}
    other = {**DATA, forms: DATA[forms].replace(b"form: inquiry", b"form: preliminary")}

    places = entries_lock.of(read_institutions(moved, BOOK.ids), OFFENCES)
    offences = entries_lock.of(INSTITUTIONS, read_offences(other, CRITERIA, BOOK.ids))

    assert entries_lock.broken(entries_lock.read(), places) == [
        "institution penal-colonies-mia",
        "institution remand-prisons-mia",
    ]
    assert entries_lock.broken(entries_lock.read(), offences) == ["form cruel-treatment-known-suspect"]
