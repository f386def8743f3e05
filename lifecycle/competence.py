"""Competence: who must investigate an offence on a day, in which form and for how long, by which provisions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from law.offences import AGGRAVATED, Investigation, Offences
from law.published import OFFENCES
from law.rules import Confidence, Version
from lifecycle.norms import Norms
from lifecycle.notes import CODE_OF_2014, Meanings, Note, Words, spoken_article, told
from models.dates import Interval, Truth
from models.errors import NotInForce
from models.records import Provision

TERMS: Final = "cpc-192-2-basic-terms"
TAKEOVER: Final = "cpc-193-1-12-takeover"

_COUNTRY: Final = "KZ"
_ORDER: Final[tuple[Confidence, ...]] = ("text-seen", "secondary", "unverified")
_LAW_212: Final = (date(2023, 5, 17), date(2023, 5, 20))


@dataclass(frozen=True, slots=True)
class Cited:
    """Provisions as they stood on a day, and the weakest confidence among them."""

    provisions: tuple[Provision, ...]
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Answer:
    """
    Who must investigate if the article means `means`.

    `must` are the kinds of body that investigate by their own right, `may` those that can take the case over. `term` is
    the name of a term of `cpc-192-2-basic-terms`, `length` the same as `2 months`.
    """

    means: str
    certainty: Truth
    must: tuple[str, ...]
    may: tuple[str, ...]
    form: str
    suspect: str
    term: str
    length: str
    cited: Cited
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Competence:
    """Who must investigate an article on a day. More than one answer: each is possible. None: nothing is recorded."""

    article: str
    on: date
    act: Interval | None
    answers: tuple[Answer, ...]
    doubts: tuple[Note, ...]

    @property
    def bodies(self) -> frozenset[str]:
        """The kinds of body that some answer names as the one that must investigate."""
        return frozenset(body for answer in self.answers for body in answer.must)

    def must(self, kind: str) -> Truth:
        """Whether a kind of body must investigate; no where nothing is recorded."""
        return self.certainty if kind in self.bodies else Truth.NO

    @property
    def certainty(self) -> Truth:
        """Whether it is sure who must: all answers name the same bodies, each for certain. No where there is none."""
        if not self.answers:
            return Truth.NO
        one = len({answer.must for answer in self.answers}) == 1
        sure = one and all(answer.certainty is Truth.CERTAIN for answer in self.answers)
        return Truth.CERTAIN if sure else Truth.POSSIBLE


def competence(  # noqa: PLR0913 (what is known of the case, each by its name)
    article: str,
    on: date,
    norms: Norms,
    *,
    act: Interval | None = None,
    suspect_known: bool | None = None,
    builds_on: str | None = None,
    offences: Offences = OFFENCES,
) -> Competence:
    """
    Who must investigate an article on a day.

    Args:
        article: the article, as `kz-pc-146-2`.
        on: the day of the decision; its wording of the article is used.
        norms: the law of the case.
        act: the day of the act. Where the article meant something else by then, both readings are given as possible.
        suspect_known: whether the suspect is known; None where that is not known itself.
        builds_on: `torture` or `cruel_treatment`, for parts 3 and 4 of article 146.
        offences: the data; by default the published one.

    Source: CPC 187, 189(3), 191(2), 192(2), 193(1-1), 193(1)(12).
    """
    if norms.jurisdiction != _COUNTRY:
        return Competence(article, on, act, (), (Note("doubt.jurisdiction"),))
    day = Interval(on, on)
    now, then = readings(article, day, act, builds_on, offences)
    found: list[Answer] = []
    for means, truth in dict([*then, *now]).items() if then != now else now:
        sure = truth if then == now else Truth.POSSIBLE
        found += _answers(means, sure, day, norms, suspect_known, offences)
    doubts = [*doubts_of(article, day, act, now, then), *_about(article, on, now, tuple(found))]
    return Competence(article, on, act, tuple(found), tuple(doubts))


def readings(
    article: str, day: Interval, act: Interval | None, builds_on: str | None, offences: Offences
) -> tuple[Meanings, Meanings]:
    """What an article means in the wording of a day, and in that of the day of the act: the same where none is told."""
    now = _narrowed(offences.meanings(article, day, day), builds_on)
    then = _narrowed(offences.meanings(article, act, day), builds_on) if act else now
    return now, then


def _narrowed(meanings: Meanings, builds_on: str | None) -> Meanings:
    """Only what the part builds on, where that is told and can be meant; then it is as sure as that it is told."""
    wanted = AGGRAVATED if builds_on == "cruel_treatment" and any(m == AGGRAVATED for m, _ in meanings) else builds_on
    chosen = [means for means, _ in meanings if means == wanted]
    return ((chosen[0], Truth.CERTAIN),) if chosen else meanings


def _answers(  # noqa: PLR0913, PLR0917 (one meaning with all that is known)
    means: str,
    truth: Truth,
    day: Interval,
    norms: Norms,
    suspect_known: bool | None,  # noqa: FBT001 (a fact of the case)
    offences: Offences,
) -> Iterator[Answer]:
    for one in offences.investigations:
        if not one.fits(means) or one.on(day) is Truth.NO or not _suspect_fits(one, suspect_known):
            continue
        cited = cite(one.provisions, day.first, norms)
        if cited is None:
            continue
        weak = cited.confidence == "unverified" or one.on(day) is Truth.POSSIBLE
        must = tuple(body.value for body in one.must)
        yield Answer(
            means=means,
            certainty=Truth.POSSIBLE if weak else truth,
            must=must,
            may=tuple(sorted(offences.competent(means, day) - set(must))),
            form=one.form,
            suspect=one.suspect,
            term=one.term,
            length=_length(cited, one.term, norms),
            cited=cited,
            notes=tuple(map(Note, one.notes)),
        )


def _suspect_fits(one: Investigation, suspect_known: bool | None) -> bool:  # noqa: FBT001 (a fact of the case)
    if one.suspect == "any" or suspect_known is None:
        return True
    return (one.suspect == "known") is suspect_known


def cite(rules: Iterable[str], on: date, norms: Norms) -> Cited | None:
    """
    Provisions as they stood on a day, as far as anything was known of them; None where one did not hold at all.

    A wording that was not read counts where the rule was read in another one, and is then unverified.
    """
    versions: list[tuple[str, Version]] = []
    for rule in rules:
        version = _version(rule, on, norms)
        if version is None:
            return None
        versions.append((rule, version))
    weakest = max((version.confidence for _, version in versions), key=_ORDER.index)
    return Cited(tuple(Provision(rule=rule, version=v.key, hash=v.hash) for rule, v in versions), weakest)


def _version(rule: str, on: date, norms: Norms) -> Version | None:
    entered = [version for version in norms.book.rule(rule).versions if version.entered_on <= norms.known_on]
    admitted = norms.unverified or any(version.verified for version in entered)
    try:
        return norms.book.version(rule, on, norms.known_on, unverified=admitted)
    except NotInForce:
        return None


def _length(cited: Cited, term: str, norms: Norms) -> str:
    provision = next(one for one in cited.provisions if one.rule == TERMS)
    found = norms.cited(provision)[1].term(term)
    return f"{found.length} {found.unit}"


def doubts_of(article: str, day: Interval, act: Interval | None, now: Meanings, then: Meanings) -> Iterator[Note]:
    """What is in doubt about the meaning of an article."""
    words = Words(article)
    if len(now) > 1 and _LAW_212[0] <= day.first < _LAW_212[1]:
        first, last = (one.isoformat() for one in _LAW_212)
        yield words.note("doubt.meaning", meanings=words.meant(now), day=day.first.isoformat(), first=first, last=last)
    if act is not None and {means for means, _ in now} != {means for means, _ in then}:
        values = {"act": told(act), "day": day.first.isoformat(), "then": words.meant(then), "now": words.meant(now)}
        yield words.note("doubt.law_in_time", **values)


def _about(article: str, on: date, now: Meanings, found: tuple[Answer, ...]) -> Iterator[Note]:
    """What is in doubt about the answers."""
    shown = spoken_article(article)
    if not found and (on < CODE_OF_2014 or article.startswith("kz1997-")):
        yield Note("doubt.older_code")
    elif not found:
        unknown = all(means == article for means, _ in now)
        yield Note(
            "doubt.unknown_article" if unknown else "doubt.unknown_day", {"article": shown, "day": on.isoformat()}
        )
    if any(answer.cited.confidence == "unverified" for answer in found):
        yield Note("doubt.unverified")
    if {"known", "unknown"} <= {answer.suspect for answer in found}:
        yield Note("doubt.suspect")
