"""Warnings: each on the day before, on and after its boundary, with its day, its provision and what to do."""

from __future__ import annotations

import pytest

from law.published import BOOK, PRACTICE
from law.remedies import Practice
from lifecycle.claims import CLAIMS
from models.dates import PartialDate
from models.words import Forum, Person
from tests.lifecycle.moments import told, warned
from tests.lifecycle.stories import event, published, timeline_of

COMPLAINT = event("complaint_lodged", "2026-02-02", id="c", to="prosecutor")
REFUSED = event("opening_refused", "2026-02-20", id="r", by="police", known_on=PartialDate.parse("2026-03-02"))
ACT = event("act_alleged", "2023-08-01", id="act")
CRUEL = event("classified", "2023-09-01", id="k", by="police", articles=("kz-pc-146-1",))


def test_a_right_that_is_open_says_until_when() -> None:
    """The last day, the provision, the event that began the term, and the body."""
    timeline = told(COMPLAINT, REFUSED)
    [court] = [one for one in warned("2026-03-16", timeline)["remedy_open"] if "judge" in one.what]

    assert (court.until, court.anchor) == ("2026-03-17T24:00", "r")
    assert court.provision == "cpc-106-5-court-fifteen-days"
    assert court.key == "warning.remedy_open"


def test_a_right_that_was_missed_names_restoration() -> None:
    """On its last day it is open, on the next it was missed, and the request to restore the term is named."""
    timeline = told(COMPLAINT, REFUSED)
    last, late = warned("2026-03-16", timeline), warned("2026-03-18", timeline)

    assert "remedy_missed" not in last
    [missed] = late["remedy_missed"]
    assert (missed.until, missed.what.endswith("ask for restoration with the reason (CPC 50)")) == (
        "2026-03-17T24:00",
        True,
    )


def test_a_right_without_a_last_day_says_so() -> None:
    """Against a refusal to open the prosecutor can be asked at any time; an unknown end is to be counted by hand."""
    timeline = told(COMPLAINT, event("opening_refused", "2026-02-20", id="r", by="police"))
    found = {one.key: one.what for one in warned("2026-03-03", timeline)["remedy_open"]}

    assert found["warning.remedy_open.no_limit"].endswith("the law sets no last day")
    assert found["warning.remedy_open.unknown"].endswith("count it by hand")


def test_silence_names_what_it_opens() -> None:
    """An overdue duty is silence, with whom to turn to; on its last day it is not."""
    timeline = told(COMPLAINT)
    [silence] = [
        one for one in warned("2026-02-10", timeline)["silence"] if one.provision == "sc-np7-p11-prosecutor-check"
    ]

    assert "silence" not in warned("2026-02-09", timeline)
    assert (silence.until, silence.anchor) == ("2026-02-09T24:00", "c")
    assert silence.what == (
        "no answer from prosecutor: complain to the superior prosecutor (CPC 105) or to a judge (CPC 106)"
    )


def test_silence_that_no_row_describes_is_not_lost() -> None:
    """Where the data do not say what silence opens, a reminder with proof is what remains."""
    fields = {name: getattr(PRACTICE, name) for name in Practice.model_fields}
    bare = Practice.model_validate({**fields, "silence": ()})

    silence = warned("2026-02-10", told(COMPLAINT), bare)["silence"][0]

    assert silence.what.endswith("remind the body in writing and keep the proof")


def test_what_domestic_silence_opens_is_said_for_every_term() -> None:
    """Every term of a domestic body whose end is certain has a row of its own."""
    judged = {
        "cpc-319-322-trial-start",
        "cpc-414-418-appeal",
        "cpc-487-cassation-year",
        "cpc-405-6-private-ruling-month",
    }
    treaty = ("cat-", "op-", "hrc-", "sr-", "ip-", "pc-", "order-303")
    owed = {claim.rule for claim in CLAIMS if not claim.own and not claim.rule.startswith(treaty)}

    assert owed - judged <= set(PRACTICE.opened_by)
    assert set(PRACTICE.opened_by) <= BOOK.ids


@pytest.mark.parametrize(("day", "near"), [("2024-08-01", False), ("2024-08-02", True), ("2025-08-01", True)])
def test_limitation_a_year_before_its_end(day: str, near: bool) -> None:
    """Cruel treatment of August 2023 prescribes in August 2025: the warning begins a year before."""
    found = warned(day, told(ACT, CRUEL)).get("limitation_near", [])

    assert bool(found) is near
    for one in found:
        assert (one.until, one.provision, one.key) == (
            "2025-08-01T24:00",
            "pc-71-limitation",
            "warning.limitation_near",
        )
        assert "kz-pc-146-1" in one.what


def test_limitation_ends_the_warning() -> None:
    """Once it has run, the warning is over: what can be done is a remedy."""
    assert "limitation_near" not in warned("2025-08-03", told(ACT, CRUEL))


def test_torture_never_prescribes() -> None:
    """Under the article of torture there is no warning, nor after a conviction, nor before the offence existed."""
    torture = event("classified", "2023-09-01", id="k", by="police", articles=("kz-pc-146-2",))
    judged = event("convicted", "2025-02-01", by="court", person=Person.OFFICIAL)
    older = event("act_alleged", "2023-05-01", id="act")

    assert "limitation_near" not in warned("2025-01-01", told(ACT, torture))
    assert "limitation_near" not in warned("2025-03-01", told(ACT, CRUEL, judged))
    assert "limitation_near" not in warned("2025-01-01", told(older))
    assert "limitation_near" not in warned("2025-01-01", told(ACT, CRUEL, jurisdiction="KG"))


def test_limitation_that_only_may_run() -> None:
    """Before any article was applied the act may still be taken for cruel treatment."""
    [found] = warned("2025-01-01", told(ACT))["limitation_near"]

    assert (found.key, found.until) == ("warning.limitation_near.possible", "2025-08-01T24:00")


def test_limitation_of_an_uncertain_day() -> None:
    """From the earliest end on somebody is warned, until the latest one has passed."""
    month = event("act_alleged", "2023-08", id="act")

    assert warned("2025-08-15", told(month, CRUEL))["limitation_near"][0].until == "2025-08-01T24:00"
    assert "limitation_near" not in warned("2025-09-01", told(month, CRUEL))


def test_aggravated_cruel_treatment_has_ten_years() -> None:
    """Part 3 builds on either: it may prescribe ten years after the act."""
    grave = event("classified", "2023-09-01", id="k", by="police", articles=("kz-pc-146-3",))

    [found] = warned("2033-01-01", told(ACT, grave))["limitation_near"]

    assert (found.key, found.until) == ("warning.limitation_near.possible", "2033-08-01T24:00")


def test_retention_is_off_until_it_has_a_source() -> None:
    """No source says how long recordings are kept: the warning comes only where unverified law is asked for."""
    act = event("act_alleged", "2026-03-01", id="act")

    assert "retention_near" not in warned("2026-03-20", told(act))
    [found] = warned("2026-03-20", told(act, unverified=True))["retention_near"]
    assert (found.until, found.anchor) == ("2026-03-31T24:00", "act")
    assert found.what.startswith("The video of the police premises")


@pytest.mark.parametrize(("day", "near"), [("2026-03-17", False), ("2026-03-18", True), ("2026-03-31", True)])
def test_retention_has_its_boundaries(day: str, near: bool) -> None:
    """Fourteen days before the end the warning begins; after the end nothing is left to secure."""
    timeline = told(event("act_alleged", "2026-03-01", id="act"), unverified=True)

    assert ("retention_near" in warned(day, timeline)) is near
    assert "retention_near" not in warned("2026-04-01", timeline)


def test_what_was_secured_is_not_warned_of() -> None:
    """Evidence that was secured after the act ends the warning; custody has its own row."""
    act = event("act_alleged", "2026-03-01", id="act")
    secured = event("evidence_secured", "2026-03-05")
    held = event("detained", "2026-03-01", person=Person.VICTIM)

    assert "retention_near" not in warned("2026-03-20", told(act, secured, unverified=True))
    assert "retention_near" not in warned("2026-05-20", told(act, unverified=True))
    [custody] = warned("2026-05-20", told(act, held, unverified=True))["retention_near"]
    assert custody.until == "2026-05-30T24:00"


def test_a_way_abroad_says_why_or_why_not_yet() -> None:
    """While the proceedings run the committees are not open yet; the Rapporteur is."""
    timeline = told(ACT, event("complaint_lodged", "2023-08-05"))
    found = {one.facts["forum"]: one for one in warned("2023-08-10", timeline)["international_route"]}

    assert {name: one.facts["status"] for name, one in found.items()} == {
        "cat": "not_yet",
        "hrc": "not_yet",
        "special_rapporteur": "available",
    }
    assert found["cat"].what.endswith("The domestic proceedings still run")
    assert found["hrc"].provision == "op-kz-in-force"


def test_once_a_committee_has_the_case_the_other_is_not_offered() -> None:
    """The choice is made: only the Rapporteur, who bars nothing, is still named."""
    sent = event("un_submitted", "2023-09-01", proceeding="un", forum=Forum.CAT)
    found = warned("2023-09-02", told(ACT, event("complaint_lodged", "2023-08-05"), sent))["international_route"]

    assert {one.facts["forum"] for one in found} == {"special_rapporteur"}


def test_nothing_happened_no_way_abroad() -> None:
    """A case without an act has no warning about bodies abroad, and is being forgotten."""
    found = warned("2026-03-01", told(event("noted", "2026-02-01")))

    assert set(found) == {"no_next_date"}


def test_a_case_without_a_next_date_is_being_forgotten() -> None:
    """As long as something is due from anybody, the case is not forgotten; when all has passed, it is."""
    timeline = told(COMPLAINT)

    assert "no_next_date" not in warned("2026-02-09", timeline)
    assert warned("2030-01-01", timeline)["no_next_date"][0].what == (
        "nothing is due from anyone: the case is being forgotten"
    )


def test_every_warning_has_a_key() -> None:
    """What is said in English can be said in other languages: key and facts give the same sentence."""
    for case in published():
        for warnings in warned("2026-11-23", timeline_of(case)).values():
            for one in warnings:
                assert one.key is not None
                if one.rule != "international_route":
                    assert PRACTICE.say(one.key, **one.facts) == one.what
