"""`aryz case show`: a case from its ledger, as it stood and as it was known on any day. No server needed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import as_json, clean, say
from cli.options import AsOf, Data, Json, Reference, day, now, settings
from models.reading_fields import IS_ID

if TYPE_CHECKING:
    from lifecycle.state import CaseState
    from models.register import BoardRow
    from settings import Settings

Recorded = Annotated[
    str | None, typer.Option("--known-at", metavar="DAY", help="Only what had been recorded by this day (UTC).")
]
Why = Annotated[bool, typer.Option("--why", help="Show how the end of every term was found.")]


def show(
    reference: Reference,
    as_of: AsOf = None,
    known_at: Recorded = None,
    why: Why = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """
    Show a case from its ledger: where it stands, what happened and when it was learned, what is due.

    With --known-at also the header, the law and the ledger's head are those of that day. The lawyer shown is who had
    the case on the day asked for.

    Example: aryz case show gerasimov --as-of 2012-05-24
    """
    from lifecycle.assessment import assess_case

    asked, known = day(as_of, "--as-of"), day(known_at, "--known-at")
    case = asyncio.run(read(settings(data), reference, known))
    state = case.state
    today = state.timeline.scene.norms.zone.local(now())[0]
    at = asked or today
    judged = assess_case(state, at, known)
    if json:
        as_json(judged)
        return
    if not state.head.length:
        say(f"nothing of this case was known then: it was opened on {state.opened_at[:10]}")
        return
    from cli.showing import show as show_judgement
    from cli.showing_events import happened

    _head(case, at, known, now_=known is None and at >= today)
    happened(state, at)
    show_judgement(judged, why=why, every=why)
    _contested(state)
    say()
    then = f"by {known}" if known else "as it stands now" if at < today else ""
    say(f"Ledger{f' {then}' if then else ''}: {state.head.length} records, head {state.head.hash}", style="dim")


@dataclass(frozen=True, slots=True)
class Case:
    """A case from its ledger, its row of the register as it is now, and what is to be said of a legal hold on it."""

    state: CaseState
    row: BoardRow | None
    hold: str | None


async def read(chosen: Settings, reference: str, known: date | None = None) -> Case:
    """
    A case from its ledger, every record verified.

    Args:
        chosen: the settings of this installation.
        reference: the case.
        known: only what had been recorded by the end of this day (UTC): header, law and head are those of then too.

    Raises:
        UnknownCase: the ledger has no record of it.
        IntegrityError: a record does not hold.
        RefusedError: it was erased.
    """
    from cli.case_erase import refuse_erased
    from cli.case_hold import hold_line
    from cli.desk import at_store
    from cli.law_of import folded
    from lifecycle.holding import held_since
    from lifecycle.state import opened

    async with at_store(chosen) as store:
        entries = await store.ledger.entries(reference)
        row = await store.register.row(reference)
        if entries and entries[0].payload is None:
            await refuse_erased(store, entries, row)
        in_force = (await store.keys_at_hand().held()).get(reference)
    state = folded(reference, entries)
    if known is None:
        return Case(state, row, hold_line(held_since(entry.record for entry in entries), in_force))
    by_then = tuple(entry for entry in entries if entry.record.recorded_at < f"{known.isoformat()}T24")
    if by_then:
        held = held_since(entry.record for entry in by_then)
        return Case(folded(reference, by_then), row, held and hold_line(held, held[1]))
    first = folded(reference, entries[:1])
    return Case(opened(first.opening, first.opened_at, first.timeline.scene.norms), row, None)


def _head(case: Case, at: date, known: date | None, *, now_: bool) -> None:
    state = case.state
    header = state.opening.header
    title = clean(header.case.title)
    say(f"{state.reference}{f': {title}' if title else ''}", style="bold")
    known_by = f", as recorded by {known}" if known else ""
    account = state.timeline.until(at).lawyer
    lawyer = f", lawyer {account}" if account and IS_ID.match(account) else ""
    say(f"as of {at}{known_by}, {header.case.jurisdiction}{lawyer}, law as entered by {state.opening.law_known_on}")
    if now_ and case.row and case.row.halted:
        say(f"HALTED: {case.row.halted}", style="bold red")
    if case.hold and (now_ or known):
        say(case.hold, style="bold")


def _contested(state: CaseState) -> None:
    from cli.showing import heading

    if not state.contested:
        return
    heading("Contested: sent by an integration, kept, without effect")
    for one in state.contested:
        event = f"event {one.event.id}, " if one.event else ""
        say(f"- record {one.seq}, {one.recorded_at[:10]}: {event}{one.reason}")
