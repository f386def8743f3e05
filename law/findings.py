"""The data behind findings: rules with their articles, thresholds with what supports them, what each offence means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, Field, Strict, StringConstraints, model_validator

from law.reading import mapping, model
from law.rules import Confidence, LawModel, RuleId, TermName, Text
from models.base import Article, Treaty
from models.dates import Interval, Truth
from models.errors import LawError
from models.kinds import KINDS
from models.words import BodyKind, Ground

FOLDER: Final = "findings/"
"""Where the files of this reader lie among the law data."""

DECISION: Final = "decision"
"""Among the kinds from which a threshold is counted: every kind that is a decision."""

Issue = Literal["registration", "delay", "termination", "safety", "forensic", "legal_aid", "impartiality", "redress"]
"""A key issue of the Index on Torture."""

Jurisdiction = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
_Entry = TypeVar("_Entry", bound=BaseModel)
_Treaties = Annotated[tuple[Treaty, ...], Strict(False)]
_Rules = Annotated[tuple[RuleId, ...], Strict(False)]


class FindingRule(LawModel):
    """
    One rule of the findings: what it belongs to and rests on.

    `cited` is how lawyers cite the provisions, `not_formalised` what of that no rule of the rulebook holds. Its words
    stand in the catalogue under `key`.
    """

    id: TermName
    issue: Issue
    treaty: _Treaties = ()
    cited: Text | None = None
    provisions: _Rules = ()
    not_formalised: Annotated[tuple[Text, ...], Strict(False)] = ()
    thresholds: Annotated[tuple[TermName, ...], Strict(False)] = ()

    @property
    def key(self) -> str:
        """The first part of its message keys; `.title`, `.holds`, `.certain` and `.possible` follow."""
        return f"finding.{self.id}"


class Support(LawModel):
    """What a threshold was held against: a decision (with the example that retells it) or a provision."""

    case: Text | None = None
    decision: Text | None = None
    provision: RuleId | None = None
    says: Text
    weighs: Literal["for", "against"]

    @model_validator(mode="after")
    def _named(self) -> Support:
        if (self.decision is None) == (self.provision is None):
            raise ValueError("names a decision or a provision, one of the two")
        return self


def _known_kind(name: str) -> str:
    if name != DECISION and name not in KINDS:
        raise ValueError("is no kind of event")
    return name


class Threshold(LawModel):
    """
    A number on which findings turn. `unverified`: no decision gives it; it is a choice of this project.

    `counted_from` are the kinds of events from which it is counted. `silence`: that it passes is enough to raise or
    change a finding.
    """

    id: TermName
    length: Annotated[int, Field(ge=1)]
    unit: Literal["hours", "days", "years", "times"]
    counted_from: Annotated[tuple[Annotated[Text, AfterValidator(_known_kind)], ...], Strict(False)] = ()
    silence: bool = False
    confidence: Confidence
    support: Annotated[tuple[Support, ...], Strict(False), Field(min_length=1)]

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of events from which it is counted."""
        named = frozenset(self.counted_from)
        decisions = frozenset(name for name, kind in KINDS.items() if kind.decision)
        return named - {DECISION} | (decisions if DECISION in named else frozenset())


class Edge(LawModel):
    """A day that is known to lie between two days, both included."""

    earliest: date
    latest: date


class Existence(LawModel):
    """From which day a jurisdiction has an offence of torture at all."""

    jurisdiction: Jurisdiction
    since: Edge
    confidence: Confidence
    source: Text


class Offence(LawModel):
    """What an article means: `either` builds on torture or on cruel treatment. `read_on`: the day that counts."""

    jurisdiction: Jurisdiction
    article: Article
    means: Literal["torture", "cruel_treatment", "either"]
    read_on: Literal["act", "decision"]
    since: Edge | None = None
    until: Edge | None = None
    confidence: Confidence
    rule: RuleId | None = None
    source: Text

    def fits(self, article: str) -> bool:
        """Whether the article is this one or a part of it."""
        return article == self.article or article.startswith(f"{self.article}-")

    def holds(self, day: Interval) -> Truth:
        """Whether the article means this on a day."""
        if (self.since and day.last < self.since.earliest) or (self.until and day.first > self.until.latest):
            return Truth.NO
        begun = self.since is None or day.first >= self.since.latest
        lasting = self.until is None or day.last <= self.until.earliest
        return Truth.CERTAIN if begun and lasting else Truth.POSSIBLE


class Competence(LawModel):
    """Which kinds of body may investigate an offence (a meaning, or an article with its parts) from day to day."""

    offence: Text
    since: date
    until: date | None = None
    bodies: Annotated[tuple[Annotated[BodyKind, Strict(False)], ...], Strict(False), Field(min_length=1)]
    provision: RuleId
    confidence: Confidence

    def fits(self, offence: str) -> bool:
        """Whether it is about this offence."""
        return offence == self.offence or offence.startswith(f"{self.offence}-")


class GroundWord(LawModel):
    """A ground told as a provision, and the word that it is."""

    provision: RuleId
    word: Annotated[Ground, Strict(False)]
    confidence: Confidence


class Criteria(LawModel):
    """All data behind findings. `texts` is the catalogue in English, message key to sentence."""

    rules: tuple[FindingRule, ...]
    thresholds: tuple[Threshold, ...]
    offences: tuple[Offence, ...]
    exists: tuple[Existence, ...]
    competence: tuple[Competence, ...]
    grounds: tuple[GroundWord, ...]
    texts: dict[str, str]

    @cached_property
    def length(self) -> dict[str, int]:
        """The numbers of the thresholds by id, each in its unit."""
        return {threshold.id: threshold.length for threshold in self.thresholds}

    @cached_property
    def ground(self) -> dict[str, GroundWord]:
        """The grounds that are told as provisions."""
        return {ground.provision: ground for ground in self.grounds}


_FILES: Final = {
    "rules.yaml": ("findings",),
    "thresholds.yaml": ("thresholds",),
    "offences.yaml": ("offences", "exists"),
    "competence.yaml": ("competence", "grounds"),
    "texts-en.yaml": ("texts",),
}


def read_criteria(files: Mapping[str, bytes], rule_ids: Iterable[str]) -> Criteria:
    """
    The data behind findings that these files hold.

    Args:
        files: name to bytes; those under `findings/` are read.
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
    criteria = Criteria(
        rules=_entries("rules.yaml", content["findings"], FindingRule),
        thresholds=_entries("thresholds.yaml", content["thresholds"], Threshold),
        offences=_entries("offences.yaml", content["offences"], Offence),
        exists=_entries("offences.yaml", content["exists"], Existence),
        competence=_entries("competence.yaml", content["competence"], Competence),
        grounds=_entries("competence.yaml", content["grounds"], GroundWord),
        texts=texts,
    )
    _refer(criteria, frozenset(rule_ids))
    return criteria


def _content(name: str, keys: tuple[str, ...], files: Mapping[str, bytes]) -> dict[str, Any]:
    if name not in files:
        raise LawError(f"{name}: is missing; findings cannot be judged without it")
    found = mapping(name, files[name])
    if set(found) != set(keys):
        raise LawError(f"{name}: holds {', '.join(sorted(found))}; its keys are {' and '.join(keys)}")
    return found


def _entries(name: str, content: object, kind: type[_Entry]) -> tuple[_Entry, ...]:
    if not isinstance(content, list):
        raise LawError(f"{FOLDER}{name}: holds no list; every entry starts with a dash")
    return tuple(model(FOLDER + name, f"entry {number}", kind, one) for number, one in enumerate(content, start=1))


def _refer(criteria: Criteria, known: frozenset[str]) -> None:
    for name, ids in (("rule", [r.id for r in criteria.rules]), ("threshold", [t.id for t in criteria.thresholds])):
        twice = sorted({one for one in ids if ids.count(one) > 1})
        if twice:
            raise LawError(f"{FOLDER}: {name} {', '.join(twice)} stands twice; ids are unique")
    for rule in criteria.rules:
        missing = [one for one in rule.provisions if one not in known]
        missing += [one for one in rule.thresholds if one not in criteria.length]
        missing += [key for part in ("title", "holds") if (key := f"{rule.key}.{part}") not in criteria.texts]
        if missing:
            raise LawError(f"{FOLDER}rules.yaml: {rule.id}: names {', '.join(missing)}, which nothing defines")
    named = [support.provision for threshold in criteria.thresholds for support in threshold.support]
    named += [offence.rule for offence in criteria.offences]
    named += [competence.provision for competence in criteria.competence]
    unknown = sorted({one for one in named if one is not None} - known)
    if unknown:
        raise LawError(f"{FOLDER}: {', '.join(unknown)} is no rule of the rulebook; name one that is")
