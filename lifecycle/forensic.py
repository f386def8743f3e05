"""
What examinations of the victim there are, and what the Istanbul Protocol still misses.

Source: CPC 271, 272(5), 272-1, 286; Istanbul Protocol, paragraphs 104 and 629-636.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from law.wording import sentence
from lifecycle.duty import Scene
from models.assessment import Examined, Forensic, Hint
from models.events import Event
from models.words import Examination, Person, Role

_PHYSICAL: Final = frozenset(
    {Examination.FORENSIC_MEDICAL, Examination.ISTANBUL_PROTOCOL, Examination.PRIVATE_MEDICAL, Examination.AUTOPSY}
)
_PSYCHOLOGICAL: Final = frozenset({Examination.FORENSIC_PSYCHOLOGICAL, Examination.ISTANBUL_PROTOCOL})
_DONE: Final = frozenset({"examined", "examination_reported"})
_OFFICIAL: Final = frozenset({"examination_ordered", "examination_reported"})
_BY_REQUEST: Final = frozenset({Role.VICTIM, Role.RELATIVE, Role.COUNSEL, Role.NGO})
_STATE_MADE: Final = frozenset({Examination.FORENSIC_MEDICAL, Examination.AUTOPSY})
_MATTERS: Final = frozenset({"act_alleged", "complaint_lodged", "injuries_reported"})


def forensic(events: Sequence[Event], scene: Scene, as_of: date) -> Forensic | None:
    """
    The forensic side of a case: the first examination of the body and of the mind, and what is missing.

    Args:
        events: what has happened by the day asked for.
        scene: the case around it.
        as_of: the day asked for.

    Returns:
        None where neither an act, a complaint, injuries nor an examination is told.
    """
    done = [event for event in events if event.kind in _DONE and event.person in {None, Person.VICTIM}]
    if not done and not any(event.kind in _MATTERS for event in events):
        return None
    acts = [event for event in events if event.kind == "act_alleged"]
    physical, psychological = _first(done, _PHYSICAL, acts), _first(done, _PSYCHOLOGICAL, acts)
    missing = [name for name, one in (("physical", physical), ("psychological", psychological)) if one is None]
    first = [one for one in (physical, psychological) if one is not None]
    days = [one.days_after_act for one in first if one.days_after_act is not None]
    return Forensic(
        physical=physical,
        psychological=psychological,
        days_after_act=min(days, default=None),
        by=tuple(dict.fromkeys(one.by for one in first)),
        complete=not missing,
        missing=tuple(missing),
        hints=tuple(_hints(events, missing, scene, as_of)),
    )


def _first(done: Iterable[Event], kinds: frozenset[Examination], acts: Sequence[Event]) -> Examined | None:
    """The first of these examinations that was made."""
    event = next((event for event in done if event.examination in kinds), None)
    if event is None or event.examination is None:
        return None
    since = _since(event, acts)
    return Examined(
        event=event.id,
        date=event.date.text,
        examination=event.examination.value,
        by=event.body or (event.by.role.value if event.by else event.to) or "not told",
        official=event.kind in _OFFICIAL,
        injuries=event.injuries.value if event.injuries else None,
        days_after_act=since[0] if since else None,
        days_after_act_at_most=since[1] if since else None,
    )


def _since(event: Event, acts: Sequence[Event]) -> tuple[int, int] | None:
    """At least and at most how many days after the end of the last act before it."""
    told = [act.until.interval if act.until and act.until.known else act.date.interval for act in acts]
    before = [end for end in told if end.first <= event.date.last and date.min != end.first and end.last != date.max]
    if not before or event.date.first == date.min or event.date.last == date.max:
        return None
    act = max(before, key=lambda end: (end.last, end.first))
    return max((event.date.first - act.last).days, 0), max((event.date.last - act.first).days, 0)


def _hints(events: Sequence[Event], missing: Sequence[str], scene: Scene, as_of: date) -> Iterable[Hint]:
    """What the victim's side can do about what is missing."""
    official = any(event.kind in _OFFICIAL and event.examination in _STATE_MADE for event in events)
    asked = any(event.kind == "examination_requested" and event.by and event.by.role in _BY_REQUEST for event in events)
    if not official:
        yield from hints(("cpc-271-1-mandatory", "forensic.mandatory"), scene, as_of)
    if missing:
        yield from hints(("cpc-272-1-lawyer-expert", "forensic.lawyer"), scene, as_of)
    if missing and not asked:
        yield from hints(("cpc-272-5-on-initiative", "forensic.request"), scene, as_of)
    if "psychological" in missing:
        yield from hints(("cpc-271-1-5-mental-state", "forensic.mind"), scene, as_of)
    if missing:
        yield from hints(("ip-timely-both-evidence", "forensic.both"), scene, as_of)


def hints(one: tuple[str, str], scene: Scene, as_of: date) -> Iterable[Hint]:
    """A hint with its provision, where that is in force on a day in the place of the case."""
    rule, key = one
    provision = scene.norms.in_force(rule, as_of)
    if provision is not None:
        yield Hint(rule=rule, key=key, text=sentence(key, {}), provision=provision)
