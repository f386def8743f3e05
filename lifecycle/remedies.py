"""
What the victim's side can do next: every remedy of the data that fits where the proceedings stand.

    remedies(record) -> tuple[Remedy, ...]

Which remedies there are, to whom they go and what they need is data (`law/data/remedies`); until when follows from the
obligations of the case. What can still be used comes first, the nearest end before the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from law.offences import Offences
from law.published import OFFENCES, PRACTICE
from law.remedies import Practice, RemedyRow
from lifecycle.duty import Duty, Status
from lifecycle.remedies_places import WAITING, Place, places
from lifecycle.remedies_record import CIRCUMSTANCES, COURTS, PROSECUTORS, Record, cited
from lifecycle.remedies_terms import MISSED, NOT_YET, OPEN, UNDER_WAY, Window, of_duty, window
from lifecycle.remedies_whom import addressee
from lifecycle.running_out import limitation
from models.events import Event
from models.remedies import Addressee, Remedy
from models.words import ProceedingKind

_ORDER: Final = {OPEN: 0, UNDER_WAY: 1, NOT_YET: 2, MISSED: 3}
_WEIGHT: Final = {"text-seen": 0, "secondary": 1, "unverified": 2}
_PROSECUTORS: Final = frozenset({"prosecutor", "prosecutor_or_court", "prosecutor_service"})


def remedies(record: Record, practice: Practice = PRACTICE, offences: Offences = OFFENCES) -> tuple[Remedy, ...]:
    """
    What the victim's side can do at a moment.

    Args:
        record: the case at the moment.
        practice: the remedies as data.
        offences: what the articles mean, and when they prescribe.
    """
    circumstances = _Circumstances(record, offences)
    found: dict[tuple[str, str, str | None], Remedy] = {}
    for place in places(record, practice):
        for row in place.rows:
            one = _remedy(row, place, record, practice, circumstances)
            if one is not None:
                found.setdefault((one.remedy, one.proceeding, one.about), one)
    for one in (*_other_rights(found.values(), record, practice), *_by_hand(record, practice)):
        found.setdefault((one.remedy, one.proceeding, one.about), one)
    return tuple(sorted(found.values(), key=lambda one: (_ORDER[one.status], one.until or "9999", not one.appeal)))


class _Circumstances:
    """The circumstances of a case, each found out once and only when asked for."""

    def __init__(self, record: Record, offences: Offences) -> None:
        self._record, self._offences = record, offences
        self._known: dict[str, bool] = {}

    def holds(self, name: str, decision: Event | None) -> bool:
        """Whether a circumstance is told."""
        if name == "court_refused":
            return any(self._record.by_court(one) for one in self._record.rejections(decision))
        if name not in self._known:
            self._known[name] = self._found(name)
        return self._known[name]

    def _found(self, name: str) -> bool:
        if name != "limitation_run":
            return CIRCUMSTANCES[name](self._record)
        found = limitation(self._record, self._offences)
        return found is not None and found.latest.instant <= self._record.now


def _remedy(
    row: RemedyRow, place: Place, record: Record, practice: Practice, circumstances: _Circumstances
) -> Remedy | None:
    decision = place.decision
    if not _fits(row, place, record) or not all(circumstances.holds(name, decision) for name in row.when):
        return None
    if any(circumstances.holds(name, decision) for name in row.unless):
        return None
    found = window(row, decision, place.about, record)
    if found is None:
        return None
    if row.appeal and _pending(row, decision, record):
        found = Window(UNDER_WAY, found.limit, found.until, found.opens, found.anchor, found.terms)
    return _made(row, place, found, record, practice)


def _fits(row: RemedyRow, place: Place, record: Record) -> bool:
    if not _entered(row, record):
        return False
    if row.against and (place.decision is None or place.decision.kind not in row.against):
        return False
    known = record.scene.proceedings[place.proceeding]
    return not row.proceedings or known.kind.value in row.proceedings


def _entered(row: RemedyRow, record: Record) -> bool:
    """Whether a remedy was entered by the day to which the law is pinned, and holds at the place and on the day."""
    norms = record.scene.norms
    if row.entered_on > norms.known_on or (row.jurisdictions and norms.jurisdiction not in row.jurisdictions):
        return False
    return not row.provisions or cited(norms, row.provisions[0], record.on) is not None


def _pending(row: RemedyRow, decision: Event | None, record: Record) -> bool:
    """Whether an appeal of this kind is waiting for its answer."""
    if decision is None:
        return False
    wanted = PROSECUTORS if row.to in _PROSECUTORS else COURTS
    waiting = [track for track in record.standing.tracks if track.state in WAITING and track.about == decision.id]
    return any(record.scene.body_kind(track.to) in wanted for track in waiting)


def _made(row: RemedyRow, place: Place, found: Window, record: Record, practice: Practice) -> Remedy:
    about = place.decision.id if place.decision is not None and (row.against or row.after or row.appeal) else None
    if row.machine not in {"complaint", "side", "communication"}:
        about = place.decision.id if place.decision is not None else None
    attach, goes_wrong = practice.advice[row.id]
    return Remedy(
        remedy=row.id,
        status=found.status,
        proceeding=place.proceeding,
        about=about,
        appeal=row.appeal,
        rung=row.rung,
        key=row.key,
        what=practice.say(row.key, about=about or ""),
        to=addressee(row, place.decision, place.proceeding, record, practice),
        limit=found.limit,
        until=found.until.text if found.until else None,
        opens=found.opens.text if found.opens else None,
        terms=found.terms,
        provisions=record.cite(row.provisions),
        confidence=_confidence(row, record),
        attach=attach,
        goes_wrong=goes_wrong,
    )


def _confidence(row: RemedyRow, record: Record) -> str:
    first = cited(record.scene.norms, row.provisions[0], record.on) if row.provisions else None
    return max([row.confidence, *([first[1]] if first else [])], key=_WEIGHT.__getitem__)


def _other_rights(found: Iterable[Remedy], record: Record, practice: Practice) -> Iterator[Remedy]:
    """The rights that still run and that nothing above uses: against older decisions that stand, or of other kinds."""
    used = {(term.rule, term.term, term.anchor) for one in found for term in one.terms}
    for duty in record.standing.duties.running:
        told = duty.claim.own and duty.certain and not duty.claim.horizon
        if not told or duty.key in used or duty.status(record.now) is not Status.PENDING:
            continue
        row = next((row for row in practice.remedies if _uses(row, duty, record)), None)
        if row is None:
            yield _of_right(duty, record, practice)
            continue
        decision = record.scene.events.get(duty.about or duty.anchor)
        window = of_duty(duty, record)
        yield _made(row, Place(duty.proceeding, (row,), decision, duty.about), window, record, practice)


def _uses(row: RemedyRow, duty: Duty, record: Record) -> bool:
    about = record.scene.events.get(duty.about or "")
    terms = {(ref.rule, ref.term) for ref in row.terms if ref.start == "obligation"}
    return (duty.claim.rule, duty.claim.term) in terms and about is not None and about.kind in row.against


def _of_right(duty: Duty, record: Record, practice: Practice) -> Remedy:
    found = of_duty(duty, record)
    key = "remedy.other_right"
    return Remedy(
        remedy="other_right",
        status=found.status,
        proceeding=duty.proceeding,
        about=duty.about or duty.anchor,
        appeal=True,
        key=key,
        what=practice.say(key, anchor=duty.anchor),
        to=Addressee(key="to.by_hand", what=practice.say("to.by_hand")),
        limit=found.limit,
        until=found.until.text if found.until else None,
        opens=found.opens.text if found.opens else None,
        terms=found.terms,
        provisions=(duty.provision,),
        confidence=record.scene.norms.cited(duty.provision)[1].confidence,
    )


def _by_hand(record: Record, practice: Practice) -> Iterator[Remedy]:
    """Where the domestic law of the place or day is not entered, that is said instead of nothing."""
    if any(row.rung and not row.partial and _entered(row, record) for row in practice.remedies):
        return
    for name, posture in record.standing.postures.items():
        known = record.scene.proceedings.get(name)
        if known is None or known.kind is not ProceedingKind.COMPLAINT or posture.phase == "closed":
            continue
        key = "remedy.law_not_entered"
        yield Remedy(
            remedy="law_not_entered",
            status=OPEN,
            proceeding=name,
            appeal=False,
            key=key,
            what=practice.say(key),
            to=Addressee(key="to.by_hand", what=practice.say("to.by_hand")),
            limit="unknown",
            confidence="unverified",
        )
