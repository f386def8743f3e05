"""The bodies abroad: each condition of admissibility certain, possible and no, and the published cases before them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from law.forums import Forums, Reservation
from law.published import FORUMS
from lifecycle.remedies import remedies
from lifecycle.routes import routes
from lifecycle.timeline import build
from models.dates import PartialDate
from models.events import Event
from models.remedies import Condition
from models.words import Forum, Person
from tests.lifecycle.moments import abroad, at, told
from tests.lifecycle.stories import event, norms, published, timeline_of

ACT = event("act_alleged", "2023-06-01", id="act")
COMPLAINT = event("complaint_lodged", "2023-06-05", id="c", to="police")
REFUSED = event("opening_refused", "2023-07-03", id="r", by="police", known_on=PartialDate.parse("2023-07-04"))
TO_COURT = event("appeal_filed", "2023-07-10", id="a1", to="court", target="r")
NO = event("appeal_rejected", "2023-07-20", id="n1", by="court", target="r")
UPWARDS = event("appeal_filed", "2023-07-21", id="a2", to="upper-court", target="r")
FINAL = event("appeal_rejected", "2023-07-25", id="n2", by="upper-court", target="r")
LADDER = (ACT, COMPLAINT, REFUSED, TO_COURT, NO, UPWARDS, FINAL)


def condition(forum: str, name: str, day: str, *events: Event, jurisdiction: str = "KZ") -> Condition:
    """One condition of one body at the end of a day."""
    found = abroad(day, told(*events, jurisdiction=jurisdiction))[forum].conditions
    return next(one for one in found if one.condition == name)


def answers(forum: str, name: str, day: str, *events: Event, jurisdiction: str = "KZ") -> tuple[str, str]:
    """How a condition stands, and why."""
    found = condition(forum, name, day, *events, jurisdiction=jurisdiction)
    return found.truth, found.key.rpartition(".")[2]


def sent(kind: str, day: str, forum: Forum, name: str = "u") -> Event:
    """A communication, its registration or a decision."""
    return event(kind, day, id=f"{name}-{kind}", proceeding="un", forum=forum)


def test_after_the_last_court_both_committees_can_be_addressed() -> None:
    """The whole ladder was used within weeks: every condition is certain, and five years are named."""
    found = abroad("2023-09-01", told(*LADDER))

    assert (found["cat"].status, found["hrc"].status) == ("available", "available")
    assert (found["cat"].since, found["hrc"].since) == ("2008-02-21", "2009-09-30")
    assert (found["cat"].until, found["hrc"].until) == (None, "2028-07-25T24:00")
    assert {one.truth for one in found["cat"].conditions} == {"certain"}
    assert "can be addressed now" in found["cat"].what


@pytest.mark.parametrize(
    ("day", "forum", "expected"),
    [
        ("2008-02-20", "cat", ("no", "later")),
        ("2008-02-21", "cat", ("certain", "since")),
        ("2009-09-29", "hrc", ("no", "later")),
        ("2009-09-30", "hrc", ("certain", "since")),
    ],
)
def test_acceptance_begins_on_its_day(day: str, forum: str, expected: tuple[str, str]) -> None:
    """The day before, the State has not accepted; on the day it has."""
    assert answers(forum, "acceptance", day, event("act_alleged", "2007-03-27")) == expected


@pytest.mark.parametrize(
    ("jurisdiction", "forum", "expected"),
    [
        ("KG", "hrc", ("certain", "since")),
        ("TJ", "hrc", ("certain", "since")),
        ("KG", "cat", ("possible", "unknown")),
        ("TJ", "cat", ("possible", "unknown")),
        ("XX", "hrc", ("possible", "unknown")),
    ],
)
def test_what_is_not_known_of_a_state_is_possible(jurisdiction: str, forum: str, expected: tuple[str, str]) -> None:
    """An acceptance that is not entered is not known, which is not the same as none."""
    assert answers(forum, "acceptance", "2023-09-01", ACT, jurisdiction=jurisdiction) == expected
    status = abroad("2023-09-01", told(*LADDER, jurisdiction=jurisdiction))[forum].status
    assert (status == "unclear") == (expected[1] == "unknown")


def test_the_chronology_can_tell_the_acceptance() -> None:
    """A treaty in force that is told is evidence, also where the data know nothing."""
    in_force = sent("treaty_in_force", "2010-01-01", Forum.CAT)

    found = condition("cat", "acceptance", "2023-09-01", in_force, ACT, jurisdiction="KG")

    assert (found.truth, found.evidence) == ("certain", ("u-treaty_in_force",))


@pytest.mark.parametrize(
    ("act", "refused", "expected"),
    [
        ("2008-02-21", "2008-03-01", ("certain", "after")),
        ("2008-02-20", "2008-03-01", ("certain", "effects")),
        ("2008-02-20", "2008-02-21", ("certain", "effects")),
        ("2008-02-20", "2008-02-20", ("no", "before")),
        ("2008-02", "2008-02-20", ("possible", "maybe")),
        ("2008-01", "2008-02", ("possible", "maybe")),
    ],
)
def test_the_act_or_its_effects_after_acceptance(act: str, refused: str, expected: tuple[str, str]) -> None:
    """An act of the day before counts through what the authorities decided from the day of acceptance on."""
    events = (event("act_alleged", act, id="act"), event("opening_refused", refused, id="r", by="police"))

    assert answers("cat", "period", "2009-01-01", *events) == expected


def test_before_acceptance_nothing_is_closed_yet() -> None:
    """While the State has not accepted, what comes later can still be examined: not yet, and not closed."""
    found = abroad("2007-06-01", told(event("act_alleged", "2007-03-27"), event("complaint_lodged", "2007-03-29")))

    assert found["cat"].status == "not_yet"
    assert "only from 2008-02-21" in found["cat"].what


@pytest.mark.parametrize(
    ("kinds", "cat", "hrc"),
    [
        ((), ("certain", "none"), ("certain", "none")),
        (("un_submitted",), ("possible", "maybe"), ("possible", "maybe")),
        (("un_submitted", "un_registered"), ("no", "examined"), ("no", "pending")),
        (("un_submitted", "un_registered", "un_decided"), ("no", "examined"), ("certain", "over")),
    ],
)
def test_the_same_matter_elsewhere(kinds: tuple[str, ...], cat: tuple[str, str], hrc: tuple[str, str]) -> None:
    """The Committee against Torture looks at past and present, the Human Rights Committee at the present only."""
    days = {"un_submitted": "2023-08-01", "un_registered": "2023-08-05", "un_decided": "2023-08-20"}
    to_hrc = [sent(kind, days[kind], Forum.HRC) for kind in kinds]
    to_cat = [sent(kind, days[kind], Forum.CAT) for kind in kinds]

    assert answers("cat", "same_matter", "2023-09-01", *LADDER, *to_hrc) == cat
    assert answers("hrc", "same_matter", "2023-09-01", *LADDER, *to_cat) == hrc


@pytest.mark.parametrize(
    ("forum", "expected"),
    [(Forum.SPECIAL_RAPPORTEUR, "certain"), (Forum.WGAD, "possible"), (Forum.ECTHR, "no"), (Forum.OTHER, "possible")],
)
def test_what_counts_as_another_procedure(forum: Forum, expected: str) -> None:
    """A letter of the Rapporteur bars nothing; a court does; of the Working Group it is not settled here."""
    events = (sent("un_submitted", "2023-08-01", forum), sent("un_registered", "2023-08-05", forum))

    assert answers("cat", "same_matter", "2023-09-01", *LADDER, *events)[0] == expected


def test_a_registration_elsewhere_closes_the_one_and_delays_the_other() -> None:
    """What another body examines is closed for CAT for good, and for the HRC until that body has decided."""
    cat = abroad("2023-09-01", told(*LADDER, sent("un_registered", "2023-08-05", Forum.HRC)))["cat"]
    hrc = abroad("2023-09-01", told(*LADDER, sent("un_registered", "2023-08-05", Forum.CAT)))["hrc"]

    assert (cat.status, hrc.status) == ("closed", "not_yet")


@pytest.mark.parametrize(
    ("count", "day", "expected"),
    [
        (1, "2023-09-01", ("no", "none")),
        (2, "2023-06-20", ("no", "running")),
        (2, "2025-06-04", ("no", "running")),
        (2, "2025-06-05", ("possible", "prolonged")),
        (3, "2023-07-05", ("no", "open")),
        (3, "2023-07-30", ("no", "unused")),
        (4, "2023-07-12", ("no", "pending")),
        (5, "2023-07-21", ("no", "open")),
        (5, "2023-08-01", ("possible", "partly")),
        (6, "2023-07-22", ("no", "pending")),
        (7, "2023-07-26", ("certain", "final")),
    ],
)
def test_exhaustion_along_the_ladder(count: int, day: str, expected: tuple[str, str]) -> None:
    """From no complaint at all to the last court; two years of proceedings dispense with what is left, arguably."""
    assert answers("cat", "exhaustion", day, *LADDER[:count]) == expected


def test_what_was_fought_over_before_counts() -> None:
    """A last refusal that nobody appealed, after earlier ones that were appealed and quashed, is to be argued."""
    quashed = event("quashed", "2023-07-12", id="q", by="prosecutor", target="r")
    again = event("opening_refused", "2023-08-01", id="r2", by="police")

    found = condition("cat", "exhaustion", "2024-09-01", ACT, COMPLAINT, REFUSED, quashed, again)

    assert (found.truth, found.key) == ("possible", "condition.exhaustion.earlier")
    assert {"q", "r2"} <= set(found.evidence)


def test_exhaustion_shows_its_events() -> None:
    """The refusal and the last court's answer are the evidence; where something is open, its last day is said."""
    final = condition("hrc", "exhaustion", "2023-07-26", *LADDER)
    still = condition("hrc", "exhaustion", "2023-07-05", *LADDER[:3])

    assert final.evidence == ("r", "n2")
    assert "2023-07-19T24:00" in still.what


@pytest.mark.parametrize(
    ("day", "hrc", "cat"),
    [
        ("2028-07-24", ("certain", "within"), ("certain", "no_limit")),
        ("2028-07-25", ("certain", "within"), ("possible", "long")),
        ("2028-07-26", ("possible", "late"), ("possible", "long")),
    ],
)
def test_five_years_are_a_matter_of_explanation(day: str, hrc: tuple[str, str], cat: tuple[str, str]) -> None:
    """Rule 99(c) makes lateness an abuse at most: it never closes the way. CAT has no fixed limit."""
    assert answers("hrc", "delay", day, *LADDER) == hrc
    assert answers("cat", "delay", day, *LADDER) == cat


def test_three_years_after_another_procedure() -> None:
    """A decision elsewhere opens its own three years: the later end counts."""
    decided = sent("un_decided", "2026-05-01", Forum.CAT)

    assert abroad("2026-06-01", told(*LADDER, decided))["hrc"].until == "2029-05-01T24:00"


def test_consent_withdrawn_closes_every_way() -> None:
    """Nobody is addressed against the victim's will; consent given again opens the way."""
    withdrawn = event("consent_withdrawn", "2023-08-01")
    given = event("consent_given", "2023-08-10")

    assert {one.status for one in abroad("2023-09-01", told(*LADDER, withdrawn)).values()} == {"closed"}
    assert abroad("2023-09-01", told(*LADDER, withdrawn, given))["cat"].status == "available"


@pytest.mark.parametrize(
    ("day", "status"), [("2023-06-02", "available"), ("2025-05-31", "available"), ("2025-06-01", "arguable")]
)
def test_the_rapporteur_needs_no_exhaustion(day: str, status: str) -> None:
    """He can be written to at once; cases of two years and more are usually not taken."""
    assert abroad(day, told(ACT))["special_rapporteur"].status == status


def test_the_working_group_looks_at_detention() -> None:
    """Without a detention nothing; a detention that was not recorded and lasts; one of which no more is known."""
    hidden = event("detained", "2023-06-01", registered=False, person=Person.VICTIM)
    plain = event("detained", "2023-06-01", person=Person.VICTIM)
    released = event("released", "2023-06-03")

    assert abroad("2023-06-02", told(ACT))["wgad"].status == "not_yet"
    assert abroad("2023-06-02", told(ACT, hidden))["wgad"].status == "available"
    assert abroad("2023-06-02", told(ACT, plain))["wgad"].status == "arguable"
    assert abroad("2023-06-04", told(ACT, hidden, released))["wgad"].status == "arguable"


def test_under_way_and_decided() -> None:
    """After the sending the body has the case; after the decision the State owes a report."""
    submitted = sent("un_submitted", "2023-08-01", Forum.CAT)
    registered = sent("un_registered", "2023-08-05", Forum.CAT)
    decided = sent("un_decided", "2024-05-10", Forum.CAT).model_copy(update={"violations": ("CAT-12",)})
    waiting = abroad("2023-09-01", told(*LADDER, submitted, registered))["cat"]
    done = abroad("2024-06-01", told(*LADDER, submitted, registered, decided))["cat"]

    assert (waiting.status, waiting.proceeding, waiting.answer_due) == ("under_way", "un", "2024-02-05T24:00")
    assert (done.status, done.answer_due) == ("decided", "2024-08-08T24:00")
    assert "2024-08-08" in done.what


def test_conditions_cite_the_treaty() -> None:
    """Each condition that rests on a provision names it, in the version of the day."""
    found = {one.condition: one for one in abroad("2023-09-01", told(*LADDER))["cat"].conditions}

    assert found["acceptance"].provisions[0].rule == "cat-22-1-declaration"
    assert found["same_matter"].provisions[0].rule == "cat-22-5a-same-matter"


def test_a_case_pinned_before_the_entry_knows_nothing_of_it() -> None:
    """What was entered later does not change what an older day of the law said."""
    timeline = told(*LADDER)
    older = replace(timeline.scene, norms=norms(known_on=date(2026, 11, 22)))
    record = at("2023-09-01", build(timeline.told.values(), older))

    assert {one.remedy for one in remedies(record)} == {"law_not_entered"}
    assert routes(record, ()) == ()


def test_a_reservation_bars_what_was_examined_before() -> None:
    """With a reservation of the State the Human Rights Committee too is closed by a decision elsewhere."""
    where = {"jurisdiction": "KZ", "forum": "hrc", "same_matter": "ever"}
    reservation = {**where, "confidence": "unverified", "source": {"title": "x"}}
    fields = {name: getattr(FORUMS, name) for name in Forums.model_fields}
    reserved = Forums.model_validate({**fields, "reservations": (Reservation.model_validate(reservation),)})
    record = at("2023-09-01", told(*LADDER, sent("un_decided", "2023-08-20", Forum.CAT)))

    statuses = [
        next(one.status for one in routes(record, remedies(record), data) if one.forum == "hrc")
        for data in (FORUMS, reserved)
    ]
    assert statuses == ["available", "closed"]


def test_no_act_no_way() -> None:
    """Without an act or a complaint nobody can be addressed."""
    assert {one.status for one in abroad("2023-09-01", told(event("noted", "2023-08-01"))).values()} == {"not_yet"}


def test_every_state_of_the_data_has_its_source() -> None:
    """An acceptance says where it was read, and lies in the past."""
    assert all(one.source.title and one.since < date(2026, 11, 23) for one in FORUMS.acceptances)


# The published cases

BEFORE_SENDING = {
    ("gerasimov", "2010-04-21"): {
        "cat": "arguable",
        "hrc": "arguable",
    },  # a refusal without any date may have come later
    ("evloev", "2010-12-19"): {"cat": "arguable", "hrc": "arguable"},
    ("bairamov", "2011-12-31"): {"cat": "arguable", "hrc": "arguable"},
    ("nz-ez", "2011-07-13"): {"cat": "arguable", "hrc": "closed"},
    ("rakishev", "2014-01-09"): {"cat": "arguable", "hrc": "arguable"},
    ("akmatov", "2011-04-06"): {"cat": "unclear", "hrc": "arguable"},
}


@pytest.mark.parametrize(("case", "day"), BEFORE_SENDING)
def test_before_they_went_abroad(case: str, day: str) -> None:
    """On the eve of the complaint the body that took it was open, with the delay or the appeals to be argued."""
    timeline = timeline_of(next(one for one in published() if one.header.reference == case))
    found = abroad(day, timeline)

    assert {forum: found[forum].status for forum in ("cat", "hrc")} == BEFORE_SENDING[case, day]


def test_gerasimov_before_and_after_the_declaration() -> None:
    """Acts of March 2007: not yet in 2007, and in 2010 for what the authorities decided after February 2008."""
    timeline = timeline_of(next(one for one in published() if one.header.reference == "gerasimov"))
    early, later = (abroad(day, timeline)["cat"] for day in ("2007-06-01", "2010-04-21"))
    period = next(one for one in later.conditions if one.condition == "period")

    assert early.status == "not_yet"
    assert (period.truth, period.key) == ("certain", "condition.period.effects")
    assert {"e39", "e41"} <= set(period.evidence)


def test_what_was_never_appealed_is_not_exhausted() -> None:
    """In A.S.V. the only refusal was never challenged: the ladder was not used, and that is what is said."""
    timeline = timeline_of(next(one for one in published() if one.header.reference == "asv"))
    found = abroad("2016-12-05", timeline)["cat"]

    assert next(one.key for one in found.conditions if one.condition == "exhaustion") == "condition.exhaustion.unused"


@pytest.mark.parametrize("number", range(12))
def test_the_published_cases_were_decided(number: int) -> None:
    """Today each of the twelve has a decision of one committee; the other is never shown as simply available."""
    found = abroad("2026-11-23", timeline_of(published()[number]))

    assert [one.status for one in found.values()].count("decided") == 1
    assert "available" not in {found[forum].status for forum in ("cat", "hrc")}
