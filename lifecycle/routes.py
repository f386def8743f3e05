"""
The international bodies: which can be addressed now, which not yet, which not at all, and why.

    routes(record, remedies) -> tuple[Route, ...]

Each condition of admissibility is answered from the chronology in three values, with the events that show it. Whether
a complaint is admissible is the body's own to say.
"""

from __future__ import annotations

from collections.abc import Mapping

from law.forums import ConditionName, ForumRow, Forums
from law.published import FORUMS
from lifecycle.remedies_record import Record
from lifecycle.routes_conditions import Answer, accepted_since, answer
from lifecycle.routes_story import RouteStory
from models.dates import Truth
from models.remedies import Condition, Remedy, Route


def routes(record: Record, remedies: tuple[Remedy, ...], forums: Forums = FORUMS) -> tuple[Route, ...]:
    """
    The international bodies as they stand at a moment, in the order of the data.

    Args:
        record: the case at the moment.
        remedies: what is open at home at the same moment.
        forums: the bodies as data.
    """
    story = RouteStory(record, remedies, forums)
    pinned = record.scene.norms.known_on
    return tuple(_route(row, story) for row in forums.forums if row.entered_on <= pinned)


def _route(row: ForumRow, story: RouteStory) -> Route:
    answers = {name: answer(name, row, story) for name in row.conditions}
    sent = story.communications(row.id.value)
    since, _ = accepted_since(row, story)
    key, status, facts = _told(row, story) if sent else _open(answers, story)
    attach, goes_wrong = story.forums.advice[row.id.value]
    ends = [one.until.text for one in answers.values() if one.until is not None]
    return Route(
        forum=row.id.value,
        name=row.name,
        status=status,
        key=key,
        what=story.forums.say(key, forum=row.name, **facts),
        since=since.first.isoformat() if since else None,
        until=ends[0] if ends and not sent else None,
        answer_due=_answer_due(row, story),
        proceeding=sent[0].proceeding if sent else None,
        conditions=tuple(_condition(name, one, row, story) for name, one in answers.items()),
        attach=attach,
        goes_wrong=goes_wrong,
    )


def _open(answers: Mapping[ConditionName, Answer], story: RouteStory) -> tuple[str, str, dict[str, str]]:
    """A body that has not been addressed: whether it can be, and what stands in the way."""
    failing = {name: one for name, one in answers.items() if one.truth is Truth.NO}
    doubtful = {name: one for name, one in answers.items() if one.truth is Truth.POSSIBLE}
    if failing:
        status = "not_yet" if all(one.mendable(name) for name, one in failing.items()) else "closed"
    else:
        unknown = any(name == "acceptance" for name in doubtful)
        status = "unclear" if unknown else "arguable" if doubtful else "available"
    why = failing if status != "closed" else {n: one for n, one in failing.items() if not one.mendable(n)}
    reasons = [_sentence(name, one, story) for name, one in (why or doubtful).items()]
    return f"route.{status}", status, {"why": "; ".join(reasons)}


def _told(row: ForumRow, story: RouteStory) -> tuple[str, str, dict[str, str]]:
    """A body that has the case, or has decided it."""
    sent = story.communications(row.id.value)
    decided = [one for one in sent if one.kind == "un_decided"]
    status, last = ("decided", decided[-1]) if decided else ("under_way", sent[0])
    due = _answer_due(row, story) if decided else None
    if not last.date.known:
        return f"route.{status}.undated", status, {}
    return f"route.{status}{'.follow_up' if due else ''}", status, {"since": last.date.text, "until": due or ""}


def _answer_due(row: ForumRow, story: RouteStory) -> str | None:
    """When the State owes its next answer to the body, from the obligations that run."""
    wanted = {(owed.rule, owed.term) for owed in (row.answer, row.follow_up) if owed is not None}
    running = [
        duty.latest.text
        for duty in story.record.standing.duties.running
        if (duty.claim.rule, duty.claim.term) in wanted and duty.latest is not None
    ]
    return max(running, default=None)


def _sentence(name: str, one: Answer, story: RouteStory) -> str:
    return story.forums.say(f"condition.{name}.{one.why}", **one.facts)


def _condition(name: str, one: Answer, row: ForumRow, story: RouteStory) -> Condition:
    rules: tuple[str, ...] = next((rules for key, rules in row.provisions.items() if key == name), ())
    if name == "acceptance":
        known = story.accepted(row.id.value)
        rules = (known.provision,) if known is not None and known.provision else ()
    return Condition(
        condition=name,
        truth=one.truth.value,
        key=f"condition.{name}.{one.why}",
        what=_sentence(name, one, story),
        evidence=one.evidence,
        provisions=story.record.cite(rules),
    )
