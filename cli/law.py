"""`aryz law`: the provisions as they stood on a day, and terms with their derivation."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.completing import rules
from cli.console import as_json, say, table
from cli.failing import WrongUsage
from cli.law_adopt import adopt
from cli.law_competence import competence, reclassify
from cli.options import Json, KnownOn, day, now
from models.errors import LawError, NotInForce, UnknownRule

if TYPE_CHECKING:
    from law.rules import Rule, Term, Version

app = typer.Typer(no_args_is_help=True, help="The law: provisions as they stood, and terms with their derivation.")
app.command()(adopt)
app.command()(competence)
app.command()(reclassify)

RuleName = Annotated[
    str,
    typer.Argument(metavar="RULE", help="The id of a rule, or a citation such as 'CPC 105(2)'.", autocompletion=rules),
]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="The day it is asked for. Default: today.")]
From = Annotated[
    str, typer.Option("--from", metavar="WHEN", help="When the term began: a local day, or 2023-10-02T11:20.")
]
TermName = Annotated[str | None, typer.Option("--term", metavar="NAME", help="Only this term of the rule.")]
Zone = Annotated[
    str | None, typer.Option("--region", metavar="NAME", help="Where, for terms in hours: a region or its capital.")
]
Kind = Annotated[str | None, typer.Option("--kind", metavar="KIND", help="Only rules of this kind, as deadline.")]


@app.command()
def show(rule: RuleName, on: On = None, known_on: KnownOn = None, json: Json = False) -> None:
    """
    Show a provision as it stood on a day, with its source and how sure it is.

    Example: aryz law show 'CPC 105(2)' --on 2023-10-02
    """
    known, when = day(known_on, "--known-on"), day(on, "--on") or now().date()
    found = [(one, _version(one, when, known)) for one in _found(rule)]
    held = [(one, version) for one, version in found if version is not None]
    if not held:
        raise NotInForce(_not_held(found[0][0], when, known))
    if json:
        as_json([_plain(one, version, when) for one, version in held])
        return
    for one, version in held:
        _say(one, version, when)
        _say_cited(rule, one)


@app.command()
def term(
    rule: RuleName,
    start: From,
    name: TermName = None,
    region: Zone = None,
    known_on: KnownOn = None,
    json: Json = False,
) -> None:
    """
    Compute when a term ends, and show how: provision, calendar, days skipped and why.

    Example: aryz law term cpc-105-2-prosecutor-terms --from 2023-10-02 --term general
    """
    from law.published import CALENDAR, zone_of
    from law.terms import Start

    known, (begun, minute) = day(known_on, "--known-on"), _begun(start)
    named = [one for one in _found(rule) if one.versions]
    held = [(one, version) for one in named if (version := _version(one, begun, known)) and version.terms]
    if not held:
        raise NotInForce(_no_terms(named[0], begun, known))
    zone = zone_of("KZ", region)
    ends = [
        _end(one, version, limit, Start(begun, minute), (CALENDAR, zone))
        for one, version in held
        for limit in ([version.term(name)] if name else version.terms)
    ]
    if json:
        as_json(ends)
        return
    for end in ends:
        _say_end(end)


@app.command("list")
def list_(kind: Kind = None, json: Json = False) -> None:
    """
    List the rules.

    Example: aryz law list --kind deadline
    """
    from law.published import BOOK

    chosen = [one for one in BOOK.rules if kind is None or one.kind == kind]
    if not chosen:
        kinds = ", ".join(sorted({one.kind for one in BOOK.rules}))
        raise WrongUsage(f"--kind {kind!r} has no rules; the kinds are {kinds}")
    if json:
        as_json([_row(one) for one in chosen])
        return
    rows = [[one.id, one.article, one.kind, one.versions[-1].confidence, one.title] for one in chosen]
    table(("rule", "article", "kind", "confidence", "title"), rows)


def _found(name: str) -> tuple[Rule, ...]:
    """The rules that a name means: the one of this id, else those cited by it."""
    from law.published import BOOK

    if name in BOOK.ids:
        return (BOOK.rule(name),)
    if cited := BOOK.find(name):
        return cited
    try:
        return (BOOK.rule(name),)
    except UnknownRule as error:
        raise UnknownRule(f"{error}; `aryz law list` shows all") from None


def _version(rule: Rule, on: date, known: date | None) -> Version | None:
    """The version on a day; one without a source is shown too, and marked as such."""
    from law.published import BOOK

    for unverified in (False, True):
        try:
            return BOOK.version(rule.id, on, known, unverified)
        except NotInForce:
            continue
    return None


def _not_held(rule: Rule, on: date, known: date | None) -> str:
    from law.published import BOOK, OFFENCES
    from law.suggesting import renumbered

    try:
        BOOK.version(rule.id, on, known, unverified=True)
    except NotInForce as error:
        elsewhere = renumbered(rule, OFFENCES.renumbered, BOOK.rules)
        return f"{error}; {elsewhere}" if elsewhere else str(error)
    return f"{rule.id} has no version in force on {on}"


def _no_terms(rule: Rule, on: date, known: date | None) -> str:
    if _version(rule, on, known) is None:
        return _not_held(rule, on, known)
    return f"{rule.id} sets no term on {on}; `aryz law show {rule.id} --on {on}` shows what it says"


def _begun(text: str) -> tuple[date, int | None]:
    try:
        if "T" not in text:
            return date.fromisoformat(text), None
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUsage(f"--from {text!r} is no day or local time; write 2023-10-02 or 2023-10-02T11:20") from None
    if moment.tzinfo is not None:
        raise WrongUsage("--from takes a local time, without an offset")
    return moment.date(), moment.hour * 60 + moment.minute


def _end(rule: Rule, version: Version, limit: Term, start: Any, place: Any) -> dict[str, Any]:  # noqa: ANN401 (values of law.terms)
    from law.derivation import derive
    from law.terms import due

    calendar, zone = place
    told: dict[str, Any] = {
        "rule": rule.id,
        "term": limit.name,
        "version": version.key,
        "confidence": version.confidence,
        "owed_by": limit.owed_by,
        "act_due": limit.act_due,
    }
    try:
        end = due(limit, start, calendar, zone)
        steps = [step.text for step in derive(limit, version, rule, start, calendar, zone)]
    except LawError as error:
        return {**told, "due": None, "instant": None, "derivation": [str(error)]}
    return {**told, "due": end.text, "instant": end.instant.strftime("%Y-%m-%dT%H:%M:%SZ"), "derivation": steps}


def _say_end(end: dict[str, Any]) -> None:
    say(f"{end['rule']} ({end['term']}): {end['due'] or 'cannot be computed'}", style="bold")
    if end["confidence"] == "unverified":
        say("  UNVERIFIED: no source was found for this version of the rule", style="red")
    for line in end["derivation"]:
        say(f"  {line}")
    say()


def _say(rule: Rule, version: Version, when: date) -> None:
    say(f"{rule.article}, {rule.instrument}", style="bold")
    say(f"{rule.title} ({rule.id}, {rule.kind})")
    say(f"as it stood on {when}: {version.label}, {_in_force(version)}")
    if version.verified:
        say(f"confidence: {version.confidence}, checked on {version.checked_on}, entered on {version.entered_on}")
    else:
        say("UNVERIFIED: no source was found for this version; check it before relying on it", style="bold red")
    say()
    say(version.says)
    for limit in version.terms:
        unit = limit.unit.replace("_", " ")
        length = "at once" if unit == "immediate" else f"{limit.length} {unit if limit.length > 1 else unit[:-1]}"
        say(f"  term {limit.name}: {length} from {limit.trigger}: {limit.act_due}; owed by {limit.owed_by}")
    for remark in version.notes:
        say(f"  note: {remark}")
    for source in version.sources:
        seen = "" if source.seen else " (not seen)"
        say(f"  source: {source.title or source.url}{f', {source.locator}' if source.locator else ''}{seen}")
    say()


def _say_cited(name: str, rule: Rule) -> None:
    """Where others cite a rule by another place than its own, say which is its own."""
    from law.citations import normal, places

    wanted = normal(name)
    if name != rule.id and wanted in {normal(one) for one in rule.cited_as} and wanted not in places(rule.article):
        say(f"  cited by others as {wanted}; in the text it stands at {rule.article}")
        say()


def _in_force(version: Version) -> str:
    begins = (
        f"from {version.start}{'' if version.day_certain else ' at the earliest'}" if version.start else "from always"
    )
    return f"{begins} to {version.in_force_to}" if version.in_force_to else f"in force {begins}"


def _row(rule: Rule) -> dict[str, Any]:
    last = rule.versions[-1]
    return {
        "rule": rule.id,
        "title": rule.title,
        "article": rule.article,
        "instrument": rule.instrument,
        "kind": rule.kind,
        "group": rule.group,
        "confidence": last.confidence,
        "versions": len(rule.versions),
    }


def _plain(rule: Rule, version: Version, when: date) -> dict[str, Any]:
    told = version.model_dump(mode="json")
    head = {key: value for key, value in _row(rule).items() if key not in {"versions", "confidence"}}
    return {**head, "on": when.isoformat(), "version": version.key, "hash": version.hash, **told}
