"""Printing a judgement: where a case stands, what is due, what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.text import Text

from cli.console import say, table
from models.assessment import Asserted, Assessment, Finding, Obligation

_STYLES: Final = {"overdue": "red", "pending": "yellow", "met": "green", "lapsed": "dim", "void": "dim"}
_CERTAIN: Final = "certain"
_EVENTS: Final = 4
_UNVERIFIED: Final = "unverified"


def heading(text: str) -> None:
    """A heading with an empty line before it."""
    say()
    say(text, style="bold")


def show(assessment: Assessment, *, why: bool = False, every: bool = True) -> None:
    """
    Print a judgement.

    `why` adds how each end was found; without `every`, obligations that are met or void are only counted.
    """
    _posture(assessment)
    _obligations(assessment.obligations, why=why, every=every)
    _findings(assessment, why=why)
    _next(assessment, why=why)
    _warnings(assessment)
    heading("Counts")
    counted = assessment.counts.items()
    say(", ".join(f"{name.replace('_', ' ')} {count}" for name, count in counted if count), style="dim")


def _posture(assessment: Assessment) -> None:
    heading("Where it stands")
    if not assessment.posture:
        say("Nothing has happened by this day.")
        return
    rows = [[name, line.phase, line.state.replace("_", " "), line.since] for name, line in assessment.posture.items()]
    table(("proceeding", "phase", "state", "since"), rows)
    open_tracks = [track for track in assessment.tracks if track.state in {"pending", "requested", "ordered"}]
    for track in open_tracks:
        say(f"{track.track}: {track.state} since {track.since}{f', with {track.to}' if track.to else ''}")


def _obligations(obligations: Sequence[Obligation], *, why: bool, every: bool) -> None:
    owed = [one for one in obligations if why or one.certainty == _CERTAIN]
    shown = [one for one in owed if every or one.status in {"pending", "overdue", "lapsed"}]
    hidden = len(owed) - len(shown)
    heading(f"What is due ({_summary([one for one in owed if one.certainty == _CERTAIN])})")
    if not shown:
        say("Nothing." if not hidden else "Nothing that is still open.")
        return
    if why:
        _each(shown)
        return
    table(("due", "owed by", "rule", "term", "from", "status"), [_obligation(one) for one in shown])
    if len(owed) < len(obligations):
        say(f"Possibly owed besides: {len(obligations) - len(owed)}; --why shows them.", style="dim")
    if any(one.confidence == _UNVERIFIED for one in shown):
        say("* no source was found for this version of the rule: check it before relying on it")


def _findings(assessment: Assessment, *, why: bool) -> None:
    if not assessment.findings:
        return
    certain = sum(one.certainty == _CERTAIN for one in assessment.findings)
    heading(f"Findings ({certain} certain, {len(assessment.findings) - certain} possible)")
    rows = [
        [
            one.rule.replace("_", " "),
            one.certainty,
            one.since,
            _evidence(one, why=why),
            _words(one.asserted),
            ", ".join(one.treaty),
        ]
        for one in assessment.findings
        if why or one.certainty == _CERTAIN
    ]
    if rows:
        table(("finding", "certainty", "since", "shown by", "on the word of", "treaty"), rows)
    if not why and certain < len(assessment.findings):
        say("--why shows the possible ones.", style="dim")


def _evidence(finding: Finding, *, why: bool) -> str:
    """The events that show a finding; with `why` all of them, and on whose word each rests."""
    if why and finding.asserted:
        return ", ".join(f"{one.event} ({_word(one)})" for one in finding.asserted)
    events = finding.evidence
    shown = events if why else events[:_EVENTS]
    return ", ".join(shown) + (f" and {len(events) - len(shown)} more" if len(shown) < len(events) else "")


def _words(asserted: Iterable[Asserted]) -> str:
    return "; ".join(dict.fromkeys(_word(one) for one in asserted))


def _word(one: Asserted) -> str:
    return f"{one.asserted_by}, disputed" if one.disputed else one.asserted_by


def _obligation(one: Obligation) -> list[str | Text]:
    mark = "*" if one.confidence == _UNVERIFIED else ""
    return [_due(one), one.owed_by, one.rule + mark, one.term, one.anchor, _status(one)]


def _each(obligations: Iterable[Obligation]) -> None:
    for one in obligations:
        say()
        say(f"{_due(one)}  {one.owed_by}: {one.rule} ({one.term}), {_status(one).plain}")
        for line in one.derivation:
            say(f"    {line}")
        if one.confidence == _UNVERIFIED:
            say("    UNVERIFIED: no source was found for this version of the rule")


def _due(one: Obligation) -> str:
    if one.due is None:
        return "no term in law" if one.term == "no_term" else "count by hand"
    return f"{one.due_earliest[:10]} … {one.due}" if one.due_earliest else one.due


def _status(one: Obligation) -> Text:
    by = one.met_by or one.void_by
    late = " late" if one.late else ""
    possible = "" if one.certainty == _CERTAIN else "possibly "
    aside = "" if one.counts or one.void_by else ", another alternative counts"
    return Text(f"{possible}{one.status}{late}{f' ({by})' if by else ''}{aside}", style=_STYLES.get(one.status, ""))


def _summary(obligations: Sequence[Obligation]) -> str:
    found = [(status, sum(one.status == status for one in obligations)) for status in _STYLES]
    return ", ".join(f"{count} {status}" for status, count in found if count) or "nothing"


def _next(assessment: Assessment, *, why: bool) -> None:
    from cli.showing_next import shown_remedies, shown_routes, usable

    remedies = usable(assessment)
    pressing = [one for one in remedies if one.appeal or one.until or not one.provisions]
    shown = pressing if pressing and not why else remedies
    if remedies:
        heading("What can be done")
        shown_remedies(shown, how=why)
        if len(shown) < len(remedies):
            say(f"And {len(remedies) - len(shown)} steps without a last day; --why shows them.", style="dim")
    routes = assessment.routes if why else [one for one in assessment.routes if one.forum != "wgad"]
    if routes and assessment.posture:
        heading("Abroad")
        shown_routes(routes, how=why)


def _warnings(assessment: Assessment) -> None:
    # What can be done stands above, with the bodies abroad: here is what else to mind.
    others = [one for one in assessment.warnings if one.rule not in {"remedy_open", "international_route"}]
    if not others:
        return
    heading("Mind")
    for one in others:
        until = f"until {one.until}: " if one.until else ""
        rule = f" [{one.provision}]" if one.provision else ""
        say(f"- {one.rule.replace('_', ' ')}: {until}{one.what}{rule}")
