"""`aryz law competence` and `aryz law reclassify`: who must investigate, and what another classification changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.console import as_json, say
from cli.failing import WrongUsage
from cli.options import Json, KnownOn, day, now

if TYPE_CHECKING:
    from lifecycle.competence import Answer, Competence
    from lifecycle.norms import Norms
    from lifecycle.reclassification import Change, Line, Side
    from models.dates import Interval
    from models.records import Provision

ArticleName = Annotated[str, typer.Argument(metavar="ARTICLE", help="The offence, as '146(2)' or kz-pc-146-2.")]
From = Annotated[str, typer.Argument(metavar="FROM", help="The article until now, as '146(2)'.")]
To = Annotated[str, typer.Argument(metavar="TO", help="The new article, as '146(1)'.")]
On = Annotated[str | None, typer.Option("--on", metavar="DAY", help="The day of the decision. Default: today.")]
Act = Annotated[
    str | None,
    typer.Option("--act", metavar="DATE", help="The day of the act, or its month or year: 2021-06-01, 2021-06."),
]
ActOf = Annotated[str, typer.Option("--act", metavar="DATE", help="The day of the act, or its month or year.")]
Suspect = Annotated[
    str | None,
    typer.Option("--suspect", metavar="known|unknown", help="Whether a suspect is known. Default: not said."),
]
BuildsOn = Annotated[
    str | None,
    typer.Option("--builds-on", metavar="torture|cruel_treatment", help="What part 3 or 4 of article 146 builds on."),
]


def competence(
    article: ArticleName,
    on: On = None,
    act: Act = None,
    suspect: Suspect = None,
    builds_on: BuildsOn = None,
    known_on: KnownOn = None,
    json: Json = False,
) -> None:
    """
    Show who must investigate an offence on a day, in which form and for how long.

    Example: aryz law competence '146(2)' --on 2024-01-10
    """
    from law.offences import article_of
    from lifecycle.competence import competence as judged

    when = day(on, "--on") or now().date()
    found = judged(
        article_of(article, when),
        when,
        _norms(known_on),
        act=_interval(act),
        suspect_known=_choice(suspect, "--suspect", {"known": True, "unknown": False}),
        builds_on=_choice(builds_on, "--builds-on", {"torture": "torture", "cruel_treatment": "cruel_treatment"}),
    )
    if json:
        as_json(_competence(found))
        return
    _say_competence(found)


def reclassify(
    before: From, after: To, act: ActOf, on: On = None, known_on: KnownOn = None, json: Json = False
) -> None:
    """
    Show what a reclassification changes: investigator, form, term, limitation and what else follows.

    Example: aryz law reclassify '146(2)' '146(1)' --on 2024-01-10 --act 2021-06-01
    """
    from law.offences import article_of
    from lifecycle.reclassification import reclassification

    when, acted = day(on, "--on") or now().date(), _interval(act)
    if acted is None or acted.first > when:
        raise WrongUsage(f"--act {act!r} lies after the decision of {when}; the act comes first")
    change = reclassification(article_of(before, when), article_of(after, when), when, acted, _norms(known_on))
    if json:
        as_json(_change(change))
        return
    _say_change(change)


def _norms(known_on: str | None) -> Norms:
    from law.published import BOOK, CALENDAR, zone_of
    from lifecycle.norms import Norms

    return Norms(BOOK, CALENDAR, zone_of("KZ", None), "KZ", day(known_on, "--known-on") or BOOK.latest_entry)


def _interval(text: str | None) -> Interval | None:
    from models.dates import PartialDate

    if text is None:
        return None
    try:
        found = PartialDate.parse(text)
    except ValueError as error:
        raise WrongUsage(f"--act {text!r} {error}") from None
    if not found.known:
        raise WrongUsage("--act unknown: leave the option out, or give at least the year")
    return found.interval


def _choice(text: str | None, option: str, choices: dict[str, Any]) -> Any:  # noqa: ANN401 (the value that a word stands for)
    if text is not None and text not in choices:
        raise WrongUsage(f"{option} {text!r} is none of {', '.join(choices)}")
    return None if text is None else choices[text]


def _say_competence(found: Competence) -> None:
    from lifecycle.notes import spoken_article

    say(f"{spoken_article(found.article)} on {found.on}: {_who(found)}", style="bold")
    for answer in found.answers:
        _say_answer(answer)
    for doubt in found.doubts:
        say(f"  doubt: {doubt.text}")
    for one in _renumbered(found.article):
        say(f"  renumbered: {spoken_article(one['new'])} ({one['confidence']}): {one['says']}")


def _who(found: Competence) -> str:
    words = list(dict.fromkeys(_bodies(answer.must) for answer in found.answers))
    return f"{'; or '.join(words)} ({found.certainty.value})" if words else "nothing is recorded"


def _say_answer(answer: Answer) -> None:
    from law.published import OFFENCES
    from lifecycle.notes import Note, Words

    length = Note("term.is", {"length": answer.length}).text
    meant = Words.meant(((answer.means, answer.certainty),))
    say(f"  as {meant} ({answer.certainty.value}): {_bodies(answer.must)} must investigate")
    say(f"    form: {OFFENCES.texts[f'form.{answer.form}']}, {length}")
    if answer.may:
        say(f"    may take it over or also investigate: {_bodies(answer.may)}")
    say(f"    by {_cited(answer.cited.provisions)}; confidence: {answer.cited.confidence}")
    for note in answer.notes:
        say(f"    {note.text}")


def _bodies(kinds: tuple[str, ...]) -> str:
    from law.published import OFFENCES

    return " or ".join(OFFENCES.texts[f"body.{kind}"] for kind in kinds)


def _cited(provisions: tuple[Provision, ...]) -> str:
    from law.published import BOOK

    return "; ".join(f"{BOOK.rule(one.rule).article} ({one.rule})" for one in provisions)


def _say_change(change: Change) -> None:
    from lifecycle.notes import spoken_article

    names = f"{spoken_article(change.before)} to {spoken_article(change.after)}"
    say(f"Reclassified from {names} on {change.on}", style="bold")
    say("(* changes, ? may change or is not recorded)")
    for line in change.lines:
        _say_line(line)
    for doubt in change.doubts:
        say(f"  doubt: {doubt.text}")
    if change.provisions:
        say(f"  by {_cited(change.provisions)}")


def _say_line(line: Line) -> None:
    from law.published import OFFENCES

    name, marks = OFFENCES.texts[f"subject.{line.subject}"], {"certain": "*", "possible": "?", "no": " "}
    same = line.before.notes == line.after.notes
    words = line.before.text if same else f"{line.before.text}  ->  {line.after.text}"
    say(f"{marks[line.changes.value]} {name}: {words}")
    provisions = tuple(dict.fromkeys([*line.before.provisions, *line.after.provisions]))
    if provisions:
        say(f"    by {_cited(provisions)}; confidence: {line.confidence}; {line.certainty.value}")


def _competence(found: Competence) -> dict[str, Any]:
    return {
        "article": found.article,
        "on": found.on.isoformat(),
        "act": _told(found.act),
        "certainty": found.certainty.value,
        "bodies": sorted(found.bodies),
        "answers": [_answer(answer) for answer in found.answers],
        "doubts": [doubt.text for doubt in found.doubts],
        "renumbered": _renumbered(found.article),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "means": answer.means,
        "certainty": answer.certainty.value,
        "must": list(answer.must),
        "may": list(answer.may),
        "form": answer.form,
        "suspect": answer.suspect,
        "term": {"rule": "cpc-192-2-basic-terms", "name": answer.term, "length": answer.length},
        "provisions": [one.model_dump(mode="json") for one in answer.cited.provisions],
        "confidence": answer.cited.confidence,
        "notes": [note.text for note in answer.notes],
    }


def _renumbered(article: str) -> list[dict[str, str]]:
    from law.published import OFFENCES

    found = OFFENCES.successors(article)
    return [{"old": one.old, "new": one.new, "confidence": one.confidence, "says": one.says} for one in found]


def _change(change: Change) -> dict[str, Any]:
    return {
        "from": change.before,
        "to": change.after,
        "on": change.on.isoformat(),
        "act": _told(change.act),
        "lines": [_line(line) for line in change.lines],
        "limitation": _told(change.limitation),
        "limitation_ended": change.ended.value,
        "doubts": [doubt.text for doubt in change.doubts],
        "provisions": [one.model_dump(mode="json") for one in change.provisions],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "subject": line.subject,
        "changes": line.changes.value,
        "certainty": line.certainty.value,
        "confidence": line.confidence,
        "before": _side(line.before),
        "after": _side(line.after),
    }


def _side(side: Side) -> dict[str, Any]:
    return {
        "text": side.text,
        "keys": [note.key for note in side.notes],
        "certainty": side.certainty.value,
        "provisions": [one.model_dump(mode="json") for one in side.provisions],
    }


def _told(days: Interval | None) -> dict[str, str] | None:
    return None if days is None else {"first": days.first.isoformat(), "last": days.last.isoformat()}
