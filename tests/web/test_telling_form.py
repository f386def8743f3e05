"""From form to event: every field can be told, comes back as it was, and is told by name where it is wrong."""

from __future__ import annotations

from typing import Any

import pytest

from languages import translator
from models.events import Event
from models.kinds import KINDS
from models.records import Opening
from tests.lifecycle.stories import TODAY, published
from tests.reports.cases import told as told_case
from web.correcting import correction_of, filled
from web.reading import Told
from web.telling import draft_of
from web.telling_fields import INPUTS, NOT_TOLD_HERE, PERSONAL, Input, asking, groups
from web.telling_form import TEXT_LIMIT

CASES = sorted(one.header.reference for one in published())
NOT_ASKED = {"id", "kind", "position"}


def told(reference: str = "gerasimov") -> Told:
    """A published case as pages read it."""
    state, entries = told_case(reference)
    return Told(state, tuple(entry.record for entry in entries), {})


def typed(kind: str, **fields: str | list[str]) -> dict[str, list[str]]:
    """A form of a kind: dots in names are written as two underscores."""
    named = {name.replace("__", "."): value for name, value in fields.items()}
    return {"kind": [kind], **{name: [value] if isinstance(value, str) else value for name, value in named.items()}}


def on_a_day(kind: str, **fields: str | list[str]) -> dict[str, list[str]]:
    """A form with a date."""
    return typed(kind, date__day="3", date__month="04", date__year="2012", **fields)


def test_every_field_is_asked_for() -> None:
    """Each field of an event has its form, and each kind's form holds every field once."""
    assert INPUTS.keys() == Event.model_fields.keys() - NOT_ASKED
    assert set(INPUTS) >= PERSONAL
    for kind in KINDS:
        names = [field.name for field in asking(kind).all]
        assert sorted(names) == sorted(INPUTS)


def test_needs_come_first_and_are_marked() -> None:
    """What a kind needs stands at the head of its form."""
    for kind, row in KINDS.items():
        assert {field.name for field in asking(kind).needed} == {"date", *row.needs}
        assert all(field.needed for field in asking(kind).needed)


def test_every_kind_can_be_told_but_those_with_forms_of_their_own() -> None:
    """The list of kinds leaves none out."""
    offered = [kind for _, kinds in groups() for kind in kinds]

    assert sorted([*offered, *NOT_TOLD_HERE]) == sorted(KINDS)


def test_every_form_of_words_has_its_list() -> None:
    """A field that takes a word of a list offers the list."""
    wordy = {Input.WORD, Input.WORDS, Input.GROUND}

    assert all(bool(field.words) == (field.input in wordy) for field in asking("noted").all)


@pytest.mark.parametrize("reference", CASES)
def test_what_was_told_can_be_told_by_form(reference: str) -> None:
    """Every event of every published case, put into its form and read again, is the same event."""
    case = told(reference)
    for known in case.state.told.values():
        event = known.event
        if event.kind in NOT_TOLD_HERE:
            continue
        form = {**filled(event), "kind": [event.kind], "event": [event.id]}
        draft = draft_of(form, case, TODAY)
        assert not draft.faults
        assert draft.event is not None
        assert draft.event.model_copy(update={"position": event.position}) == event
        assert draft.id == event.id


@pytest.mark.parametrize("reference", CASES[:3])
def test_a_form_in_which_nothing_was_changed_corrects_nothing(reference: str) -> None:
    """Opening the form of an event and sending it back is no correction."""
    case = told(reference)
    for event in case.state.timeline.in_order():
        draft = correction_of(filled(event), case, event, TODAY)
        assert draft.event is None
        assert list(draft.faults) == [""]


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("date", {}),
    ("date", {"date__day": "31", "date__month": "02", "date__year": "2012"}),
    ("date", {"date__day": "3", "date__year": "2012"}),
    ("date", {"date__year": "20x2"}),
    ("date", {"date__year": "2999"}),
    ("known_on", {"known_on__year": "2999"}),
    ("at", {"at": "25:00"}),
    ("by", {"by__role": "king"}),
    ("by", {"by__name": "somebody"}),
    ("by", {"by__body": "nobody"}),
    ("to", {"to": "nobody"}),
    ("target", {"target": "e999"}),
    ("ground", {"ground": "whim"}),
    ("ground", {"ground__rule": "cpc-0-0"}),
    ("articles", {"articles": "146 part 2"}),
    ("violations", {"violations": "cat 12"}),
    ("relied_on", {"relied_on": ["forensic", "rumours"]}),
    ("sentence", {"sentence__kind": "imprisonment", "sentence__months": "3 years"}),
    ("sentence", {"sentence__months": "12"}),
    ("proceeding", {"proceeding": "other"}),
    ("summary", {"summary": "x" * (TEXT_LIMIT + 1)}),
    ("new.kind", {"to": "+", "new__name": "A new body"}),
    ("new.name", {"by__body": "+", "new__kind": "court"}),
    ("new.under", {"by__body": "+", "new__kind": "court", "new__name": "x", "new__under": "moon"}),
    ("other.kind", {"proceeding": "+"}),
]


@pytest.mark.parametrize(("field", "given"), WRONG, ids=[f"{field}-{n}" for n, (field, _) in enumerate(WRONG)])
def test_what_is_wrong_is_said_at_its_field(field: str, given: dict[str, Any]) -> None:
    """Each fault names its field and says in words what would be accepted."""
    form = typed("noted", **given) if field == "date" else on_a_day("noted", **given)
    draft = draft_of(form, told(), TODAY)

    assert draft.event is None
    assert list(draft.faults) == [field]
    fault = draft.faults[field]
    assert "%(" not in translator("en").text(fault.text, **fault.values)


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        ({"date__year": "2012"}, "2012"),
        ({"date__year": "2012", "date__month": "04"}, "2012-04"),
        ({"date__year": "2012", "date__month": "04", "date__day": "3"}, "2012-04-03"),
        ({"date__unknown": "yes"}, "unknown"),
        ({"date__unknown": "yes", "date__year": "2012"}, "unknown"),
    ],
)
def test_dates_may_be_as_uncertain_as_they_are(parts: dict[str, str], text: str) -> None:
    """A day, a month, a year or nothing is told as known, and no more."""
    draft = draft_of(typed("noted", **parts), told(), TODAY)

    assert draft.event is not None
    assert draft.event.date.text == text


def test_never_is_told_apart_from_not_said() -> None:
    """The victim's side may never have been told, which is another thing than that nobody said when."""
    never = draft_of(on_a_day("noted", known_on__unknown="never"), told(), TODAY).event
    silent = draft_of(on_a_day("noted"), told(), TODAY).event

    assert never is not None
    assert never.known_on == "never"
    assert silent is not None
    assert silent.known_on is None


def test_a_number_that_another_event_has_is_changed() -> None:
    """A form that was made before somebody else told something gets the next number, and keeps its own where free."""
    case = told()

    assert draft_of(on_a_day("noted", event="e01"), case, TODAY).id not in case.state.told
    assert draft_of(on_a_day("noted", event="e900"), case, TODAY).id == "e900"


def test_a_new_body_is_named_once() -> None:
    """A body described in the form gets an id after its kind; the form that carries that id adds nothing twice."""
    case = told()
    given = {"by__body": "+", "new__name": "Court of X", "new__kind": "court", "new__under": "judiciary"}
    first = draft_of(on_a_day("noted", **given), case, TODAY)
    assert first.opening is not None
    assert first.event is not None
    assert first.event.body == first.new_ids["new.id"]
    amended = Told(amended_with(case, first.opening), case.records, {})
    again = draft_of(on_a_day("noted", **given, new__id=first.new_ids["new.id"]), amended, TODAY)

    assert again.opening is None
    assert again.event is not None
    assert again.event.body == first.event.body


def amended_with(case: Told, opening: Opening) -> Any:
    """The case with another header."""
    from lifecycle.telling import amend  # noqa: PLC0415
    from tests.lifecycle.stories import stamp  # noqa: PLC0415

    return amend(case.state, opening, stamp(999))[0]


def test_a_correction_holds_what_was_changed_and_nothing_else() -> None:
    """The `corrected` event names its target and the changed fields only."""
    case = told()
    event = next(one for one in case.state.timeline.in_order() if one.kind == "opening_refused")
    form = {**filled(event), "date.year": ["2008"], "date.month": ["05"], "date.day": ["9"]}
    corrected = correction_of(form, case, event, TODAY).event

    assert corrected is not None
    assert corrected.model_fields_set - {"proceeding"} == {"id", "kind", "target", "date"}
    assert (corrected.target, corrected.date.text) == (event.id, "2008-05-09")


def test_a_correction_cannot_empty_a_field() -> None:
    """What was told cannot be taken away by a correction, and the form says so at the field."""
    case = told()
    event = next(one for one in case.state.timeline.in_order() if one.summary)
    draft = correction_of({**filled(event), "summary": [""]}, case, event, TODAY)

    assert list(draft.faults) == ["summary"]
