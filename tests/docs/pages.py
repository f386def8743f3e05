"""The pages that are written from code and data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from law.published import BOOK
from law.rules import Term, Version
from law.wording import ENGLISH
from lifecycle.beside import ALL
from lifecycle.claims import CLAIMS, Claim
from lifecycle.claims_not import NOT_CLAIMED
from lifecycle.complaint import COMPLAINT
from lifecycle.guards import GUARDS
from lifecycle.table import HISTORY, Row, Table
from tests.docs.commands import before, reference
from tests.docs.diagrams import diagram, overview, phase_diagram

_HERE: Final = Path(__file__).parent
_ONE_PICTURE: Final = 12
_TITLES: Final = {
    "complaint": "The complaint",
    "communication": "The international communication",
    "side": "Every other proceeding",
    "appeal": "An appeal",
    "examination": "An examination",
    "safety": "A request for safety",
    "legal_aid": "The victim's lawyer",
}
MEANINGS: Final = {
    "": "always",
    "before_investigation": "no investigation is known of",
    "only_a_check_ended": "what was stopped is a check, not an investigation",
    "had_ended": "the decision that it attacks ended the proceeding and stands",
    "decided": "there is a decision",
    "last_appeal_on_refusal": "in appeal, no other appeal is pending, a refusal to open stands",
    "last_appeal_on_termination": "in appeal, no other appeal is pending, a termination stands",
    "last_appeal_on_registration": "in appeal, no other appeal is pending, a refusal to register stands",
    "last_appeal": "in appeal, no other appeal is pending",
    "sets_aside_refusal": "it hits a refusal to open or to register",
    "sets_aside_stop": "it hits a termination or a suspension",
    "sets_aside_opening": "it hits the opening of an investigation",
    "restores_refusal": "it hits the quashing of a refusal to open",
    "restores_registration_refusal": "it hits the quashing of a refusal to register",
    "restores_termination": "it hits the quashing of a termination",
    "restores_suspension": "it hits the quashing of a suspension",
    "restores_opening": "it hits the quashing of an opening",
    "unsent": "nothing was sent yet, or it goes to another forum",
    "undecided": "nothing was decided yet",
    "undecided_or_elsewhere": "nothing was decided yet, or it goes to another forum",
    "was_closed": "it was closed",
    "by_addressee": "by the body that the appeal was sent to",
    "answered": "this appeal is the one that it answers",
}
"""What the guards ask, in words. A guard without words fails the pages."""


def machine() -> str:
    """docs/machine.md."""
    assert GUARDS.keys() <= MEANINGS.keys()
    picture = f"```mermaid\n{overview()}```"
    sections = "\n\n".join(_machine(table) for table in (COMPLAINT, *ALL))
    return _page("machine.md.in").replace("@OVERVIEW@", picture).replace("@MACHINES@", sections)


def deadlines() -> str:
    """docs/deadlines.md."""
    own = [claim for claim in CLAIMS if claim.own]
    duties = [claim for claim in CLAIMS if not claim.own and claim.doubt is None]
    possible = [claim for claim in CLAIMS if not claim.own and claim.doubt is not None]
    parts = ["## Duties", *map(_claim, duties), "## Rights of the victim's side", *map(_claim, own)]
    parts += ["## Possibly owed", *map(_claim, possible), "## Terms of the rulebook that are no claims of their own"]
    rows = [(f"`{rule}`", f"`{term}`", why) for (rule, term), why in sorted(NOT_CLAIMED.items())]
    parts.append(_table(("rule", "term", "why"), rows))
    return _page("deadlines.md.in").replace("@CLAIMS@", "\n\n".join(parts))


def cli() -> str:
    """docs/cli.md."""
    return _page("cli.md.in").replace("@BEFORE@", before()).replace("@COMMANDS@", reference())


PAGES: Final[dict[str, Callable[[], str]]] = {
    "docs/machine.md": machine,
    "docs/machine-overview.mmd": overview,
    "docs/deadlines.md": deadlines,
    "docs/cli.md": cli,
}
"""Every generated page by its place."""


def _page(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _machine(table: Table) -> str:
    states = [(f"`{one.path}`", one.meaning, f"`{one.law}`" if one.law else "") for one in table.states]
    rows = [(f"`{row.trigger}`", _dest(row), MEANINGS[row.guard], _lawful(table, row)) for row in table.rows]
    return "\n\n".join(
        (
            f"## {_TITLES[table.name]}",
            *_diagrams(table),
            _table(("state", "meaning", "in the statutory lifecycle"), states),
            _table(("event", "leads to", "when", "lawful from"), rows),
        )
    )


def _diagrams(table: Table) -> Iterator[str]:
    if len(table.states) <= _ONE_PICTURE:
        yield f"```mermaid\n{diagram(table)}```"
        return
    yield "One picture for each phase: its states, and the lawful steps that lead into them."
    for phase in dict.fromkeys(state.phase for state in table.states):
        yield f"### Into {phase}\n\n```mermaid\n{phase_diagram(table, phase)}```"
    yield f"### States and steps of {_TITLES[table.name].lower()}"


def _dest(row: Row) -> str:
    return "where it stood before" if row.dest == HISTORY else f"`{row.dest}`"


def _lawful(table: Table, row: Row) -> str:
    found = []
    for phase in dict.fromkeys(path.partition(".")[0] for path in row.lawful):
        own = [state.path for state in table.states if state.phase == phase]
        whole = set(own) <= set(row.lawful)
        found += [f"*{phase}*"] if whole else [path.partition(".")[2] for path in own if path in row.lawful]
    return ", ".join(found)


def _claim(claim: Claim) -> str:
    rule = BOOK.rule(claim.rule)
    rows = [
        ("begins with", _listed(claim.on) + _conditions(claim)),
        ("owed by", {"to": "the body addressed", "by": "the body that acts"}.get(claim.owed_by, claim.owed_by)),
        ("met by", f"{_listed(claim.met_by)}: {claim.match.value}{_joined(_met(claim))}"),
    ]
    if claim.doubt is not None:
        rows.append(("certainty", f"possible. {ENGLISH[claim.doubt.value]}"))
    rows += [
        (f"in force {_span(version)}", _length(version, claim)) for version in rule.versions if _sets(version, claim)
    ]
    title = f"### {rule.instrument} {rule.article}: {claim.term.replace('_', ' ')}"
    return f"{title}\n\n{rule.title}. Rule `{rule.id}`, term `{claim.term}`.\n\n{_table(('', ''), rows)}"


def _conditions(claim: Claim) -> str:
    asks = claim.asks
    return _joined(
        (
            f"addressed to: {_words(asks.to)}" if asks.to else "",
            f"by: {_words(asks.by)}" if asks.by else "",
            f"about: {_words(asks.about)}" if asks.about else "",
            f"not about: {_words(asks.not_about)}" if asks.not_about else "",
            f"form: {_words(asks.forms)}" if asks.forms else "",
            f"level of the body: {_words(asks.levels)}" if asks.levels else "",
            f"forum: {_words(asks.forums)}" if asks.forums else "",
            f"person: {_words(asks.persons)}" if asks.persons else "",
            f"measure: {_words(asks.measures)}" if asks.measures else "",
            f"articles: {_words(asks.articles)}" if asks.articles else "",
            f"not with: {_words(asks.no_articles)}" if asks.no_articles else "",
            f"while the proceeding stands at: {_words(asks.states)}" if asks.states else "",
            *_narrower(claim),
        )
    )


def _narrower(claim: Claim) -> Iterator[str]:
    asks = claim.asks
    yield "a violation was found" if asks.violation else ""
    yield {True: "of an inquiry", False: "not of an inquiry", None: ""}[asks.inquiry]
    yield {True: "the victim is a minor", False: "the victim is no minor", None: ""}[asks.minor]
    yield f"where a version of `{asks.under}` that was read is in force" if asks.under else ""
    yield "from the day on which the victim's side knew of it" if claim.from_knowledge else ""
    yield "counted from the act complained of" if claim.from_act else ""
    yield f"once `{claim.opens[1]}` has passed without an answer" if claim.opens else ""
    yield f"received at the latest by the end of `{claim.received[1]}`" if claim.received else ""
    yield f"taken to: {_words(claim.met_to)}" if claim.own and claim.met_to else ""
    yield "once in a proceeding" if claim.once else ""


def _met(claim: Claim) -> Iterator[str]:
    yield f"sent to: {_words(claim.met_to)}" if claim.met_to and not claim.own else ""
    yield f"by: {_words(claim.met_from)}" if claim.met_from else ""
    yield f"forum: {claim.met_forum}" if claim.met_forum else ""
    yield f"person: {_words(claim.met_persons)}" if claim.met_persons else ""
    yield f"examination: {_words(claim.met_examinations)}" if claim.met_examinations else ""


def _joined(parts: Iterable[str]) -> str:
    return "".join(f"; {one}" for one in parts if one)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _words(names: Iterable[str | None]) -> str:
    return ", ".join(sorted("not said" if name is None else name.replace("_", " ") for name in names))


def _of(version: Version, claim: Claim) -> list[Term]:
    return [term for term in version.terms if term.name == claim.term]


def _sets(version: Version, claim: Claim) -> bool:
    return claim.timeless or bool(_of(version, claim))


def _span(version: Version) -> str:
    start, end = version.start, version.in_force_to
    first = f"from {start}{'' if version.day_certain else ' (day uncertain)'}" if start else "(first day not known)"
    return f"{first} to {end}" if end else first


def _length(version: Version, claim: Claim) -> str:
    if claim.timeless:
        return f"no term in law; {version.confidence}; {'; '.join(_sources(version))}"
    [term] = _of(version, claim)
    unit = term.unit.replace("_", " ")
    length = "at once" if unit == "immediate" else f"{term.length} {unit if term.length > 1 else unit[:-1]}"
    return f"{length}; from: {term.trigger}; {version.confidence}; {'; '.join(_sources(version))}"


def _sources(version: Version) -> Iterator[str]:
    for source in version.sources:
        name = source.title or source.id
        place = f", {source.locator}" if source.locator else ""
        yield f"[{name}]({source.url}){place}" if source.url else f"{name}{place}"
