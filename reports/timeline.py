"""
A case as a page to read and to print: what happened, when it was recorded, what it changed. Without a script.

The replay of a case (`reports.replay_page`) tells more and needs what was told; this page can be made of any bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from languages import N_
from ledger.disclosure import Disclosed
from models.records import Record, RecordKind, Transition
from reports.timeline_words import Names, field_name, finding, law, state, value
from reports.voices import PLAIN, Voice, words

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #6b6b6b; }
@media (prefers-color-scheme: dark) { :root { --soft: #a5a5a5; } }
body { font: 16px/1.5 Georgia, "Noto Serif", serif; max-width: 46rem; margin: 2.5rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .3rem; }
.soft, dt, summary { color: var(--soft); font-family: system-ui, sans-serif; font-size: .85rem; }
ol { list-style: none; padding: 0; margin: 2rem 0; }
li { border-top: 1px solid var(--line); padding: 1rem 0; break-inside: avoid; }
li.aside h2 { font-weight: normal; font-style: italic; }
h2 { font-size: 1.1rem; line-height: 1.3; margin: 0; }
p.told { margin: .5rem 0; white-space: pre-line; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .15rem 1rem; margin: .5rem 0 0; }
dt { padding-top: .15rem; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
code { font-size: .7rem; color: var(--soft); overflow-wrap: anywhere; }
@media (max-width: 34rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } }
@media print { body { max-width: none; margin: 0; font-size: 10.5pt; } @page { margin: 18mm; } }
"""
_KINDS: Final[Mapping[RecordKind, str]] = {
    RecordKind.OPENED: N_("The case was opened"),
    RecordKind.AMENDED: N_("The heading of the case was amended"),
    RecordKind.CONTESTED: N_("Sent by a program, kept, and not applied"),
    RecordKind.TERM_PASSED: N_("A term passed, and what was owed in it was not done"),
    RecordKind.JUDGED: N_("Judged anew: what is found has changed"),
    RecordKind.LAW_ADOPTED: N_("The law of the case was taken as known on another day"),
    RecordKind.SEALED: N_("The course of the case's workflow was put away, sealed"),
    RecordKind.EXPORTED: N_("A copy of the case was handed out"),
    RecordKind.HELD: N_("A legal hold was laid on the case: nothing of it may be erased"),
    RecordKind.RELEASED: N_("The legal hold was taken off the case"),
    RecordKind.RECEIVED: N_("A document was taken in"),
    RecordKind.ERASED: N_("What was told in the case was erased for good"),
}
_HIDDEN: Final = frozenset({"event.id", "event.kind", "event.date", "event.position", "event.proceeding"})
_SUMMARY: Final = "event.summary"


def timeline(
    records: Sequence[tuple[Record, str]], shown: Mapping[int, Disclosed], *, note: str = "", voice: Voice = PLAIN
) -> str:
    """
    The page of a case. Everything that was told is escaped.

    Args:
        records: every record with its hash, in order.
        shown: what may be shown of the payloads, by the number of the record.
        note: a line under the title, for example where the records were found to hold; in the language of the page.
        voice: in which words it is said.
    """
    case, names = records[0][0].case, Names.of(shown.values())
    items = "\n".join(_item(record, hashed, shown.get(record.seq), names, voice) for record, hashed in records)
    title = f'<p class="soft">{escape(names.title)}</p>\n' if names.title else ""
    heading = escape(voice.text("Case {case}", case=case))
    return (
        f'<!doctype html>\n<html lang="{voice.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{heading}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{heading}</h1>\n{title}"
        f'<p class="soft">{escape(_about([record for record, _ in records], voice))} {escape(note)}</p>\n'
        f"<ol>\n{items}\n</ol>\n</body>\n</html>\n"
    )


def _about(records: Sequence[Record], voice: Voice) -> str:
    first, last = (record.recorded_at[:10] for record in (records[0], records[-1]))
    if first == last:
        recorded = voice.text("{number} records, recorded on {day}", number=str(len(records)), day=voice.day(first))
    else:
        days = {"first": voice.day(first), "last": voice.day(last)}
        recorded = voice.text("{number} records, recorded from {first} to {last}", number=str(len(records)), **days)
    return voice.text(
        "{recorded}, in the order in which they were recorded: what was learned late stands where it was learned. "
        "The letters and digits under a record are its hash, the receipt of whoever told it.",
        recorded=recorded,
    )


def _item(record: Record, hashed: str, shown: Disclosed | None, names: Names, voice: Voice) -> str:
    facts = [*_facts(record, voice), *_told(record, shown, names, voice)]
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in facts if said)
    summary = shown.shown.get(_SUMMARY) if shown else None
    told = f'<p class="told">{escape(str(summary.value))}</p>\n' if summary else ""
    aside = "" if record.kind is RecordKind.TOLD else ' class="aside"'
    number = voice.text("record {number}", number=str(record.seq))
    by = voice.text(
        "by {teller} ({role})", teller=record.teller.id, role=voice.name("teller", record.teller.role.value)
    )
    return (
        f'<li id="r{record.seq}"{aside}>\n<h2>{escape(_heading(record, voice))}</h2>\n'
        f'<div class="soft">{escape(number)}, {escape(_moment(record.recorded_at))}, {escape(by)}</div>\n'
        f"{told}<dl>{listed}</dl>\n<code>{escape(hashed)}</code>\n</li>"
    )


def _heading(record: Record, voice: Voice) -> str:
    if record.kind is not RecordKind.TOLD:
        known = _KINDS.get(record.kind)
        return voice.text(known) if known is not None else words(record.kind.value).capitalize()
    unknown = record.date in {None, "unknown"}
    day = voice.text("day not known") if unknown else voice.day(record.date or "")
    return f"{day}: {voice.name('event', record.event_kind or '')}"


def _facts(record: Record, voice: Voice) -> Iterable[tuple[str, str]]:
    if record.event:
        where = {"event": record.event, "proceeding": record.proceeding or ""}
        said = voice.text("{event}, proceeding {proceeding}", **where) if record.proceeding else record.event
        yield voice.text("event"), said
    for one in record.transitions:
        yield voice.machine(words(one.machine).replace("/", " ") if voice is PLAIN else one.machine), _step(one, voice)
    for term in record.passed:
        body = voice.text(
            "owed by {owed_by} since {anchor}, until {due}",
            owed_by=voice.said(term.owed_by),
            anchor=term.anchor,
            due=voice.day(term.due).replace("T", " "),
        )
        yield voice.text("not done"), f"{law(term.rule, voice)} ({voice.name('term', term.term)}), {body}"
    yield voice.text("found"), "\n".join(finding(one, voice) for one in record.raised)
    yield voice.text("no longer found"), "\n".join(finding(one, voice) for one in record.cleared)
    yield voice.text("reason"), words(record.reason or "")
    relied = ((law(one.rule, voice), voice.text("version {version}", version=one.version)) for one in record.provisions)
    yield voice.text("relies on"), "\n".join(f"{place}, {version}" for place, version in relied)


def _step(one: Transition, voice: Voice) -> str:
    learned = voice.text("learned late, at its place in the past")
    late = f" ({learned})" if one.past else ""
    return f"{state(one.before, voice)} → {state(one.after, voice)}{late}"


def _told(record: Record, shown: Disclosed | None, names: Names, voice: Voice) -> Iterable[tuple[str, str]]:
    if shown is None:
        gone = voice.text("erased, or left out: only the record is there")
        yield voice.text("told"), gone if record.payload else ""
        return
    for name, one in shown.shown.items():
        if name not in _HIDDEN and name != _SUMMARY:
            yield field_name(name, voice), value(name, one.value, names, voice)
    if shown.withheld:
        yield voice.text("withheld"), ", ".join(field_name(name, voice) for name in sorted(shown.withheld))


def _moment(instant: str) -> str:
    return f"{instant[:10]} {instant[11:19]} UTC"
