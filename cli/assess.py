"""`aryz assess`: the judgement of files, with no server at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import as_json, as_json_line, clean, say
from cli.options import AsOf, day, now

if TYPE_CHECKING:
    from models.assessment import Assessment
    from models.case import Header

Files = Annotated[
    list[str], typer.Argument(metavar="FILE...", help="Chronology files, YAML or JSON; - reads standard input.")
]
Json = Annotated[
    bool, typer.Option("--json", help="Print JSON with fixed keys instead of text; of several files one line each.")
]
KnownAt = Annotated[
    str | None,
    typer.Option("--known-at", metavar="DAY", help="Only what the victim's side had learned by this day."),
]
LawKnownOn = Annotated[
    str | None, typer.Option("--law-known-on", metavar="DAY", help="Only law that had been entered by this day.")
]
Unverified = Annotated[bool, typer.Option("--unverified", help="Apply also rules without a seen source.")]
Why = Annotated[bool, typer.Option("--why", help="Show how the end of every term was found.")]


def assess(
    files: Files,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    law_known_on: LawKnownOn = None,
    unverified: Unverified = False,
    why: Why = False,
    json: Json = False,
) -> None:
    """
    Judge chronology files: where each stands, what is due, what can be done. Keeps nothing.

    All files are read before anything is said. What a case would refuse is refused here too.

    Example: aryz assess examples/gerasimov.yaml --as-of 2007-06-18 --why
    """
    from cli.files import chronologies, remark
    from cli.law_of import norms_now
    from lifecycle.assessment import assess as judge

    at, known, law = day(as_of, "--as-of"), day(known_at, "--known-at"), day(law_known_on, "--law-known-on")
    sources = chronologies(files, several=True, otherwise="nothing was judged")
    for number, source in enumerate(sources):
        told = source.chronology
        norms = norms_now(told.header, law, unverified=unverified)
        judged = judge(told, norms, at or norms.zone.local(now())[0], known)
        remark(source)
        if json:
            (as_json if len(sources) == 1 else as_json_line)(judged)
            continue
        if number:
            say()
        _say(told.header, judged, why=why)


def _say(header: Header, judged: Assessment, *, why: bool) -> None:
    from cli.showing import show

    known_by = f", as known on {judged.known_at}" if judged.known_at else ""
    title = clean(header.case.title)
    say(f"{judged.case}{f': {title}' if title else ''}", style="bold")
    say(f"as of {judged.as_of}{known_by}")
    show(judged, why=why)
