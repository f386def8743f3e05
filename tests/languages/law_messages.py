"""Every message that the law, the lifecycle and the vocabulary can produce, with where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from babel.messages.extract import extract

from languages.phrases import PHRASES, UNITS, WITHIN
from languages.refusals import ALL
from languages.vocabulary import WORDS
from law.published import BOOK, CALENDAR, CRITERIA, FORUMS, OFFENCES, PRACTICE
from law.wording import ENGLISH
from lifecycle.claim import STATE, STATE_PARTY, VICTIM
from lifecycle.claims import CLAIMS

ROOT: Final = Path(__file__).parents[2]
VOICED: Final = ("reports/replay_words.py", "reports/timeline.py", "reports/timeline_words.py")
"""Reports that speak through a voice (`reports.voices`); their messages are of the law's catalogue."""

_WORD: Final = re.compile(r"[A-Za-z]{2,}")


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its English text, its plural if it has one, its context, where it stands and under which key."""

    text: str
    where: str
    many: str | None = None
    context: str | None = None
    key: str = ""


def law_messages() -> Iterator[Message]:
    """All of them; one text may come several times."""
    yield from _phrases()
    yield from _keyed("law/wording.py", ENGLISH)
    yield from _keyed("law/data/findings/texts-en.yaml", CRITERIA.texts)
    yield from _keyed("law/data/remedies/texts-en.yaml", PRACTICE.texts)
    yield from _keyed("law/data/forums/texts-en.yaml", FORUMS.texts)
    yield from _keyed("law/data/offences/texts-en.yaml", OFFENCES.texts)
    yield from (Message(one, "languages/refusals.py", key="why an event is refused") for one in ALL)
    for forum in FORUMS.forums:
        yield Message(forum.name, "law/data/forums/forums.yaml")
    yield from _reports()
    yield from _vocabulary()
    yield from _calendar()
    yield from _rules()


def _phrases() -> Iterator[Message]:
    yield from (Message(one, "languages/phrases.py") for one in PHRASES)
    for one, many in UNITS.values():
        yield Message(one, "languages/phrases.py", many)
        yield Message(one, "languages/phrases.py", many, WITHIN)


def _keyed(where: str, texts: Mapping[str, str]) -> Iterator[Message]:
    for key, text in texts.items():
        if not key.startswith("unit.") and _WORD.search(re.sub(r"{\w+}", "", text)):
            yield Message(text, where, key=key)


def _reports() -> Iterator[Message]:
    """What the reports say through a voice, marked in their code."""
    for where in VOICED:
        with (ROOT / where).open("rb") as source:
            for _, text, _, _ in extract("python", source, {"text": None, "N_": None}):
                if isinstance(text, str):
                    yield Message(text, where)


def _vocabulary() -> Iterator[Message]:
    for kind, names in WORDS.items():
        for name, text in names.items():
            yield Message(text, "languages/vocabulary.py", context=kind, key=name)


def _calendar() -> Iterator[Message]:
    reasons = [CALENDAR.off(day) for day in sorted(CALENDAR._off)]
    for one in reasons:
        if one is not None:
            yield Message(one.name, "law/data/calendar", key="a day off")
            yield Message(one.basis, "law/data/calendar", key="its basis")


def _rules() -> Iterator[Message]:
    fixed = {claim.owed_by for claim in CLAIMS} - {"by", "to", "investigator"}
    for who in sorted({VICTIM, STATE_PARTY, STATE, "the body addressed", "the investigating body", *fixed}):
        yield Message(who, "lifecycle/claim.py", key="who owes")
    for rule in BOOK.rules:
        yield Message(rule.instrument, "law/data", key="instrument")
        if _WORD.search(rule.article):
            yield Message(rule.article, "law/data", key=f"article of {rule.id}")
        yield Message(rule.title, "law/data", key=f"title of {rule.id}")
        for version in rule.versions:
            yield Message(version.label, "law/data", key="version")
            for term in version.terms:
                yield Message(term.act_due, "law/data", key=f"act due, {rule.id} {term.name}")
                yield Message(term.owed_by, "law/data", key="who owes")
                yield Message(term.trigger, "law/data", key=f"trigger, {rule.id} {term.name}")


def unique(messages: Iterable[Message]) -> list[Message]:
    """The messages, each once, in their order."""
    found: dict[tuple[str | None, str], Message] = {}
    for one in messages:
        found.setdefault((one.context, one.text), one)
    return list(found.values())
