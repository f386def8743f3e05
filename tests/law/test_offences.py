"""What an article means and brings with it from day to day, and how the older code was renumbered."""

from __future__ import annotations

from datetime import date

import pytest

from law.offences import AGGRAVATED, CRUEL, SUBJECTS, TORTURE, article_of, read_offences
from law.published import BOOK, CRITERIA, DATA, OFFENCES
from models.dates import Interval, Truth
from models.errors import LawError
from tests.law.places import day

CERTAIN, POSSIBLE = Truth.CERTAIN, Truth.POSSIBLE


def _on(text: str) -> Interval:
    return Interval(day(text), day(text))


@pytest.mark.parametrize(
    ("article", "on", "means"),
    [
        ("kz-pc-146-1", "2023-05-16", {TORTURE: CERTAIN}),
        ("kz-pc-146-1", "2023-05-17", {TORTURE: POSSIBLE, CRUEL: POSSIBLE}),
        ("kz-pc-146-1", "2023-05-19", {TORTURE: POSSIBLE, CRUEL: POSSIBLE}),
        ("kz-pc-146-1", "2023-05-20", {CRUEL: CERTAIN}),
        ("kz-pc-146-2", "2023-05-16", {TORTURE: CERTAIN}),
        ("kz-pc-146-2", "2023-05-18", {TORTURE: CERTAIN}),
        ("kz-pc-146-2", "2023-05-20", {TORTURE: CERTAIN}),
        ("kz-pc-146-3", "2023-05-16", {TORTURE: CERTAIN}),
        ("kz-pc-146-3", "2023-05-20", {TORTURE: POSSIBLE, AGGRAVATED: POSSIBLE}),
        ("kz-pc-146-4", "2024-01-01", {TORTURE: POSSIBLE, AGGRAVATED: POSSIBLE}),
        ("kz1997-pc-347-1-2-a", "2010-12-06", {TORTURE: CERTAIN}),
        ("kz1997-pc-141-1", "2013-01-01", {TORTURE: CERTAIN}),
        ("kz1997-pc-308-4-a", "2007-06-25", {"kz1997-pc-308-4-a": CERTAIN}),
        ("kz-pc-362-4-1", "2024-01-01", {"kz-pc-362-4-1": CERTAIN}),
    ],
)
def test_what_an_article_means_on_a_day(article: str, on: str, means: dict[str, Truth]) -> None:
    """146(1) is torture before Law 212-VII and cruel treatment after, and either on the days between."""
    assert dict(OFFENCES.meanings(article, _on(on), _on(on))) == means


def test_who_must_is_among_who_may() -> None:
    """The two sources agree: whoever must investigate an offence is competent for it where that is recorded."""
    for one in OFFENCES.investigations:
        since = one.since.latest if one.since else date(2015, 1, 1)
        competent = OFFENCES.competent(one.offence, Interval(since, since))
        assert not competent or {body.value for body in one.must} <= competent, one.id


def test_every_text_is_there() -> None:
    """Meanings, bodies, forms, subjects and notes all have their words."""
    keys = {f"subject.{one}" for one in (*SUBJECTS, "investigator", "form", "term")}
    keys |= {f"body.{body.value}" for one in OFFENCES.investigations for body in one.must}
    keys |= {f"body.{body.value}" for one in CRITERIA.competence for body in one.bodies}
    keys |= {f"form.{one.form}" for one in OFFENCES.investigations}
    keys |= {f"means.{one}" for one in (TORTURE, CRUEL, AGGRAVATED)}

    assert keys - set(OFFENCES.texts) == set()


@pytest.mark.parametrize("offence", [TORTURE, CRUEL, AGGRAVATED])
def test_every_subject_is_answered_once(offence: str) -> None:
    """On each day around the change exactly one entry answers each subject, save on the uncertain days."""
    for on in ("2023-05-20", "2024-06-01", "2026-01-01"):
        for subject in SUBJECTS:
            found = [
                one
                for one in OFFENCES.consequences
                if one.offence == offence and one.subject == subject and one.on(_on(on)) is not Truth.NO
            ]
            assert len(found) == 1, (offence, subject, on)


@pytest.mark.parametrize(
    ("on", "outcomes"),
    [
        ("2023-05-16", {"not_excluded"}),
        ("2023-05-18", {"not_excluded", "excluded"}),
        ("2023-05-20", {"excluded"}),
    ],
)
def test_the_suspended_sentence_ends_with_law_212(on: str, outcomes: set[str]) -> None:
    """It is closed for torture from the day of force on, whichever of four days that was."""
    found = {
        one.outcome
        for one in OFFENCES.consequences
        if one.offence == TORTURE and one.subject == "suspended_sentence" and one.on(_on(on)) is not Truth.NO
    }
    assert found == outcomes


@pytest.mark.parametrize(
    ("old", "new", "confidence"),
    [
        ("kz1997-pc-141-1", "kz-pc-146", "secondary"),
        ("kz1997-pc-347-1-2-a", "kz1997-pc-141-1", "unverified"),
        ("kz1997-pc-308-4-a", "kz-pc-362", "unverified"),
        ("kz1997-cpc-109", "kz-cpc-106", "secondary"),
    ],
)
def test_what_stands_in_the_place_of_an_older_article(old: str, new: str, confidence: str) -> None:
    """A part goes with its article; what no source says is marked."""
    assert [(one.new, one.confidence) for one in OFFENCES.successors(old)] == [(new, confidence)]


@pytest.mark.parametrize(
    ("text", "on", "article"),
    [
        ("146(2)", "2024-01-10", "kz-pc-146-2"),
        ("PC 146(2)", "2024-01-10", "kz-pc-146-2"),
        ("146 (2) PC", "2024-01-10", "kz-pc-146-2"),
        ("362(4)(1)", "2015-01-01", "kz-pc-362-4-1"),
        ("308(4)(a)", "2014-12-31", "kz1997-pc-308-4-a"),
        ("347-1", "2010-12-06", "kz1997-pc-347-1"),
        ("kz-pc-146-2", "2010-12-06", "kz-pc-146-2"),
    ],
)
def test_an_article_is_read_as_it_is_written(text: str, on: str, article: str) -> None:
    """A citation without a code is one of the Penal Code of that day; before 2015 that is the older one."""
    assert article_of(text, day(on)) == article


@pytest.mark.parametrize("text", ["", "torture", "146(", "kz", "146(2) and 362"])
def test_what_names_no_article_is_refused(text: str) -> None:
    """The message says how an article is written."""
    with pytest.raises(LawError, match="write it as 146"):
        article_of(text, day("2024-01-10"))


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("forms.yaml", b"must: [police]", b"must: [nobody]", "must.0: "),
        ("forms.yaml", b"[cpc-187-2-police-aggravated-cidt,", b"[cpc-0,", "cpc-0, which nothing defines"),
        ("forms.yaml", b"note.builds_on", b"note.nothing", "note.nothing, which nothing defines"),
        ("consequences.yaml", b"outcome: term", b"outcome: later", "limitation.later, which nothing defines"),
        ("consequences.yaml", b"consequences:", b"consequence:", "its keys are consequences"),
        ("renumbered.yaml", b"old: kz1997-cpc-109", b"old: 109", "old: "),
        ("texts-en.yaml", b"means.torture: torture", b"means.torture: 1", "message key to sentence"),
    ],
)
def test_bad_data_is_refused(name: str, old: bytes, new: bytes, says: str) -> None:
    """Each fault names the file and what is wrong."""
    path = f"offences/{name}"
    assert old in DATA[path]
    with pytest.raises(LawError, match=says):
        read_offences({**DATA, path: DATA[path].replace(old, new, 1)}, CRITERIA, BOOK.ids)


def test_a_missing_file_is_refused() -> None:
    """Competence is never judged without its data."""
    with pytest.raises(LawError, match=r"offences/forms.yaml: is missing"):
        read_offences({name: data for name, data in DATA.items() if name != "offences/forms.yaml"}, CRITERIA, BOOK.ids)
