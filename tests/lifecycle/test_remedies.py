"""What can be done next: every posture has its remedies, each with its addressee, its end and its provision."""

from __future__ import annotations

from typing import Any

import pytest

from law.published import PRACTICE
from law.remedies import Practice
from lifecycle.machines import MACHINES
from lifecycle.remedies import remedies
from lifecycle.remedies_record import CIRCUMSTANCES
from models.case import Body
from models.dates import PartialDate
from models.events import Event
from models.kinds import KINDS
from models.words import Form, Person
from tests.lifecycle.moments import at, offered, told
from tests.lifecycle.stories import event, norms, published, timeline_of

COMPLAINT = event("complaint_lodged", "2026-02-02", id="c", to="police")
OPENED = event("investigation_opened", "2026-02-04", id="o", by="prosecutor", form=Form.PRELIMINARY)
REFUSED = event("opening_refused", "2026-02-20", id="r", by="police", known_on=PartialDate.parse("2026-03-02"))
ENDED = event("terminated", "2026-02-20", id="t", by="police", known_on=PartialDate.parse("2026-03-02"))
SUSPENDED = event("suspended", "2026-02-20", id="s", by="police", known_on=PartialDate.parse("2026-03-02"))


def appeal(to: str, target: str, day: str = "2026-03-03", **fields: Any) -> Event:
    """An appeal to a body."""
    return event("appeal_filed", day, **{"id": f"to-{to}", "to": to, "target": target, **fields})


def rejected(by: str, target: str, day: str = "2026-03-09") -> Event:
    """The rejection of an appeal."""
    return event("appeal_rejected", day, id=f"by-{by}", by=by, target=target)


POSTURES: dict[str, tuple[tuple[Event, ...], set[str]]] = {
    "registration.alleged": ((event("act_alleged", "2026-02-01"),), {"report", "examination_by_lawyer"}),
    "registration.lodged": ((COMPLAINT,), {"inaction_prosecutor", "inaction_court", "registration_document"}),
    "registration.received": (
        (COMPLAINT, event("complaint_received", "2026-02-03")),
        {"inaction_prosecutor", "registration_document"},
    ),
    "registration.registered": (
        (COMPLAINT, event("registered", "2026-02-03")),
        {"petition", "examination", "other_investigator", "secure_recordings"},
    ),
    "registration.refused": (
        (COMPLAINT, event("registration_refused", "2026-02-03", id="n", by="police")),
        {"registration_refusal_prosecutor", "registration_refusal_court", "report"},
    ),
    "registration.checking": ((COMPLAINT, event("check_opened", "2026-02-03")), {"inaction_prosecutor", "examination"}),
    "registration.checked": ((COMPLAINT, event("check_concluded", "2026-02-03")), {"inaction_court"}),
    "registration.refusal_quashed": (
        (COMPLAINT, REFUSED, event("quashed", "2026-02-25", by="prosecutor", target="r")),
        {"instructions", "inaction_prosecutor"},
    ),
    "forwarding.forwarded": ((COMPLAINT, event("forwarded", "2026-02-03")), {"forwarding_prosecutor"}),
    "forwarding.returned": (
        (COMPLAINT, event("forwarded", "2026-02-03"), event("returned", "2026-02-04")),
        {"forwarding_prosecutor"},
    ),
    "classification.classified": ((COMPLAINT, event("classified", "2026-02-03")), {"classification", "petition"}),
    "investigation.opened": ((COMPLAINT, OPENED), {"delay", "petition", "examination", "secure_recordings"}),
    "investigation.taken_over": ((OPENED, event("taken_over", "2026-02-05", to="police")), {"delay"}),
    "investigation.suspended": ((OPENED, SUSPENDED), {"suspension_prosecutor", "suspension_court", "delay"}),
    "investigation.resumed": (
        (OPENED, SUSPENDED, event("resumed", "2026-02-25", target="s")),
        {"instructions", "delay"},
    ),
    "investigation.charged": ((OPENED, event("charged", "2026-02-25")), {"petition", "classification"}),
    "termination.opening_refused": ((COMPLAINT, REFUSED), {"refusal_prosecutor", "ending_court", "compensation"}),
    "termination.terminated": ((OPENED, ENDED), {"ending_prosecutor", "ending_court"}),
    "termination.registration_refused": (
        (
            COMPLAINT,
            event("registration_refused", "2026-02-03", id="n", by="police"),
            appeal("prosecutor", "n", "2026-02-10"),
            rejected("prosecutor", "n", "2026-02-15"),
        ),
        {"registration_refusal_court", "report"},
    ),
    "termination.opening_quashed": (
        (OPENED, event("quashed", "2026-02-25", id="q", by="upper-prosecutor", target="o")),
        {"opening_quashed_prosecutor", "opening_quashed_court"},
    ),
    "appeal.pending": ((OPENED, ENDED, appeal("prosecutor", "t")), {"second_way", "ending_court", "ending_prosecutor"}),
    "trial.sent_to_court": ((OPENED, event("sent_to_court", "2026-02-25")), {"trial_petitions", "compensation"}),
    "trial.convicted": ((OPENED, event("convicted", "2026-02-25", by="court")), {"judgment_appeal", "cassation"}),
    "trial.acquitted": ((OPENED, event("acquitted", "2026-02-25", by="court")), {"judgment_appeal"}),
    "trial.sentence_changed": ((OPENED, event("sentence_changed", "2026-02-25", by="court")), {"judgment_appeal"}),
    "trial.amnestied": ((OPENED, event("amnestied", "2026-02-25", by="court")), {"judgment_appeal"}),
    "closed.closed": ((OPENED, ENDED, event("closed", "2026-03-02")), {"reopening"}),
}


def test_every_posture_is_shown() -> None:
    """The stories below cover every state of the complaint machine."""
    assert set(POSTURES) == {state.path for state in MACHINES["complaint"].table.states}


@pytest.mark.parametrize("state", POSTURES)
def test_every_posture_has_its_remedies(state: str) -> None:
    """What fits the posture is offered, with an addressee and a provision in a version of the day."""
    events, expected = POSTURES[state]
    timeline = told(*events)
    found = offered("2026-03-03", timeline)

    assert timeline.standing.postures["main"].state == state
    assert expected <= set(found)
    assert all(one.to.what and one.provisions and one.what for one in found.values())
    book = norms().book
    for one in found.values():
        for provision in one.provisions:
            assert provision.version in {version.key for version in book.rule(provision.rule).versions}


def test_the_rows_name_what_there_is() -> None:
    """States, kinds and circumstances of the data are those of the machines and of the vocabulary."""
    for row in PRACTICE.remedies:
        states = {state.path for state in MACHINES[row.machine].table.states}
        assert set(row.states) <= states, row.id
        assert set(row.after) | set(row.against) <= set(KINDS), row.id
        assert row.states or row.after, row.id
        assert {*row.when, *row.unless} <= {*CIRCUMSTANCES, "court_refused", "limitation_run"}, row.id


def test_every_state_of_a_communication_can_be_acted_on() -> None:
    """From the sending to the follow-up there is something to tell the Committee."""
    sent = event("un_submitted", "2026-01-10", id="u1", proceeding="un")
    registered = event("un_registered", "2026-01-20", id="u2", proceeding="un")
    answered = event("state_observed", "2026-02-10", id="u3", proceeding="un")
    decided = event("un_decided", "2026-02-20", id="u4", proceeding="un", violations=("CAT-12",))

    assert {"reminder"} == set(offered("2026-01-15", told(sent)))
    assert "comments" in offered("2026-02-15", told(sent, registered, answered))
    assert {"follow_up"} == set(offered("2026-03-01", told(sent, registered, answered, decided)))
    threatened = event("threat_or_reprisal", "2026-01-12", by="police", proceeding="un")
    assert "interim_measures" in offered("2026-01-15", told(sent, threatened))


def test_a_year_for_the_prosecutor() -> None:
    """Against a termination the prosecutor can be asked for a year; on the next day the right is gone."""
    timeline = told(event("terminated", "2025-02-20", id="t", by="police"))
    days = ("2026-02-19", "2026-02-20", "2026-02-21")
    before, last, late = (offered(day, timeline)["ending_prosecutor"] for day in days)

    assert (last.status, last.limit, last.until) == ("open", "term", "2026-02-20T24:00")
    assert (before.status, late.status) == ("open", "missed")


def test_fifteen_days_for_the_judge() -> None:
    """From the day on which the refusal was learned; the last day counts, the next one is too late."""
    timeline = told(COMPLAINT, REFUSED)
    last, late = (offered(day, timeline)["ending_court"] for day in ("2026-03-16", "2026-03-18"))

    assert (last.status, last.until) == ("open", "2026-03-17T24:00")
    assert (late.status, late.until) == ("missed", "2026-03-17T24:00")


def test_a_day_that_was_not_learned_is_not_guessed() -> None:
    """Where nobody said when the refusal was learned, the term cannot be counted, and that is said."""
    unknown = event("opening_refused", "2026-02-20", id="r", by="police")

    found = offered("2026-03-03", told(COMPLAINT, unknown))["ending_court"]

    assert (found.status, found.limit, found.until) == ("open", "unknown", None)


def test_the_most_favourable_trigger_counts_and_all_are_shown() -> None:
    """106(5) has three triggers: the refusal of the prosecutor opens a later end than the day of knowledge."""
    timeline = told(COMPLAINT, REFUSED, appeal("prosecutor", "r"), rejected("prosecutor", "r"))

    found = offered("2026-03-18", timeline)["ending_court"]

    assert {(term.term, term.status) for term in found.terms} >= {("acquaintance", "missed"), ("refusal", "open")}
    ends = [term.until or "" for term in found.terms if term.status == "open"]
    assert (found.status, found.until) == ("open", max(ends))


def test_silence_opens_the_way_to_the_judge() -> None:
    """Fifteen days after an unanswered appeal the judge can be asked; before, the remedy is not open yet."""
    timeline = told(OPENED, ENDED, appeal("prosecutor", "t"))
    before, then = (offered(day, timeline)["second_way"] for day in ("2026-03-17", "2026-03-20"))

    assert (before.status, before.opens) == ("not_yet", "2026-03-18T24:00")
    assert then.status == "open"


def test_an_appeal_that_waits_is_under_way() -> None:
    """While the prosecutor has the appeal, that remedy is used; the court stays open."""
    found = offered("2026-03-04", told(OPENED, ENDED, appeal("prosecutor", "t")))

    assert (found["ending_prosecutor"].status, found["ending_court"].status) == ("under_way", "open")


def test_after_a_judge_the_regional_court() -> None:
    """Three days after the judge's refusal for the regional court; the judge himself is done with it."""
    timeline = told(COMPLAINT, REFUSED, appeal("court", "r"), rejected("court", "r"))
    found = offered("2026-03-10", timeline)

    assert "ending_court" not in found
    regional = found["ending_regional_court"]
    assert (regional.status, regional.until) == ("open", "2026-03-12T24:00")
    assert regional.to.bodies == ("upper-court",)
    assert offered("2026-03-13", timeline)["ending_regional_court"].status == "missed"


def test_the_prosecutor_above_by_level() -> None:
    """A refusal by the city prosecutor goes to the regional one; a refusal by the police to the city prosecutor."""
    by_prosecutor = event("opening_refused", "2026-02-20", id="r", by="prosecutor")

    police, prosecutor = (
        offered("2026-03-03", told(COMPLAINT, one))["refusal_prosecutor"].to for one in (REFUSED, by_prosecutor)
    )

    assert (police.key, police.bodies[0]) == ("to.prosecutor", "prosecutor")
    assert (prosecutor.key, prosecutor.bodies) == ("to.superior_prosecutor", ("upper-prosecutor",))


def test_the_prosecutor_above_by_the_line_of_command() -> None:
    """Where the file says who is above, that one is named before any other."""
    chief = Body.model_validate({"id": "chief", "kind": "prosecutor"})
    local = Body.model_validate({"id": "local", "kind": "prosecutor", "level": "district", "under": "chief"})
    refused = event("opening_refused", "2026-02-20", id="r", by="local")

    found = offered("2026-03-03", told(COMPLAINT, refused, bodies=(chief, local)))["refusal_prosecutor"]

    assert found.to.bodies == ("chief",)


def test_a_prosecutor_who_has_refused_is_not_asked_again() -> None:
    """After his rejection the next one above is named."""
    timeline = told(COMPLAINT, REFUSED, appeal("prosecutor", "r"), rejected("prosecutor", "r"))

    assert offered("2026-03-10", timeline)["refusal_prosecutor"].to.bodies == ("upper-prosecutor",)


def test_requests_that_were_refused() -> None:
    """A refused petition goes to the prosecutor, and through the lawyer to the judge; a refused file to the court."""
    refused = event("motion_refused", "2026-02-10", id="m", by="police")
    no_file = event("file_access_refused", "2026-02-11", id="f", by="police")
    lawyer = event("counsel_engaged", "2026-02-05")
    found = offered("2026-02-12", told(OPENED, lawyer, refused, no_file))

    assert {"refused_request_prosecutor", "refused_request_judge", "refused_request_court"} <= set(found)
    assert "refused_request_judge" not in offered("2026-02-12", told(OPENED, refused))
    assert "refused_request_prosecutor" not in offered("2026-03-12", told(OPENED, refused, ENDED))


def test_safety_refused_can_be_appealed() -> None:
    """A request is not offered while one waits; its refusal can be appealed."""
    asked = event("safety_requested", "2026-02-05", id="a", to="police")
    refused = event("safety_refused", "2026-02-06", id="x", target="a")

    assert "safety" in offered("2026-02-05", told(OPENED))
    assert "safety" not in offered("2026-02-05", told(OPENED, asked))
    found = offered("2026-02-07", told(OPENED, asked, refused))
    assert found["safety_refused"].to.key == "to.prosecutor_or_court"
    assert "safety" in found


def test_a_lawyer_who_was_denied_can_be_asked_for_again() -> None:
    """The denial of a lawyer names where one is mandatory, and the free counselling."""
    denied = (event("counsel_requested", "2026-02-05", id="a"), event("counsel_denied", "2026-02-06", target="a"))

    found = offered("2026-02-07", told(OPENED, *denied))["ask_counsel_again"]

    assert "sgla-law-26-torture-consultation" in {provision.rule for provision in found.provisions}


def test_what_depends_on_custody() -> None:
    """A person who is held hands the complaint to the administration; a convict can also go to the local court."""
    held = event("detained", "2026-02-01", by="jail", person=Person.VICTIM)
    free = event("released", "2026-02-03")
    sentenced = event("convicted", "2026-02-02", id="v", by="court", proceeding="own", person=Person.VICTIM)

    assert offered("2026-02-02", told(held, COMPLAINT))["report_from_custody"].to.bodies == ("jail",)
    assert "report_from_custody" not in offered("2026-02-04", told(held, COMPLAINT, free))
    assert "convict_court" in offered("2026-02-02", told(held, sentenced, COMPLAINT))
    assert "convict_court" not in offered("2026-02-02", told(held, COMPLAINT))


def test_the_dead_are_not_examined() -> None:
    """An examination is not asked of somebody who has died, nor of somebody who was examined."""
    died = event("victim_died", "2026-02-03")
    ordered = event("examination_ordered", "2026-02-05", id="x")

    assert "examination_by_lawyer" in offered("2026-02-06", told(OPENED))
    assert "examination_by_lawyer" not in offered("2026-02-06", told(died, OPENED))
    assert "examination" not in offered("2026-02-06", told(OPENED, ordered))


def test_in_the_victims_own_case() -> None:
    """A statement got under pressure can be excluded while the trial lasts; the judgment be appealed for 15 days."""
    held = event("detained", "2026-02-01", proceeding="own", by="police")
    judged = event("convicted", "2026-02-10", id="v", by="court", proceeding="own", person=Person.VICTIM)

    assert "exclude_statement" in offered("2026-02-05", told(held))
    found = offered("2026-02-20", told(held, judged))["own_judgment_appeal"]
    assert (found.status, found.until) == ("open", "2026-02-25T24:00")


def test_after_limitation_the_classification_is_the_remedy() -> None:
    """When cruel treatment has prescribed, what is left is that torture never does."""
    act = event("act_alleged", "2023-08-01")
    cruel = event("classified", "2023-09-01", id="k", by="police", articles=("kz-pc-146-1",))
    timeline = told(act, event("registered", "2023-08-20"), cruel)

    assert "classification_after_limitation" not in offered("2025-07-31", timeline)
    assert "classification" in offered("2025-07-31", timeline)
    found = offered("2025-08-03", timeline)
    assert "classification_after_limitation" in found
    assert "classification" not in found


def test_where_the_law_is_not_entered_that_is_said() -> None:
    """Another country, or a day before the code, gives no remedy of this code and no empty page."""
    abroad = offered("2026-03-03", told(COMPLAINT, REFUSED, jurisdiction="KG"))
    early = offered("2010-03-03", told(event("complaint_lodged", "2010-02-02", to="police")))

    assert set(abroad) == {"law_not_entered"}
    assert "inaction_prosecutor" not in early
    assert early["law_not_entered"].limit == "unknown"


def test_under_the_code_of_1997_what_is_known_is_offered() -> None:
    """Its complaint to a court is offered without a term, and the rest is to be found by hand."""
    refused = event("opening_refused", "2010-03-14", id="r", by="police")
    found = offered("2010-04-01", told(event("complaint_lodged", "2010-02-18", to="police"), refused))

    assert set(found) == {"older_court", "law_not_entered"}
    assert (found["older_court"].limit, found["older_court"].confidence) == ("unknown", "secondary")


def test_a_right_that_no_row_describes_is_shown() -> None:
    """A term of the victim's side that the remedies do not name is offered as it runs, with its provision."""
    fields = {name: getattr(PRACTICE, name) for name in Practice.model_fields}
    bare = Practice.model_validate({**fields, "remedies": ()})

    found = offered("2026-03-03", told(COMPLAINT, REFUSED), bare)["other_right"]

    assert (found.status, found.until, found.about) == ("open", "2026-03-17T24:00", "r")
    assert found.provisions[0].rule == "cpc-106-5-court-fifteen-days"


def test_a_right_against_an_older_decision_is_shown() -> None:
    """A refusal that still stands keeps its right, also where the complaint was lodged again."""
    again = event("complaint_lodged", "2026-03-01", id="c2", to="prosecutor")
    found = offered("2026-03-03", told(COMPLAINT, REFUSED, again))

    assert (found["ending_court"].about, found["ending_court"].until) == ("r", "2026-03-17T24:00")


def test_a_letter_is_no_answer() -> None:
    """An appeal that was answered by a letter that decides nothing still waits, and the letter can be attacked."""
    letter = event("reply_without_decision", "2026-03-06", by="prosecutor", target="to-prosecutor")
    timeline = told(OPENED, ENDED, appeal("prosecutor", "t"), letter)

    assert offered("2026-03-07", timeline)["letter_prosecutor"].appeal


def test_what_can_be_used_soonest_stands_first() -> None:
    """Open remedies come before those under way, not open yet and missed; the nearest end before the others."""
    timeline = told(OPENED, ENDED, appeal("prosecutor", "t"))
    found = remedies(at("2026-03-04", timeline))
    ends = [one.until or "9999" for one in found if one.status == "open"]

    order = ["open", "under_way", "not_yet"]
    assert [one.status for one in found] == sorted((one.status for one in found), key=order.index)
    assert ends == sorted(ends)


@pytest.mark.parametrize("number", range(12))
def test_the_published_cases_have_something_to_do(number: int) -> None:
    """Every published case offers something on its last day, and each remedy once."""
    case = published()[number]
    found = remedies(at("2026-11-23", timeline_of(case)))

    assert found
    assert len({(one.remedy, one.proceeding, one.about) for one in found}) == len(found)
