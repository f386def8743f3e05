"""Bringing a catalogue up to the code keeps what was translated."""

from __future__ import annotations

import pytest

from tests.languages import extract
from tests.languages.law_messages import Message

_FIRST = [
    Message("Day", "a.py"),
    Message("{number} day", "a.py", "{number} days"),
    Message("refused", "b.py", None, "state"),
]


def _of(monkeypatch: pytest.MonkeyPatch, messages: list[Message]) -> None:
    monkeypatch.setattr(extract, "_messages", lambda _domain: messages)


def test_translations_survive_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that goes leaves its translation behind, and finds it again when it returns; nothing is guessed."""
    _of(monkeypatch, _FIRST)
    catalogue = extract.brought_up(None, "law", "ru")
    for one in catalogue:
        if isinstance(one.id, str) and one.id:
            one.string = "День" if one.id == "Day" else "отказано"

    _of(monkeypatch, [Message("Days", "a.py"), *_FIRST[1:]])
    without = extract.brought_up(catalogue, "law", "ru")
    _of(monkeypatch, _FIRST)
    again = extract.brought_up(without, "law", "ru")

    assert {one.id: one.string for one in without if isinstance(one.id, str) and one.id} == {
        "Days": None,
        "refused": "отказано",
    }
    assert [one.string for one in without.obsolete.values()] == ["День"]
    assert {one.id: one.string for one in again if isinstance(one.id, str) and one.id} == {
        "Day": "День",
        "refused": "отказано",
    }
    assert not again.obsolete


def test_the_text_of_a_catalogue_changes_only_with_its_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """No day of writing and no line numbers: the same messages give the same bytes."""
    _of(monkeypatch, _FIRST)
    text = extract.written(extract.brought_up(None, "law", "kk"))

    assert text == extract.written(extract.brought_up(None, "law", "kk"))
    assert b"Date" not in text
    assert b"#: a.py\n" in text


def test_unknown_words_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped option writes nothing."""
    assert extract.main(["--chek"]) == 2
    assert "unknown words: --chek" in capsys.readouterr().err
