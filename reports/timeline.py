"""A case as a page to read and to print: what happened, when it was recorded, what it changed. Without a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from ledger.disclosure import Disclosed
from models.records import Record, RecordKind

_STYLE: Final = """
:root { color-scheme: light dark; --line: #8884; --soft: #777; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: 0; }
.soft, dt, footer { color: var(--soft); }
ol { list-style: none; padding: 0; }
li { border-top: 1px solid var(--line); padding: .8rem 0; break-inside: avoid; }
h2 { font-size: 1rem; margin: 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .4rem 0 0; }
dd { margin: 0; overflow-wrap: anywhere; white-space: pre-line; }
code { font-size: .8rem; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dt { margin-top: .3rem; } }
"""
_KINDS: Final[Mapping[RecordKind, str]] = {
    RecordKind.OPENED: "The case was opened",
    RecordKind.AMENDED: "The heading of the case was amended",
    RecordKind.CONTESTED: "Sent by a program and not applied",
    RecordKind.TERM_PASSED: "A term passed without an answer",
    RecordKind.JUDGED: "Findings changed",
    RecordKind.LAW_ADOPTED: "The law of the case was taken as known on another day",
}
_HIDDEN: Final = frozenset({"event.id", "event.kind", "event.date", "event.position", "event.proceeding"})


def timeline(records: Sequence[tuple[Record, str]], shown: Mapping[int, Disclosed], *, note: str = "") -> str:
    """
    The page of a case.

    Args:
        records: every record with its hash, in order.
        shown: what may be shown of the payloads, by the number of the record.
        note: a line under the title, for example where the records were found to hold.
    """
    case = records[0][0].case
    items = "\n".join(_item(record, hashed, shown.get(record.seq)) for record, hashed in records)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Case {escape(case)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>Case {escape(case)}</h1>\n"
        f'<p class="soft">{len(records)} records, in the order in which they were recorded. {escape(note)}</p>\n'
        f"<ol>\n{items}\n</ol>\n</body>\n</html>\n"
    )


def _item(record: Record, hashed: str, shown: Disclosed | None) -> str:
    facts = [*_facts(record), *_told(record, shown)]
    listed = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in facts if value)
    return (
        f'<li id="r{record.seq}">\n<h2>{escape(_heading(record))}</h2>\n'
        f'<div class="soft">record {record.seq}, {escape(_moment(record.recorded_at))}, '
        f"told by {escape(record.teller.role.value)} {escape(record.teller.id)}</div>\n"
        f"<dl>{listed}</dl>\n<code>{escape(hashed)}</code>\n</li>"
    )


def _heading(record: Record) -> str:
    if record.kind is not RecordKind.TOLD:
        return _KINDS.get(record.kind, _words(record.kind.value).capitalize())
    return f"{record.date}: {_words(record.event_kind or '')}"


def _facts(record: Record) -> Iterable[tuple[str, str]]:
    yield "event", record.event or ""
    yield "proceeding", record.proceeding or ""
    for one in record.transitions:
        late = " (learned late, at its place in the past)" if one.past else ""
        yield one.machine, f"{one.before} → {one.after}{late}"
    for term in record.passed:
        yield "not answered", f"{term.rule} ({term.term}), owed by {term.owed_by} since {term.anchor}, until {term.due}"
    yield "found", ", ".join(record.raised)
    yield "no longer found", ", ".join(record.cleared)
    yield "reason", record.reason or ""
    yield "relies on", ", ".join(f"{one.rule} ({one.version})" for one in record.provisions)


def _told(record: Record, shown: Disclosed | None) -> Iterable[tuple[str, str]]:
    if shown is None:
        yield "told", "erased" if record.payload else ""
        return
    for name, one in shown.shown.items():
        if name not in _HIDDEN:
            yield _words(name.rpartition(".")[2]), _text(one.value)
    if shown.withheld:
        yield "withheld", ", ".join(_words(name.rpartition(".")[2]) for name in sorted(shown.withheld))


def _text(value: Any) -> str:  # noqa: ANN401 (any value of JSON)
    if isinstance(value, dict):
        return "\n".join(f"{_words(key)}: {_text(item)}" for key, item in value.items())
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    return {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _moment(instant: str) -> str:
    return f"{instant[:10]} {instant[11:19]} UTC"
