"""A step of a replay in words: what a page of the terminal, a page to print and a page of the web all say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from languages import N_
from models.records import SYSTEM, RecordKind
from reports.replay import Moved, Relied, Step
from reports.voices import PLAIN, Voice, words

_KINDS: Final = {
    "opened": N_("The case was opened"),
    "amended": N_("The heading of the case was amended"),
    "contested": N_("Sent by a program, kept, and not applied"),
    "term_passed": N_("A term passed without an answer"),
    "judged": N_("Judged: findings changed"),
    "law_adopted": N_("The law was taken as known on another day"),
    "sealed": N_("A history of Temporal was sealed into the store"),
    "exported": N_("Handed out or read by an auditor"),
    "held": N_("A legal hold was laid on the case"),
    "released": N_("The legal hold was taken off"),
    "received": N_("A document was taken in"),
    "erased": N_("The case was erased"),
}

Fact = tuple[str, str]
"""What is said, and what of it."""


def heading(step: Step, voice: Voice = PLAIN) -> str:
    """What a step is, in one line."""
    if step.kind is RecordKind.TOLD:
        return f"{voice.day(step.date or '')}: {voice.name('event', step.event_kind or '')}"
    known = _KINDS.get(step.kind.value)
    said = voice.text(known) if known is not None else words(step.kind.value).capitalize()
    if step.kind is RecordKind.JUDGED and step.date:
        return voice.text("{what}, as of {day}", what=said, day=voice.day(step.date))
    return said


def moment(instant: str) -> str:
    """A moment of a record as people read it."""
    return PLAIN.moment(instant)


def facts(step: Step, voice: Voice = PLAIN) -> Iterator[Fact]:
    """All that a step says, each thing with its name; nothing for what it does not say."""
    yield voice.text("learned"), _learned(step, voice)
    yield voice.text("told by"), _teller(step, voice)
    if step.event:
        place = {"event": step.event, "proceeding": step.proceeding or ""}
        yield voice.text("event"), voice.text("{event} in {proceeding}", **place) if step.proceeding else step.event
    yield from _told(step, voice)
    if step.reason:
        yield voice.text("reason"), step.reason
    for one in step.transitions:
        # Not inside the braces: before Python 3.12 what gathers messages does not look in there.
        learned = voice.text("learned late: at its place in the past")
        late = f" ({learned})" if one.past else ""
        yield voice.machine(one.machine), f"{voice.state(one.before)} → {voice.state(one.after)}{late}"
    for term in step.passed:
        said = voice.text(
            "{rule} ({term}) from {anchor}, owed by {owed_by}, until {due}",
            rule=term.rule,
            term=voice.name("term", term.term) if voice is not PLAIN else term.term,
            anchor=term.anchor,
            owed_by=voice.said(term.owed_by),
            due=voice.day(term.due),
        )
        yield voice.text("not answered"), said
    for moved in step.deadlines:
        yield voice.text("term"), deadline(moved, voice)
    yield from _law(step, voice)
    yield from _found(step, voice)


def deadline(one: Moved, voice: Voice = PLAIN) -> str:
    """What became of a term, in a sentence."""
    possible = voice.text("possibly owed") + ", " if one.possible else ""
    name = voice.text(
        "{rule} ({term}) from {anchor}, owed by {owed_by}",
        rule=one.rule,
        term=voice.name("term", one.term) if voice is not PLAIN else one.term,
        anchor=one.anchor,
        owed_by=voice.said(one.owed_by),
    )
    end = _end(one, voice)
    return f"{possible}{voice.name('change', one.change)}: {name}{f': {end}' if end else ''}"


def _end(one: Moved, voice: Voice) -> str:
    due, before = (voice.day(day) if day else None for day in (one.due, one.before))
    if one.change in {"began", "goes on", "open again"}:
        return voice.text("ends {due}", due=due) if due else voice.text("no end counted")
    if one.change == "moved":
        none = voice.text("no end counted")
        return f"{before or none} → {due or none}"
    if one.change == "no longer owed":
        return voice.text("ended {day}", day=before) if before else voice.text("ended on no day counted")
    return voice.text("by {event}", event=one.by) if one.by else ""


def _learned(step: Step, voice: Voice) -> str:
    recorded = voice.text("recorded {moment}", moment=voice.moment(step.recorded_at))
    if step.kind is not RecordKind.TOLD or step.known_on is None:
        return recorded
    if step.known_on == "never":
        never = voice.text("the victim's side was not told")
        return f"{recorded}; {never}"
    knew = voice.text("the victim's side knew on {day}", day=voice.day(step.known_on))
    return f"{recorded}; {knew}"


def _teller(step: Step, voice: Voice) -> str:
    role = voice.name("teller", step.role)
    return role if step.teller == SYSTEM.id and voice is not PLAIN else f"{role} {step.teller}"


def _told(step: Step, voice: Voice) -> Iterable[Fact]:
    if step.erased:
        yield voice.text("told"), voice.text("erased: only the record is left")
    for name, value in step.told.items():
        if name != "event.proceeding":
            field = name.rpartition(".")[2]
            yield voice.name("field", field), _text(field, value, voice)


def _law(step: Step, voice: Voice) -> Iterable[Fact]:
    if step.law is not None:
        before, after = (voice.day(day.isoformat()) for day in (step.law.before, step.law.after))
        yield voice.text("law known on"), f"{before} → {after}"
        for line in step.law.changes or (voice.text("nothing"),):
            yield voice.text("changes"), line
    for one in step.provisions:
        yield voice.text("relies on"), provision(one, voice)


def provision(one: Relied, voice: Voice = PLAIN) -> str:
    """A provision with its place in the law."""
    if one.article is None:
        gone = {"rule": one.rule, "version": one.version}
        return voice.text("{rule} ({version}); not in the rulebook of today", **gone)
    place = f"{voice.article(one.article)}, {voice.said(one.instrument or '')}"
    return f"{place} ({one.rule}, {voice.said(one.version)}): {voice.said(one.title or '')}"


def _found(step: Step, voice: Voice) -> Iterable[Fact]:
    if step.raised:
        yield voice.text("found"), ", ".join(finding(one, voice) for one in step.raised)
    if step.cleared:
        yield voice.text("no longer found"), ", ".join(finding(one, voice) for one in step.cleared)
    if step.judges:
        yield voice.text("judges"), _records(step.judges, voice)
    if step.judged_in is not None:
        yield voice.text("judged in"), voice.text("record {number}", number=str(step.judged_in))


def finding(name: str, voice: Voice = PLAIN) -> str:
    """A finding as words: `refuse_quash_cycle:certain` is said as `refuse quash cycle (certain)`."""
    rule, _, certainty = name.partition(":")
    said = voice.finding(rule)
    return f"{said} ({voice.name('certainty', certainty)})" if certainty else said


def _records(numbers: tuple[int, ...], voice: Voice) -> str:
    if len(numbers) == 1:
        return voice.text("record {number}", number=str(numbers[0]))
    return voice.text("records {first} to {last}", first=str(numbers[0]), last=str(numbers[-1]))


def _text(field: str, value: Any, voice: Voice) -> str:  # noqa: ANN401 (any value of JSON)
    if isinstance(value, dict):
        named = ((field if key == "kind" else key, key, item) for key, item in value.items())
        return ", ".join(f"{voice.name('field', key)} {_text(of, item, voice)}" for of, key, item in named)
    if isinstance(value, list):
        joint = "\n" if any(isinstance(item, dict) for item in value) else "; "
        return joint.join(_text(field, item, voice) for item in value)
    if isinstance(value, bool):
        return voice.text("yes") if value else voice.text("no")
    return voice.value(field, str(value))
