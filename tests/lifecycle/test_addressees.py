"""To which bodies of the case a remedy goes, and to which decision a chain of answers leads."""

from __future__ import annotations

from datetime import date

import pytest

from law.published import BOOK, CALENDAR, zone_of
from lifecycle.about import decision_about
from lifecycle.competence import competence
from lifecycle.norms import Norms
from models.case import Body
from models.dates import PartialDate
from models.events import Event
from models.words import Form
from tests.lifecycle.moments import offered, told
from tests.lifecycle.stories import event

MORE = tuple(
    Body.model_validate({"id": name, "kind": kind, "level": level})
    for name, kind, level in (
        ("commissioner", "ombudsman", "national"),
        ("preventive", "npm", "national"),
        ("special", "special_prosecutor", "region"),
        ("general", "special_prosecutor", "national"),
        ("ward", "medical", "city"),
    )
)
OPENED = event("investigation_opened", "2026-02-04", id="o", by="prosecutor", form=Form.PRELIMINARY)
KNOWN = PartialDate.parse("2026-03-02")


def bodies(day: str, *events: Event) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Where each remedy goes at the end of a day, with the bodies of the case that may take it."""
    return {name: (one.to.key, one.to.bodies) for name, one in offered(day, told(*events, bodies=MORE)).items()}


def test_an_ending_by_the_police_goes_to_prosecutors_and_to_first_courts() -> None:
    """Special prosecutors are prosecutors; of the courts those of a district or a city; the hospital is none of it."""
    found = bodies("2026-03-04", OPENED, event("terminated", "2026-02-20", id="t", by="police", known_on=KNOWN))

    assert found["ending_prosecutor"] == ("to.prosecutor", ("prosecutor", "upper-prosecutor", "special", "general"))
    assert found["ending_court"] == ("to.investigating_court", ("court", "judges"))


def test_an_ending_by_a_special_prosecutor_goes_to_one_above_him() -> None:
    """Who decided is barred (CPC 104(1)), and so is everybody on his level or below."""
    found = bodies("2026-03-04", OPENED, event("terminated", "2026-02-20", id="t", by="special", known_on=KNOWN))

    assert found["ending_prosecutor"] == ("to.superior_prosecutor", ("general",))


def test_the_commissioner_and_the_preventive_mechanism_are_addressed_together() -> None:
    """In custody both can be asked, and the place where the victim is held is the one that acts on safety."""
    found = bodies("2026-03-04", OPENED, event("detained", "2026-02-21", id="h", by="jail"))

    assert found["ombudsman"] == ("to.ombudsman", ("commissioner", "preventive"))


def test_a_judgment_goes_up_the_ladder_of_courts() -> None:
    """An appeal to the region, cassation to the highest court, a claim to any court of trial."""
    found = bodies("2026-03-04", event("acquitted", "2026-03-02", id="v", by="judges"))

    assert found["judgment_appeal"] == ("to.appeal_court", ("upper-court",))
    assert found["cassation"] == ("to.cassation_court", ("highest-court",))
    assert found["compensation"] == ("to.trial_court", ("court", "upper-court", "judges", "highest-court"))


@pytest.mark.parametrize("kind", ["appeal_rejected", "upheld", "reply_without_decision", "notified", "copy_requested",
                                  "appeal_granted"])  # fmt: skip
def test_a_chain_of_answers_leads_to_the_decision(kind: str) -> None:
    """An appeal against what was said about a refusal is about the refusal; one against a new decision is not."""
    known = {
        "r": event("opening_refused", id="r"),
        "n": event(kind, id="n", target="r"),
        "d": event("terminated", id="d", target="r"),
    }

    assert decision_about(event("appeal_filed", id="a", target="n"), known) is known["r"]
    assert decision_about(event("appeal_filed", id="a", target="d"), known) is known["d"]


@pytest.mark.parametrize(("on", "doubted"), [("2023-05-16", False), ("2023-05-17", True), ("2023-05-19", True),
                                             ("2023-05-20", False)])  # fmt: skip
def test_the_days_on_which_the_meaning_is_in_doubt_are_named(on: str, *, doubted: bool) -> None:
    """From 17 to 20 May 2023 the day of force of Law 212-VII is not known; the note names both ends."""
    law = Norms(BOOK, CALENDAR, zone_of("KZ", None), "KZ", BOOK.latest_entry)

    found = [one for one in competence("kz-pc-146-1", date.fromisoformat(on), law).doubts if one.key == "doubt.meaning"]

    assert bool(found) == doubted
    for note in found:
        assert (note.values["first"], note.values["last"], note.values["day"]) == ("2023-05-17", "2023-05-20", on)


@pytest.mark.parametrize("article", ["kz-pc-146-2", "kz-pc-103"])
def test_an_article_of_one_meaning_is_never_in_doubt(article: str) -> None:
    """Also on the days on which that of another is."""
    law = Norms(BOOK, CALENDAR, zone_of("KZ", None), "KZ", BOOK.latest_entry)

    assert "doubt.meaning" not in {one.key for one in competence(article, date(2023, 5, 18), law).doubts}
