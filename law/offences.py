"""Offences as dated data: who investigates them in which form, what they bring with them, how they were renumbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import BaseModel, Field, Strict

from law.findings import Criteria, Edge
from law.institutions import holds
from law.reading import cited, mapping, model, sources_of
from law.rules import Confidence, LawModel, RuleId, Source, TermName, Text
from models.base import Article
from models.dates import Interval, Truth
from models.errors import LawError
from models.words import BodyKind

FOLDER: Final = "offences/"
"""Where the files of this reader lie among the law data."""

Subject = Literal["limitation", "reconciliation", "repentance", "amnesty", "parole", "suspended_sentence", "cassation"]
SUBJECTS: Final[tuple[Subject, ...]] = (
    "limitation", "reconciliation", "repentance", "amnesty", "parole", "suspended_sentence", "cassation",
)  # fmt: skip
"""What an offence brings with it, in the order in which it is shown."""

TORTURE: Final = "torture"
CRUEL: Final = "cruel_treatment"
AGGRAVATED: Final = "cruel_treatment_aggravated"

_CODE_OF_2014: Final = date(2015, 1, 1)
_CITED: Final = re.compile(r"(?:PC\s*)?(\d+(?:-\d+)?)((?:\s*\([0-9a-z]+(?:-\d+)?\))*)(?:\s*PC)?")
_STEP: Final = re.compile(r"\(([^)]*)\)")
_ARTICLE: Final = re.compile(r"[a-z]{2}(?:[0-9]{4})?-[a-z0-9]+(?:-[a-z0-9]+)+")
_Entry = TypeVar("_Entry", bound=BaseModel)
_Rules = Annotated[tuple[RuleId, ...], Strict(False), Field(min_length=1)]


class _Dated(LawModel):
    """Something about an offence (a meaning, or an article with its parts) that holds from day to day."""

    offence: Text
    since: Edge | None = None
    until: Edge | None = None
    provisions: _Rules

    def fits(self, offence: str) -> bool:
        """Whether it is about this offence."""
        return offence == self.offence or offence.startswith(f"{self.offence}-")

    def on(self, day: Interval) -> Truth:
        """Whether it holds on a day."""
        return holds(self.since, self.until, day)


class Investigation(_Dated):
    """Who must investigate an offence, in which form and for how long. `term`: a term of `cpc-192-2-basic-terms`."""

    id: RuleId
    must: Annotated[tuple[Annotated[BodyKind, Strict(False)], ...], Strict(False), Field(min_length=1)]
    form: Literal["inquiry", "preliminary"]
    suspect: Literal["known", "unknown", "any"]
    term: TermName
    notes: Annotated[tuple[Text, ...], Strict(False)] = ()


class TermOf(LawModel):
    """A term, by its rule and its name."""

    rule: RuleId
    name: TermName


class Consequence(_Dated):
    """
    What an offence brings with it. `secondary`: concluded from the provisions cited, not read in them.

    `cited_on`: the day on which those are looked up, where it is not that of the decision.
    """

    subject: Subject
    outcome: Text
    read_on: Literal["act", "decision"]
    term: TermOf | None = None
    secondary: bool = False
    cited_on: date | None = None


class Renumbering(LawModel):
    """A provision of an older code and what stands in its place."""

    old: Article
    new: Article
    says: Text
    confidence: Confidence
    sources: Annotated[tuple[Source, ...], Strict(False), Field(min_length=1)]


class Offences:
    """All data about offences. Immutable. What an article means on a day is asked of `law.findings.Criteria`."""

    def __init__(  # noqa: PLR0913, PLR0917 (one for each file, and the criteria)
        self,
        criteria: Criteria,
        investigations: tuple[Investigation, ...],
        aggravated: frozenset[str],
        consequences: tuple[Consequence, ...],
        renumbered: tuple[Renumbering, ...],
        texts: Mapping[str, str],
    ) -> None:
        self.criteria: Final = criteria
        self.investigations: Final = investigations
        self.aggravated: Final = aggravated
        self.consequences: Final = consequences
        self.renumbered: Final = renumbered
        self.texts: Final = texts

    def meanings(self, article: str, act: Interval, decision: Interval) -> tuple[tuple[str, Truth], ...]:
        """
        What an article may mean, each with how surely: torture, cruel treatment, its aggravated form, or itself.

        `act` and `decision` are the days in whose wording it is read: each entry says which of the two counts.
        """
        fitting = [one for one in self.criteria.offences if one.fits(article)]
        longest = max((len(one.article) for one in fitting), default=0)
        found: dict[str, Truth] = {}
        for one in fitting:
            truth = one.holds(act if one.read_on == "act" else decision)
            if len(one.article) < longest or truth is Truth.NO:
                continue
            weak = one.means == "either" or one.confidence == "unverified"
            for means in (TORTURE, CRUEL) if one.means == "either" else (one.means,):
                found[self._named(means, article)] = Truth.POSSIBLE if weak else truth
        if found:
            return tuple(found.items())
        return ((article, Truth.POSSIBLE if fitting else Truth.CERTAIN),)

    def competent(self, offence: str, day: Interval) -> frozenset[str]:
        """The kinds of body that may be competent for an offence on a day, by their own right or by taking it over."""
        plain = CRUEL if offence == AGGRAVATED else offence
        return frozenset(
            body.value
            for one in self.criteria.competence
            if one.fits(plain) and day.last >= one.since and (one.until is None or day.first <= one.until)
            for body in one.bodies
        )

    def successors(self, article: str) -> tuple[Renumbering, ...]:
        """Where a provision of an older code, or the one that it is a part of, was moved to."""
        return tuple(one for one in self.renumbered if article == one.old or article.startswith(f"{one.old}-"))

    def _named(self, means: str, article: str) -> str:
        parts = any(article == one or article.startswith(f"{one}-") for one in self.aggravated)
        return AGGRAVATED if means == CRUEL and parts else means


def article_of(text: str, on: date) -> str:
    """
    An article as it is written (`kz-pc-146-2`, `146(2)`, `PC 146(2)`), as the vocabulary has it.

    A bare citation is one of the Penal Code of Kazakhstan that was in force on the day.

    Raises:
        LawError: it cannot be read; the message says how to write it.
    """
    bare = text.strip()
    if _ARTICLE.fullmatch(bare):
        return bare
    found = _CITED.fullmatch(bare)
    if found is None:
        raise LawError(f"{text!r} names no offence; write it as 146(2) or kz-pc-146-2")
    code = "kz-pc" if on >= _CODE_OF_2014 else "kz1997-pc"
    return "-".join([code, found[1], *_STEP.findall(found[2])])


_FILES: Final = {
    "forms.yaml": {"forms", "aggravated"},
    "consequences.yaml": {"consequences"},
    "renumbered.yaml": {"renumbered"},
    "texts-en.yaml": {"texts"},
}


def read_offences(files: Mapping[str, bytes], criteria: Criteria, rule_ids: Iterable[str]) -> Offences:
    """
    The data about offences that these files hold.

    Args:
        files: name to bytes; those under `offences/` are read, and the description of the sources.
        criteria: what each article means and which bodies are competent.
        rule_ids: the ids of the rulebook, which provisions must be among.

    Raises:
        LawError: a file is missing or unreadable, an entry does not fit, or names what is not there.
    """
    content: dict[str, Any] = {}
    for name, keys in _FILES.items():
        content |= _content(FOLDER + name, keys, files)
    texts = content["texts"]
    if not isinstance(texts, dict) or not all(isinstance(text, str) for text in texts.values()):
        raise LawError(f"{FOLDER}texts-en.yaml: texts: must be a mapping from message key to sentence")
    sources = sources_of(files)
    name = f"{FOLDER}renumbered.yaml"
    moved = [cited(name, f"entry {number}", one, sources) for number, one in enumerate(content["renumbered"], start=1)]
    offences = Offences(
        criteria,
        _entries("forms.yaml", content["forms"], Investigation),
        frozenset(map(str, content["aggravated"])),
        _entries("consequences.yaml", content["consequences"], Consequence),
        _entries("renumbered.yaml", moved, Renumbering),
        texts,
    )
    _refer(offences, frozenset(rule_ids))
    return offences


def _content(name: str, keys: set[str], files: Mapping[str, bytes]) -> dict[str, Any]:
    if name not in files:
        raise LawError(f"{name}: is missing; competence cannot be judged without it")
    found = mapping(name, files[name])
    if set(found) != keys:
        raise LawError(f"{name}: holds {', '.join(sorted(found))}; its keys are {' and '.join(sorted(keys))}")
    return found


def _entries(name: str, content: object, kind: type[_Entry]) -> tuple[_Entry, ...]:
    if not isinstance(content, list):
        raise LawError(f"{FOLDER}{name}: holds no list; every entry starts with a dash")
    return tuple(model(FOLDER + name, f"entry {number}", kind, one) for number, one in enumerate(content, start=1))


def _refer(offences: Offences, rules: frozenset[str]) -> None:
    dated: tuple[_Dated, ...] = (*offences.investigations, *offences.consequences)
    named = {rule for one in dated for rule in one.provisions}
    named |= {one.term.rule for one in offences.consequences if one.term}
    keys = {note for one in offences.investigations for note in one.notes}
    keys |= {f"{one.subject}.{one.outcome}" for one in offences.consequences}
    missing = sorted((named - rules) | (keys - set(offences.texts)))
    if missing:
        raise LawError(f"{FOLDER}: names {', '.join(missing)}, which nothing defines")
