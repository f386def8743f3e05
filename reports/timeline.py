"""
A case as a page to read and to print: what happened, when it was recorded, what it changed. Without a script.

The replay of a case (`reports.replay_page`) tells more and needs what was told; this page can be made of any bundle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Final

from ledger.disclosure import Disclosed
from models.records import Record, RecordKind, Transition
from reports.timeline_words import Names, field_name, finding, law, state, value, words

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
    RecordKind.OPENED: "The case was opened",
    RecordKind.AMENDED: "The heading of the case was amended",
    RecordKind.CONTESTED: "Sent by a program, kept, and not applied",
    RecordKind.TERM_PASSED: "A term passed, and what was owed in it was not done",
    RecordKind.JUDGED: "Judged anew: what is found has changed",
    RecordKind.LAW_ADOPTED: "The law of the case was taken as known on another day",
    RecordKind.SEALED: "The course of the case's workflow was put away, sealed",
    RecordKind.EXPORTED: "A copy of the case was handed out",
    RecordKind.HELD: "A legal hold was laid on the case: nothing of it may be erased",
    RecordKind.RELEASED: "The legal hold was taken off the case",
    RecordKind.RECEIVED: "A document was taken in",
    RecordKind.ERASED: "What was told in the case was erased for good",
}
_HIDDEN: Final = frozenset({"event.id", "event.kind", "event.date", "event.position", "event.proceeding"})
_SUMMARY: Final = "event.summary"


def timeline(records: Sequence[tuple[Record, str]], shown: Mapping[int, Disclosed], *, note: str = "") -> str:
    """
    The page of a case. Everything that was told is escaped.

    Args:
        records: every record with its hash, in order.
        shown: what may be shown of the payloads, by the number of the record.
        note: a line under the title, for example where the records were found to hold.
    """
    case, names = records[0][0].case, Names.of(shown.values())
    items = "\n".join(_item(record, hashed, shown.get(record.seq), names) for record, hashed in records)
    first, last = (record.recorded_at[:10] for record in (records[0][0], records[-1][0]))
    recorded = f"recorded on {first}" if first == last else f"recorded from {first} to {last}"
    title = f'<p class="soft">{escape(names.title)}</p>\n' if names.title else ""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Case {escape(case)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Case {escape(case)}</h1>\n{title}"
        f'<p class="soft">{len(records)} records, {recorded}, in the order in which they were recorded: '
        f"what was learned late stands where it was learned. The letters and digits under a record are its hash, "
        f"the receipt of whoever told it. {escape(note)}</p>\n"
        f"<ol>\n{items}\n</ol>\n</body>\n</html>\n"
    )


def _item(record: Record, hashed: str, shown: Disclosed | None, names: Names) -> str:
    facts = [*_facts(record), *_told(record, shown, names)]
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(said)}</dd>" for name, said in facts if said)
    summary = shown.shown.get(_SUMMARY) if shown else None
    told = f'<p class="told">{escape(str(summary.value))}</p>\n' if summary else ""
    aside = "" if record.kind is RecordKind.TOLD else ' class="aside"'
    return (
        f'<li id="r{record.seq}"{aside}>\n<h2>{escape(_heading(record))}</h2>\n'
        f'<div class="soft">record {record.seq}, {escape(_moment(record.recorded_at))}, '
        f"by {escape(record.teller.id)} ({escape(words(record.teller.role.value))})</div>\n"
        f"{told}<dl>{listed}</dl>\n<code>{escape(hashed)}</code>\n</li>"
    )


def _heading(record: Record) -> str:
    if record.kind is not RecordKind.TOLD:
        return _KINDS.get(record.kind, words(record.kind.value).capitalize())
    day = "day not known" if record.date in {None, "unknown"} else record.date
    return f"{day}: {words(record.event_kind or '')}"


def _facts(record: Record) -> Iterable[tuple[str, str]]:
    if record.event:
        yield "event", f"{record.event}, proceeding {record.proceeding}" if record.proceeding else record.event
    for one in record.transitions:
        yield words(one.machine).replace("/", " "), _step(one)
    for term in record.passed:
        body = f"owed by {term.owed_by} since {term.anchor}, until {term.due.replace('T', ' ')}"
        yield "not done", f"{law(term.rule)} ({words(term.term)}), {body}"
    yield "found", "\n".join(map(finding, record.raised))
    yield "no longer found", "\n".join(map(finding, record.cleared))
    yield "reason", words(record.reason or "")
    yield "relies on", "\n".join(f"{law(one.rule)}, version {one.version}" for one in record.provisions)


def _step(one: Transition) -> str:
    late = " (learned late, at its place in the past)" if one.past else ""
    return f"{state(one.before)} → {state(one.after)}{late}"


def _told(record: Record, shown: Disclosed | None, names: Names) -> Iterable[tuple[str, str]]:
    if shown is None:
        yield "told", "erased, or left out: only the record is there" if record.payload else ""
        return
    for name, one in shown.shown.items():
        if name not in _HIDDEN and name != _SUMMARY:
            yield field_name(name), value(name, one.value, names)
    if shown.withheld:
        yield "withheld", ", ".join(field_name(name) for name in sorted(shown.withheld))


def _moment(instant: str) -> str:
    return f"{instant[:10]} {instant[11:19]} UTC"
