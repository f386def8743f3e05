"""Everything that is said about the published cases comes out in each language, with no English left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Final

import pytest

from languages import Speech, translator
from law.published import BOOK, CALENDAR, zone_of
from law.wording import ENGLISH
from lifecycle.assessment import assess
from lifecycle.norms import Norms
from models.assessment import Assessment
from models.case import Chronology
from models.reading import read
from tests.languages.extract import ROOT, TRANSLATED

TODAY: Final = date(2026, 11, 23)
DAYS: Final = (date(2008, 6, 1), date(2013, 1, 1), TODAY)
CASES: Final = sorted((ROOT / "examples").glob("*.yaml"))
_LATIN: Final = re.compile(r"[A-Za-z]{3,}|[{}]")
_CITED: Final = re.compile(r"CAT/C/\S+|No\. \S+|\b[IVX]+\b")


@cache
def _told(name: str) -> Chronology:
    return read((ROOT / "examples" / name).read_bytes(), name, TODAY)


@cache
def _judged(name: str) -> tuple[Assessment, ...]:
    """The judgements of a case on several days, by all of the law."""
    told = _told(name)
    country = told.header.case.jurisdiction
    norms = Norms(BOOK, CALENDAR, zone_of(country, None), country, BOOK.latest_entry, unverified=True)
    return tuple(assess(told, norms, day) for day in DAYS)


def _said(judged: Assessment, speech: Speech) -> Iterator[str]:
    """Every sentence of a judgement."""
    for owed in judged.obligations:
        yield from (speech.say(step.key, step.values, ENGLISH) for step in owed.steps)
        yield from (speech.said(owed.owed_by), speech.word("term", owed.term), speech.word("status", owed.status))
    yield from (speech.said(one.what) for one in judged.warnings)
    for remedy in judged.remedies:
        yield from (speech.said(remedy.what), speech.said(remedy.to.what))
        yield from (speech.said(one.what) for one in (*remedy.attach, *remedy.goes_wrong))
    for route in judged.routes:
        yield from (speech.said(route.what), speech.said(route.name))
        yield from (speech.said(one.what) for one in route.conditions)
        yield from (speech.said(one.what) for one in (*route.attach, *route.goes_wrong))
    for found in judged.findings:
        yield from (speech.finding(found.rule, part) for part in ("title", "holds", "certain", "possible"))
    for about in (judged.forensic, judged.safety, judged.legal_aid):
        yield from (speech.said(hint.text) for hint in (about.hints if about else ()))


def _names(told: Chronology) -> re.Pattern[str]:
    """Names that people gave to events, bodies and proceedings: they stay as they are."""
    header = told.header
    names = {one.id for one in told.events} | {one.id for one in header.bodies}
    names |= {one.id for one in header.proceedings}
    return re.compile("|".join(re.escape(one) for one in sorted(names, key=len, reverse=True)))


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("case", [one.name for one in CASES])
def test_a_judgement_leaves_no_english(case: str, language: str) -> None:
    """No sentence keeps an English word or an unfilled gap."""
    speech, names = translator(language), _names(_told(case))
    said = {one for judged in _judged(case) for one in _said(judged, speech)}
    left = {one for one in said if _LATIN.search(_CITED.sub("", names.sub("", one)))}

    assert len(said) > 20
    assert left == set()


def test_a_route_is_said_with_its_reasons() -> None:
    """Reasons that were joined into one sentence are told apart and said one by one."""
    what = "Human Rights Committee not yet: An act of ill-treatment is told; An appeal is still waiting for an answer"

    assert translator("ru").said(what) == (
        "Комитет по правам человека: пока нельзя обратиться: Сообщено о жестоком обращении; Жалоба ещё ждёт ответа"  # noqa: RUF001 (Russian)
    )


def test_what_nobody_translated_stays_as_it_is() -> None:
    """Words that a person typed are not touched."""
    assert translator("ru").said("Ask for the moon ({about})") == "Ask for the moon ({about})"
