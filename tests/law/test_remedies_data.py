"""The data behind what can be done next: what does not fit is refused, with the place and the fault."""

from __future__ import annotations

import pytest

from law.forums import FOLDER as FORUMS_FOLDER
from law.forums import read_forums
from law.published import BOOK, DATA, FORUMS, PRACTICE
from law.reading import sources_of
from law.remedies import FOLDER, Practice, read_practice
from models.errors import LawError


def read(**changed: bytes) -> Practice:
    """The practice with some files changed; dashes and dots of their names are underscores here."""
    names = {name.replace("-", "_").replace(".", "_"): name for name in _names(FOLDER)}
    files = {**DATA, **{FOLDER + names[name]: data for name, data in changed.items()}}
    return read_practice(files, BOOK.ids, sources_of(DATA))


def _names(folder: str) -> list[str]:
    return [name.removeprefix(folder) for name in DATA if name.startswith(folder)]


def _file(name: str, folder: str = FOLDER) -> bytes:
    return DATA[folder + name]


def test_the_packaged_data_is_read_alike() -> None:
    """Reading it again gives the same values."""
    assert read() == PRACTICE
    assert read_forums(DATA, BOOK.ids) == FORUMS


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("endings_yaml", b"to: regional_court", b"to: nobody", "to: Input should be"),
        ("endings_yaml", b"cpc-484-2-no-cassation]", b"cpc-000]", "cpc-000 is named, and nothing defines it"),
        ("endings_yaml", b"key: wrong.final", b"key: wrong.nothing", "wrong.nothing is named, and nothing defines it"),
        ("endings_yaml", b"source: cpc-484-2-no-cassation}", b"source: hearsay}", "hearsay is named"),
        ("endings_yaml", b"id: ending_court", b"id: ending_prosecutor", "ending_prosecutor stands twice"),
        ("endings_yaml", b"when: [court_refused]", b"when: [sunny]", "when.0"),
        ("silence_yaml", b"rule: cpc-107-appeal", b"rule: cpc-000", "cpc-000"),
        ("running_out_yaml", b"warn:", b"warning:", "its keys are retention and warn"),
        ("texts_en_yaml", b"  remedy.report: ", b"  remedy.reports: ", "remedy.report is named"),
    ],
)
def test_what_does_not_fit_is_refused(name: str, old: bytes, new: bytes, says: str) -> None:
    """The message names the file and what is wrong with it."""
    real = {one.replace("-", "_").replace(".", "_"): one for one in _names(FOLDER)}[name]
    assert old in _file(real)

    with pytest.raises(LawError, match="remedies/") as caught:
        read(**{name: _file(real).replace(old, new)})

    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("forums.yaml", b"conditions: [act, acceptance", b"conditions: [act, weather", "conditions.1"),
        ("forums.yaml", b"rule: cat-22-3-six-months", b"rule: cat-000", "cat-000"),
        ("forums.yaml", b"attach.form,", b"attach.nothing,", "attach.nothing"),
        ("acceptances.yaml", b"jurisdiction: KG", b"jurisdiction: Kyrgyzstan", "jurisdiction"),
        ("acceptances.yaml", b"reservations: []", b"reservations: none", "holds no list"),
        ("texts-en.yaml", b"texts:", b"texts: 1\nothers:", "its keys are texts"),
    ],
)
def test_a_body_that_does_not_fit_is_refused(name: str, old: bytes, new: bytes, says: str) -> None:
    """The message names the file and what is wrong with it."""
    assert old in _file(name, FORUMS_FOLDER)
    changed = {**DATA, FORUMS_FOLDER + name: _file(name, FORUMS_FOLDER).replace(old, new)}

    with pytest.raises(LawError, match="forums/") as caught:
        read_forums(changed, BOOK.ids)

    assert says in str(caught.value)


def test_a_missing_file_is_told() -> None:
    """Without its data nothing is known of what can be done."""
    rest = {name: data for name, data in DATA.items() if name != f"{FOLDER}silence.yaml"}

    with pytest.raises(LawError, match=r"silence\.yaml: is missing"):
        read_practice(rest, BOOK.ids, sources_of(DATA))


def test_texts_are_sentences() -> None:
    """A catalogue maps keys to text and to nothing else."""
    with pytest.raises(LawError, match="from message key to sentence"):
        read(texts_en_yaml=b"texts: {remedy.report: 1}")


def test_every_text_is_used_or_made_of_a_name() -> None:
    """No sentence of the catalogue stands there for nothing."""
    said = {row.key for row in PRACTICE.remedies} | {row.key for row in PRACTICE.silence}
    said |= {one.key for row in PRACTICE.remedies for one in (*row.attach, *row.goes_wrong)}
    named = ("to.", "warning.", "retention.", "silence.other", "remedy.other_right", "remedy.law_not_entered")

    assert [key for key in PRACTICE.texts if key not in said and not key.startswith(named)] == []
