"""A step of a replay in words: what a page of the terminal and a page to print both say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from models.records import RecordKind
from reports.replay import Moved, Relied, Step

_KINDS: Final = {
    "opened": "The case was opened",
    "amended": "The heading of the case was amended",
    "contested": "Sent by a program, kept, and not applied",
    "term_passed": "A term passed without an answer",
    "judged": "Judged: findings changed",
    "law_adopted": "The law was taken as known on another day",
    "sealed": "A history of Temporal was sealed into the store",
    "exported": "Handed out or read by an auditor",
    "held": "A legal hold was laid on the case",
    "released": "The legal hold was taken off",
    "received": "A document was taken in",
    "erased": "The case was erased",
}

Fact = tuple[str, str]
"""What is said, and what of it."""


def heading(step: Step) -> str:
    """What a step is, in one line."""
    if step.kind is RecordKind.TOLD:
        return f"{step.date}: {words(step.event_kind or '')}"
    day = f", as of {step.date}" if step.kind is RecordKind.JUDGED and step.date else ""
    return _KINDS.get(step.kind.value, words(step.kind.value).capitalize()) + day


def moment(instant: str) -> str:
    """A moment of a record as people read it."""
    return f"{instant[:10]} {instant[11:19]} UTC"


def facts(step: Step) -> Iterator[Fact]:
    """All that a step says, each thing with its name; nothing for what it does not say."""
    yield "learned", _learned(step)
    yield "told by", f"{step.role} {step.teller}"
    if step.event:
        yield "event", f"{step.event} in {step.proceeding}" if step.proceeding else step.event
    yield from _told(step)
    if step.reason:
        yield "reason", step.reason
    for one in step.transitions:
        late = " (learned late: at its place in the past)" if one.past else ""
        yield one.machine, f"{one.before} → {one.after}{late}"
    for term in step.passed:
        yield "not answered", f"{term.rule} ({term.term}) from {term.anchor}, owed by {term.owed_by}, until {term.due}"
    for moved in step.deadlines:
        yield "term", deadline(moved)
    yield from _law(step)
    yield from _found(step)


def deadline(one: Moved) -> str:
    """What became of a term, in a sentence."""
    possible = "possibly owed, " if one.possible else ""
    due = one.due or "no end counted"
    ends = {
        "began": f"ends {due}",
        "moved": f"{one.before or 'no end counted'} → {due}",
        "goes on": f"ends {due}",
        "open again": f"ends {due}",
        "no longer owed": f"ended {one.before or 'on no day counted'}",
    }.get(one.change, f"by {one.by}" if one.by else "")
    name = f"{one.rule} ({one.term}) from {one.anchor}, owed by {one.owed_by}"
    return f"{possible}{one.change}: {name}{f': {ends}' if ends else ''}"


def words(name: str) -> str:
    """A name of a field or a kind as words."""
    return name.replace("_", " ")


def _learned(step: Step) -> str:
    if step.kind is not RecordKind.TOLD:
        return f"recorded {moment(step.recorded_at)}"
    side = {None: "", "never": "; the victim's side was not told"}
    told = side.get(step.known_on, f"; the victim's side knew on {step.known_on}")
    return f"recorded {moment(step.recorded_at)}{told}"


def _told(step: Step) -> Iterable[Fact]:
    if step.erased:
        yield "told", "erased: only the record is left"
    for name, value in step.told.items():
        if name != "event.proceeding":
            yield words(name.rpartition(".")[2]), _text(value)


def _law(step: Step) -> Iterable[Fact]:
    if step.law is not None:
        yield "law known on", f"{step.law.before} → {step.law.after}"
        for line in step.law.changes or ("nothing",):
            yield "changes", line
    for one in step.provisions:
        yield "relies on", provision(one)


def provision(one: Relied) -> str:
    """A provision with its place in the law."""
    if one.article is None:
        return f"{one.rule} ({one.version}); not in the rulebook of today"
    return f"{one.article}, {one.instrument} ({one.rule}, {one.version}): {one.title}"


def _found(step: Step) -> Iterable[Fact]:
    if step.raised:
        yield "found", ", ".join(map(finding, step.raised))
    if step.cleared:
        yield "no longer found", ", ".join(map(finding, step.cleared))
    if step.judges:
        yield "judges", f"record{'s' if len(step.judges) > 1 else ''} {_numbers(step.judges)}"
    if step.judged_in is not None:
        yield "judged in", f"record {step.judged_in}"


def finding(name: str) -> str:
    """A finding as words: `refuse_quash_cycle:certain` is said as `refuse quash cycle (certain)`."""
    rule, _, certainty = name.partition(":")
    return f"{words(rule)} ({certainty})" if certainty else words(rule)


def _numbers(numbers: tuple[int, ...]) -> str:
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def _text(value: Any) -> str:  # noqa: ANN401 (any value of JSON)
    if isinstance(value, dict):
        return ", ".join(f"{words(key)} {_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return ("\n" if any(isinstance(item, dict) for item in value) else "; ").join(map(_text, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
